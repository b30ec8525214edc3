"""The Chromium that evals, tests and screenshots drive: where it is, and how it is started so that it phones nobody."""

from __future__ import annotations

import shutil

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
"""Its path, or None where there is none."""

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

YOUR_TURN = """() => {
    const seen = (what) => [...document.querySelectorAll(what)].some((one) => one.offsetParent);
    if (seen('#rating') || seen('#own-grades') || seen('#next') || seen('#after a')) return true;
    const last = [...document.querySelectorAll('#chat .message-row')].at(-1);
    return seen('#send:not([disabled])') && last?.classList.contains('bot-row') && !last.querySelector('.thinking');
}"""
"""Whether the candidate may say something or go on. Gradio changes one component after the other: a button that is
still enabled says nothing while the last word in the chat is the candidate's."""

SHIFTS = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
}"""
"""Counts in `window.shifted` how far the page has moved what stood there already; run it before the page is opened."""
