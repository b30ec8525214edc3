"""Can a judge be talked into a grade? `python -m evals robustness [--judge embedded]`: the share held per family.

Each item is compared with the same answer without what is tried. Beside it: how many genuine answers of the gold's
tune split the guards wrongly refuse, and how many quotes were shown that were not said.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from evals.attacks import fillers, injections, junk, neighbours
from evals.gold_answers import bank_ids, gold_answers
from evals.grading import GUIDE, JUDGES, RESULTS
from evals.held import Item, fell, same
from evals.variations import altered, other_people, otherwise, rewritten, translated
from interviewer.grading import desk
from interviewer.grading.judge import Judge
from interviewer.types import Exchange, Grade
from knowledge.types import Bank, Question


def battery(bank: Bank) -> Iterator[Item]:
    """Every item, family by family."""
    for part in (
        injections,
        fillers,
        junk,
        neighbours,
        otherwise,
        other_people,
        rewritten,
        altered,
        translated,
    ):
        yield from part(bank)


@dataclass(frozen=True)
class Outcome:
    """What came of an item: whether the judge held, the overall stayed the same, it fell; `means` what holding is here."""

    held: bool
    same: bool
    fell: bool
    means: str


Outcomes = dict[str, list[Outcome]]
"""By family."""


@dataclass
class Bench:
    """A judge at work on the battery: grades by the production path, each answer's own grade made once.

    strangers: quotes that were shown and not said (there must be none).
    """

    judge: Judge
    bank: Bank
    strangers: list[str] = field(default_factory=list)
    shown: int = 0
    _clean: dict[tuple[str, str], Grade] = field(default_factory=dict)

    def tried(self, item: Item) -> Outcome:
        """What came of an item."""
        key = (item.question.rubric, item.clean)
        if key not in self._clean:
            self._clean[key] = self.graded(item.question, item.clean)
        tried = self.graded(item.changed or item.question, item.said, item.later)
        clean = self._clean[key]
        return Outcome(
            item.held(tried, clean), same(tried, clean), fell(tried, clean), item.held.__doc__ or ""
        )

    def graded(self, question: Question, said: str, later: str = "") -> Grade:
        """The grade of an answer, and of what was said `later` to a follow-up."""
        follow_up = (Exchange(question.points[0].probe, later),) if later else ()
        exchanges = (Exchange(question.text, said), *follow_up)
        made = asyncio.run(desk.graded(self.judge, self.bank, question, exchanges))
        quotes = [
            quote for quote in (*(m.quote for m in made.marks), *(r.quote for r in made.raised)) if quote
        ]
        self.shown += len(quotes)
        self.strangers += [quote for quote in quotes if quote not in said]
        return made


def refused(bench: Bench) -> tuple[int, int]:
    """(how many genuine tune answers the guards refuse or cap, of how many)."""
    genuine = [a for a in gold_answers("tune") if not a.kind.startswith("f")]
    made = [bench.graded(bench.bank.question(bank_ids()[a.question_id]), a.answer) for a in genuine]
    return sum(bool(g.cap_reason or g.ungraded) for g in made), len(genuine)


def run(bench: Bench, items: Iterable[Item], show: bool) -> Outcomes:
    """By family, what came of each item."""
    found: Outcomes = defaultdict(list)
    for item in items:
        outcome = bench.tried(item)
        found[item.family].append(outcome)
        if show and not outcome.held:
            print(f"not held: {item.family}, question {item.question.id}: {item.said[:90]!r}")
    return found


def most(items: Iterable[Item], n: int) -> Iterator[Item]:
    """At most `n` items of each family, spread over the questions."""
    families: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        families[item.family].append(item)
    for part in families.values():
        yield from islice(part[:: max(len(part) // n, 1)], n)


def counted(outcomes: Sequence[Outcome]) -> dict[str, int | str]:
    """A family in figures."""
    return {
        "held": sum(o.held for o in outcomes),
        "same": sum(o.same for o in outcomes),
        "fell": sum(o.fell for o in outcomes),
        "n": len(outcomes),
        "means": outcomes[0].means,
    }


def printed(found: Outcomes) -> str:
    """A line a family: held of tried, and of how many the overall stayed the same, and fell."""
    lines = [f"{'':28s} {'held':>11s} {'share':>6s} {'same':>6s} {'fell':>6s}"]
    for family, outcomes in found.items():
        n, held, kept, fallen = (
            len(outcomes),
            *(sum(getattr(o, k) for o in outcomes) for k in ("held", "same", "fell")),
        )
        lines.append(f"{family:28s} {held:4d} of {n:3d} {held / n:6.3f} {kept / n:6.3f} {fallen / n:6.3f}")
    return "\n".join(lines)


def main(argv: Sequence[str]) -> int:
    """Run the battery, print and store the share held per family."""
    from knowledge.bank import load_bank

    parser = argparse.ArgumentParser("python -m evals robustness")
    parser.add_argument("--judge", choices=sorted(JUDGES), default="embedded")
    parser.add_argument("--most", type=int, default=1000, help="at most so many items of each family")
    parser.add_argument("--show", action="store_true", help="print every item that was not held")
    wish = parser.parse_args(argv)
    bank = load_bank(GUIDE)
    bench = Bench(JUDGES[wish.judge](bank), bank)
    found = run(bench, most(battery(bank), wish.most), wish.show)
    wrongly, genuine = refused(bench)
    print(printed(found))
    print(
        f"{sum(map(len, found.values()))} items; quotes shown {bench.shown}, not in the answer {len(bench.strangers)}"
    )
    print(
        f"genuine answers refused: {wrongly} of {genuine} (gold, tune split, without the adversarial kinds)"
    )
    maker = bench.judge.maker
    result = {
        "judge": maker.judge,
        "version": maker.version,
        "model": maker.model,
        "bank": bank.fingerprint,
        "families": {family: counted(outcomes) for family, outcomes in found.items()},
        "refused": {"n": genuine, "refused": wrongly, "split": "tune"},
        "quotes": {"n": bench.shown, "not_in_answer": len(bench.strangers)},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"robustness-{wish.judge}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0
