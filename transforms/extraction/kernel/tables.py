"""The catalogue as arrays: every expression, word, unit, decoy, signal and rule in one list of integers.

Here: `Tables`, `load_tables`. The knowledge is read through the modules of the readable engine, which own it; nothing
is said here a second time. The first integers tell where each table begins (`at`).
Not here: what is done with the tables (the steps of the kernel).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from transforms.extraction import (
    carrying,
    decoys,
    frames,
    furniture,
    implicit,
    indicator_rules,
    instruments,
    part_chains,
    phrase_words,
    phrases,
    places,
    rates,
    statements,
    units,
    vocabulary,
    worth,
)
from transforms.extraction.kernel import at
from transforms.extraction.kernel.character_table import number_characters
from transforms.extraction.kernel.expressions import KINDS, NEVER_EMPTY, PATTERNS, SETS
from transforms.extraction.kernel.programs import FIRST_ROW
from transforms.extraction.kernel.table_writing import Writer, bit_words, ranges_of_all
from transforms.extraction.signals import _signals


class Names(NamedTuple):
    """What codes in the results stand for."""

    units: list[str]
    groups: list[str]
    reasons: list[str]
    indicators: list[str]
    rules: list[str]
    signals: list[str]
    regions: list[str]


class Tables(NamedTuple):
    """All tables. `integers`: all but the `weights` of rules and the `characters`, which hold all code points."""

    integers: np.ndarray
    weights: np.ndarray
    characters: np.ndarray
    names: Names


@cache
def load_tables() -> Tables:
    """The tables of the catalogue; made once a process."""
    return _Builder().build()


class _Builder(Writer):
    def build(self) -> Tables:
        """Read everything in two turns: first all sets of characters, then the tables that need their symbols."""
        signals = {(kind, group): _signals(kind, group) for kind in KINDS for group in (None, *self.groups)}
        patterns = decoys._patterns()
        self.parse("|".join(instruments._ENDS), True)
        for members in SETS.values():
            self.sets.add(ranges_of_all(members))
        for pattern, only_tells in PATTERNS.values():
            self.parse(pattern.pattern, only_tells, bool(pattern.flags & re.DOTALL))
        self.parse(phrase_words._words().endings.pattern, False)
        for one in patterns:
            for expression in (one.before, one.number, one.after):
                if expression:
                    self.parse(expression.pattern, False)
            for edge in (one.can_precede, one.can_follow):
                if edge is not None:
                    self.sets.add(ranges_of_all(edge))
        for chosen in signals.values():
            self._parse_signals(chosen)
        for entry, pattern in implicit._patterns():
            self.parse(pattern.pattern, False)
            if "without" in entry:
                self.parse(entry["without"], True)
        for entries in units._by_first_character().values():
            for _, _, not_before in entries:
                self.sets.add(ranges_of_all(not_before))
        self.sets.number_characters()
        for name, (pattern, only_tells) in PATTERNS.items():
            self.at[name] = self.program(pattern.pattern, only_tells)
            for group, number in self.parsed[pattern.pattern, only_tells].groups.items():
                if not group.isdecimal():
                    self.at[f"{name}_{group}"] = 2 * number
        for name in NEVER_EMPTY:
            if self.integers[self.at[name] + FIRST_ROW] < 0:
                raise ValueError(f"{name} may match nothing, and would be found for ever at one place")
        self._write_words()
        self._write_units()
        self._write_decoys(patterns)
        self._write_signals(signals)
        self._write_implied()
        weights = self._write_rules()
        self._write_places()
        self._write_names()
        names = Names(
            self.units,
            self.groups,
            self.reasons,
            sorted({rule.indicator for rule in indicator_rules.rules()}),
            self.rules,
            self.signals,
            ["全" + unit for unit in places._LEVEL_OF],
        )
        all_characters = number_characters(
            self.sets, implicit._patterns(), self.words, [word for _, _, word, _ in phrase_words._words().tokens]
        )
        self.at["list_character"] = int(all_characters[ord("、")])
        for name in at.NAMES:
            self.integers[getattr(at, name)] = self.at[name.lower()]
        return Tables(
            np.array(self.integers, dtype=np.int64),
            weights,
            all_characters,
            names,
        )

    def _write_words(self) -> None:
        self.trie("word", self.words)
        entries = vocabulary._automaton()[1]
        self.put("word_classes", [part for _, classes, _ in entries for part in bit_words(classes)])
        self.put("word_heads", [part for _, _, heads in entries for part in bit_words(heads)])
        self.put("word_has_head", [int(bool(heads)) for _, _, heads in entries])
        self.put("word_is_rate", [int(bool(rates._RATE.search(surface))) for surface in self.words])
        self.strings("word_surfaces", self.words)
        self.put("body", bit_words(vocabulary.class_bit("body")))
        self.put("average", bit_words(vocabulary.class_bit("average")))
        self.put("actor_classes", bit_words(carrying._actor_classes()))
        self.put("money_classes", bit_words(carrying._money_classes()))

    def _write_units(self) -> None:
        filed = {}
        for first, entries in units._by_first_character().items():
            rows: list[int] = []
            for surface, group, not_before in entries:
                rows += [
                    self.string(surface),
                    self.units.index(surface),
                    self.groups.index(group),
                    self.programs.row_of(ranges_of_all(not_before)),
                ]
            place = len(self.integers)
            self.integers += [len(entries), *rows]
            filed[ord(first)] = place
        self.hash("units", filed)
        self.put("kinds", [self.kind(group) for group in self.groups])
        self.at |= {f"group_{group}": place for place, group in enumerate(self.groups)}
        self.at |= {"unit_percent": self.units.index("%"), "unit_yuan": self.units.index("元")}
        self.at["unit_case"] = self.units.index("件")
        for name, members in (
            ("noun_follows", frames._NOUN_FOLLOWS),
            ("brings_noun", frames._BRINGS_NOUN),
            ("counts_bodies", frames._COUNTS_BODIES),
            ("counted", worth._COUNTED),
            ("of_cases", worth._OF_CASES),
            ("counted_after_verb", {"person", "time", "batch", "piece", "case"}),
        ):
            self.put(name, [int(group in members) for group in self.groups])

    def _write_decoys(self, patterns: Sequence[Any]) -> None:
        phrases = decoys._phrase_decoys()
        self.file("phrases", decoys._phrases(), list(phrases))
        rows = [(self.reason(decoy.reason), self.rule(decoy.rule)) for decoy in phrases.values()]
        self.put("phrase_decoys", [value for row in rows for value in row])
        self.file("words", decoys._words(), self.words)
        width = -(-len(patterns) // 64)
        sides = []
        for name, can in (("precede", "can_precede"), ("follow", "can_follow")):
            bits = np.zeros((self.sets.symbol_count + 1, width * 64), dtype=np.uint8)
            for place, pattern in enumerate(patterns):
                allowed = getattr(pattern, can)
                if allowed is None:
                    bits[:, place] = 1
                else:
                    bits[:-1, place] = self.sets.members(ranges_of_all(allowed))
                    bits[-1, place] = "" in allowed
            sides.append((name, np.packbits(bits, axis=1, bitorder="little").view(np.int64).reshape(-1).tolist()))
        kinds = np.zeros((2, width * 64), dtype=np.uint8)
        for place, pattern in enumerate(patterns):
            kinds[0, place] = pattern.kind in ("any", "digit")
            kinds[1, place] = pattern.kind in ("any", "chinese")
        table: list[int] = []
        for pattern in patterns:
            table += [
                self.optional(pattern.number, False),
                self.optional(pattern.after, False),
                self.optional(pattern.before, False),
                int(pattern.unless_unit),
                self.reason(pattern.decoy.reason),
                self.rule(pattern.decoy.rule),
            ]
        for name, values in sides:
            self.put(name, values)
        self.put("decoy_kinds", np.packbits(kinds, axis=1, bitorder="little").view(np.int64).reshape(-1).tolist())
        self.put("decoys", table)
        self.at["decoy_width"] = width
        self.at["no_symbol"] = self.sets.symbol_count
        self.at["reason_slogan"] = self.reason("slogan")
        self.at["reason_other"] = self.reason("other")
        self.at["rule_uncounted"] = self.rule("no-counted-noun")
        self.at["reason_page_chrome"] = self.reason("page_chrome")
        self.at["rule_furniture"] = self.rule(furniture.RULE)
        self.at["rule_open"] = self.rule("open")
        self.at["instrument_ends"] = self.program("|".join(instruments._ENDS), True)
        for name, members in SETS.items():
            self.at[name] = self.programs.row_of(ranges_of_all(members))

    def _parse_signals(self, chosen: Any) -> None:
        for entry in chosen.entries:
            for expression, only_tells in (
                (entry.left, True),
                (entry.right, False),
                (entry.without, True),
                (entry.left_has, True),
            ):
                if expression is not None:
                    self.parse(expression.pattern, only_tells)
        for expression in (chosen.left_has, chosen.right_has):
            if expression is not None:
                self.parse(expression.pattern, True)

    def _write_signals(self, signals: dict[tuple[str, str | None], Any]) -> None:
        """For each kind and group: left_has, right_has, then the entries of the signals."""
        places_of = []
        for kind in KINDS:
            for group in (*self.groups, None):
                chosen = signals[kind, group]
                rows: list[int] = []
                for entry in chosen.entries:
                    rows += [
                        self.optional(entry.left_has, True),
                        self.optional(entry.right, False),
                        self.optional(entry.left, True),
                        self.optional(entry.without, True),
                        self.signal(entry.id),
                    ]
                head = [self.optional(chosen.left_has, True), self.optional(chosen.right_has, True)]
                place = len(self.integers)
                self.integers += [*head, len(chosen.entries), *rows]
                places_of.append(place)
        self.put("signals", places_of)
        self.at["kind_width"] = len(self.groups) + 1
        self.at["signal_plan"] = self.signal("section:next_year_plan")

    def _write_implied(self) -> None:
        rows: list[int] = []
        domains = self.domains()
        for entry, pattern in implicit._patterns():
            self.signal(f"implied:{entry['id']}")
            starts = self.listing([self.string(word) for word in entry["starts"]])
            allowed = self.listing([domains.index(name) for name in entry["domains"]]) if "domains" in entry else -1
            rows += [
                self.program(pattern.pattern, False),
                self.program(entry["without"], True) if entry.get("without") else -1,
                starts,
                allowed,
                int(bool(entry.get("needs_object"))),
                entry["value"],
                2 * self.parsed[pattern.pattern, False].groups["word"],
                self.signal(f"implied:{entry['id']}"),
            ]
        self.put("implied", rows)
        self.at["implied_count"] = len(rows) // 8

    def _write_rules(self) -> np.ndarray:
        rules = indicator_rules.rules()
        indicators = sorted({rule.indicator for rule in rules})
        domains = self.domains()
        places_of = []
        for rule in rules:
            surfaces = self.listing(sorted(self.units.index(one) for one in rule.surfaces if one in self.units))
            place = len(self.integers)
            self.integers += [
                domains.index(rule.domain),
                indicators.index(rule.indicator),
                surfaces if rule.surfaces else -1,
                *bit_words(rule.required),
                *bit_words(rule.unwanted),
                *bit_words(rule.own),
                len(rule.terms),
            ]
            for term, is_about in rule.terms:
                self.integers += [int(is_about), *bit_words(term)]
            places_of.append(place)
        self.put("rules", places_of)
        class_count = len(vocabulary._bits())
        index: list[int] = []
        filed: list[int] = []
        for group in self.groups:
            found = indicator_rules._rules_by_group().get(group)
            index.append(self.listing([rule.order for rule in found.unfiled]) if found else -1)
            for place in range(class_count):
                members = found.by_class.get(1 << place, []) if found else []
                index.append(self.listing([rule.order for rule in members]) if members else -1)
            filed += bit_words(found.filed if found else 0)
        self.put("rule_index", index)
        self.put("rule_filed", filed)
        self.at["class_count"] = class_count
        self.put("stocks", [int(name in statements._stocks()) for name in indicators])
        breakdowns = []
        for name in indicators:
            found_breakdown = indicator_rules._breakdowns().get(name)
            if found_breakdown is None:
                breakdowns.append(-1)
            else:
                classes, wholes = found_breakdown
                members_ = sorted(self.words.index(one) for one in wholes if one in self.words)
                place = len(self.integers)
                self.integers += [*bit_words(classes), len(members_), *members_]
                breakdowns.append(place)
        self.put("breakdowns", breakdowns)
        self.put(
            "as_parts",
            [
                self.listing([indicators.index(one) for one in sorted(rule.as_part_of) if one in indicators])
                for rule in rules
            ],
        )
        self.put("indicator_domains", [domains.index(name.split(".")[0]) for name in indicators])
        keeps = ("comparison:previous-year", "comparison:from-to")
        self.put("keeps_indicator", [int(name.startswith(keeps)) for name in self.signals])
        self.put("signal_since", [int(name.endswith("since")) for name in self.signals])
        return np.array([rule.weight for rule in rules], dtype=np.float64)

    def _write_places(self) -> None:
        self.strings("place_units", list(places._LEVEL_OF))
        self.put("place_levels", list(places._LEVEL_OF.values()))
        self.at["place_count"] = len(places._LEVEL_OF)
        self.at["level_count"] = len(places._LEVELS)

    def _write_names(self) -> None:
        """What the names of counted things are made of."""
        words = phrase_words._words()
        surfaces = [word for _, _, word, _ in words.tokens]
        self.trie("name_word", surfaces)
        rows: list[int] = []
        for kind, text, word, makes in words.tokens:
            rows += [kind, self.string(text), self.string(word), int(makes)]
        self.put("name_words", rows)
        self.at["noun_ending"] = self.program(words.endings.pattern, False)
        verbs = [(ord(letter), self.string(token[1])) for letter, token in words.initial_verbs.items()]
        self.put("initial_verbs", [len(verbs), *(value for verb in verbs for value in verb)])
        names = [self.string(name) for name in words.not_places]
        self.put("not_places", [len(names), *names])
        self.at["held"] = self.string(phrase_words.HELD)
        self.put("short_nouns", self.set_list(phrase_words._SHORT_NOUNS))
        self.put("list_marks", self.set_list(phrases._LIST_MARKS))
        for name, groups in (
            ("persons", phrases._PERSONS),
            ("happened", phrases._HAPPENED),
            ("whole_by_verb", phrases._WHOLE_BY_VERB),
            ("no_part", part_chains._NO_PART),
        ):
            self.put(name, [int(group in groups) for group in self.groups])
