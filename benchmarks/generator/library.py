"""All sentences for one kind of place and one year, and how a report picks from them.

Here: `Library`, `Topic`, `library_for`. Not here: the order on the page (`reports`).
"""

from __future__ import annotations

from functools import cache
from math import gcd
from typing import Any

from benchmarks.generator.drafting import Draft
from benchmarks.generator.knowledge import read_knowledge, read_wordings
from benchmarks.generator.places import mix
from benchmarks.generator.templates import Wording, make_wording


class Sentences:
    """Wordings for one purpose, made when first picked."""

    __slots__ = ("_made", "_strides", "_texts", "_words", "_year")

    def __init__(self, texts: list[str], words: dict[str, str], year: int) -> None:
        self._texts, self._words, self._year = texts, words, year
        self._made: list[Wording | None] = [None] * len(texts)
        self._strides = [n for n in range(1, max(2, len(texts))) if gcd(n, len(texts)) == 1] or [1]

    def __len__(self) -> int:
        return len(self._texts)

    def at(self, number: int) -> Wording:
        """The wording of this number."""
        wording = self._made[number]
        if wording is None:
            wording = self._made[number] = make_wording(self._texts[number], self._words, self._year)
        return wording

    def pick(self, draft: Draft, count: int, salt: int) -> list[Wording]:
        """So many different wordings; a third of the time those that the place used in other years."""
        texts = len(self._texts)
        if not texts or count <= 0:
            return []
        chance = draft.random.random()
        bits = mix(draft.place.key, salt) if chance < 0.35 else int(draft.random.random() * 0x100000000)
        stride = self._strides[(bits >> 12) % len(self._strides)]
        at = self.at
        return [at((bits + n * stride) % texts) for n in range(min(count, texts))]


class Family:
    """Wordings that say the same: one of them stands in a report."""

    __slots__ = ("dense", "name", "real", "salt", "wordings", "zero", "zero_when")

    def __init__(self, entry: dict[str, Any], words: dict[str, str], year: int, salt: int) -> None:
        self.name, self.salt = entry["name"], salt
        self.real, self.dense = entry["real"] * 0.66, entry.get("dense", 1.0)
        self.wordings = Sentences(entry["wordings"], words, year)
        self.zero = Sentences(entry.get("zero", []), words, year)
        self.zero_when = entry.get("zero_when")


class Topic:
    """A part of the first block: headings, leads of items, prose and families."""

    __slots__ = ("families", "headings", "leads", "name", "order", "prose", "salt")

    def __init__(self, entry: dict[str, Any], kind: str, words: dict[str, str], year: int, salt: int) -> None:
        self.name, self.salt, self.order = entry["topic"], salt, entry.get("order", 50)
        self.headings = Sentences(entry["headings"], words, year)
        self.leads = Sentences(entry["leads"], words, year)
        self.prose = Sentences(entry["prose"], words, year)
        self.families = [
            Family(family, words, year, salt * 100 + number)
            for number, family in enumerate(entry["families"])
            if kind in family.get("kinds", (kind,))
        ]

    def pick_heading(self, draft: Draft) -> list[Wording]:
        return self.headings.pick(draft, 1, self.salt * 100 + 97)

    def pick_prose(self, draft: Draft, count: int) -> list[Wording]:
        return self.prose.pick(draft, count, self.salt * 100 + 98)

    def pick_leads(self, draft: Draft, count: int) -> list[Wording]:
        return self.leads.pick(draft, count, self.salt * 100 + 99)


Chosen = list[tuple[Topic, list[Wording]]]


class Library:
    """Everything that places of one kind can say in one year."""

    __slots__ = ("_common", "topics")

    def __init__(self, kind: str, year: int) -> None:
        words = read_knowledge("names")["words"][kind]
        files = [entry for entry in read_wordings() if kind in entry.get("kinds", (kind,))]
        self.topics = sorted(
            (Topic(entry, kind, words, year, number + 1) for number, entry in enumerate(files)), key=lambda t: t.order
        )
        common = read_knowledge("common")
        self._common = {
            group: (Sentences(texts, words, year), number + 9000)
            for number, (group, texts) in enumerate(common.items())
        }

    def pick(self, draft: Draft, group: str, count: int) -> list[Wording]:
        """So many sentences of a group of common.yaml."""
        sentences, salt = self._common[group]
        return sentences.pick(draft, count, salt)

    def choose(self, draft: Draft, density: str) -> Chosen:
        """The families that this place reports this year, and a wording for each."""
        random, values, key = draft.random.random, draft.values, draft.place.key
        dense = density == "dense"
        chosen: Chosen = []
        for topic in self.topics:
            wordings = []
            for family in topic.families:
                # What a place reports is mostly a habit, and a little of the year.
                habit = (mix(key, family.salt) & 0xFFFF) / 0x10000
                if habit * 0.8 + random() * 0.2 > (family.dense if dense else family.real):
                    continue
                sentences = family.wordings
                if family.zero_when is not None and not values.get(family.zero_when):
                    sentences = family.zero
                count = len(sentences)
                if not count:
                    continue
                chance = random()
                at = mix(key, family.salt + 7) % count if chance < 0.3 else int((chance - 0.3) / 0.7 * count)
                wordings.append(sentences.at(at))
            if wordings or topic.order < 100:
                chosen.append((topic, wordings))
        return chosen


@cache
def library_for(kind: str, year: int) -> Library:
    """The library, made once a process."""
    return Library(kind, year)
