"""Which of our graded example answers an answer is nearest to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interviewer.grading.embedded.features import AnswerReading
from interviewer.grading.embedded.rubric import RubricReading

NEIGHBOUR_FEATURES = (
    "grade_of_near_sentences", "grade_of_near_answers", "slope", "grade_both_ways", "slope_both_ways",
    "high_less_low", "middle_less_low",
)  # fmt: skip
SHARPNESS = 0.03
"""Cosines this much apart differ by a factor of e in weight."""
UNKNOWN = np.zeros(len(NEIGHBOUR_FEATURES))

Numbers = NDArray[np.float64]


def neighbour_row(rubric: RubricReading, answer: AnswerReading) -> Numbers:
    """The NEIGHBOUR_FEATURES; all 0 where the question has no examples on both ends of the scale."""
    grades = rubric.grades
    if not ((grades >= 4).any() and (grades <= 2).any()):
        return UNKNOWN
    cosines = [answer.vectors @ example.T for example in rubric.examples]
    to_example = np.array([c.max(1).mean() for c in cosines])
    from_example = np.array([c.max(0).mean() for c in cosines])
    both = to_example + from_example
    low = to_example[grades <= 2].max()
    middle = to_example[grades == 3].max() if (grades == 3).any() else low
    return np.array(
        [
            _sentence_grade(cosines, grades) - 3,
            float(_near(to_example) @ grades) - 3,
            10 * np.polyfit(grades, to_example, 1)[0],
            float(_near(both) @ grades) - 3,
            10 * np.polyfit(grades, both, 1)[0],
            10 * (to_example[grades >= 4].max() - low),
            10 * (middle - low),
        ],
        float,
    )


def _sentence_grade(cosines: list[NDArray[np.float32]], grades: Numbers) -> float:
    """The mean grade of the example sentences nearest to each window, near ones counting more."""
    every = np.hstack(cosines).astype(float)
    of_sentence = np.repeat(grades, [c.shape[1] for c in cosines])
    weight = np.exp((every - every.max(1, keepdims=True)) / SHARPNESS)
    grade = (weight / weight.sum(1, keepdims=True)) @ of_sentence
    trust = np.clip(every.max(1) - 0.2, 0, None) + 1e-3
    return float(grade @ trust / trust.sum())


def _near(cosines: Numbers) -> Numbers:
    weight = np.exp((cosines - cosines.max()) / SHARPNESS)
    return np.asarray(weight / weight.sum(), float)
