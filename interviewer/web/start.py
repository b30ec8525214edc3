"""The start of the page: what this is and what leaves the machine; a drill at once, or an interview of one's choice."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from interviewer.errors import Refused
from interviewer.planner import PRACTICE, SHAPES, Length, Wish
from interviewer.types import Mode
from interviewer.web.aim import Aiming
from interviewer.web.house import House
from interviewer.web.texts import note
from knowledge.types import STAGES, Bank, StageId

LIVE, PRACTISE, DRILL = "Live interview", "Practice", "Five-minute drill"
MODES: dict[str, Mode] = {LIVE: "live", PRACTISE: "practice", DRILL: "drill"}
LENGTHS: dict[str, Length] = {"Short": "short", "Full": "full"}
LOOP, ANY = "All stages", "Any topic"
STAGE_CHOICES: dict[str, StageId] = {
    "Recruiter": "recruiter",
    "Technical": "technical",
    "Behavioral": "behavioral",
}

INTRO = """
<h1>Practise the interview before it counts</h1>
<p class="lead">An interviewer asks you what the {role} is asked, follows up on what you leave out, and grades every answer
against a written rubric, with your own words as the evidence.</p>
"""
QUICK_DRILL = Wish("drill", STAGES)
HISTORY = (
    '<nav class="to-history" aria-label="History">'
    '<a href="?view=history">History: all interviews, progress, what is due again</a></nav>'
)
QUICK = "One question, one follow-up, your feedback, in five minutes or less. No account, no key."


@dataclass(frozen=True)
class Start:
    """The parts of the start view."""

    view: gr.Column
    arrival: gr.HTML
    engine: gr.HTML
    quick: gr.Button
    mode: gr.Radio
    stage: gr.Radio
    topic: gr.Radio
    length: gr.Radio
    aiming: Aiming
    summary: gr.HTML
    begin: gr.Button
    notice: gr.HTML
    recent: gr.HTML

    @classmethod
    def lay_out(cls, house: House) -> Start:
        """Lay the start view out; visible until a session is followed."""
        with gr.Column(elem_id="start", visible=True) as view:
            arrival = gr.HTML(
                elem_id="arrival"
            )  # why she is here and not in the interview that she asked for
            gr.HTML(INTRO.format(role=html.escape(house.bank.role)))
            engine = gr.HTML(note(house.engine.line), elem_id="engine")
            quick = gr.Button("Start a five-minute drill", variant="primary", elem_id="quick")
            gr.HTML(note(QUICK), elem_id="quick-note")
            with gr.Column(elem_id="choices"):
                gr.HTML("<h2>Or set up your own interview</h2>")
                mode = gr.Radio(list(MODES), value=LIVE, label="What would you like to do?")
                stage = gr.Radio([LOOP, *STAGE_CHOICES], value=LOOP, label="Which part?")
                topic = gr.Radio([ANY], value=ANY, label="Which topic?", visible=False)
                length = gr.Radio(list(LENGTHS), value="Short", label="How long?")
                aiming = Aiming.lay_out(house.bank)
                summary = gr.HTML(note(summary_of(wish_of(house.bank, LIVE, LOOP, ANY, "Short"))))
                begin = gr.Button("Start", elem_id="begin")
            notice = gr.HTML(elem_id="start-notice")
            gr.HTML(HISTORY)
            recent = (
                gr.HTML()
            )  # last: it comes a moment later, and must push nothing away from under a finger
        return cls(
            view, arrival, engine, quick, mode, stage, topic, length, aiming, summary, begin, notice, recent
        )

    def adapt(self, bank: Bank) -> Callable[[str, str, str, str], tuple[Any, ...]]:
        """What the other choices are once one was made."""

        def adapted(mode: str, stage: str, topic: str, length: str) -> tuple[Any, ...]:
            topics = _topics(bank, mode, stage)
            known = topic if topic in topics else ANY
            return (
                gr.update(choices=topics, value=known, visible=len(topics) > 2),
                gr.update(visible=mode != DRILL),
                note(summary_of(wish_of(bank, mode, stage, known, length))),
            )

        return adapted


def wish_of(bank: Bank, mode: str, stage: str, topic: str, length: str) -> Wish:
    """The wish behind the labels chosen on the page. Raises Refused for what is none of them: a program may send anything."""
    if mode not in MODES or length not in LENGTHS or (stage != LOOP and stage not in STAGE_CHOICES):
        raise Refused("Choose what, which part and how long, as the page offers them.")
    stages = STAGES if stage == LOOP else (STAGE_CHOICES[stage],)
    topics = {t.name: t.id for t in bank.topics}
    narrowed = topics.get(topic, "") if mode != LIVE else ""
    return Wish(MODES[mode], stages, LENGTHS[length], topic=narrowed)


def summary_of(wish: Wish) -> str:
    """One sentence on what will happen."""
    if wish.mode == "drill":
        return "One question, one follow-up, its feedback."
    if wish.mode == "practice":
        return f"Up to {PRACTICE[wish.length]} questions, with hints if you want them and feedback after each answer."
    shapes = [SHAPES[stage, wish.length] for stage in wish.stages]
    questions = sum(n for shape in shapes for _, n in shape.kinds)
    minutes = sum(shape.minutes for shape in shapes)
    parts = "stage" if len(shapes) == 1 else f"{len(shapes)} stages"
    return f"{questions} questions in {'one ' if len(shapes) == 1 else ''}{parts}, about {minutes:.0f} minutes. Feedback after each stage."


def _topics(bank: Bank, mode: str, stage: str) -> list[str]:
    if mode == LIVE or stage == LOOP:
        return [ANY]
    return [ANY, *(t.name for t in bank.topics if t.stage == STAGE_CHOICES[stage])]
