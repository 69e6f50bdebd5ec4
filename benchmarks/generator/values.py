"""What a place counts in a year: plausible for its level, slowly moving, in order (mediated is not above received).

Here: `Values`. Belongs here: how values hang together. Not here: how they are written (`writing`), what is wrong with
them on purpose (`faults`). All arithmetic is + - * / on doubles, so that every machine gets the same digits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from benchmarks.generator.knowledge import read_knowledge
from benchmarks.generator.places import Place, mix

UNIT = 1.0 / 0x100000
TOWNS = frozenset({"town", "township", "street"})


@cache
def _recipes() -> dict[str, tuple[int, dict[str, Any]]]:
    return {
        name: (number + 1, recipe) for number, (name, recipe) in enumerate(read_knowledge("values")["values"].items())
    }


class Values:
    """Values of one place in one year, worked out when they are asked for. `put` sets one before it is asked for."""

    __slots__ = ("_memo", "_place", "_recipes", "_town", "_year")

    def __init__(self, place: Place, year: int) -> None:
        self._place, self._year = place, year
        self._memo: dict[str, float] = {}
        self._recipes = _recipes()
        self._town = place.kind in TOWNS

    def put(self, name: str, value: float) -> None:
        """State this value instead of the one that would have been worked out."""
        self._memo[name] = value

    def get(self, name: str) -> float:
        """Counts whole, yuan whole, rates in percent with two decimals."""
        memo = self._memo
        if name in memo:
            return memo[name]
        number, recipe = self._recipes[name]
        life = mix(self._place.key, number)
        moment = mix(life, self._year)
        steady, drift = (life & 0xFFFFF) * UNIT, ((life >> 20) & 0xFFFFF) * UNIT
        noise = (moment & 0xFFFFF) * UNIT
        value: float
        if "of" in recipe:
            low, high = recipe["share"]
            share = low + (high - low) * (steady if "stock" in recipe else steady * 0.7 + noise * 0.3)
            if "most" in recipe and share > recipe["most"]:
                share = recipe["most"]
            value = int(self.get(recipe["of"]) * share + 0.5)
            if "step" in recipe:
                value -= value % recipe["step"]
        elif "top" in recipe:
            bottom = self.get(recipe["bottom"])
            value = int(self.get(recipe["top"]) * 10000 / bottom + 0.5) / 100 if bottom else 100.0
        elif "sum" in recipe:
            value = sum(map(self.get, recipe["sum"])) - sum(map(self.get, recipe.get("less", ())))
        elif "rate" in recipe:
            low, high = recipe["rate"]
            part = steady * 0.5 + ((moment >> 20) & 0xFFFFF) * UNIT * 0.5
            value = 100.0 if noise < recipe["full"] else int((low + (high - low) * part) * 100) / 100
        else:
            low, high = recipe["town" if self._town else "county"]
            x = self._place.size * 0.55 + steady * 0.45
            base = low + (high - low) * x * x * 1.3
            if not self._town and self._place.kind == "department":
                base *= 0.3
            if "constant" not in recipe:
                pace, spread = (0.02, 0.04) if "stock" in recipe else (0.09, 0.24)
                growth = 1.0 + (drift - 0.4) * pace * (self._year - 2020)
                base *= (0.6 if growth < 0.6 else 1.9 if growth > 1.9 else growth) * (1.0 - spread / 2 + spread * noise)
            value = int(base + 0.5)
            if value < low and low > 0 and self._place.kind != "department":
                value = low
        memo[name] = value
        return value


def split(total: int, parts: int, place: Place, year: int, salt: int) -> list[int]:
    """Whole parts that add up to the total, in shares that the place keeps from year to year."""
    life = mix(place.key, salt)
    moment = mix(life, year)
    weights = [2 + ((life >> (7 * n)) & 0x1F) + ((moment >> (5 * n)) & 0x7) for n in range(parts)]
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    shares[0] += total - sum(shares)
    return shares
