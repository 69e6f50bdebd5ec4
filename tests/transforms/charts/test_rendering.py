"""Pages that need no network, pictures that need no fonts of the system."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from benchmark_frames import fact, indicators
from chart_frames import series, values

from transforms.charts import (
    Comparison,
    Trend,
    draw_comparison,
    draw_trend,
    render_html,
    render_png,
    render_svg,
    specify,
    write_specification,
    write_values,
)

PROJECT = Path(__file__).parents[3]
HOSTILE = "</script><script>alert('x')</script><!-- <img src=x onerror=alert(1)> & \u2028 {0} 'quoted' \"twice\""


class Page(HTMLParser):
    """What a browser would make of the page: scripts, links, policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.links: list[str] = []
        self.policy = ""
        self.elements: list[str] = []
        self._script: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        if tag == "script":
            self._script = given

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))
            self._script = None


@pytest.fixture(scope="module")
def chart():
    rows = series("柳溪镇", {2021: 5, 2022: 7})
    frame = values(rows, clauses={"柳溪镇-2021": HOSTILE})
    return draw_trend(frame, indicators(), Trend("dispute.mediated", "柳溪镇"))


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def test_a_page_holds_everything_it_needs_and_asks_for_nothing(chart):
    page = Page(render_html(chart))
    assert page.links == []
    assert "default-src 'none'" in page.policy
    assert "connect-src" not in page.policy
    assert not {"link", "iframe", "img", "object"} & set(page.elements)
    library = page.scripts[1][1]
    assert "vegaEmbed" in library
    assert len(library) > 500_000


def test_hostile_text_stays_text(chart):
    page = Page(render_html(chart))
    assert len(page.scripts) == 3
    attributes, content = page.scripts[0]
    assert attributes["type"] == "application/json"
    assert not set("<>&") & set(content)
    specification = json.loads(content)
    clauses = {row.get("clause") for rows in specification["datasets"].values() for row in rows}
    assert HOSTILE in clauses


def test_a_hostile_name_of_a_unit_stays_text():
    unit = "</title><script>alert(1)</script>镇"
    frame = values(series(unit, {2021: 5, 2022: 7}))
    page = Page(render_html(draw_trend(frame, indicators(), Trend("dispute.mediated", unit))))
    assert len(page.scripts) == 3


def test_the_page_sends_the_reader_to_no_other_site(chart):
    options = Page(render_html(chart)).scripts[2][1]
    for action in ("source", "compiled", "editor"):
        assert re.search(rf"{action}:\s*false", options)


def test_pages_and_pictures_repeat_byte_for_byte(chart):
    again = draw_trend(
        values(series("柳溪镇", {2021: 5, 2022: 7}), clauses={"柳溪镇-2021": HOSTILE}),
        indicators(),
        Trend("dispute.mediated", "柳溪镇"),
    )
    assert render_html(again) == render_html(chart)
    assert render_png(again) == render_png(chart)


def test_pages_and_pictures_are_the_same_in_another_process():
    program = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]\n"
        "from chart_frames import *\n"
        "from transforms.charts import *\n"
        "frame = values(series('柳溪镇', {2021: 5, 2022: 7}))\n"
        "c = draw_trend(frame, indicators(), Trend('dispute.mediated', '柳溪镇'))\n"
        "print(hashlib.sha256(render_html(c).encode() + render_png(c)).hexdigest())\n"
    )
    folders = [str(PROJECT), str(Path(__file__).parent), str(Path(__file__).parents[1] / "benchmarks")]
    prints = {
        subprocess.run(
            [sys.executable, "-c", program, *folders],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1


def test_the_scale_sets_the_size_of_the_picture(chart):
    width, height = size_of(render_png(chart, scale=1.0))
    assert size_of(render_png(chart, scale=2.0)) == (2 * width, 2 * height)
    assert width > 600


@pytest.mark.parametrize("count", [1, 2, 40, 41, 90])
def test_pictures_of_any_number_of_units(count):
    rows = [fact(f"第{number}镇", 2022, number) for number in range(count)]
    chart = draw_comparison(values(rows), indicators(), Comparison("dispute.mediated", "town", 2022))
    assert size_of(render_png(chart, scale=0.5))[0] > 200


def test_characters_that_the_font_lacks_do_not_break_the_picture():
    odd = "\U00020bb7田\U0001f600\ue000\u202e" + "".join(map(chr, range(32))) + "\x7f\ufffe\uffff"
    unit = f"{odd}镇"
    frame = values(series(unit, {2021: 5, 2022: 7}), clauses={f"{unit}-2021": odd})
    chart = draw_trend(frame, indicators(), Trend("dispute.mediated", unit))
    assert size_of(render_png(chart))[0] > 1000
    render_html(chart).encode("utf-8")


def test_importing_charts_loads_neither_altair_nor_the_renderer():
    program = "import sys, transforms.charts; print([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def test_a_drawing_of_lines_holds_its_words_as_text_and_loads_nothing(chart):
    drawing = render_svg(chart)
    assert drawing.startswith("<svg")
    assert "柳溪镇：调解矛盾纠纷件数" in drawing
    assert "<script" not in drawing
    assert "href" not in drawing


def test_the_specification_is_what_altair_validates_without_a_link(chart):
    written = json.loads(write_specification(chart))
    expected = chart.to_dict()
    expected.pop("$schema")
    assert written["config"] == expected["config"]
    assert "$schema" not in written
    assert written == specify(chart)
    assert render_html(specify(chart)) == render_html(chart)


def test_the_data_are_rows_for_a_spreadsheet_and_no_formulas(chart):
    lines = list(csv.DictReader(io.StringIO(write_values(chart).removeprefix("\ufeff"))))
    assert write_values(chart).startswith("\ufeff")
    values_of = {(line["unit"], line["year"]): line["value"] for line in lines if line["value"]}
    assert values_of == {("柳溪镇", "2021"): "5.0", ("柳溪镇", "2022"): "7.0"}
    hostile = draw_trend(
        values(series("甲镇", {2021: 5, 2022: 7}), clauses={"甲镇-2021": "=cmd()", "甲镇-2022": "+1"}),
        indicators(),
        Trend("dispute.mediated", "甲镇"),
    )
    clauses = {line["clause"] for line in csv.DictReader(io.StringIO(write_values(hostile)))}
    assert "'=cmd()" in clauses
    assert "+1" in clauses
