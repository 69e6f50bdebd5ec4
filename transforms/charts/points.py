"""The rows that a chart's marks are drawn from: scaled values, bounds, labels, tooltips.

Here: `make_points`, `value_range`, `place_arrows` (for ends that are open), `tooltip_fields`,
`find_indicator`. Not here: marks and axes (`trend`, `comparison`).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.charts.magnitude import Magnitude
from transforms.charts.texts import ChartTexts, Text

# Length of an arrow as a share of the axis.
_ARROW = 0.07


def find_indicator(indicators: pl.DataFrame, indicator_id: str) -> dict[str, Any]:
    """The catalogue row of an indicator. Raises ValueError when the catalogue does not hold it."""
    rows = indicators.filter(pl.col("indicator_id") == indicator_id)
    if rows.is_empty():
        raise ValueError(f"indicators do not hold {indicator_id!r}")
    return rows.row(0, named=True)


def make_points(values: pl.DataFrame, magnitude: Magnitude, texts: ChartTexts) -> list[dict[str, Any]]:
    """One dictionary a value, in the order of the frame.

    in: rows of `quote_values`. out keys: unit, year, value, low, high (divided by the magnitude; null where open or
    exact), opens ("", "up", "down"), is_flagged, label, and the tooltip texts tip_value, tip_bounds, tip_flag, clause.
    """
    return [_make_point(row, magnitude, texts) for row in values.iter_rows(named=True)]


def value_range(points: list[dict[str, Any]], is_rate: bool) -> tuple[float, float]:
    """The ends of the value axis: from zero for counts and amounts, around the values for rates."""
    ends = [end for point in points for end in (point["value"], point["low"], point["high"]) if end is not None]
    lowest, highest = min(ends), max(ends)
    if not is_rate:
        lowest, highest = min(0.0, lowest), max(highest, 0.0)
    span = (highest - lowest) or abs(highest) or 1.0
    if not is_rate:
        return (lowest if lowest == 0.0 else lowest - 0.1 * span), highest + 0.16 * span
    floor = lowest - 0.25 * span
    return (max(0.0, floor) if lowest >= 0 else floor), highest + 0.25 * span


def place_arrows(points: list[dict[str, Any]], axis: tuple[float, float]) -> list[dict[str, Any]]:
    """The points with an open end, with `tip`, where its arrow ends on the axis."""
    length = _ARROW * (axis[1] - axis[0])
    return [
        {
            **point,
            "tip": min(axis[1], point["value"] + length)
            if point["opens"] == "up"
            else max(axis[0], point["value"] - length),
        }
        for point in points
        if point["opens"]
    ]


def tooltip_fields(texts: ChartTexts) -> list[tuple[str, str]]:
    """Field and title of each line of a tooltip."""
    fields = (
        ("unit", "unit"),
        ("year", "year"),
        ("tip_value", "value"),
        ("tip_bounds", "bounds"),
        ("clause", "clause"),
        ("tip_flag", "flag"),
    )
    return [(field, texts.text("tooltips", name).in_line) for field, name in fields]


def _make_point(row: dict[str, Any], magnitude: Magnitude, texts: ChartTexts) -> dict[str, Any]:
    low, high = row["value_low"], row["value_high"]
    is_exact = row["qualifier"] == "exact"
    opens = "" if is_exact else "up" if high is None else "down" if low is None else ""
    has_interval = not is_exact and low is not None and high is not None
    flag = _flag(row, texts)
    return {
        "unit": row["reporting_unit"],
        "year": str(row["report_year"]),
        "value": magnitude.divide(row["value"]),
        "low": magnitude.divide(low) if has_interval else None,
        "high": magnitude.divide(high) if has_interval else None,
        "opens": opens,
        "is_flagged": flag is not None,
        "label": texts.signs[row["qualifier"]]
        + magnitude.write(row["value"])
        + ("%" if row["measure_type"] == "rate" else ""),
        "tip_value": f"{magnitude.write(row['value'])} {magnitude.unit.in_line}",
        "tip_bounds": _bounds(low, high, is_exact, magnitude, texts).in_line,
        "tip_flag": (flag or texts.text("flags", "none")).side_by_side,
        "clause": row["clause"],
    }


def _bounds(low: float | None, high: float | None, is_exact: bool, magnitude: Magnitude, texts: ChartTexts) -> Text:
    if is_exact:
        return texts.text("bounds", "exact")
    if low is not None and high is not None:
        return texts.text("bounds", "between").fill(low=magnitude.write(low), high=magnitude.write(high))
    if low is not None:
        return texts.text("bounds", "at_least").fill(low=magnitude.write(low))
    if high is not None:
        return texts.text("bounds", "at_most").fill(high=magnitude.write(high))
    return texts.text("bounds", "unknown")


def _flag(row: dict[str, Any], texts: ChartTexts) -> Text | None:
    words = []
    if row["has_conflict"]:
        words.append(texts.text("flags", "conflict"))
    if row["findings"]:
        words.append(texts.text("flags", "finding").fill(rules=row["findings"]))
    if not words:
        return None
    return Text("；".join(word.zh for word in words), "; ".join(word.en for word in words))
