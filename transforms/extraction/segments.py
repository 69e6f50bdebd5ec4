"""Sentences of a text, the role of the section around an offset, and the topic that earlier sentences set.

Here: `Segments`, `SectionSpan`. Not here: clauses around one number (`frames`), headings, roles (`transforms.reading`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from transforms.extraction.characters import Marks
from transforms.extraction.places import Places
from transforms.extraction.tables import Tables
from transforms.extraction.vocabulary import classes_of
from transforms.reading import Section, find_sections

# A page without full stops would make one sentence of a whole text, and each number would look at all others.
_LONGEST_SENTENCE = 800
_SHORTEST_PARAGRAPH = 40
# 收到复议申请61件；维持20件；撤销3件；终止4件: between semicolons the matter is not said anew.
_MOST_SENTENCES = 4


class SectionSpan(NamedTuple):
    """Of a part of a text what extraction looks at."""

    role: str
    start: int
    end: int


class Segments:
    """Cuts a text once; answers for offsets. Sentences end at 。！？； and at line ends."""

    def __init__(
        self, text: str, folded: str, marks: Marks, document_type: str, sections: Sequence[SectionSpan] | None = None
    ) -> None:
        """`sections`: the parts of the text in order, where they are known already."""
        self._folded = folded
        self._clause_ends, self._phrase_ends = marks.clause_ends, marks.phrase_ends
        self.sentences = _cut_sentences(folded, marks.sentence_ends)
        self._starts = [a for a, _ in self.sentences]
        self.places = Places(folded)
        self.tables = Tables(folded)
        self._sections: Sequence[Section | SectionSpan] = (
            find_sections(text, document_type) if sections is None else sections
        )
        self._section_starts = [section.start for section in self._sections]
        self._classes: dict[int, int] = {}
        self._topics: dict[int, Topic] = {}

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds `offset`."""
        return bisect_right(self._starts, offset) - 1

    def clause_around(self, start: int, end: int) -> tuple[int, int]:
        """From the mark (，。；！？ or line end) before a span to the one after it."""
        return between(self._clause_ends, start, end, len(self._folded))

    def phrase_around(self, start: int, end: int) -> tuple[int, int]:
        """As `clause_around`, but a colon ends it too."""
        return between(self._phrase_ends, start, end, len(self._folded))

    def role_at(self, offset: int) -> str:
        """Role of the section at `offset`, `other` outside of any."""
        place = bisect_right(self._section_starts, offset) - 1
        if place >= 0 and offset < self._sections[place].end:
            return self._sections[place].role
        return "other"

    def topic(self, sentence: int) -> Topic:
        """What the sentences before set as the matter of `sentence`."""
        if sentence not in self._topics:
            self._topics[sentence] = Topic(self, sentence)
        return self._topics[sentence]

    def words_before(self, sentence: int) -> int:
        """Class bits of the sentences that set the topic of `sentence`."""
        bits = 0
        for back in self.topic_sentences(sentence):
            if back not in self._classes:
                self._classes[back] = classes_of(self._folded, *self.sentences[back])
            bits |= self._classes[back]
        return bits

    def topic_sentences(self, sentence: int) -> list[int]:
        """The sentences before that set the topic, the nearer one first: two, or four where semicolons part them.

        None from before the paragraph, but a heading line just above it.
        """
        found = []
        for back in range(sentence - 1, sentence - 1 - _MOST_SENTENCES, -1):
            if back < 0:
                break
            start, end = self.sentences[back]
            if back < sentence - 2 and self._folded[end - 1] not in ";；":
                break
            found.append(back)
            if self._folded[end - 1] == "\n" and end - start > _SHORTEST_PARAGRAPH:
                break
        return found


class Topic:
    """The matter that the sentences before one have set; looked up when first asked for."""

    def __init__(self, segments: Segments, sentence: int) -> None:
        self._segments, self._sentence = segments, sentence

    @cached_property
    def classes(self) -> int:
        """Bits of the vocabulary classes."""
        return self._segments.words_before(self._sentence)


def between(ends: list[int], start: int, end: int, length: int) -> tuple[int, int]:
    """From the last of `ends` before a span to the first after it, in a text of `length`."""
    place = bisect_left(ends, start)
    left = ends[place - 1] + 1 if place else 0
    place = bisect_left(ends, end, place)
    return left, ends[place] if place < len(ends) else length


def _cut_sentences(folded: str, ends: list[int]) -> list[tuple[int, int]]:
    sentences = []
    start = 0
    for mark in (*ends, len(folded) - 1):
        end = mark + 1
        if end - start > _LONGEST_SENTENCE:
            for cut in _cuts(folded, start, end):
                sentences.append((start, cut))
                start = cut
        if end > start:
            sentences.append((start, end))
        start = end
    return sentences


def _cuts(folded: str, start: int, end: int) -> list[int]:
    """Places inside an overlong sentence where it is cut: after a comma, or anywhere if there is none."""
    cuts = []
    while end - start > _LONGEST_SENTENCE:
        reach = start + _LONGEST_SENTENCE
        comma = max(folded.rfind(mark, start + 1, reach) for mark in "，,、 ") + 1
        start = comma if comma > start else reach
        cuts.append(start)
    return cuts
