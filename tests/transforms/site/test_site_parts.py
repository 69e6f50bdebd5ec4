"""The parts that pages of the site are made of: addresses, words, numbers, pictures."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.rulebook import load_rules
from transforms.benchmarks.units import UNCOMPARED_REASONS
from transforms.catalog.indicators import load_indicators
from transforms.charts.texts import Text
from transforms.site.addresses import indicator_address, list_units_of_site, report_address, rule_address
from transforms.site.figures import plain, short, signed, written
from transforms.site.holdings import Holdings
from transforms.site.pictures import MOST_DOTS, draw_course, draw_spark, draw_spread, wants_log
from transforms.site.rendering import as_script, draw_page, shared_files
from transforms.site.search_pages import Shard, draw_shards
from transforms.site.texts import in_both, load_site_texts, name_of_domain, said, word
from warehouse.tables import DIM_REPORT, DIM_SENTENCE, TABLES
from warehouse.tables.indexes import RANK_STATES
from warehouse.tables.marts import TIMELINESS_CLASSES
from warehouse.tables.peers import BASES, FUNNEL_POSITIONS
from warehouse.tables.quality import SEVERITIES
from warehouse.tables.reports import CERTAINTIES, LEVELS, REGION_STATES


def report(number: int, **values: object) -> dict[str, object]:
    given = {
        "report_id": f"{number:016x}",
        "source_path": f"{number}.txt",
        "document_type": "annual_report",
        "content_type": "annual_report",
        "level": "town",
        "report_year": 2023,
        "issuer": "甲县乙镇",
        "region_code": "110101001",
        "current_region_code": "110101001",
        "region_path": "甲省/甲市/甲县/乙镇",
    }
    return {column.name: None for column in DIM_REPORT.columns} | given | values


def units(*rows: dict[str, object]) -> dict[str, dict[str, object]]:
    frame = pl.DataFrame(list(rows), schema=DIM_REPORT.schema)
    return {row["report_id"]: row for row in list_units_of_site(frame).iter_rows(named=True)}


def test_every_word_of_a_closed_vocabulary_is_said() -> None:
    for group, names in (
        ("levels", (*LEVELS, "unknown")),
        ("severities", SEVERITIES),
        ("timeliness", TIMELINESS_CLASSES),
        ("rank_states", RANK_STATES),
        ("certainties", CERTAINTIES),
        ("region_states", REGION_STATES),
        ("reasons", UNCOMPARED_REASONS),
        ("bases", set(BASES) - {"reported"}),
        ("funnel", {name for name in FUNNEL_POSITIONS if name.startswith("far_")}),
    ):
        assert set(names) <= set(load_site_texts()[group]), group
    entries = load_indicators().to_dicts()
    for column, group in (
        ("measure_type", "measures"), ("stock_flow", "stock_flow"), ("better_direction", "directions"), ("tier", "tiers"),
    ):  # fmt: skip
        assert {entry[column] for entry in entries} <= set(load_site_texts()[group]), group
    assert all(name_of_domain(entry).en != entry["domain"] for entry in entries)


def test_both_languages_have_the_same_names_in_braces() -> None:
    for group in load_site_texts().values():
        for text in group.values():
            assert set(re.findall(r"{(\w+)}", text.zh)) == set(re.findall(r"{(\w+)}", text.en)), text


def test_a_word_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="frame has no entry 'nothing'"):
        word("frame.nothing")


@given(st.text(), st.text())
def test_what_is_said_is_escaped_in_both_languages(zh: str, en: str) -> None:
    page = str(in_both(Text(zh, en)))
    without_own = re.sub(r'<span lang="(zh|en)">|</span>', "", page)
    assert "<" not in without_own
    assert '"' not in without_own


def test_a_word_with_hostile_values_is_escaped() -> None:
    assert "<script" not in said("report.other_report", year="<script>alert(1)</script>")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=8))
def test_data_for_scripts_cannot_end_its_element_and_is_read_back(content: object) -> None:
    written_out = str(as_script(content))
    assert not set(written_out) & set("<>&\u2028\u2029")
    assert json.loads(written_out) == content


def test_a_page_escapes_what_it_is_given() -> None:
    hostile = '"><script>alert(1)</script>\x00'
    page = draw_page("province", "province/00.html", hostile, "places", years=[], groups=[]).content
    assert "<script>alert" not in page
    assert "\x00" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_pages_load_nothing_but_files_of_the_folder() -> None:
    page = draw_page("province", "province/00.html", "甲省", "places", years=[], groups=[]).content
    assert "default-src 'none'" in html.unescape(page)
    assert "unsafe" not in page
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', page)) <= {
        "../site.css", "../site.js", "../index.html", "../places.html", "../indicators.html", "../quality.html",
        "../dictionary.html", "../search.html",
    }  # fmt: skip


def test_shared_files_are_own_and_ask_for_nothing() -> None:
    pages = {page.address: page.content for page in shared_files({})}
    assert set(pages) == {
        "site.css", "site.js", "report.js", "search.js", "words.js", "font.otf", "font-license.txt"
    }  # fmt: skip
    assert isinstance(pages["font.otf"], bytes)
    assert "SIL OPEN FONT LICENSE" in str(pages["font-license.txt"])
    files = {name: str(pages[name]) for name in pages if name.endswith((".css", ".js"))}
    files["site.css"] = files["site.css"].replace('url("font.otf")', "")
    for name, content in files.items():
        assert not re.search(
            r"https?:|@import|url\(|fetch\(|XMLHttp|innerHTML|insertAdjacent|document\.write|eval\(", content
        ), name
    assert "--ink: inherit" not in files["site.css"]


def test_files_are_named_in_plain_characters_whatever_the_keys() -> None:
    for key in ("../../etc/passwd", "甲-2023", 'a"b', "a b", ".hidden", ""):
        for address in (report_address(key), indicator_address(key), rule_address(key)):
            assert re.fullmatch(r"[a-z]+/[0-9a-f]{10}\.html", address), key
    assert {rule_address(rule.rule_id) for rule in load_rules()} == {
        f"quality/{rule.rule_id}.html" for rule in load_rules()
    }


def test_a_place_goes_by_its_code_and_its_departments_by_code_and_name() -> None:
    found = units(
        report(
            1,
            level="county",
            issuer="甲县",
            region_code="110101",
            current_region_code="110101",
            region_path="甲省/甲市/甲县",
        ),
        report(
            2,
            level="department",
            issuer="甲县司法局",
            region_code="110101",
            current_region_code="110101",
            region_path="甲省/甲市/甲县",
        ),
        report(3),
        report(4, issuer="丙镇", region_code=None, current_region_code=None, region_path=None),
    )
    slugs = [row["slug"] for row in found.values()]
    assert slugs[0] == "110101"
    assert str(slugs[1]).startswith("110101-")
    assert slugs[2] == "110101001"
    assert str(slugs[3]).startswith("u")
    assert [row["province"] for row in found.values()] == ["11", "11", "11", "00"]
    assert found["0000000000000001"]["province_name"] == "甲省"


def test_a_report_that_is_not_compared_has_no_unit_page_but_a_reason() -> None:
    row = units(report(1, document_type="work_plan", content_type="work_plan"))["0000000000000001"]
    assert (row["slug"], row["reason"], row["province"]) == (None, "not_annual_report", "11")


def test_numbers_are_written_as_they_are_read() -> None:
    assert [plain(value) for value in (1234.0, 97.25, 0.1 + 0.2, 0.0034, None)] == [
        "1,234",
        "97.25",
        "0.3",
        "0.0034",
        "—",
    ]
    assert [short(value) for value in (1234.56, 12.34, 1.234, 100.0, 0.0)] == ["1,235", "12.3", "1.23", "100", "0"]
    assert [signed(value) for value in (3.25, -1.0, 0.0, 0.01)] == ["+3.2", "−1", "0", "0"]
    assert [written(300, "at_least", "件"), written(99.5, unit="%")] == ["≥300 件", "99.5%"]


def test_a_missing_year_breaks_the_line() -> None:
    assert str(draw_spark([(2020, 1.0), (2021, 2.0), (2023, 5.0)])).count("h0") == 3
    assert len(re.findall(r'<path d="M', str(draw_spark([(2020, 1.0), (2021, 2.0), (2023, 5.0)])))) == 1
    assert len(re.findall(r'<path d="M', str(draw_spark([(2020, 1.0), (2021, 2.0), (2022, 5.0)])))) == 1
    assert draw_spark([(2020, 1.0)]) == ""


def test_a_course_says_every_median_and_n() -> None:
    picture = str(draw_course([(2021, 3, 1.0, 2.0, 3.0), (2022, 12, 2.0, 4.0, 6.0)], '"<label>'))
    assert "n=3" in picture
    assert "n=12" in picture
    assert 'aria-label="&quot;&lt;label&gt;"' in picture


@pytest.mark.parametrize("numbers", [[5.0, 5.0, 5.0], [0.0, 1.0, 2.0], [1.0, 10.0, 1000.0]])
def test_every_unit_is_a_dot_within_the_picture_that_leads_somewhere(numbers: list[float]) -> None:
    values = [(number, f"<{place}>", f"report/{place}.html#n1") for place, number in enumerate(numbers)]
    picture = str(draw_spread(values, (numbers[0], numbers[1], numbers[2]), "label", wants_log(numbers)))
    assert re.findall(r'href="report/(\d)\.html#n1"', picture) == ["0", "1", "2"]
    assert "<0>" not in picture
    height = float(re.search(r'viewBox="0 0 480 (\d+)"', picture)[1])
    for x, y in re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)"', picture):
        assert 0 <= float(x) <= 480
        assert 0 <= float(y) <= height


def test_many_units_are_counted_and_none_is_lost() -> None:
    values = [(float(number), "", "") for number in range(MOST_DOTS + 80)]
    picture = str(draw_spread(values, (50.0, 100.0, 150.0), "label", False))
    assert sum(map(int, re.findall(r"<title>(\d+)</title>", picture))) == len(values)


def test_an_axis_by_orders_of_magnitude_needs_values_above_zero() -> None:
    assert wants_log([1.0, 2.0, 500.0])
    assert not wants_log([0.0, 2.0, 500.0])
    assert not wants_log([1.0, 2.0, 3.0])


def test_tables_that_pages_rest_on_exist() -> None:
    from transforms.site.holdings import TABLES as needed

    assert set(needed) <= set(TABLES)


def test_a_year_with_many_reports_is_divided_and_no_sentence_is_lost() -> None:
    rows = [report(number, issuer=f"甲县乙{number}镇", current_region_code=None) for number in range(450)]
    holdings = Holdings(list_units_of_site(pl.DataFrame(rows, schema=DIM_REPORT.schema)), pl.DataFrame(), {})
    sentences = pl.DataFrame(
        [
            {
                "report_id": row["report_id"],
                "report_year": 2023,
                "sentence_number": 1,
                "start": 0,
                "end": 9,
                "text": f"办结{number}件。",
            }
            for number, row in enumerate(rows)
        ],
        schema=DIM_SENTENCE.schema,
    )
    shards: list[Shard] = []
    pages = list(draw_shards(holdings, sentences, shards))
    assert [shard.name for shard in shards] == ["00-2023", *(f"00-2023-{number}" for number in range(2, 6))]
    assert [page.address for page in pages] == [f"search/{shard.name}.js" for shard in shards]
    assert sum(shard.report_count for shard in shards) == 450
    packed = [re.search(r'","(.+)"\);', page.content)[1] for page in pages]
    found = [
        text for one in packed for *_, texts in json.loads(zlib.decompress(base64.b64decode(one))) for text in texts
    ]
    assert sorted(found) == sorted(sentences["text"])
