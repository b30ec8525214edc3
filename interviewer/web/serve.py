"""Mounting the page: gradio closed down to what this product needs, and the files beside it."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI

from interviewer.web.files import add_files
from interviewer.web.graders import add_graders
from interviewer.web.house import House
from interviewer.web.page import build

HERE = Path(__file__).parent
ACTIVE_TURNS = 2000
"""Handlers that gradio runs at a time; its default of 40 would make the 41st page wait."""
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
    page.queue(default_concurrency_limit=None, api_open=False)
    page.max_threads = ACTIVE_TURNS
    mounted: FastAPI = gr.mount_gradio_app(
        app, page, path="", footer_links=[], run_history=False, show_error=False, max_file_size=UPLOAD,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, theme=_theme(),
        head=f"<style>{_read('theme.css')}{_read('cards.css')}{_read('history.css')}</style>"
        f"<script>{_read('page.js')}{_read('history.js')}</script>",
    )  # fmt: skip
    return mounted


def _theme() -> gr.themes.Base:
    """System fonts only: gradio's own themes fetch theirs from elsewhere."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
    )


def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")
