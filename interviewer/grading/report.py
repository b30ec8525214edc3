"""How good the graders are, as a report: the published figures in tables and sentences, none of them written by hand. Pure.

The page of the app and `docs/graders.md` are both made from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from interviewer.grading.agreement import TRUSTED, Figure, Published
from interviewer.grading.local_marks import LocalMarks, told

TITLE = "How good is this grader?"
INTRO = (
    "Agreement was measured on answers that nothing was tuned on, by the same path that grades yours. "
    "It is the quadratic weighted kappa: 1 is full agreement, 0 what chance would give. In brackets stands "
    "the interval in which it lies with 95 % (a bootstrap over questions); n is the number of answers."
)
LABELS = "The labels are {labels}. What people would have said was not measured."
WITHHELD = (
    f"A grader whose agreement on all answers is below {TRUSTED}, or that was not measured on the questions of your guide, "
    "shows its marks and your words, and an overall only if you ask for it."
)
NONE = "No grader has been measured yet."
OWN = "A model of yours is measured with `python -m evals grading --judge model`; it says what that costs before it begins."
STAGES = {
    "recruiter": "Recruiter screen",
    "technical": "Technical interview",
    "behavioral": "Behavioral interview",
}
NAMES = {
    "all": "All answers", "clear": "Clear answers", "muddy": "Muddy answers (raters differ by a grade)", **STAGES,
    "band low": "Weak answers (1-2)", "band middle": "Middling answers (3)", "band high": "Strong answers (4-5)",
}  # fmt: skip
MADE_OF = (
    "They are made from the bank's examples and our own answers, which the grader has learnt from; what must hold differs "
    "from family to family."
)
SEEN = "of the half that it was tuned on"
MANY = 10
"""Answers from which on a group is worth a sentence."""


class Share(BaseModel):
    """How many items of a family were held, of how many; with how many the grade was the same, and fell.

    means: what holding is, for this family
    """

    held: int
    n: int
    same: int = 0
    fell: int = 0
    means: str = ""


class Refused(BaseModel):
    """How many genuine answers the guards refused, of how many."""

    refused: int
    n: int


class Robustness(BaseModel):
    """A results file of `python -m evals robustness`, as far as it is needed here."""

    model_config = ConfigDict(frozen=True)

    judge: str
    version: str
    families: Mapping[str, Share]
    refused: Refused | None = None


@dataclass(frozen=True)
class Heading:
    """A heading. `level` 1 is the report's own."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Table:
    """A table with the names of its columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str


Block = Heading | Table | str


def robustness(folder: Path) -> tuple[Robustness, ...]:
    """The robustness results in a folder; a damaged file counts as none."""
    found = []
    for file in sorted(folder.glob("robustness-*.json")) if folder.is_dir() else []:
        try:
            found.append(Robustness.model_validate_json(file.read_bytes()))
        except (OSError, ValidationError):
            continue
    return tuple(found)


def report(
    results: Sequence[Published], held: Sequence[Robustness] = (), marks: LocalMarks | None = None
) -> tuple[Block, ...]:
    """The whole report, block by block."""
    blocks: list[Block] = [Heading(TITLE, 1), INTRO]
    labels = dict.fromkeys(r.labels for r in results if r.labels)
    blocks += [LABELS.format(labels=text) for text in labels]
    if not results:
        blocks.append(NONE)
    for result in results:
        base = next((r for r in results if _overall_of(r, result)), None)
        blocks += (
            _grader(result, next((h for h in held if _same(h, result)), None))
            if base is None
            else _borrowed(result, base)
        )
    if marks is not None:
        blocks += [Heading("Marks with a local model"), told(marks)]
    return (*blocks, Heading("When an overall is withheld"), WITHHELD, Heading("A model of your own"), OWN)


def name_of(result: Published) -> str:
    """ "embedded grader" or "model grader (gpt-4.1-mini)"."""
    return f"{result.judge} grader" + (f" ({result.model})" if result.model else "")


def _grader(result: Published, held: Robustness | None) -> Iterator[Block]:
    yield Heading(_capital(name_of(result)))
    yield _made(result)
    yield Table(
        ("Answers", "n", "Agreement", "Exact", "Within one", "Mean error"),
        tuple(_row(id, result.groups[id]) for id in NAMES if id in result.groups),
        f"Agreement of the {name_of(result)} with the labels. Within one band of labels a kappa says nothing.",
    )
    yield Heading("What it is bad at", 3)
    yield from list(weaknesses(result)) or ["Nothing stands out in these figures."]
    if held is not None:
        yield Heading("What it withstands", 3)
        yield from _withstood(held)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _overall_of(base: Published, result: Published) -> bool:
    """Whether a grader's overall is another one's: it was made on top of that one and has not moved a figure of it."""
    return result.version.startswith(f"{base.version}-") and (base.groups, base.graded, base.n) == (
        result.groups,
        result.graded,
        result.n,
    )


def _borrowed(result: Published, base: Published) -> Iterator[Block]:
    yield Heading(_capital(name_of(result)))
    yield _made(result)
    yield (
        f"Its overall is that of the {name_of(base)}: all figures of agreement, and what it is bad at, are the same. "
        "It differs in the marks of single points."
    )


def _made(result: Published) -> str:
    seconds = (
        f"{result.seconds['p50']:.2f} s an answer (p95 {result.seconds['p95']:.2f} s)"
        if result.seconds
        else ""
    )
    parts = (
        f"version {result.version}",
        f"prompts {result.prompts}" if result.prompts else "",
        f"questions {result.bank[:8]}" if result.bank else "",
        f"commit {result.commit}" if result.commit else "",
        f"graded {result.graded} of {result.n} answers",
        seconds,
        f"{result.tokens:.0f} tokens an answer" if result.tokens else "",
    )
    return " · ".join(part for part in parts if part) + "."


def _row(id: str, figure: Figure) -> tuple[str, ...]:
    shares = (f"{figure.exact:.0%}", f"{figure.within_one:.0%}", f"{figure.bias:+.2f}")
    return (NAMES[id], str(figure.n), "–" if id.startswith("band") else agreed(figure), *shares)


def agreed(figure: Figure) -> str:
    """ "0.83 [0.77, 0.88]", or a dash where it is not defined."""
    if figure.kappa is None:
        return "–"
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.2f}, {figure.high:.2f}]"
    return f"{figure.kappa:.2f}{interval}"


def weaknesses(result: Published) -> Iterator[str]:
    """What a grader is bad at, read off its figures."""
    groups = {id: figure for id, figure in result.groups.items() if figure.n >= MANY}
    if (left := result.n - result.graded) > 0:
        why = ", ".join(result.not_graded)
        yield f"{left} of {result.n} answers it could not grade{f' ({why})' if why else ''}."
    muddy = groups.get("muddy")
    if (
        muddy
        and muddy.kappa is not None
        and muddy.low is not None
        and (muddy.kappa < TRUSTED or muddy.low < 0.1)
    ):
        yield (
            f"Answers on which raters differ it hardly tells apart: agreement {agreed(muddy)}, so a difference of one grade "
            "there means little."
        )
    low, high = groups.get("band low"), groups.get("band high")
    if low and low.bias >= 0.2:
        yield f"It is too kind to weak answers, by {low.bias:.1f} grades on average."
    if high and high.bias <= -0.2:
        yield f"It is too strict with strong answers, by {-high.bias:.1f} grades on average."
    middle = groups.get("band middle")
    if middle and middle.exact < 0.5:
        yield f"Of middling answers it hits the grade exactly in {middle.exact:.0%} only, and within one in {middle.within_one:.0%}."
    stages = {id: f for id, f in groups.items() if id in STAGES and f.kappa is not None}
    if len(stages) > 1:
        worst = min(stages, key=lambda id: stages[id].kappa or 0.0)
        yield f"Of the stages it is weakest in the {STAGES[worst].lower()}: {agreed(stages[worst])}."


def _withstood(held: Robustness) -> Iterator[Block]:
    whole, n = sum(s.held for s in held.families.values()), sum(s.n for s in held.families.values())
    yield f"Of {n:,} attacks and distortions it held {whole:,}. {MADE_OF}"
    rows = tuple(
        (name, s.means.rstrip("."), f"{s.held} of {s.n}", f"{s.same} of {s.n}", f"{s.fell} of {s.n}")
        for name, s in held.families.items()
    )
    columns = ("What was tried", "What must hold", "Held", "Same grade", "Fell")
    yield Table(columns, rows, "Robustness by family.")
    if held.refused is not None:
        yield f"Genuine answers that its guards wrongly refused: {held.refused.refused} of {held.refused.n} ({SEEN})."


def _same(held: Robustness, result: Published) -> bool:
    return (held.judge, held.version) == (result.judge, result.version)


def as_markdown(blocks: Sequence[Block]) -> str:
    """The report as Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, str):
        return block
    head = f"| {' | '.join(block.columns)} |\n|{'---|' * len(block.columns)}"
    rows = "\n".join(f"| {' | '.join(row)} |" for row in block.rows)
    return f"{block.caption}\n\n{head}\n{rows}"
