"""The page "How good is this grader?": the report on the graders as plain HTML, without a script."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from interviewer.grading.report import TITLE, Block, Heading, Table

if TYPE_CHECKING:
    from interviewer.web.house import House

LINK = f'<a class="graders" href="graders" target="_blank" rel="noopener">{TITLE}</a>'
"""What every card says beside its grade."""

SHORT = 18
"""Letters of the longest figure: "0.81 [0.75, 0.86]"."""

_CODE = re.compile(r"`([^`]+)`")
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--muted:#55616e;--paper:#f8f7f4;--panel:#fff;--line:#d9d6cd;--accent:#1f5f8b}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--muted:#a9b4bf;--paper:#14181d;--panel:#1b2128;--line:#343d47;--accent:#7fb8e0}}
body{font:1rem/1.55 system-ui,sans-serif;margin:0;background:var(--paper);color:var(--ink)}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 4rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;margin:.5rem 0 1rem}h2{font-size:1.3rem;margin:2.2rem 0 .4rem}h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
p{margin:.5rem 0}a{color:var(--accent)}code{font-size:.92em;background:var(--panel);border:1px solid var(--line);border-radius:.25rem;padding:0 .25rem}
.table{background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.3rem .9rem;margin:.7rem 0}
table{border-collapse:collapse;width:100%;overflow-wrap:normal}caption{text-align:left;color:var(--muted);font-size:.9rem;padding:.4rem 0}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums;font-weight:400}
th,td{vertical-align:top}thead th{color:var(--muted);border-top:none}.short{white-space:nowrap}.top{margin:0}.top a{display:inline-block}
@media(max-width:40rem){.table table,.table caption,.table tbody,.table tr,.table tbody th,.table td{display:block}
.table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.table tr{border-top:1px solid var(--line);padding:.5rem 0}
.table tbody th,.table td{border:none;padding:.1rem 0}.table tbody th{font-weight:600}.table td::before{content:attr(data-label) ": ";color:var(--muted)}
.table td.short{display:inline-block;margin-right:1.2rem}}
"""


def add_graders(app: FastAPI, house: House) -> None:
    """The page at /graders; its figures are read when it is asked for."""

    @app.get("/graders")
    async def graders() -> HTMLResponse:
        return HTMLResponse(await asyncio.to_thread(lambda: graders_page(house.graders())))


def graders_page(blocks: Sequence[Block]) -> str:
    """The whole page. It needs nothing from elsewhere, and is as readable on a phone: there each row becomes a few lines."""
    body = "".join(_html(block) for block in blocks)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)} – Mock interview</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f'<body><main><p class="top"><a href="./"><span aria-hidden="true">←</span> Mock interview</a></p>{body}<p><a href="./">To the start page</a></p></main></body></html>'
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, str):
        return "<p>" + _CODE.sub(r"<code>\1</code>", escape(block)) + "</p>"
    return _table(block)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join(_row(table.columns, row) for row in table.rows)
    return (
        f'<div class="table"><table><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(columns: Sequence[str], row: Sequence[str]) -> str:
    cells = "".join(_cell(name, text) for name, text in zip(columns[1:], row[1:], strict=True))
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _cell(column: str, text: str) -> str:
    """A figure stays on one line; a sentence does not."""
    short = ' class="short"' if len(text) <= SHORT else ""
    return f'<td{short} data-label="{escape(column, quote=True)}">{escape(text)}</td>'
