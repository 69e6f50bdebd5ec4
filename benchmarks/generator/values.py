"""What a place counts in a year: plausible for its level, slowly moving, in order (mediated is not above received).

Here: `Values`, `split`. Belongs here: how values hang together. Not here: how they are written (`writing`), what is
wrong with them on purpose (`faults`). All arithmetic is + - * / on whole numbers and doubles, so that every machine
gets the same digits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from benchmarks.generator.knowledge import read_knowledge
from benchmarks.generator.places import MASK, Place, mix

UNIT = 1.0 / 0x100000
TOWNS = frozenset({"town", "township", "street"})
RANGE, SHARE, RATIO, SUM, RATE = range(5)
# A form, an odd multiplier that spreads the key of a place, and what the form needs.
Recipe = tuple[int, int, tuple[Any, ...]]


@cache
def recipes_for(kind: str) -> dict[str, Recipe]:
    """The recipes of values.yaml for one kind of place."""
    level = "town" if kind in TOWNS else "county"
    content = read_knowledge("values")
    scale = content["department_share"] if kind == "department" else 1.0
    made: dict[str, Recipe] = {}
    for number, (name, entry) in enumerate(content["values"].items()):
        odd = mix(number + 1, 0xA11CE) | 1
        stock = "stock" in entry
        if "of" in entry:
            steady = 1.0 if stock else 0.7
            low, high = entry["share"]
            made[name] = (
                SHARE,
                odd,
                (entry["of"], low, high - low, steady, entry.get("most", 1e9), entry.get("step", 0)),
            )
        elif "top" in entry:
            made[name] = (RATIO, odd, (entry["top"], entry["bottom"]))
        elif "sum" in entry:
            made[name] = (SUM, odd, (tuple(entry["sum"]), tuple(entry.get("less", ()))))
        elif "rate" in entry:
            low, high = entry["rate"]
            made[name] = (RATE, odd, (low, high - low, entry["full"]))
        else:
            low, high = entry[level]
            pace, spread = (0.0, 0.0) if "constant" in entry else (0.02, 0.04) if stock else (0.09, 0.24)
            least = low if scale == 1.0 else min(low, 1)
            made[name] = (RANGE, odd, (low * scale, (high - low) * 1.3 * scale, pace, spread, least))
    return made


class Values:
    """Values of one place in one year, worked out when they are asked for. `put` sets one before it is asked for."""

    __slots__ = ("_key", "_recipes", "_size", "_turn", "_year", "heaped", "memo")

    def __init__(self, place: Place, year: int) -> None:
        self._key, self._size, self._year = place.key, place.size * 0.55, year
        self._turn = mix(year, 0x7EA2) | 1
        self._recipes = recipes_for(place.kind)
        self.memo: dict[str, float] = {}
        self.heaped = False  # a fault: round figures only

    def put(self, name: str, value: float) -> None:
        """State this value instead of the one that would have been worked out."""
        self.memo[name] = value

    def get(self, name: str) -> float:
        """Counts whole, yuan whole, rates in percent with two decimals."""
        memo = self.memo
        if name in memo:
            return memo[name]
        form, odd, needs = self._recipes[name]
        life = (self._key * odd) & MASK
        life ^= life >> 31
        noise = ((life * self._turn) >> 36 & 0xFFFFF) * UNIT
        steady = (life & 0xFFFFF) * UNIT
        value: float
        if form == RANGE:
            low, width, pace, spread, least = needs
            x = self._size + steady * 0.45
            base = low + width * x * x
            if spread:
                growth = 1.0 + ((life >> 20 & 0xFFFFF) * UNIT - 0.4) * pace * (self._year - 2020)
                base += 3.0 * (noise - 0.5) * (spread > 0.1)
                base *= (0.6 if growth < 0.6 else 1.9 if growth > 1.9 else growth) * (1.0 + spread * (noise - 0.5))
            value = int(base + 0.5)
            if value < least:
                value = least
            if self.heaped:
                value = _round_up(value)
        elif form == SHARE:
            of, low, width, keep, most, step = needs
            share = low + width * (steady * keep + noise * (1.0 - keep))
            value = int(self.get(of) * (share if share < most else most) + 0.5)
            if step:
                value -= value % step
            if self.heaped and not step:
                value = _round_up(value)
        elif form == RATIO:
            bottom = self.get(needs[1])
            value = int(self.get(needs[0]) * 10000 / bottom + 0.5) / 100 if bottom else 100.0
        elif form == SUM:
            value = sum(map(self.get, needs[0])) - sum(map(self.get, needs[1]))
        else:
            low, width, full = needs
            part = (steady + (life >> 20 & 0xFFFFF) * UNIT) * 0.5
            value = 100.0 if noise < full else int((low + width * part) * 100) / 100
        memo[name] = value
        return value


def _round_up(value: float) -> float:
    """To tens, fifties, hundreds, thousands by size. Upwards, so that no part rises above a total that is round."""
    if value < 20:
        return value
    step = 10 if value < 100 else 50 if value < 500 else 100 if value < 5000 else 1000
    return -(-value // step) * step


def split(total: int, parts: int, key: int, year: int, salt: int) -> list[int]:
    """Whole parts that add up to the total, in shares that a place keeps from year to year."""
    life = mix(key, salt)
    moment = (life * (2 * year + 1)) & MASK
    weights = [2 + (life >> 7 * n & 0x1F) + (moment >> 20 + 5 * n & 0x7) for n in range(parts)]
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    shares[0] += total - sum(shares)
    return shares
