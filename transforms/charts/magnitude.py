"""Numbers as people read them: thousands separated, money in 万元 and 亿元.

Here: `Magnitude`, `choose_magnitude`, `name_unit`. Not here: words for units (`catalog/chart_texts.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.charts.texts import ChartTexts, Text

# Counts stay countable up to a million; sums of money are always said in 万 or 亿.
_LARGE_COUNT = 1_000_000.0


@dataclass(frozen=True)
class Magnitude:
    """A divisor (1, 10,000 or 100,000,000) and the unit a divided value has."""

    divisor: float
    unit: Text

    def divide(self, value: float) -> float:
        """The value in this unit."""
        return value / self.divisor

    def write(self, value: float) -> str:
        """The value in this unit: at most two decimals, more only for values below one."""
        divided = self.divide(value)
        decimals = 2
        while decimals < 8 and divided and abs(divided) < 10 ** (1 - decimals):
            decimals += 1
        written = f"{divided:,.{decimals}f}"
        return written.rstrip("0").rstrip(".")


def choose_magnitude(values: Iterable[float], measure_type: str, unit: Text, texts: ChartTexts) -> Magnitude:
    """The largest magnitude in which the greatest value is at least 1 and the least (not zero) at least 0.1."""
    sizes = sorted(abs(value) for value in values if value)
    if sizes and measure_type != "rate" and (measure_type == "amount" or sizes[-1] >= _LARGE_COUNT):
        for divisor in sorted((int(size) for size in texts.groups["magnitudes"]), reverse=True):
            if sizes[-1] >= divisor and sizes[0] >= divisor / 10:
                return Magnitude(float(divisor), texts.text("magnitudes", str(divisor)).fill(unit=unit))
    return Magnitude(1.0, unit)


def name_unit(unit_family: str, written: Sequence[str | None], texts: ChartTexts) -> Text:
    """The unit of a chart: in Chinese as the reports write it (件, 起), in English the word of the family.

    Where more than two different words are written, the family's own word stands for all.
    Raises ValueError for a family without words.
    """
    family = texts.text("unit_families", unit_family)
    words = sorted({word for word in written if word})
    return Text("/".join(words) if 1 <= len(words) <= 2 else family.zh, family.en)
