"""How a number is written: thousands apart, the sign of its qualifier, its unit.

Here: `plain`, `short`, `as_percent`, `written`, `signed`. Not here: words.
"""

from __future__ import annotations

from transforms.charts.texts import load_chart_texts


def plain(value: float | None) -> str:
    """1234.5 -> 1,234.5; at most four decimals, and significant digits of small values."""
    if value is None:
        return "—"
    if value == int(value):
        return f"{value:,.0f}"
    if abs(value) < 0.01:
        return f"{value:.2g}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def short(value: float | None) -> str:
    """A computed value, such as a median: one decimal above 10, two below."""
    if value is None:
        return "—"
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    written_out = f"{value:,.{digits}f}"
    return written_out.rstrip("0").rstrip(".") if "." in written_out else written_out


def as_percent(share: float | None) -> str:
    """0.925 -> 92.5%."""
    return "—" if share is None else f"{short(100 * share)}%"


def written(value: float | None, qualifier: str = "exact", unit: str | None = None) -> str:
    """≥300件; % directly after the number as in Chinese reports."""
    if value is None:
        return "—"
    return f"{load_chart_texts().signs[qualifier]}{plain(value)}{f' {unit}' if unit and unit != '%' else unit or ''}"


def signed(value: float | None, digits: int = 1) -> str:
    """+3.2, −1.0 (with a real minus sign), 0."""
    if value is None:
        return ""
    rounded = f"{abs(value):,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{abs(value):,.0f}"
    return rounded if rounded == "0" else f"{'+' if value > 0 else '−'}{rounded}"
