"""Regular expressions as programs for the machine: the same text of a pattern, parsed by the standard library.

Here: `Programs`, which turns the parser's tree into instructions over code points and symbols. What the machine cannot
do (back references, flags, a loop over nothing) is refused with ValueError, never approximated.
Not here: running programs (`machine`), which expressions there are (`tables`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transforms.extraction.kernel.character_sets import CharacterSets, Ranges
from transforms.extraction.kernel.expression_trees import (
    UNBOUNDED,
    Node,
    Tree,
    ends_the_text,
    least_width,
    ranges_at,
    read_tree,
    without_empty_start,
)

# Instructions. Of each, the arguments that follow it.
ACCEPT = 0
CHARACTER = 1  # code point
SET = 2  # row of bits
SPLIT = 3  # where to go on, where to go on if that fails
JUMP = 4  # where to go on
GREEDY = 5  # row of bits, least, most
LAZY = 6  # row of bits, least, most
MARK = 7  # slot
AHEAD = 8  # register
AHEAD_END = 9  # register
AHEAD_NOT = 10  # register, where to go on if it does not match
NOT_END = 11  # register
BEHIND = 12  # register, width
BEHIND_NOT = 13  # register, where to go on, width
DISPATCH = 17  # table of alternatives by symbol
UNLESS = 18  # row of bits, where to go on if the next character is not in it
ATOMIC = 19  # register
ATOMIC_END = 20  # register
FAIL = 21
# What precedes the instructions of a program. Rows of bits, -1 for none: characters that a match begins with, those
# that stand second in one, and for a program that matches at the end only those that it can match at all; its slots.
FIRST_ROW, SLOTS, SECOND_ROW, TAIL_ROW = range(4)
HEADER = 4
MOST_REGISTERS = 32
MOST_SLOTS = 32
_ENDLESS = 1 << 40
# From so many alternatives on a table by the next character is worth its room.
_MANY_ALTERNATIVES = 3


class _First(NamedTuple):
    symbols: np.ndarray
    may_be_empty: bool


class _Opening(NamedTuple):
    """Symbols that stand first and second in the matches of a part that are long enough, and whether some are not."""

    first: np.ndarray
    second: np.ndarray
    may_be_empty: bool
    may_be_single: bool

    def followed_by(self, other: _Opening) -> _Opening:
        """How matches of this part with one of another behind it begin."""
        first, second = self.first, self.second
        if self.may_be_empty:
            first, second = first | other.first, second | other.second
        if self.may_be_single:
            second = second | other.first
        return _Opening(
            first,
            second,
            self.may_be_empty and other.may_be_empty,
            (self.may_be_single and other.may_be_empty) or (self.may_be_empty and other.may_be_single),
        )


class Programs:
    """Parses patterns first, all of them, then writes them as programs into one list of integers."""

    def __init__(self, sets: CharacterSets, code: list[int]) -> None:
        self._sets = sets
        self._code = code
        self._rows: dict[bytes, int] = {}
        self._registers = 0
        self._is_writing = False

    def parse(self, pattern: str, only_tells: bool = False, crosses_lines: bool = False) -> Tree:
        """Read a pattern and collect its sets.

        `only_tells`: it will only be searched for, to know whether it occurs: what may be empty at its beginning is
        left out, because the rest is found without it. `crosses_lines`: a dot matches a line end (re.DOTALL).
        """
        tree = read_tree(pattern, crosses_lines)
        node = tree.node
        if only_tells:
            node = without_empty_start(node)
        self._collect(node)
        return tree._replace(node=node)

    def write(self, pattern: Tree) -> int:
        """Append the program of a pattern; returns where it begins."""
        if 2 * pattern.group_count > MOST_SLOTS:
            raise ValueError("too many groups")
        self._registers = 0
        first = self._first(pattern.node)
        first_row = -1 if first.may_be_empty else self.row(first.symbols)
        opening = self._opening(pattern.node)
        second_row = -1 if opening.may_be_empty or opening.may_be_single else self.row(opening.second)
        tail_row = self.row(self._consumed(pattern.node)) if ends_the_text(pattern.node) else -1
        # Bits are written before the program that needs them.
        self._prepare(pattern.node)
        place = len(self._code)
        self._code += [first_row, 2 * pattern.group_count, second_row, tail_row]
        self._is_writing = True
        self._emit(pattern.node)
        self._is_writing = False
        self._code.append(ACCEPT)
        return place

    def row(self, symbols: np.ndarray) -> int:
        """Where the bits of a set of symbols stand."""
        key = symbols.tobytes()
        if key not in self._rows:
            assert not self._is_writing, "a row in the middle of a program"
            self._rows[key] = len(self._code)
            bits = np.zeros(-(-len(symbols) // 64) * 64, dtype=np.uint8)
            bits[: len(symbols)] = symbols
            self._code += np.packbits(bits, bitorder="little").view(np.int64).tolist()
        return self._rows[key]

    def row_of(self, ranges: Ranges) -> int:
        """Where the bits of a set of characters stand."""
        return self.row(self._sets.members(ranges))

    def _collect(self, node: Node) -> None:
        if node.kind in ("character", "set"):
            self._sets.add(ranges_at(node))
        for part in node.parts:
            self._collect(part)

    def _prepare(self, node: Node) -> None:
        if node.kind == "set":
            self.row_of(node.argument)
        elif node.kind == "repeat" and node.parts[0].kind == "character":
            self.row_of(ranges_at(node.parts[0]))
        if node.kind in ("branch", "repeat"):
            for part in node.parts:
                first = self._first(part)
                if not first.may_be_empty:
                    self.row(first.symbols)
        for part in node.parts:
            self._prepare(part)

    def _first(self, node: Node) -> _First:
        """Symbols that a match can begin with, and whether it can be empty."""
        count = self._sets.symbol_count
        if node.kind in ("character", "set"):
            return _First(self._sets.members(ranges_at(node)), False)
        if node.kind == "sequence":
            symbols = np.zeros(count, dtype=np.bool_)
            for part in node.parts:
                found = self._first(part)
                symbols = symbols | found.symbols
                if not found.may_be_empty:
                    return _First(symbols, False)
            return _First(symbols, True)
        if node.kind == "branch":
            every = [self._first(part) for part in node.parts]
            return _First(np.logical_or.reduce([one.symbols for one in every]), any(one.may_be_empty for one in every))
        if node.kind in ("group", "atomic"):
            return self._first(node.parts[0])
        if node.kind == "repeat":
            found = self._first(node.parts[0])
            return _First(found.symbols, found.may_be_empty or node.argument[0] == 0)
        return _First(np.zeros(count, dtype=np.bool_), True)

    def _opening(self, node: Node) -> _Opening:
        """How matches begin. What only looks around is taken to match, so that the sets are never too small."""
        nothing = np.zeros(self._sets.symbol_count, dtype=np.bool_)
        if node.kind in ("character", "set"):
            return _Opening(self._sets.members(ranges_at(node)), nothing, False, True)
        found = _Opening(nothing, nothing, True, False)
        if node.kind == "branch":
            every = [self._opening(part) for part in node.parts]
            return _Opening(
                np.logical_or.reduce([one.first for one in every]),
                np.logical_or.reduce([one.second for one in every]),
                any(one.may_be_empty for one in every),
                any(one.may_be_single for one in every),
            )
        if node.kind in ("sequence", "group", "atomic"):
            for part in node.parts:
                found = found.followed_by(self._opening(part))
        elif node.kind == "repeat":
            least, most, _ = node.argument
            once = self._opening(node.parts[0])
            for _ in range(min(least, 2)):
                found = found.followed_by(once)
            if most > least:
                any_more = once.followed_by(once) if most - least > 1 else once
                found = found.followed_by(any_more._replace(may_be_empty=True, may_be_single=once.may_be_single))
        return found

    def _consumed(self, node: Node) -> np.ndarray:
        """Symbols of all characters that can be part of a match."""
        if node.kind in ("character", "set"):
            return self._sets.members(ranges_at(node))
        every = [self._consumed(part) for part in node.parts if node.kind != "look"]
        return np.logical_or.reduce(every) if every else np.zeros(self._sets.symbol_count, dtype=np.bool_)

    def _emit(self, node: Node) -> None:
        code = self._code
        if node.kind == "character":
            code += [CHARACTER, node.argument]
        elif node.kind == "set":
            code += [SET, self.row_of(node.argument)]
        elif node.kind == "sequence":
            for part in node.parts:
                self._emit(part)
        elif node.kind == "branch":
            self._emit_branch(node)
        elif node.kind == "group":
            if node.argument is not None:
                code += [MARK, 2 * node.argument]
            self._emit(node.parts[0])
            if node.argument is not None:
                code += [MARK, 2 * node.argument + 1]
        elif node.kind == "repeat":
            self._emit_repeat(node)
        elif node.kind == "atomic":
            register = self._register()
            code += [ATOMIC, register]
            self._emit(node.parts[0])
            code += [ATOMIC_END, register]
        elif node.kind == "look":
            self._emit_look(node)
        elif node.kind == "at":
            code.append(node.argument)
        elif node.kind == "fail":
            code.append(FAIL)
        else:
            raise AssertionError(node.kind)

    def _emit_branch(self, node: Node) -> None:
        code = self._code
        firsts = [self._first(part) for part in node.parts]
        ends = []
        if len(node.parts) >= _MANY_ALTERNATIVES and not any(first.may_be_empty for first in firsts):
            code += [DISPATCH, 0]
            slot = len(code) - 1
            starts = []
            for part in node.parts:
                starts.append(len(code))
                self._emit(part)
                code += [JUMP, 0]
                ends.append(len(code) - 1)
            code[slot] = len(code)
            self._write_dispatch(starts, [first.symbols for first in firsts])
        else:
            for place, (part, first) in enumerate(zip(node.parts, firsts, strict=True)):
                if place < len(node.parts) - 1:
                    otherwise = self._emit_choice(first)
                    self._emit(part)
                    code += [JUMP, 0]
                    ends.append(len(code) - 1)
                    self._settle(otherwise)
                else:
                    self._emit(part)
        for end in ends:
            code[end] = len(code)

    def _write_dispatch(self, starts: list[int], firsts: list[np.ndarray]) -> None:
        """For each symbol where its list of alternatives stands; a list ends with -1."""
        code = self._code
        table = len(code)
        code += [0] * self._sets.symbol_count
        lists: dict[tuple[int, ...], int] = {}
        for symbol in range(self._sets.symbol_count):
            chosen = tuple(start for start, first in zip(starts, firsts, strict=True) if first[symbol])
            if chosen not in lists:
                lists[chosen] = len(code)
                code += [*chosen, -1]
            code[table + symbol] = lists[chosen]

    def _emit_choice(self, first: _First) -> list[int]:
        """Begin an alternative that may be passed over; returns the slots of where to go on then."""
        slots = []
        if not first.may_be_empty:
            self._code += [UNLESS, self.row(first.symbols), 0]
            slots.append(len(self._code) - 1)
        self._code += [SPLIT, len(self._code) + 3, 0]
        slots.append(len(self._code) - 1)
        return slots

    def _settle(self, slots: list[int]) -> None:
        for slot in slots:
            self._code[slot] = len(self._code)

    def _emit_repeat(self, node: Node) -> None:
        least, most, is_greedy = node.argument
        part = node.parts[0]
        code = self._code
        if part.kind in ("character", "set"):
            if least == most == 1:
                self._emit(part)
            else:
                code += [GREEDY if is_greedy else LAZY, self.row_of(ranges_at(part)), least, min(most, _ENDLESS)]
            return
        for _ in range(least):
            self._emit(part)
        if most == UNBOUNDED:
            if least_width(part) == 0:
                raise ValueError("a loop over what may be empty is not read")
            start = len(code)
            slots = self._emit_optional(part, is_greedy)
            code += [JUMP, start]
            self._settle(slots)
            return
        if most > least and least_width(part) == 0 and most - least > 1:
            raise ValueError("a loop over what may be empty is not read")
        slots = []
        for _ in range(most - least):
            slots += self._emit_optional(part, is_greedy)
        self._settle(slots)

    def _emit_optional(self, part: Node, is_greedy: bool) -> list[int]:
        code = self._code
        if is_greedy:
            slots = self._emit_choice(self._first(part))
            self._emit(part)
            return slots
        # Go on behind it first, through a jump that is filled in later.
        code += [SPLIT, len(code) + 3, len(code) + 5, JUMP, 0]
        slots = [len(code) - 1]
        self._emit(part)
        return slots

    def _emit_look(self, node: Node) -> None:
        is_behind, is_not = node.argument
        code = self._code
        register = self._register()
        width = least_width(node.parts[0]) if is_behind else 0
        slot = -1
        if is_not:
            code += [BEHIND_NOT, register, 0, width] if is_behind else [AHEAD_NOT, register, 0]
            slot = len(code) - (2 if is_behind else 1)
        else:
            code += [BEHIND, register, width] if is_behind else [AHEAD, register]
        self._emit(node.parts[0])
        code += [NOT_END if is_not else AHEAD_END, register]
        if is_not:
            code[slot] = len(code)

    def _register(self) -> int:
        self._registers += 1
        if self._registers > MOST_REGISTERS:
            raise ValueError("too many assertions")
        return self._registers - 1
