"""Mounting the page: gradio closed down to what this product needs, and the files beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Lock

import gradio as gr
from fastapi import FastAPI

from interviewer.accounts import Accounts
from interviewer.errors import SettingsError
from interviewer.settings import Settings
from interviewer.web.dressed import Dressed
from interviewer.web.files import add_files
from interviewer.web.furnish import share
from interviewer.web.graders import add_graders
from interviewer.web.house import House
from interviewer.web.login import Login
from interviewer.web.lost import Lost
from interviewer.web.page import build

TITLE = "Mock interview"
HERE = Path(__file__).parent
ACTIVE_TURNS = 2000
"""Handlers that gradio runs at a time, one for each open page; its default of 40 would make the 41st page wait."""
UPLOAD = "1kb"
"""Nobody uploads anything here; gradio's upload route is open by default and has no limit."""
CACHE_SECONDS = 3600


def application(house: House) -> FastAPI:
    """The whole web application for a house."""
    app = FastAPI(openapi_url=None)
    add_files(app, house)
    add_graders(app, house)
    page = build(house)
    page.delete_cache = (CACHE_SECONDS, CACHE_SECONDS)
    page.max_threads = ACTIVE_TURNS  # before the queue, which takes its number of jobs from it
    page.queue(default_concurrency_limit=None, api_open=False)
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="", footer_links=[], run_history=False, show_error=False, max_file_size=UPLOAD,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, theme=_theme(),
    )  # fmt: skip
    mounted.add_middleware(Dressed, head=_head())
    mounted.add_middleware(Lost)
    return mounted


def guarded(settings: Settings) -> tuple[Login, Callable[[], Awaitable[None]]]:
    """An application for each person who signs in; and what can wait until the page can be used.

    Raises SettingsError when nobody could sign in, else as `furnish`.
    """
    accounts = Accounts(settings.data_dir)
    if not accounts.names():
        raise SettingsError(
            "Others can reach this page, so people sign in: add the first with python -m interviewer.accounts add NAME."
        )
    shared, building = share(settings), Lock()

    def room(person: str) -> FastAPI:
        house = shared.house(f"sqlite:///{accounts.home(person) / 'interviews.sqlite3'}", person)
        with building:  # gradio keeps the page that is being built in a global: two at once would become one
            return application(house)

    return Login(accounts, room), shared.engines.current.settle


def _head() -> str:
    """The page's title, styles and scripts."""
    return (
        f"<title>{TITLE}</title><style>{_read('theme.css')}{_read('cards.css')}{_read('history.css')}</style>"
        f"<script>{_read('page.js')}{_read('history.js')}</script>"
    )


def _theme() -> gr.themes.Base:
    """System fonts only: gradio's own themes fetch theirs from elsewhere. Sizes that grow with the reader's own."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.Size(
            name="text_rem",
            xxs=".6rem",
            xs=".7rem",
            sm=".8rem",
            md=".92rem",
            lg="1rem",
            xl="1.4rem",
            xxl="1.6rem",
        ),
    )


def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")
