"""Invented places: every index is one place with a path of names that no other index has.

Here: `Place`, `make_place`. Belongs here: names, levels, the numbers that a place keeps for life. Not here: values
that a report states (`values`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from benchmarks.generator.knowledge import read_knowledge

MASK = (1 << 64) - 1
COUNTIES_A_CITY, PLACES_A_COUNTY = 8, 24
# Which places a county has, in the order of their indices, so that a small run has all levels.
ORDER = (
    "town", "town", "county", "town", "township", "department", "town", "street", "town", "township", "town", "town",
    "department", "town", "street", "town", "township", "town", "department", "town", "street", "town", "department",
    "town",
)  # fmt: skip


def mix(one: int, other: int) -> int:
    """A 64-bit hash of two whole numbers; the same on every machine."""
    x = (one ^ (other * 0x9E3779B97F4A7C15)) & MASK
    x ^= x >> 32
    x = (x * 0xD6E8FEB86659FD93) & MASK
    x ^= x >> 32
    x = (x * 0xD6E8FEB86659FD93) & MASK
    return x ^ (x >> 32)


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is the key of `words` in names.yaml, `level` what the warehouse calls it; `size` is 0..1."""

    index: int
    key: int
    kind: str
    level: str
    path: tuple[str, ...]
    name: str
    full_name: str
    city: str
    county: str
    code: str
    size: float
    villages: tuple[str, str, str]
    letters: str


@lru_cache(maxsize=4096)
def make_place(seed: int, index: int) -> Place:
    """The place of this index. The same seed and index give the same place."""
    names = read_knowledge("names")
    county_index, within = divmod(index, PLACES_A_COUNTY)
    city_index = county_index // COUNTIES_A_CITY
    province = names["provinces"][city_index % len(names["provinces"])]
    city = _stem(names, city_index + seed * 31, 5003) + "市"
    kind = ORDER[within]
    # A street stands in a district, a town in either: one county in four is a district.
    district = county_index % 4 == 3
    county = _stem(names, county_index + seed * 37 + 4001, 7001) + ("区" if district else "县")
    key = mix(mix(seed, 0x5EED), index + 1)
    stem = _stem(names, index + seed * 41 + 2003, 3001)
    path: tuple[str, ...] = (province, city, county)
    if kind == "county":
        kind, level, name = ("district" if district else "county"), "county", county
        full_name = f"{county}人民政府"
    elif kind == "department":
        departments = names["departments"]
        rank = ORDER[:within].count("department")
        name = county + departments[(county_index * 4 + rank) % len(departments)]
        full_name, level = name, "department"
        path = (*path, name)
    else:
        suffix, level = {"town": ("镇", "town"), "township": ("乡", "town"), "street": ("街道", "street")}[kind]
        name = stem + suffix
        full_name = f"{county}{name}人民政府" if level == "town" else f"{county}{name}办事处"
        path = (*path, name)
    size = ((key & 0xFFFF) / 0x10000 + ((key >> 16) & 0xFFFF) / 0x10000) / 2
    villages = tuple(_stem(names, (key >> shift) & 0xFFFF, 2003) + "村" for shift in (3, 19, 35))
    letters = "".join(chr(65 + (key >> shift) % 26) for shift in (7, 13))
    code = f"99{city_index % 10000:04d}{county_index % COUNTIES_A_CITY + 1:02d}{within + 1:03d}"
    return Place(index, key, kind, level, path, name, full_name, city, county, code, size, villages[:3], letters)  # type: ignore[arg-type]


def words_of(place: Place) -> dict[str, str]:
    """What the place calls itself and its bodies."""
    words: dict[str, str] = read_knowledge("names")["words"][place.kind]
    return words


def _stem(names: dict[str, Any], number: int, step: int) -> str:
    # `step` is coprime to the number of stems, so that neighbours look unlike and none comes twice in a round.
    first, second = names["first"], names["second"]
    count = len(first) * len(second)
    at = (number * step + 17) % count
    return str(first[at // len(second)]) + str(second[at % len(second)])
