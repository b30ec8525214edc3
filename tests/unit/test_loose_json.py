"""Nearly JSON: read the one way in which it makes sense, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.loose_json import values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
HOLDERS = st.dictionaries(st.text("abc", min_size=1, max_size=6), JSON, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{'a': 'it's here', 'b': True,}", {"a": "it's here", "b": True}),
        ('{"a": "he said "yes" to it"}', {"a": 'he said "yes" to it'}),
        ("{a: 1, b: [x, y],}", {"a": 1, "b": ["x", "y"]}),
        ("{“a”: “1”}", {"a": "1"}),
        ('{"a": 1 /* one */, // two\n "b": 2}', {"a": 1, "b": 2}),
        ('{"a": "1\n2"}', {"a": "1\n2"}),
        ('Here: ```json\n{"a": [{"b": 1}, {"b": 2}\n```', {"a": [{"b": 1}, {"b": 2}]}),
        ('{"a": [{"b": 1}, {"b": ', {"a": [{"b": 1}]}),
        ("{&quot;a&quot;: [1, &quot;R&amp;D&quot;]}", {"a": [1, "R&D"]}),
        ('{"quote": "&quot;We split by time&quot;"}', {"quote": "&quot;We split by time&quot;"}),
    ],
)
def test_it_is_read_as_it_was_meant(written: str, meant: object) -> None:
    assert list(values(written)) == [meant]


@pytest.mark.parametrize("written", ["", "no", "{", '{"a": 1', '{"a": "un', "[" * 500, "{'a'" * 500])
def test_what_is_cut_off_in_the_middle_is_not_made_up(written: str) -> None:
    assert list(values(written)) == []


def test_a_models_thinking_is_not_its_reply() -> None:
    assert list(values('<think>{"a": 0}</think> {"a": 1}')) == [{"a": 1}]


@given(HOLDERS)
def test_json_is_read_as_json(value: dict[str, object]) -> None:
    assert next(values(f"So: {json.dumps(value)} Done.")) == value


@given(st.text(max_size=400))
def test_any_text_ends(text: str) -> None:
    list(values(text))
    list(values("{" + text))
