"""The bill on the page: tokens and money of the session so far. Pure."""

from __future__ import annotations

import html

from interviewer.bill import USED_UP, Bill


def spent_html(bill: Bill) -> str:
    """A short line beside the clock; nothing without a model."""
    return f'<p class="bill" aria-label="Cost so far">{html.escape(_sum(bill))}</p>' if bill.tokens else ""


def bill_html(bill: Bill) -> str:
    """The whole bill under a debrief, and that the ceiling was reached."""
    if not bill.tokens:
        return ""
    stopped = f" {USED_UP}" if bill.stopped else ""
    parts = f"{bill.prompt:,} in prompts, {bill.completion:,} in replies"
    return f'<p class="bill note">The model so far: {html.escape(f"{_sum(bill)} ({parts}).{stopped}")}</p>'


def _sum(bill: Bill) -> str:
    if bill.dollars is None:
        return f"{bill.tokens:,} tokens, no price list for this model"
    return f"{bill.tokens:,} tokens, about {_money(bill.dollars)}"


def _money(dollars: float) -> str:
    """Cents up to a dollar, by list price.

    >>> _money(0.00123), _money(0.5), _money(2.0)
    ('0.12 cents', '50 cents', '$2.00')
    """
    cents = dollars * 100
    if cents >= 100:
        return f"${dollars:.2f}"
    return f"{cents:.2f} cents" if cents < 1 else f"{cents:.0f} cents"
