"""All sentences for one kind of place and one year, and how a report picks from them.

Here: `Library`, `Topic`, `Sentences`, `library_for`. Not here: the order on the page (`reports`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from random import Random
from typing import Any

from benchmarks.generator.drafting import Draft
from benchmarks.generator.knowledge import read_knowledge, read_wordings
from benchmarks.generator.places import mix
from benchmarks.generator.templates import Wording, make_wording

# The figures in the files say how often a family stands in a long report; of all reports it is this share.
REAL_SHARE = 0.62
RINGS = 6


class Sentences:
    """Wordings for one purpose. They are kept in several orders, so that a pick is a slice."""

    __slots__ = ("_rings", "salt", "size", "wordings")

    def __init__(self, texts: list[str], words: dict[str, str], year: int, salt: int) -> None:
        self.salt, self.size = salt, len(texts)
        self.wordings = [make_wording(text, words, year) for text in texts]
        orders = Random(salt)
        self._rings: list[list[Wording]] = []
        for _ in range(RINGS):
            ring = self.wordings[:]
            orders.shuffle(ring)
            self._rings.append(ring + ring)

    def pick(self, draft: Draft, count: int) -> list[Wording]:
        """So many different wordings; a third of the time those that the place used in other years."""
        size = self.size
        if size == 0 or count <= 0:
            return []
        chance = draft.chance()
        bits = mix(draft.place.key, self.salt) if chance < 0.35 else int(chance * 0x40000000)
        start = (bits >> 4) % size
        return self._rings[bits % RINGS][start : start + min(count, size)]

    def one(self, draft: Draft) -> Wording:
        """One wording."""
        chance = draft.chance()
        bits = mix(draft.place.key, self.salt) if chance < 0.35 else int(chance * 0x40000000)
        return self.wordings[bits % self.size]


class Family:
    """Wordings that say the same: one of them stands in a report."""

    __slots__ = ("dense", "name", "real", "wordings", "zero", "zero_when")

    def __init__(self, entry: dict[str, Any], words: dict[str, str], year: int, salt: int) -> None:
        self.name = entry["name"]
        self.real, self.dense = entry["real"] * REAL_SHARE, entry.get("dense", 1.0)
        self.wordings = Sentences(entry["wordings"], words, year, salt)
        self.zero = Sentences(entry.get("zero", []), words, year, salt + 50)
        self.zero_when = entry.get("zero_when")


class Topic:
    """A part of the first block: headings, leads of items, prose and families."""

    __slots__ = ("families", "headings", "leads", "name", "order", "prose")

    def __init__(self, entry: dict[str, Any], kind: str, words: dict[str, str], year: int, salt: int) -> None:
        self.name, self.order = entry["topic"], entry.get("order", 50)
        self.headings = Sentences(entry["headings"], words, year, salt + 97)
        self.leads = Sentences([f"{lead}。" for lead in entry["leads"]], words, year, salt + 98)
        self.prose = Sentences(entry["prose"], words, year, salt + 99)
        self.families = [
            Family(family, words, year, salt + number)
            for number, family in enumerate(entry["families"])
            if kind in family.get("kinds", (kind,))
        ]


Chosen = list[tuple[Topic, list[Wording]]]


class Library:
    """Everything that places of one kind can say in one year."""

    __slots__ = ("common", "kind", "topics")

    def __init__(self, kind: str, year: int) -> None:
        words = read_knowledge("names")["words"][kind]
        files = [entry for entry in read_wordings() if kind in entry.get("kinds", (kind,))]
        self.kind = kind
        self.topics = sorted(
            (Topic(entry, kind, words, year, number * 1000 + 1000) for number, entry in enumerate(files)),
            key=lambda topic: topic.order,
        )
        self.common = {
            group: Sentences(texts, words, year, number + 90000)
            for number, (group, texts) in enumerate(read_knowledge("common").items())
        }

    def choose(self, draft: Draft, density: str) -> Chosen:
        """The families that this place reports this year, and a wording for each."""
        chance, values = draft.chance, draft.values
        dense = density == "dense"
        chosen: Chosen = []
        for topic, families in zip(self.topics, _reported(draft.place.key, self.kind, dense), strict=True):
            wordings = []
            for at, margin in families:
                if chance() > margin:
                    continue
                family = topic.families[at]
                sentences = family.wordings
                if family.zero_when is not None and not values.get(family.zero_when):
                    sentences = family.zero
                    if not sentences.size:
                        continue
                wording = sentences.one(draft)
                if dense:
                    other = sentences.one(draft)
                    wording = other if len(other.slots) > len(wording.slots) else wording
                wordings.append(wording)
            chosen.append((topic, wordings))
        return chosen


@lru_cache(maxsize=64)
def _reported(key: int, kind: str, dense: bool) -> list[list[tuple[int, float]]]:
    """The families that a place ever reports, by topic, each with the chance that it does in a year.

    What a place reports is mostly a habit, and a little of the year.
    """
    number = 0
    reported = []
    for topic in library_for(kind, 2020).topics:  # the families are those of every year
        families = []
        for at, family in enumerate(topic.families):
            number += 1
            habit = (mix(key, 0xAB17 + number) & 0xFFFF) / 0x10000
            margin = ((family.dense if dense else family.real) - habit * 0.8) / 0.2
            if margin > 0:
                families.append((at, margin))
        reported.append(families)
    return reported


@cache
def library_for(kind: str, year: int) -> Library:
    """The library, made once a process."""
    return Library(kind, year)
