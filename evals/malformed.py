"""Malformed replies of a judge's model: what each would mean to a person who reads it, if it means anything. Data.

A reply is recoverable where its verdicts and quotes can be told from it alone, without guessing. From any other
nothing may be read: no verdict, no number.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.wire.replies import BreaksOff, Floods, Refuses, Reply, Says, Sends

QUESTION = "3.2.1"
SAID = (
    "First I'd ask what a missed fraud costs, because we don't want to optimise accuracy. "
    'I would report "recall at a fixed precision" and the cost per thousand payments. '
    "The split is by time – never random – so nothing leaks from the future. "
    "For the threshold I would take the point where a blocked customer costs as much as a missed fraud."
)
QUOTES = (
    "we don't want to optimise accuracy",
    'I would report "recall at a fixed precision"',
    "The split is by time – never random",
    "the point where a blocked customer costs as much as a missed fraud",
)

Mark = Mapping[str, object]


@dataclass(frozen=True)
class Malformed:
    """A reply that the model gives every time it is asked; `recoverable`: a person could read every mark from it."""

    name: str
    reply: Reply
    recoverable: bool


def sound(points: int) -> list[dict[str, object]]:
    """The marks that every recoverable reply stands for: the first four quoted, the rest without evidence."""
    verdicts = ("met", "met", "met", "met") + ("no_evidence",) * (points - len(QUOTES))
    quotes = (*QUOTES, *("" for _ in range(points - len(QUOTES))))
    return [
        {"id": f"p{n}", "verdict": verdict, "quote": quote}
        for n, (verdict, quote) in enumerate(zip(verdicts, quotes, strict=True), 1)
    ]


def battery(points: int) -> tuple[Malformed, ...]:
    """Every malformed reply, for a question of so many points."""
    marks = sound(points)
    recoverable = [Malformed(name, reply, True) for name, reply in _recoverable(marks)]
    return (*recoverable, *(Malformed(name, reply, False) for name, reply in _hopeless(marks)))


def _recoverable(marks: list[dict[str, object]]) -> Iterator[tuple[str, Reply]]:
    whole = json.dumps({"marks": marks}, ensure_ascii=False)
    pretty = json.dumps({"marks": marks}, ensure_ascii=False, indent=2)
    yield "fenced", Says(f"```json\n{pretty}\n```")
    yield "fenced, without its end", Says(f"```json\n{pretty}")
    yield (
        "prose around",
        Says(f"Here is my judgement of the answer:\n\n{whole}\n\nLet me know if you need more."),
    )
    yield "its thinking before", Says(f'<think>Maybe {{"marks": []}}? No.</think>\n{whole}')
    yield "an example before", Says(f'The format is {{"marks": [{{"id": "p1"}}]}}, so: {whole}')
    yield "Python's words", Says(str({"marks": marks}))
    yield "single quotes", Says(_single(marks))
    yield (
        "curly quotes",
        Says(whole.replace('{"', "{“").replace('":', "”:").replace(', "', ", “").replace('": "', "”: “")),
    )
    yield "trailing commas", Says(pretty.replace("\n    }", ",\n    }").replace("\n  ]", ",\n  ]"))
    yield (
        "keys without quotes",
        Says(pretty.replace('"id":', "id:").replace('"verdict":', "verdict:").replace('"quote":', "quote:")),
    )
    yield "comments", Says(pretty.replace('"verdict"', '// as I see it\n      "verdict"'))
    yield "quotes not escaped", Says(whole.replace('\\"', '"'))
    yield "the last brackets cut off", Says(whole[:-2])
    yield "the list alone", Says(json.dumps(marks, ensure_ascii=False))
    yield (
        "objects one after the other",
        Says("[" + ",\n".join(json.dumps(m, ensure_ascii=False) for m in marks)),
    )
    yield "by id", Says({m["id"]: {"verdict": m["verdict"], "quote": m["quote"]} for m in marks})
    yield (
        "by id, under marks",
        Says({"marks": {m["id"]: {k: m[k] for k in ("verdict", "quote")} for m in marks}}),
    )
    yield "nested", Says({"result": {"evaluation": {"marks": marks}}})
    yield "a string in JSON", Says({"response": whole})
    yield "another name for the list", Says({"judgements": marks})
    yield (
        "other names for the keys",
        Says({"marks": [{"point": m["id"], "status": m["verdict"], "evidence": m["quote"]} for m in marks]}),
    )
    yield "capital keys", Says({"Marks": [{k.capitalize(): v for k, v in m.items()} for m in marks]})
    yield "verdicts in capitals", Says(_with(marks, verdict=lambda v: str(v).upper()))
    yield (
        "verdicts with spaces",
        Says(_with(marks, verdict=lambda v: str(v).replace("_", " ").capitalize() + ".")),
    )
    yield (
        "other words for verdicts",
        Says(_with(marks, verdict=lambda v: {"met": "fulfilled", "no_evidence": "not addressed"}[str(v)])),
    )
    yield "numbers for ids", Says(_with(marks, id=lambda id: int(str(id)[1:])))
    yield "numbers as strings for ids", Says(_with(marks, id=lambda id: str(id)[1:]))
    yield "long ids", Says(_with(marks, id=lambda id: f"Point {str(id)[1:]}: the candidate says so"))
    yield "capital ids", Says(_with(marks, id=lambda id: str(id).upper()))
    yield (
        "ids that are not ours, beside ours",
        Says({"marks": [*marks, {"id": "p19", "verdict": "met", "quote": QUOTES[0]}]}),
    )
    yield "the same mark twice", Says({"marks": [*marks, marks[0]]})
    yield "a score beside the marks", Says({"marks": marks, "score": 5, "overall": "5/5"})
    yield "a confidence in each mark", Says({"marks": [{**m, "confidence": 0.97} for m in marks]})
    yield (
        "no quote where there is no evidence",
        Says({"marks": [m if m["quote"] else {"id": m["id"], "verdict": m["verdict"]} for m in marks]}),
    )
    yield "null for no quote", Says(_with(marks, quote=lambda q: q or None))
    yield "lists of quotes", Says(_with(marks, quote=lambda q: [q] if q else []))
    yield (
        "white space in quotes",
        Says(_with(marks, quote=lambda q: "  " + str(q).replace(" ", "\n  ") + " ")),
    )
    yield (
        "other quote marks and dashes in quotes",
        Says(_with(marks, quote=lambda q: str(q).replace('"', "”").replace("'", "’").replace("–", "-"))),
    )
    yield "capitals in quotes", Says(_with(marks, quote=lambda q: str(q).upper()))
    yield "quotes in quote marks", Says(_with(marks, quote=lambda q: f"“{q}”" if q else ""))
    yield "a byte order mark", Says("\ufeff" + whole)
    yield "NULs", Says(whole.replace(", ", ",\x00 "))
    yield "HTML around", Says(f"<pre><code>{html.escape(whole)}</code></pre>")
    yield (
        "a line for each point",
        Says("\n".join(f'{m["id"]}: {m["verdict"]} - "{m["quote"]}"' for m in marks)),
    )
    yield (
        "a Markdown table",
        Says(
            "| id | verdict | quote |\n|---|---|---|\n"
            + "\n".join(f"| {m['id']} | {m['verdict']} | {m['quote']} |" for m in marks)
        ),
    )
    yield (
        "YAML",
        Says(
            "marks:\n"
            + "\n".join(
                f"  - id: {m['id']}\n    verdict: {m['verdict']}\n    quote: {json.dumps(m['quote'], ensure_ascii=False)}"
                for m in marks
            )
        ),
    )
    yield "JSON lines", Says("\n".join(json.dumps(m, ensure_ascii=False) for m in marks))


def _hopeless(marks: list[dict[str, object]]) -> Iterator[tuple[str, Reply]]:
    whole = json.dumps({"marks": marks}, ensure_ascii=False)
    yield "empty", Says("")
    yield "white space", Says(" \n\t ")
    yield "praise", Says("Great answer, 5 out of 5!")
    yield "a bare number", Says("5")
    yield "a score alone", Says({"score": 5})
    yield "scores instead of verdicts", Says(_with(marks, verdict=lambda _: 5))
    yield "scores as strings", Says(_with(marks, verdict=lambda _: "4/5"))
    yield "scores by id", Says({str(m["id"]): 1 for m in marks})
    yield "truncated in the middle", Says(whole[: len(whole) // 2])
    yield "truncated, and it says so", Says(whole[: len(whole) // 2], finish="length")
    yield "whole, but said to be cut off", Says(whole, finish="length")
    yield "filtered", Says(whole[:40], finish="content_filter")
    yield "without a reason to end", Says(whole, finish=None)
    yield "a refusal", Says("I can't help with that.", refusal="I can't help with that.")
    yield "a refusal in words", Says("I'm sorry, but as an AI language model I cannot grade people.")
    yield "another language", Says("Die Antwort ist gut. Ich würde sie mit 4 von 5 bewerten.")
    yield (
        "verdicts in another language",
        Says(_with(marks, verdict=lambda v: "erfüllt" if v == "met" else "kein Beleg")),
    )
    yield "verdicts that are none", Says(_with(marks, verdict=lambda _: "excellent"))
    yield "null verdicts", Says(_with(marks, verdict=lambda _: None))
    yield "true and false for verdicts", Says(_with(marks, verdict=lambda v: v == "met"))
    yield "a point is missing", Says({"marks": marks[1:]})
    yield "ids from zero", Says(_with(marks, id=lambda id: f"p{int(str(id)[1:]) - 1}"))
    yield "ids of another sheet", Says(_with(marks, id=lambda id: f"q{str(id)[1:]}x"))
    yield "two verdicts for one point", Says({"marks": [*marks, {**marks[0], "verdict": "not_met"}]})
    yield "a point is raised", Says({"marks": [{**marks[0], "verdict": "raised"}, *marks[1:]]})
    yield "nothing is marked", Says({"marks": []})
    yield "marks that are numbers", Says({"marks": [1, 2, 3]})
    yield "no quotes at all", Says({"marks": [{k: m[k] for k in ("id", "verdict")} for m in marks]})
    yield (
        "quotes that nobody said",
        Says(_with(marks, quote=lambda q: f"I personally saved {len(str(q))} million" if q else "")),
    )
    yield "the form's schema", Says({"type": "object", "properties": {"marks": {"type": "array"}}})
    yield "endless nesting", Says("[" * 50_000)
    yield "an endless string", Says('{"marks": [{"id": "p1", "verdict": "met", "quote": "' + "we " * 60_000)
    yield "20 MB", Floods(20_000_000)
    yield "a web page", Sends("<!doctype html><title>Sign in</title>", content_type="text/html")
    yield "HTML as text", Says("<html><body><h1>502 Bad Gateway</h1></body></html>")
    yield (
        "no choices",
        Sends('{"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": []}'),
    )
    yield "broken JSON on the wire", Sends('{"choices": [')
    yield "nothing on the wire", Sends("")
    yield "a failing server", Refuses(500)
    yield "silence", BreaksOff("", "stall")
    yield "a connection that breaks", BreaksOff("", "reset")


def _with(marks: list[dict[str, object]], **changes: object) -> dict[str, object]:
    """The form with something done to a field of every mark."""
    return {"marks": [{k: changes[k](v) if k in changes else v for k, v in m.items()} for m in marks]}  # type: ignore[operator]  # functions of one value


def _single(marks: list[dict[str, object]]) -> str:
    """The form in single quotes, with the apostrophes and quote marks inside as they are."""
    rows = (", ".join(f"'{key}': '{value}'" for key, value in m.items()) for m in marks)
    return "{'marks': [" + ", ".join(f"{{{row}}}" for row in rows) + "]}"
