"""What a finding compares, why a comparison could not be made, and where a rule comes from, in both languages.

`expectations` says it once: names of indicators in Chinese, all else in English. Here: `FindingWords`, which says it
again in each language by `catalog/finding_texts.yaml`. What a report says stays as it is, in English in quotation
marks.
Not here: what is compared, and what rules say of themselves (`expectations`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from transforms.catalog.loading import load_knowledge
from transforms.charts.texts import Text
from transforms.site.texts import load_site_texts

_HOLES = {
    "words": ".+",
    "other": ".+",
    "ids": r"[a-z_]+\.[a-z0-9_]+\b.*",
    "number": r"-?[\d.]+(?:e[+-]?\d+)?",
    "second": r"-?[\d.]+(?:e[+-]?\d+)?",
    "level": "[a-z]+",
    "quoted": ".+",
}
_HOLE = re.compile(r"\{(\w+)\}")
_ID = re.compile(r"([a-z_]+\.[a-z0-9_]+)(?: \(stated only for ([^()]*)\))?")
_NAME_AND_NUMBER = re.compile(r"(.+) (-?[\d.,]+(?:e[+-]?\d+)?)", re.DOTALL)
_WHOLE_YEAR = "the whole year"
_CHINESE = re.compile("[\u3400-\u9fff]")


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    text: Text


class FindingWords:
    """Texts of findings about the indicators of `dim_indicator` (rows by id)."""

    def __init__(self, indicators: Mapping[str, Mapping[str, Any]]) -> None:
        self._by_id = {key: Text(str(row["name_zh"]), str(row["name_en"])) for key, row in indicators.items()}
        self._by_name = {text.zh: text for text in self._by_id.values()}
        self._holes: dict[str, Callable[[str], Text]] = {
            "words": self.operand,
            "other": self.operand,
            "ids": self._list_ids,
            "level": _name_level,
            "number": _plain,
            "second": _plain,
            "quoted": _repeat,
        }
        # Reports of all places are found wanting in the same words.
        self.operand = cache(self.operand)  # type: ignore[method-assign]
        self.reason = cache(self.reason)  # type: ignore[method-assign]

    def operand(self, words: str) -> Text:
        """`lhs_words` or `rhs_words` of quality_offender."""
        if known := self._by_name.get(words) or self._by_id.get(words):
            return known
        if filled := self._fill("operands", words):
            return filled
        pieces = [self._piece(piece) for piece in words.split(" + ")]
        return Text(" + ".join(piece.zh for piece in pieces), " + ".join(piece.en for piece in pieces))

    def reason(self, words: str) -> Text:
        """A reason of `not_evaluable_reasons`; as it is where the catalogue does not know it."""
        return self._fill("reasons", words) or _repeat(words)

    def source(self, words: str) -> Text:
        """`source` of quality_rule; as it is where the catalogue does not know it."""
        return self._fill("sources", words) or _repeat(words)

    def _fill(self, group: str, words: str) -> Text | None:
        for template in _load_templates()[group]:
            if found := template.pattern.fullmatch(words):
                return template.text.fill(**{name: self._holes[name](held) for name, held in found.groupdict().items()})
        return None

    def _piece(self, piece: str) -> Text:
        """An indicator, or a part as the report calls it, with its number."""
        if known := self._by_name.get(piece):
            return known
        found = _NAME_AND_NUMBER.fullmatch(piece)
        name, number = found.groups() if found else (piece, "")
        said = self._by_name.get(name) or _quote(name)
        return Text(f"{said.zh} {number}".rstrip(), f"{said.en} {number}".rstrip())

    def _list_ids(self, words: str) -> Text:
        listed = [self._name_stated(*found.groups()) for found in _ID.finditer(words)]
        return Text("、".join(text.zh for text in listed), "; ".join(text.en for text in listed))

    def _name_stated(self, indicator_id: str, periods: str | None) -> Text:
        name = self._by_id.get(indicator_id) or _repeat(indicator_id)
        if periods is None:
            return name
        said = [
            Text("全年", _WHOLE_YEAR) if period == _WHOLE_YEAR else _quote(period) for period in periods.split(", ")
        ]
        zh, en = "、".join(text.zh for text in said), ", ".join(text.en for text in said)
        return Text(f"{name.zh}（仅有{zh}数值）", f"{name.en} (stated only for {en})")


@cache
def _load_templates() -> dict[str, list[_Template]]:
    return {
        group: [_Template(_compile(entry["en"]), Text(entry["zh"], entry["en"])) for entry in entries]
        for group, entries in load_knowledge("finding_texts").items()
    }


def _compile(template: str) -> re.Pattern[str]:
    # re.split with a group: literal text and names of holes in turn.
    parts = _HOLE.split(template)
    written = (f"(?P<{part}>{_HOLES[part]})" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(written), re.DOTALL)


def _name_level(level: str) -> Text:
    known = load_site_texts()["levels"].get(level)
    return Text(known.zh, known.en.lower()) if known else _repeat(level)


def _repeat(words: str) -> Text:
    return Text(words, words)


def _plain(number: str) -> Text:
    return _repeat(number.removesuffix(".0"))


def _quote(words: str) -> Text:
    return Text(words, f"“{words}”" if _CHINESE.search(words) else words)
