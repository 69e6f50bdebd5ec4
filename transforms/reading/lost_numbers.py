"""Places where the source lost something: numbers that fell out, dates without separators, bytes that are no character.

A lost number (化解信访事项件) is no zero and no mention; it is listed so that nobody looks for the figure.
Belongs here: the anomalies of `dim_report`. Does not belong here: numbers that are there (`transforms.extraction`).
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.reading.metadata import Labelled
from transforms.reading.patterns import load_patterns
from transforms.reading.signature import Signature
from transforms.reading.simplified import simplified

NUMBER_LOST, BROKEN_DATE, BROKEN_CHARACTER = "number_lost", "broken_date", "broken_character"


@dataclass(frozen=True, slots=True, order=True)
class Anomaly:
    """Offset of `phrase` in the text and what is wrong with it."""

    offset: int
    phrase: str
    reason: str


def find_anomalies(text: str, signature: Signature, broken: tuple[Labelled, ...] = ()) -> list[Anomaly]:
    """Anomalies of `text`, in order of place; `broken` are the labelled dates of its head that are none."""
    found = set(find_lost_numbers(text))
    found |= {Anomaly(value.start, value.value, BROKEN_DATE) for value in broken}
    if signature.broken and signature.date_words is not None and signature.date_start is not None:
        found.add(Anomaly(signature.date_start, signature.date_words, BROKEN_DATE))
    position = text.find("\ufffd")
    while position >= 0:
        end = position
        while end < len(text) and text[end] == "\ufffd":
            end += 1
        found.add(Anomaly(position, text[max(0, position - 4) : end + 4], BROKEN_CHARACTER))
        position = text.find("\ufffd", end)
    return sorted(found)


def find_lost_numbers(text: str) -> list[Anomaly]:
    """Phrases of verb, object and measure word between which the number is missing, in order of place."""
    shadow = simplified(text)
    found = set()
    for pattern in load_patterns("lost_numbers"):
        for match in pattern.regex.finditer(shadow):
            start, end = match.span()
            # From the verb next to the object: 导入法定途径化解信访事项件 -> 化解信访事项件.
            nearer = pattern.regex.search(shadow, start + 1, end + 1)
            while nearer is not None and nearer.end() == end:
                start = nearer.start()
                nearer = pattern.regex.search(shadow, start + 1, end + 1)
            found.add(Anomaly(start, text[start:end], pattern.label))
    return sorted(found)
