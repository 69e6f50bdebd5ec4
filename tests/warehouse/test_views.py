"""`value_sentence` leads from any value to the exact characters of its source; `open_phrase` counts what has no indicator."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from warehouse_frames import fact, frame, make_frames, make_lake, mention, report, row, write_frames

from warehouse.build import build_database
from warehouse.lake import Lake
from warehouse.tables import TABLES

# Outside the BMP, combining marks, joined emoji, flags, variation selectors, the zero character, both line endings.
PIECES = (
    "𠮷",
    "é",
    "é",
    "👩‍👩‍👧",
    "🇨🇳",
    "葛󠄀",
    "𝟏𝟐",
    "\0",
    "\r\n",
    "万",
    "ﬁ",
    "٣",
    "\ufeff",
    "，",
    "。",
    "12",
    "％",
    "　",
)


def read_view(
    tmp_path: Path, lake: Lake, query: str = "FROM value_sentence ORDER BY report_id, indicator_id, mention_start"
) -> pl.DataFrame:
    path = tmp_path / "view.duckdb"
    build_database(path, lake)
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).pl()


def lake_of(tmp_path: Path, *texts_and_spans: tuple[str, list[tuple[int, int]]]) -> Lake:
    reports, mentions, facts = [], [], []
    for number, (text, spans) in enumerate(texts_and_spans):
        reports.append(report(number, text))
        for start, end in spans:
            mentions.append(mention(number, start, end, quote=text[start:end], clause=f"clause {start} {end}"))
            facts.append(fact(number, start, end, breakdown=f"{start}-{end}"))
    lake = Lake(tmp_path / "lake")
    frames = {
        "dim_report": frame(TABLES["dim_report"], *reports),
        "dim_indicator": frame(TABLES["dim_indicator"], row(TABLES["dim_indicator"], indicator_id="case.closed")),
        "fact_mention": frame(TABLES["fact_mention"], *mentions),
        "fact_indicator": frame(TABLES["fact_indicator"], *facts),
    }
    write_frames(lake, frames)
    return lake


def test_one_row_a_fact_with_its_words(tmp_path: Path) -> None:
    found = read_view(tmp_path, make_lake(tmp_path / "lake", 12))
    assert found.height == make_frames(12)["fact_indicator"].height
    eleven = found.row(by_predicate=(pl.col("value") == 11) & (pl.col("indicator_id") == "case.open"), named=True)
    assert eleven["quote"] == "11"
    assert eleven["clause"] == "今年办结案件"
    assert eleven["sentence"] == "今年办结案件11件，比去年多。"
    assert (eleven["source_path"], eleven["issuer"], eleven["report_id"]) == ("11.txt", "甲11县", "report0011")


def test_rows_are_told_by_the_key_of_the_fact(tmp_path: Path) -> None:
    found = read_view(tmp_path, make_lake(tmp_path / "lake", 6))
    assert found.select(TABLES["fact_indicator"].key).n_unique() == found.height == 12


def test_quotes_are_the_code_points_of_the_span(tmp_path: Path) -> None:
    draw = random.Random(7)
    texts = []
    for _ in range(40):
        text = "".join(draw.choices(PIECES, k=draw.randrange(1, 60)))
        starts = draw.sample(range(len(text)), k=min(8, len(text)))
        texts.append((text, [(start, draw.randrange(start, len(text) + 1)) for start in starts]))
    found = read_view(tmp_path, lake_of(tmp_path, *texts))
    assert found.height == sum(len(spans) for _, spans in texts)
    for line in found.iter_rows(named=True):
        text = texts[int(line["report_id"].removeprefix("report"))][0]
        quote = text[line["mention_start"] : line["mention_end"]]
        assert line["quote"] == quote
        assert line["clause"] == f"clause {line['mention_start']} {line['mention_end']}"
        assert quote in line["sentence"]
        assert line["sentence"] in text


def test_sentences_end_at_marks_and_lines_and_lose_their_indent(tmp_path: Path) -> None:
    text = "甲乙1。　　丙2？\n　　𠮷丁3，戊4；己5\r\n６辛"
    spans = [(text.index(number), text.index(number) + 1) for number in "12345６"]
    found = read_view(tmp_path, lake_of(tmp_path, (text, spans)))
    assert found["quote"].to_list() == list("12345６")
    assert found["sentence"].to_list() == ["甲乙1。", "丙2？", *["𠮷丁3，戊4；己5"] * 3, "６辛"]


def test_a_fact_whose_mention_is_missing_keeps_its_quote(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("共3件。", [(1, 2)]))
    lake.write("fact_mention", TABLES["fact_mention"].empty(), "2021")
    found = read_view(tmp_path, lake).row(0, named=True)
    assert (found["quote"], found["clause"], found["sentence"]) == ("3", None, "共3件。")


# --- what the catalogue has no name for ---------------------------------------------------------------------------------------


def open_mention(number: int, start: int, **values: object) -> dict[str, object]:
    given = {"disposition": "fact", "implicit": False, "phrase": "清理|河道垃圾", "unit": "吨", "unit_group": "size"}
    return mention(number, start, start + 1, indicator_id=None) | given | values


def read_open_phrases(
    tmp_path: Path, *mentions: dict[str, object], issuers: dict[int, str] | None = None
) -> pl.DataFrame:
    lake = Lake(tmp_path / "lake")
    reports = [
        report(number, f"甲。清理垃圾{number}吨，又1吨。乙。")
        | {"issuer": (issuers or {}).get(number, f"甲{number}县")}
        for number in range(4)
    ]
    write_frames(
        lake,
        {
            "dim_report": frame(TABLES["dim_report"], *reports),
            "dim_indicator": frame(TABLES["dim_indicator"], row(TABLES["dim_indicator"], indicator_id="case.closed")),
            "fact_mention": frame(TABLES["fact_mention"], *mentions),
        },
    )
    return read_view(tmp_path, lake, "FROM open_phrase")


def test_open_phrases_are_counted_by_numbers_reports_places_and_years(tmp_path: Path) -> None:
    mentions = [open_mention(0, 6), open_mention(0, 9), open_mention(1, 6, unit="公斤"), open_mention(3, 6)]
    found = read_open_phrases(tmp_path, *mentions, issuers={3: "甲0县"})
    assert found.height == 1
    line = found.row(0, named=True)
    assert (line["numbers"], line["reports"], line["places"], line["years"]) == (4, 3, 2, 2)
    assert (line["first_year"], line["last_year"], line["unit"]) == (2021, 2022, "吨")
    assert (line["report_id"], line["mention_start"], line["source_path"]) == ("report0000", 6, "0.txt")
    assert line["example_sentence"] == "清理垃圾0吨，又1吨。"


def test_units_of_another_kind_are_counted_apart_and_the_common_come_first(tmp_path: Path) -> None:
    apart = {"phrase": "培训", "unit": "人", "unit_group": "person"}
    mentions = [
        open_mention(0, 6, **apart),
        *(open_mention(number, 6, phrase="培训", unit="场", unit_group="case") for number in (1, 2)),
        open_mention(3, 6, phrase="培训", unit=None, unit_group=None),
    ]
    found = read_open_phrases(tmp_path, *mentions)
    assert found["unit_group"].to_list() == ["case", "person", None]
    assert found["places"].to_list() == [2, 1, 1]


def test_only_facts_without_an_indicator_are_open(tmp_path: Path) -> None:
    mentions = [
        open_mention(0, 6, disposition="target"),
        open_mention(1, 6, phrase=None),
        open_mention(2, 6, implicit=True),
        open_mention(3, 6, indicator_id="case.closed"),
    ]
    assert read_open_phrases(tmp_path, *mentions).height == 0


def test_a_phrase_that_was_recognised_elsewhere_says_as_what(tmp_path: Path) -> None:
    mentions = [
        open_mention(0, 6),
        open_mention(1, 6, indicator_id="case.closed"),
        open_mention(2, 6, unit_group="case"),
    ]
    found = read_open_phrases(tmp_path, *mentions)
    assert dict(found.select("unit_group", "indicator_elsewhere").iter_rows()) == {"size": "case.closed", "case": None}


def test_flagged_facts_carry_the_worst_finding_and_the_others_are_ok(tmp_path: Path) -> None:
    text = "调解9件，成功12件，整改率3%"
    lake = lake_of(tmp_path, (text, [(2, 3), (7, 9), (14, 16)]))
    rules = [row(TABLES["quality_rule"], rule_id=name) for name in ("R1", "R2")]
    lake.write("quality_rule", frame(TABLES["quality_rule"], *rules))
    offender = TABLES["quality_offender"]
    own = {"report_id": "report0000", "quote": text}
    lake.write(
        "quality_offender",
        frame(
            offender,
            row(offender, rule_id="R1", severity="warn", mention_start=2, starts=[2, 7], **own),
            row(offender, rule_id="R2", severity="error", mention_start=7, starts=[7], **own),
        ),
    )
    found = read_view(tmp_path, lake, "SELECT mention_start, quality_flag, broken_rules FROM fact_flagged ORDER BY 1")
    assert found.rows() == [(2, "warn", ["R1"]), (7, "error", ["R1", "R2"]), (14, "ok", [])]


def test_sources_are_scored_by_their_publisher(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("甲", []), ("乙", []), ("丙", []))
    score = TABLES["quality_score"]
    rows = [
        row(score, report_id=f"report{number:04d}", publisher=publisher, score=value, error_count=1)
        for number, (publisher, value) in enumerate([("甲府", 90.0), ("甲府", 80.0), ("乙府", None)])
    ]
    lake.write("quality_score", frame(score, *rows))
    found = read_view(tmp_path, lake, "SELECT source, reports, scored_reports, mean_score, errors FROM quality_source")
    assert found.rows() == [("甲府", 2, 2, 85.0, 2), ("乙府", 1, 0, None, 1)]


def test_a_superseded_report_is_no_report_of_its_source_and_is_counted_apart(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("甲", []), ("乙", []))
    state = pl.when(pl.col("report_id") == "report0001").then(pl.lit("superseded")).otherwise("state")
    for partition in lake.partitions("dim_report"):
        lake.write("dim_report", lake.read("dim_report", [partition]).with_columns(state=state), partition)
    score = TABLES["quality_score"]
    rows = [
        row(score, report_id=f"report{number:04d}", publisher="甲府", score=value)
        for number, value in enumerate([90.0, None])
    ]
    lake.write("quality_score", frame(score, *rows))
    found = read_view(tmp_path, lake, "SELECT reports, superseded_reports, scored_reports FROM quality_source")
    assert found.rows() == [(1, 1, 1)]


def test_copied_sentences_are_shown_in_the_words_of_both_reports(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("前言。同一句话", []), ("𠮷。同一句话！", []))
    table = TABLES["fact_copied_sentence"]
    given = {"report_id": "report0001", "start": 2, "end": 6, "other_report_id": "report0000", "other_start": 3}
    lake.write(
        table.name, frame(table, row(table, report_year=2023, other_report_year=2022, other_end=7, **given)), "2023"
    )
    found = read_view(tmp_path, lake, "SELECT sentence, other_sentence FROM copied_sentence")
    assert found.rows() == [("同一句话", "同一句话")]


# --- values divided by what users supply --------------------------------------------------------------------------------------


def test_values_of_whole_years_are_divided_and_others_are_not(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    early = {"published_on": date(2021, 12, 24), "report_year": 2021}
    late = {"published_on": date(2022, 3, 1), "report_year": 2021}
    own = {"region_code": "990121", "report_year": 2021, "level": "town", "is_main": True, "value_high": None}
    facts = [
        fact(0, 1, 2, value=50.0, value_low=40.0, **own),
        fact(0, 2, 3, value=5.0, breakdown="线上", **own),
        fact(0, 3, 4, value=6.0, period="上半年", **own),
        fact(0, 4, 5, indicator_id="case.rate", value=90.0, **own),
        fact(0, 5, 6, value=7.0, unit_kind="户", **own | {"is_main": False}),
        fact(1, 1, 2, value=8.0, **own),
        fact(1, 2, 3, indicator_id="case.open", value=30.0, **own),
        fact(2, 1, 2, value=9.0, **own | {"level": "department"}),
        fact(3, 1, 2, value=9.0, **own | {"region_code": "990122"}),
    ]
    indicators = [
        row(TABLES["dim_indicator"], indicator_id=name, measure_type=measure, stock_flow=stock_flow)
        for name, measure, stock_flow in (
            ("case.closed", "count", "flow"), ("case.open", "count", "stock"), ("case.rate", "rate", "flow"),
        )
    ]  # fmt: skip
    supplied = [
        row(TABLES["region_year"], region_code="990121", report_year=2021, measure=measure, value=value)
        for measure, value in (("population", 20000.0), ("villages", 10.0))
    ]
    reports = [
        report(number, "甲") | (early if number == 1 else late) | {"document_type": "annual_report"}
        for number in range(4)
    ]
    frames = {
        "dim_report": frame(TABLES["dim_report"], *reports),
        "dim_indicator": frame(TABLES["dim_indicator"], *indicators),
        "fact_indicator": frame(TABLES["fact_indicator"], *facts),
        "region_year": frame(TABLES["region_year"], *supplied),
    }
    write_frames(lake, frames)
    query = "SELECT report_id, indicator_id, measure, value, per_unit, per_10k, per_10k_low, per_10k_high "
    found = read_view(tmp_path, lake, query + "FROM value_per_measure ORDER BY ALL").rows()
    # A report of December gives its stocks only; its flows are those of a part of the year.
    assert found == [
        ("report0000", "case.closed", "population", 50.0, 0.0025, 25.0, 20.0, None),
        ("report0000", "case.closed", "villages", 50.0, 5.0, 50000.0, 40000.0, None),
        ("report0001", "case.open", "population", 30.0, 0.0015, 15.0, None, None),
        ("report0001", "case.open", "villages", 30.0, 3.0, 30000.0, None, None),
    ]
