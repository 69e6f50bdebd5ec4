"""What a report page says about each number: the card that opens beside it and its row in the table.

Here: `draw_card`, `draw_table`. Not here: where the numbers stand in the text (`report_text`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transforms.catalog.indicators import load_catalogue
from transforms.charts.report_text import Spot, escape, look
from transforms.charts.texts import Text, load_chart_texts

_COLUMNS = ("quote", "value", "indicator", "disposition", "breakdown", "period", "clause", "rule")


def draw_card(spot: Spot, by_start: Mapping[int, Spot]) -> str:
    """The hidden card of one place: a section for each of its mentions."""
    readings = "".join(_reading(mention, by_start) for mention in spot.mentions)
    return f'<div class="card" id="card-{spot.name}" role="tooltip" hidden>{readings}</div>'


def draw_table(spots: Sequence[Spot], by_start: Mapping[int, Spot]) -> str:
    """A table of the mentions that measure something, each with a link to its place in the text."""
    rows = [
        _row(spot, mention, by_start)
        for spot in spots
        for mention in spot.mentions
        if mention["disposition"] != "not_metric"
    ]
    if not rows:
        return f"<p>{both(_word('no_numbers'))}</p>"
    head = "".join(f'<th scope="col">{both(_word("number" if name == "quote" else name))}</th>' for name in _COLUMNS)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def both(text: Text) -> str:
    """A text in Chinese with the English below or beside it."""
    return f'{escape(text.zh)}<span lang="en">{escape(text.en)}</span>'


def _reading(mention: Mapping[str, Any], by_start: Mapping[int, Spot]) -> str:
    is_metric = mention["disposition"] != "not_metric"
    # A decoy's value is that of its numeral and measures nothing.
    shown = _value(mention) if is_metric else escape(mention["quote"])
    implied = f' <span class="note">{escape(_word("is_implied").in_line)}</span>' if mention["implicit"] else ""
    lines = _lines(mention, by_start) if is_metric else _lines_of_decoy(mention)
    listed = "".join(f"<div><dt>{both(_word(name))}</dt><dd>{content}</dd></div>" for name, content in lines)
    return (
        f'<section class="reading"><p class="shown"><b>{shown}</b>{implied} {_chip(mention)}</p>'
        f"<dl>{listed}</dl></section>"
    )


def _lines(mention: Mapping[str, Any], by_start: Mapping[int, Spot]) -> list[tuple[str, str]]:
    texts = load_chart_texts()
    identity = f"<code>{escape(mention['indicator'])}</code>" if mention["indicator"] else ""
    lines = [("indicator", _indicator(mention) + identity)]
    if mention["phrase"]:
        lines.append(("counted", escape(mention["phrase"])))
    if mention["qualifier"] != "exact":
        lines.append(("qualifier", both(texts.text("qualifiers", mention["qualifier"]))))
        lines.append(("bounds", both(_bounds(mention))))
    lines += [
        (name, escape(mention[name]))
        for name in ("breakdown", "period", "region", "scope")
        if mention[name] is not None
    ]
    if mention["parent_start"] is not None:
        lines.append(("total", _total(mention, by_start)))
    lines.append(("rule", f"<code>{escape(mention['rule'])}</code>"))
    return lines


def _lines_of_decoy(mention: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = []
    if mention["reason"]:
        lines.append(("reason", both(load_chart_texts().text("reasons", mention["reason"]))))
    return [*lines, ("rule", f"<code>{escape(mention['rule'])}</code>")]


def _row(spot: Spot, mention: Mapping[str, Any], by_start: Mapping[int, Spot]) -> str:
    part = escape(mention["breakdown"] or "")
    if mention["parent_start"] is not None:
        part += f'<span class="of">{escape(_word("total").zh)} {_total(mention, by_start)}</span>'
    is_open = mention["indicator"] is None and mention["phrase"]
    counted = f'<span class="note">{escape(mention["phrase"])}</span>' if is_open else ""
    cells = {
        "quote": f'<a href="#{spot.name}">{escape(mention["quote"])}</a>',
        "value": _value(mention),
        "indicator": _indicator(mention) + counted,
        "disposition": _chip(mention),
        "breakdown": part,
        "period": escape(" ".join(filter(None, (mention["period"], mention["region"], mention["scope"])))),
        "clause": escape(mention["clause"]),
        "rule": "".join(f"<code>{escape(token)}</code>" for token in mention["rule"].split(" ")),
    }
    columns = "".join(f'<td class="{name}">{cells[name]}</td>' for name in _COLUMNS)
    return f'<tr class="{escape(mention["disposition"])}-row">{columns}</tr>'


def _chip(mention: Mapping[str, Any]) -> str:
    """The name of the disposition in the number's own look."""
    text = load_chart_texts().text("dispositions", mention["disposition"])
    return (
        f'<span class="chip"><span class="sample {look(mention)}">{escape(text.zh)}</span>'
        f'<span lang="en">{escape(text.en)}</span></span>'
    )


def _indicator(mention: Mapping[str, Any]) -> str:
    indicator = mention["indicator"]
    if indicator is None:
        why = "change" if mention["disposition"] == "comparison" else "not_in_catalogue"
        return f'<span class="note">{both(_word(why))}</span>'
    known = load_catalogue().get(indicator)
    return both(Text(known["name_zh"], known["name_en"])) if known else escape(indicator)


def _total(mention: Mapping[str, Any], by_start: Mapping[int, Spot]) -> str:
    spot = by_start.get(mention["parent_start"])
    return f'<a href="#{spot.name}">{_value(spot.first)}</a>' if spot else ""


def _value(mention: Mapping[str, Any]) -> str:
    if mention["value"] is None:
        return escape(mention["quote"])
    sign = load_chart_texts().signs[mention["qualifier"]]
    unit = mention["unit"] or ""
    return escape(f"{sign}{_plain(mention['value'])}{'' if unit == '%' else ' '}{unit}".rstrip())


def _bounds(mention: Mapping[str, Any]) -> Text:
    low, high = mention["value_low"], mention["value_high"]
    name = "unknown" if low is high is None else "at_most" if low is None else "at_least" if high is None else "between"
    spoken = {side: _plain(bound) for side, bound in (("low", low), ("high", high)) if bound is not None}
    return load_chart_texts().text("bounds", name).fill(**spoken)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10f}".rstrip("0")


def _word(name: str) -> Text:
    return load_chart_texts().text("report_page", name)
