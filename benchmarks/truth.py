"""The truth beside the sample reports, with spans.

Here: `read_truth`, which finds each quote in its text. A truth says `quote` within a stretch that stands once in the
text, so that a
writer need not count characters. Not here: scoring (`accuracy`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class TrueNumber:
    """One number of a text. `indicators`: acceptable ids (None is open) of each indicator it measures."""

    start: int
    end: int
    value: float | None
    unit: str | None
    qualifier: str
    disposition: str
    indicators: tuple[frozenset[str | None], ...]
    part_of: int | None
    implicit: bool


@dataclass(frozen=True)
class Truth:
    """What is true of one sample: its text, its identity as written in the file, its numbers, its planted faults."""

    name: str
    text: str
    identity: dict[str, Any]
    numbers: tuple[TrueNumber, ...]
    faults: tuple[dict[str, Any], ...]


def read_truth(path: Path) -> Truth:
    """Read NAME.truth.yaml and the report beside it. Raises ValueError where a quote is not found exactly once."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = path.with_name(written["report"]).read_bytes().decode("utf-8")
    starts = {
        entry["label"]: _find(text, entry, path.name)[0]
        for entry in written["numbers"]
        if entry.get("label") is not None
    }
    numbers = [_number(text, entry, starts, path.name) for entry in written["numbers"]]
    for entry in written.get("not_metrics", []):
        start, end = _find(text, entry, path.name)
        numbers.append(TrueNumber(start, end, None, None, "exact", "not_metric", (), None, False))
    identity = {
        key: value for key, value in written.items() if key not in ("numbers", "not_metrics", "faults", "report")
    }
    return Truth(
        written["report"],
        text,
        identity,
        tuple(sorted(numbers, key=lambda number: (number.start, number.end))),
        tuple(written.get("faults", [])),
    )


def _number(text: str, entry: dict[str, Any], starts: dict[str, int], name: str) -> TrueNumber:
    start, end = _find(text, entry, name)
    also = [ids if isinstance(ids, list) else [ids] for ids in entry.get("also", [])]
    return TrueNumber(
        start,
        end,
        None if entry["value"] is None else float(entry["value"]),
        entry.get("unit"),
        entry.get("qualifier", "exact"),
        entry["disposition"],
        tuple(frozenset(ids) for ids in [entry["indicators"] or [None], *also]),
        starts.get(entry.get("part_of", "")),
        bool(entry.get("implicit")),
    )


def _find(text: str, entry: dict[str, Any], name: str) -> tuple[int, int]:
    within, quote = str(entry["within"]), str(entry["quote"])
    if text.count(within) != 1:
        raise ValueError(f"{name}: {within!r} stands {text.count(within)} times in the text")
    places = [match.start() for match in re.finditer(re.escape(quote), within)]
    # 5 in 15件5人 is the second: a quote is a whole number, not the end of another.
    whole = [
        p
        for p in places
        if not within[p - 1 : p].isdigit() and not within[p + len(quote) : p + len(quote) + 1].isdigit()
    ] or places
    start = text.index(within) + whole[entry.get("nth", 1) - 1]
    return start, start + len(quote)
