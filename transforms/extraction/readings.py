"""What the engine had before it when it decided on the numbers of a text, for whoever explains the decisions.

Here: `TextReading`, `SentenceReading`. Not here: the decisions (`carrying`, `statements`), their explanation
(`explanations`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from transforms.extraction.carrying import Choice
from transforms.extraction.frames import Frame
from transforms.extraction.numbers import Number
from transforms.extraction.segments import Segments
from transforms.extraction.vocabulary import Word


class SentenceReading(NamedTuple):
    """The words of one sentence and its numbers that are no decoys, each with its frame and the choice of its rule.

    `sentence` is an index into `Segments.sentences`.
    """

    sentence: int
    words: list[Word]
    numbers: list[Number]
    frames: list[Frame]
    choices: list[Choice]


@dataclass(slots=True)
class TextReading:
    """The folded text as it was cut, and its sentences that hold numbers, as the engine came to them.

    `spans`: where each mention stands in `folded`, in the order of the mentions.
    """

    folded: str
    segments: Segments
    sentences: list[SentenceReading]
    spans: list[tuple[int, int]]
