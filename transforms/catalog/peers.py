"""Peer groups and divisors as knowledge, and groups of their own that users write.

Here: `load_peers` (catalog/peers.yaml), `read_peer_choices` (the YAML of a user). Not here: comparing
(`transforms.benchmarks`), the file of the user (orchestration).
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import polars as pl

from transforms.catalog.loading import load_knowledge, parse_yaml
from warehouse.tables import PEER_CHOICE, conform

_KEYS = {"name_en", "reason", "members"}


@dataclass(frozen=True)
class SizeClasses:
    """What tells the size of a unit of a level, and the bounds of the classes, ascending."""

    measure: str
    bounds: tuple[float, ...]

    def name(self, size: float) -> str:
        """The class of a size: villages ≤10, villages >10 ≤25, villages >25."""
        above = [bound for bound in self.bounds if size > bound]
        below = [bound for bound in self.bounds if size <= bound]
        words = [*([f">{above[-1]:g}"] if above else []), *([f"≤{below[0]:g}"] if below else [])]
        return f"{self.measure} {' '.join(words)}"


@dataclass(frozen=True)
class Divisor:
    """What counts and amounts of some levels are divided by: value of `measure` / `per`."""

    basis: str
    measure: str
    per: float
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Peers:
    """The content of peers.yaml."""

    size_classes: dict[str, SizeClasses]
    divisors: tuple[Divisor, ...]
    left_out: tuple[str, ...]
    measure_indicators: dict[str, str]

    def is_divided(self, indicator_id: str) -> bool:
        """Whether an indicator grows with villages or people."""
        return not any(fnmatchcase(indicator_id, pattern) for pattern in self.left_out)


@cache
def load_peers() -> Peers:
    """The content of catalog/peers.yaml. Raises KnowledgeError when the file breaks its schema."""
    content = load_knowledge("peers")
    return Peers(
        {
            level: SizeClasses(entry["measure"], tuple(sorted(map(float, entry["bounds"]))))
            for level, entry in content["size_classes"].items()
        },
        tuple(
            Divisor(basis, entry["measure"], float(entry["per"]), tuple(entry["levels"]))
            for basis, entry in content["divided"].items()
        ),
        tuple(content["left_out_of_division"]),
        dict(content["measure_indicators"]),
    )


def read_peer_choices(text: str, codes: frozenset[str]) -> pl.DataFrame:
    """The table peer_choice of a user's YAML:

        沿江乡镇:
          name_en: Towns by the river
          reason: 同处江岸，纠纷类型相近
          members: [990121101, 青岚县古渡镇]

    A member is the code of a place in `codes`, or the name under which a unit reports. Raises ValueError that names
    every fault: a peer left out silently would be another comparison.
    """
    content = parse_yaml(text, "YAML")
    if content is None:
        return PEER_CHOICE.empty()
    if not isinstance(content, dict):
        raise ValueError("is no list of groups by name")
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    for name, entry in content.items():
        found, wrong = _read_group(str(name).strip(), entry, codes)
        rows += found
        faults += [f"{name}: {fault}" for fault in wrong]
    if faults:
        raise ValueError("; ".join(faults))
    return conform(pl.DataFrame(rows, schema=PEER_CHOICE.schema), PEER_CHOICE)


def _read_group(name: str, entry: object, codes: frozenset[str]) -> tuple[list[dict[str, Any]], list[str]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("members"), list):
        return [], ["has no list of members"]
    wrong = [f"unknown key {key!r}, known are {', '.join(sorted(_KEYS))}" for key in entry if key not in _KEYS]
    if "/" in name or not name:
        wrong.append("a name of a group is not empty and holds no /")
    members = [str(member).strip() for member in entry["members"]]
    wrong += [f"{member} stands twice" for member in sorted({one for one in members if members.count(one) > 1})]
    if len(set(members)) < 2:
        wrong.append("has fewer than two members")
    for member in members:
        if member.isdigit() and member not in codes:
            wrong.append(f"{member} is no code of dim_region")
    rows = [
        {
            "peer_group": name,
            "member": member,
            "region_code": member if member.isdigit() else None,
            "name_en": str(entry["name_en"]) if entry.get("name_en") else None,
            "reason": str(entry["reason"]) if entry.get("reason") else None,
        }
        for member in members
    ]
    return ([] if wrong else rows), wrong
