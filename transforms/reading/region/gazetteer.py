"""The divisions made ready for look-ups: by name as written, by code, upwards, and in running text.

Compiled once a process and set of additions, in parts, each when it is first asked for.
Belongs here: look-ups. Does not belong here: the table (`catalog.divisions`), choosing among places (`resolve`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import ahocorasick_rs
import polars as pl

from transforms.catalog.divisions import ADDITIONS_SCHEMA, list_divisions, load_reference
from transforms.reading.region.names import other_forms, short_name, written_forms, zone_forms

# The first list is of 2016: what it has is older than any report.
_FIRST_LIST = 2016


@dataclass(frozen=True, slots=True)
class Division:
    """One code under one name, with the years of the first and the last list that has it (None: open)."""

    code: str
    name: str
    level: str
    parent: str | None
    first_year: int | None
    last_year: int | None

    def years_from(self, year: int | None) -> int:
        """How many years `year` lies outside the time in which lists have the name; 0 within a year of it."""
        if year is None:
            return 0 if self.last_year is None else 1
        before = self.first_year - 1 - year if self.first_year is not None and self.first_year > _FIRST_LIST else 0
        after = year - self.last_year - 1 if self.last_year is not None else 0
        return max(0, before, after)

    def nearness(self, year: int | None) -> tuple[int, bool, int]:
        """What to sort rows of one place by, so that the one that fits `year` best comes first."""
        is_outside = year is not None and not (self.first_year or 0) <= year <= (self.last_year or year)
        return self.years_from(year), is_outside, -(self.first_year or 0)


class Gazetteer:
    """Look-ups in one set of divisions."""

    def __init__(self, divisions: pl.DataFrame) -> None:
        self._frame = divisions
        columns = (divisions[name].to_list() for name in ("code", "name", "level", "parent"))
        years = (divisions[name].dt.year().to_list() for name in ("valid_from", "valid_to"))
        self._rows = list(zip(*columns, *years, strict=True))
        self._above: dict[str, tuple[str, ...]] = {}
        self._at: dict[tuple[str, int | None], Division | None] = {}
        # Tuples and not lists: the garbage collector then has nothing to walk through.
        self._by_code = _index(row[0] for row in self._rows)
        self._by_name = _index(row[1] for row in self._rows)

    def division(self, index: int) -> Division:
        """The row at `index`."""
        return Division(*self._rows[index])

    def divisions(self) -> list[Division]:
        """All rows in the order of the frame."""
        return [Division(*row) for row in self._rows]

    def at(self, code: str, year: int | None) -> Division | None:
        """The division of `code` under the name that it had in `year` (or now)."""
        key = code, year
        if key not in self._at:
            rows = [self.division(index) for index in self._by_code.get(code, ())]
            self._at[key] = min(rows, key=lambda row: row.nearness(year), default=None)
        return self._at[key]

    def names_of(self, code: str) -> list[Division]:
        """All rows of `code`: the names that it ever had."""
        return [self.division(index) for index in self._by_code.get(code, ())]

    def find(self, written: str) -> list[Division]:
        """Divisions that ever had this name or go by this form, in the order of codes."""
        for form in written_forms(written):
            indexes = dict.fromkeys((*self._by_name.get(form, ()), *self._forms.get(form, ())))
            if indexes:
                return [self.division(index) for index in sorted(indexes)]
        return []

    def find_like(self, stem: str, parent: str) -> list[Division]:
        """Towns below `parent` whose name is `stem` with any kind: 青山 -> 青山乡."""
        return [
            division
            for division in map(self.division, self._children.get(parent, ()))
            if division.name.startswith(stem) and len(division.name) - len(stem) <= 3
        ]

    def levels_of(self, name: str) -> frozenset[str]:
        """Levels at which a name or form occurs."""
        return frozenset(self._rows[i][2] for i in (*self._by_name.get(name, ()), *self._forms.get(name, ())))

    def longest_name(self, words: str, start: int) -> str | None:
        """The longest full name or form that `words` has at `start`."""
        for end in range(min(len(words), start + self._longest), start + 1, -1):
            name = words[start:end]
            if name in self._by_name or name in self._forms:
                return name
        return None

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Codes above `code`, nearest first."""
        if code not in self._above:
            found: list[str] = []
            above = self.parent(code)
            while above is not None and above not in found:
                found.append(above)
                above = self.parent(above)
            self._above[code] = tuple(found)
        return self._above[code]

    def path(self, division: Division, year: int | None) -> tuple[str, ...]:
        """Names from the province down to `division`, each as it was in `year`."""
        above = [self.at(code, year) for code in reversed(self.ancestors(division.code))]
        return (*(place.name for place in above if place is not None), division.name)

    def children(self, code: str) -> list[str]:
        """Names of the divisions right below `code`."""
        return [self._rows[index][1] for index in self._children.get(code, ())]

    def latin(self, code: str) -> tuple[str, ...]:
        """Syllables of the name of a county or above; empty where unknown."""
        return tuple((self._latin.get(code) or "").split())

    def hosts(self, code: str) -> tuple[str, ...]:
        """Web hosts that users have confirmed for `code`."""
        return self._hosts.get(code, ())

    def successor(self, code: str) -> str:
        """The code of the same place now, `code` itself where it has not changed."""
        seen = {code}
        while (later := self._successors.get(code)) is not None and later not in seen:
            seen.add(later)
            code = later
        return code

    def find_higher(self, text: str) -> list[tuple[int, int, tuple[str, ...], bool]]:
        """Names of counties and above in `text`: (start, end, codes, whether it is short), leftmost and longest."""
        automaton, codes, is_short = self._higher
        return [
            (start, end, codes[pattern], is_short[pattern])
            for pattern, start, end in automaton.find_matches_as_indexes(text)
        ]

    def parent(self, code: str) -> str | None:
        """The code right above `code`."""
        rows = self._by_code.get(code)
        parent: str | None = self._rows[rows[-1]][3] if rows else None
        return parent

    @cached_property
    def _longest(self) -> int:
        return max(map(len, (*self._by_name, *self._forms)))

    @cached_property
    def _forms(self) -> dict[str, tuple[int, ...]]:
        """Rows by forms other than the full name."""
        forms: dict[str, list[int]] = defaultdict(list)
        aliases = dict(
            zip(
                *(
                    self._frame.with_row_index().filter(pl.col("aliases").list.len() > 0)[name]
                    for name in ("index", "aliases")
                ),
                strict=True,
            )
        )
        for index, (code, name, level, *_) in enumerate(self._rows):
            written = list(aliases.get(index, ()))
            if level == "zone":
                written += zone_forms(name, self._names_of_hosts(code))
            elif level in ("prefecture", "county") or name.endswith("族乡"):
                written += other_forms(name, level)
            for form in written:
                forms[form].append(index)
        return {form: tuple(indexes) for form, indexes in forms.items()}

    def _names_of_hosts(self, code: str) -> tuple[str, ...]:
        names: list[str] = []
        for above in self.ancestors(code):
            for index in self._by_code.get(above, ()):
                name, level = self._rows[index][1:3]
                short = short_name(name, level)
                names += [name, *([short] if short else [])]
        return tuple(dict.fromkeys(names))

    @cached_property
    def _children(self) -> dict[str, tuple[int, ...]]:
        children: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self._rows):
            if row[3] is not None:
                children[row[3]].append(index)
        return {code: tuple(indexes) for code, indexes in children.items()}

    @cached_property
    def _latin(self) -> dict[str, str]:
        letters = self._frame.filter(pl.col("pinyin").is_not_null())
        return dict(zip(letters["code"], letters["pinyin"], strict=True))

    @cached_property
    def _hosts(self) -> dict[str, tuple[str, ...]]:
        known = self._frame.filter(pl.col("hosts").list.len() > 0)
        return {code: tuple(hosts) for code, hosts in zip(known["code"], known["hosts"], strict=True)}

    @cached_property
    def _successors(self) -> dict[str, str]:
        changed = self._frame.filter(pl.col("successor").is_not_null() & (pl.col("successor") != pl.col("code")))
        current = set(self._frame.filter(pl.col("valid_to").is_null())["code"])
        pairs = zip(changed["code"], changed["successor"], strict=True)
        return {code: later for code, later in pairs if code not in current}

    @cached_property
    def _higher(self) -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, ...]], list[bool]]:
        codes: dict[str, list[str]] = defaultdict(list)
        shorts: dict[str, list[str]] = defaultdict(list)
        for code, name, level, *_ in self._rows:
            if len(code) == 6:
                for form in (name, *other_forms(name, level)):
                    codes[form].append(code)
                short = short_name(name, level) if level in ("province", "prefecture") else None
                if short:
                    shorts[short].append(code)
        for form, indexes in self._forms.items():
            for index in indexes:
                if self._rows[index][2] in ("prefecture", "county"):
                    codes[form].append(self._rows[index][0])
        patterns = [*codes, *(short for short in shorts if short not in codes)]
        automaton = ahocorasick_rs.AhoCorasick(
            patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )
        found = [tuple(dict.fromkeys(codes.get(word) or shorts[word])) for word in patterns]
        return automaton, found, [word not in codes for word in patterns]


def _index(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Places of each key in the order given."""
    places: dict[str, tuple[int, ...]] = {}
    for place, key in enumerate(keys):
        places[key] = (*places[key], place) if key in places else (place,)
    return places


@lru_cache(maxsize=1)
def shipped_gazetteer() -> Gazetteer:
    """The gazetteer of the divisions that the project ships."""
    return Gazetteer(load_reference())


def gazetteer_of(additions: pl.DataFrame | None) -> Gazetteer:
    """The gazetteer with what users add (`catalog.divisions.ADDITIONS_SCHEMA`)."""
    if additions is None or additions.is_empty():
        return shipped_gazetteer()
    return _gazetteer_with(_Additions(additions))


class _Additions:
    """Additions that compare by their content, so that they can be a key."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame.select(pl.col(name).cast(dtype) for name, dtype in ADDITIONS_SCHEMA.items())
        self._rows = tuple(str(row) for row in self.frame.iter_rows())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Additions) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)


@lru_cache(maxsize=4)
def _gazetteer_with(additions: _Additions) -> Gazetteer:
    return Gazetteer(list_divisions(additions.frame))
