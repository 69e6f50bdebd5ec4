"""Sentences of a text, the role of the section around an offset, and the topic that earlier sentences set.

Here: `Segments`. Not here: clauses around one number (`frames`), headings and roles (`transforms.reading`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from transforms.extraction.places import Places
from transforms.extraction.vocabulary import find_words
from transforms.reading import find_sections

_SENTENCE_END = re.compile(r"[。！？!?\n；;]")


# A page without full stops would make one sentence of a whole text, and each number would look at all others.
_LONGEST_SENTENCE = 800


def _cuts(folded: str, start: int, end: int) -> list[int]:
    """Places inside an overlong sentence where it is cut: after a comma, or anywhere if there is none."""
    cuts = []
    while end - start > _LONGEST_SENTENCE:
        reach = start + _LONGEST_SENTENCE
        comma = max(folded.rfind(mark, start + 1, reach) for mark in "，,、 ") + 1
        start = comma if comma > start else reach
        cuts.append(start)
    return cuts


class Segments:
    """Cuts a text once; answers for offsets. Sentences end at 。！？； and at line ends."""

    def __init__(self, text: str, folded: str, document_type: str) -> None:
        self._folded = folded
        edges = [0, *(m.end() for m in _SENTENCE_END.finditer(folded)), len(folded)]
        edges = [cut for a, b in pairwise(edges) for cut in (a, *_cuts(folded, a, b))] + edges[-1:]
        self.sentences = [(a, b) for a, b in pairwise(edges) if b > a]
        self._starts = [a for a, _ in self.sentences]
        self.places = Places(folded)
        self._sections = find_sections(text, document_type)
        self._section_starts = [section.start for section in self._sections]
        self._classes: dict[int, int] = {}

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds `offset`."""
        return bisect_right(self._starts, offset) - 1

    def role_at(self, offset: int) -> str:
        """Role of the section at `offset`, `other` outside of any."""
        place = bisect_right(self._section_starts, offset) - 1
        if place >= 0 and offset < self._sections[place].end:
            return self._sections[place].role
        return "other"

    def topic(self, sentence: int) -> int:
        """Class bits of the sentences that set the topic of `sentence`."""
        bits = 0
        for back in self.topic_sentences(sentence):
            bits |= self._words_of(back)
        return bits

    def topic_sentences(self, sentence: int) -> list[int]:
        """The two sentences before, within the paragraph, or a heading line just above it; the nearer one first."""
        found = []
        for back in (sentence - 1, sentence - 2):
            if back < 0:
                break
            start, end = self.sentences[back]
            found.append(back)
            if self._folded[end - 1 : end] == "\n" and end - start > 40:
                break
        return found

    def _words_of(self, sentence: int) -> int:
        if sentence not in self._classes:
            bits = 0
            for word in find_words(self._folded, *self.sentences[sentence]):
                bits |= word.classes
            self._classes[sentence] = bits
        return self._classes[sentence]
