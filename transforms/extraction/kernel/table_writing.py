"""How tables are written: strings, lists, hashes, tries and programs one after the other into one list of integers.

Here: `Writer`, `bit_words`, `ranges_of_all`. Not here: which tables there are (`tables`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from transforms.extraction import indicator_rules, units, vocabulary
from transforms.extraction.kernel import at, layout
from transforms.extraction.kernel.character_sets import CharacterSets, Ranges, ranges_of
from transforms.extraction.kernel.expression_trees import Tree
from transforms.extraction.kernel.machine import CODE_BITS
from transforms.extraction.kernel.programs import Programs
from transforms.extraction.kernel.stretches import FOLLOW_MASK, NODE_BITS, NODE_MASK


class Writer:
    """Tables in the making. `at`: name -> place; characters are numbered between `parse` and everything else."""

    def __init__(self) -> None:
        self.integers: list[int] = [0] * len(at.NAMES)
        self.at: dict[str, int] = {}
        self.sets = CharacterSets()
        self.programs = Programs(self.sets, self.integers)
        self.parsed: dict[tuple[str, bool], Tree] = {}
        self.written: dict[tuple[str, bool], int] = {}
        self.groups = sorted({*units.unit_groups().values(), "none", *indicator_rules._rules_by_group()})
        self.units = sorted({*units.unit_groups(), "元", "%", "件"})
        self.reasons: list[str] = []
        self.rules = [rule.id for rule in indicator_rules.rules()]
        self.signals = [""]
        self.words = [surface for surface, _, _ in vocabulary._automaton()[1]]

    def parse(self, pattern: str, only_tells: bool, crosses_lines: bool = False) -> None:
        """Read an expression, so that its sets are known before characters are numbered."""
        if (pattern, only_tells) not in self.parsed:
            self.parsed[pattern, only_tells] = self.programs.parse(pattern, only_tells, crosses_lines)

    def program(self, pattern: str, only_tells: bool) -> int:
        """Where the program of an expression stands."""
        key = (pattern, only_tells)
        if key not in self.written:
            self.written[key] = self.programs.write(self.parsed[key])
        return self.written[key]

    def optional(self, pattern: Any, only_tells: bool) -> int:
        """Where the program of an expression stands, -1 where there is none."""
        return -1 if pattern is None else self.program(pattern.pattern, only_tells)

    def put(self, name: str, values: Iterable[int]) -> None:
        """Append a table under a name."""
        self.at[name] = len(self.integers)
        self.integers += values

    def string(self, text: str) -> int:
        """Append a string: its length and code points."""
        place = len(self.integers)
        self.integers += [len(text), *map(ord, text)]
        return place

    def strings(self, name: str, texts: Sequence[str]) -> None:
        """A table of places of strings."""
        self.put(name, [self.string(text) for text in texts])

    def listing(self, values: Sequence[int]) -> int:
        """Append a list: its length and values."""
        place = len(self.integers)
        self.integers += [len(values), *values]
        return place

    def hash(self, name: str, entries: dict[int, int]) -> None:
        """A table of keys and values by open addressing; its size stands first."""
        size = 16
        while size < 3 * len(entries):
            size *= 2
        table = [-1, 0] * size
        for key, value in entries.items():
            slot = hash_of(key) & (size - 1)
            while table[2 * slot] != -1:
                slot = (slot + 1) & (size - 1)
            table[2 * slot], table[2 * slot + 1] = key, value
        self.put(name, [size - 1, *table])

    def trie(self, name: str, words: Sequence[str]) -> None:
        """Nodes by (node, character); what a word that ends at a node is stands in `<name>_ends`, -1 for none.

        Before the ends stands how many there are, behind them for each node signs of the characters that follow.
        """
        children: dict[int, int] = {}
        ends, follows = [-1], [0]
        for identity, word in enumerate(words):
            node = 0
            for character in word:
                key = (node << CODE_BITS) | ord(character)
                if key not in children:
                    children[key] = len(ends)
                    ends.append(-1)
                    follows.append(0)
                    follows[node] |= 1 << (ord(character) & FOLLOW_MASK)
                node = children[key]
            ends[node] = identity
        starts = [0] * 0x10000
        for word in words:
            starts[ord(word[0])] = children[ord(word[0])]
        self.put(f"{name}_starts", starts)
        if len(ends) > NODE_MASK:
            raise ValueError(f"{name}: too many nodes")
        size = 16
        while size < 2 * len(children):
            size *= 2
        table = [0] * size
        for key, node in children.items():
            slot = hash_of(key) & (size - 1)
            while table[slot]:
                slot = (slot + 1) & (size - 1)
            table[slot] = (key << NODE_BITS) | node
        self.put(f"{name}_nodes", [size - 1, *table])
        self.integers.append(len(ends))
        self.put(f"{name}_ends", [*ends, *follows])

    def kind(self, group: str) -> int:
        """Code of the kind of a group."""
        return self.groups.index(units.kind_of(group))

    def reason(self, reason: str) -> int:
        """Code of a reason."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        return self.reasons.index(reason)

    def rule(self, name: str) -> int:
        """Code of a rule."""
        if name not in self.rules:
            self.rules.append(name)
        return self.rules.index(name)

    def signal(self, name: str) -> int:
        """Code of a signal."""
        if name not in self.signals:
            self.signals.append(name)
        return self.signals.index(name)

    def set_list(self, members: Iterable[str]) -> list[int]:
        """Code points with their number before them."""
        codes = sorted(map(ord, members))
        return [len(codes), *codes]

    def file(self, name: str, filed: dict[str, list[tuple[int, str]]], order: list[str]) -> None:
        """A table of expressions by two characters around the numeral in them."""
        index = {expression: place for place, expression in enumerate(order)}
        places_of = {}
        for key, entries in filed.items():
            rows: list[int] = []
            for offset, expression in entries:
                rows += [offset, self.string(expression), index.get(expression, -1)]
            place = len(self.integers)
            self.integers += [len(entries), *rows]
            places_of[(ord(key[0]) << CODE_BITS) | ord(key[1])] = place
        self.hash(f"filed_{name}", places_of)

    def domains(self) -> list[str]:
        """All domains of indicators in order."""
        return sorted({rule.domain for rule in indicator_rules.rules()})


def hash_of(key: int) -> int:
    """Where a key is looked for first; the same in `lookup`."""
    mixed = (key * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return mixed >> 40


def bit_words(bits: int) -> list[int]:
    """A bit set as signed words of 64 bits."""
    if bits >> (64 * layout.WIDTH):
        raise ValueError(f"the vocabulary has more than {64 * layout.WIDTH} classes: raise WIDTH in kernel/layout.py")
    words = [(bits >> (64 * place)) & 0xFFFFFFFFFFFFFFFF for place in range(layout.WIDTH)]
    return [word - (1 << 64) if word >> 63 else word for word in words]


def ranges_of_all(members: Iterable[str]) -> Ranges:
    """The ranges that hold the characters of `members`; empty strings among them are passed over."""
    return ranges_of({ord(member) for member in members if member})
