"""Pictures of the whole warehouse: coverage, stated growth, sources, index, provinces; empty ones say why."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from benchmark_frames import fact, indicators, report
from chart_frames import series, values
from chart_parts import layers, rows, words
from picture_texts import text_boxes

from transforms.benchmarks.stated_growth import link_stated_growth
from transforms.catalog.divisions import list_divisions
from transforms.catalog.loading import load_knowledge
from transforms.charts import (
    choose_index_groups,
    choose_reporter_groups,
    draw_coverage,
    draw_index_band,
    draw_province_tiles,
    draw_reporters,
    draw_source_quality,
    draw_stated_growth,
)
from warehouse.tables import DIM_REPORT, FACT_MENTION, MART_INDEX, MART_STRUCTURE, MART_YOY, QUALITY_SCORE


def frame_of(table: Any, *given: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(table.schema.names()) | row for row in given], schema=table.schema)


def stand_apart(chart: Any) -> None:
    width, height, boxes = text_boxes(chart)
    for box in boxes:
        assert box.left >= 0, box
        assert box.right <= width, box
        assert box.top >= 0, box
        assert box.bottom <= height, box
    assert [
        (one.text, other.text) for one in boxes for other in boxes if one is not other and one.overlaps(other)
    ] == []


def test_coverage_counts_units_with_a_value_among_those_with_a_report():
    frame = values(
        [*series("甲镇", {2021: 1, 2022: 2}), fact("乙镇", 2022, 5, period="截至11月")], [report("丙镇", 2022)]
    )
    chart = draw_coverage(frame, indicators())
    specification = chart.to_dict()
    [panel] = specification["vconcat"][0]["hconcat"]
    cells = specification["datasets"][panel["layer"][0]["data"]["name"]]
    assert {(cell["year"], cell["words"]) for cell in cells} == {("2021", "1/1"), ("2022", "1/3")}
    assert "Silence is not zero" in words(specification)["notes"]
    stand_apart(chart)


def test_each_unit_stands_against_each_indicator_and_silence_is_seen():
    frame = values(
        [*series("甲镇", {2022: 2}), fact("乙镇", 2022, 5, period="截至11月")],
        [report("丙镇", 2022), report("丁镇", 2021)],
    )
    assert choose_reporter_groups(frame) == [("town", 2022)]
    chart = draw_reporters(frame, indicators(), "town", 2022)
    specification = chart.to_dict()
    cells = [cell for rows in specification["datasets"].values() for cell in rows if "standing" in cell]
    assert {(cell["unit"], cell["standing"]) for cell in cells} == {
        ("甲镇", "comparable"), ("乙镇", "partial"), ("丙镇", "silent"),
    }  # fmt: skip
    assert next(cell["clause"] for cell in cells if cell["unit"] == "甲镇").startswith("全年")
    assert "3 of 3 units" in words(specification)["subtitle"]
    assert "没有报告提及" in str(draw_reporters(frame, indicators(), "town", 2021).to_dict())


def test_nothing_to_cover_is_said_in_the_picture():
    chart = draw_coverage(values([]), indicators())
    assert "没有报告提及核心指标" in str(chart.to_dict())
    stand_apart(chart)


TEXT = "全年调解矛盾纠纷120件，同比增长20%。全年受理信访50件。发放资料9000份，占比30%，同比下降5.5%。"


def grown(stated: str, text: str = TEXT, **changes: Any) -> pl.DataFrame:
    """Linked statements of one report: 120 disputes, 100 the year before; `stated` is the number that is a statement."""

    def mention(quote: str, disposition: str, **more: Any) -> dict[str, Any]:
        start = text.index(quote)
        return {
            "report_id": "r", "report_year": 2022, "start": start, "end": start + len(quote), "mention_number": 1, "quote": quote,
            "clause": text, "value": float(quote.rstrip("%")), "qualifier": "exact", "disposition": disposition, "implicit": False,
        } | more  # fmt: skip

    found = frame_of(
        FACT_MENTION,
        mention("120", "fact", indicator_id="dispute.mediated"),
        mention("9000", "fact", indicator_id="publicity.materials") if "9000" in text else mention("120", "fact"),
        mention(stated, "comparison", unit="%"),
    )
    yoy = frame_of(
        MART_YOY,
        {"report_id": "r", "indicator_id": "dispute.mediated", "issuer": "甲镇", "report_year": 2022, "value": 120.0, "previous_value": 100.0, "change_pct": 20.0},
        {"report_id": "r", "indicator_id": "publicity.materials", "issuer": "甲镇", "report_year": 2022, "value": 9000.0, "previous_value": 9524.0, "change_pct": -5.5},
    ).with_columns(**changes)  # fmt: skip
    return link_stated_growth(yoy, found, frame_of(DIM_REPORT, {"report_id": "r", "text": text}))


def test_a_statement_belongs_to_the_number_before_it_in_its_sentence():
    [row] = grown("20%").to_dicts()
    assert (row["indicator_id"], row["stated_pct"], row["change_pct"]) == ("dispute.mediated", 20.0, 20.0)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("调解矛盾纠纷120件。办理其他事项，同比增长20%。", "20%"),
        ("调解矛盾纠纷120件，成功率98%，同比增长20%。", "20%"),
        ("调解矛盾纠纷120件，占全县的20%。", "20%"),
        ("调解矛盾纠纷120件，" + "其间做了许多事情" * 6 + "，同比增长20%。", "20%"),
    ],
    ids=["another sentence", "another rate between", "no growth", "too far"],
)
def test_what_may_be_about_anything_else_is_not_linked(text: str, stated: str) -> None:
    assert grown(stated, text).is_empty()


def test_a_fall_is_below_zero():
    [row] = grown("20%", "调解矛盾纠纷120件，同比下降20%。").to_dicts()
    assert row["stated_pct"] == -20.0


def test_statements_that_are_off_are_named_with_both_figures():
    linked = pl.concat([grown("20%"), grown("20%", change_pct=pl.lit(12.0)).with_columns(issuer=pl.lit("乙镇"))])
    chart = draw_stated_growth(linked, indicators())
    specification = chart.to_dict()
    labels = {row["label"] for layer in layers(specification, "text") for row in rows(specification, layer)}
    assert labels == {"乙镇 2022 调解矛盾纠纷件数 +20/+12%"}
    assert "n = 2, 1 off" in words(specification)["subtitle"]
    stand_apart(chart)


def test_no_statement_is_said_in_the_picture():
    chart = draw_stated_growth(grown("20%").clear(), indicators())
    assert "a report must state a growth" in str(chart.to_dict())
    stand_apart(chart)


def score(number: int, **changes: Any) -> dict[str, Any]:
    row = {"report_id": f"r{number}", "report_year": 2022, "issuer": f"镇{number}", "publisher": f"镇{number}人民政府"}
    counts = {"evaluated_count": 10, "not_evaluable_count": 1, "error_count": 0, "warn_count": 0, "info_count": 0}
    return row | counts | {"score": 100.0} | changes


def test_findings_are_counted_for_each_report_of_a_source():
    scores = frame_of(
        QUALITY_SCORE,
        score(1, error_count=2, score=80.0),
        score(2, publisher="镇1人民政府", warn_count=1, score=None),
        score(3),
    )
    chart = draw_source_quality(scores)
    specification = chart.to_dict()
    bars = [row for layer in layers(specification, "bar") for row in rows(specification, layer)]
    assert {(bar["row"], bar["key"], bar["high"] - bar["low"]) for bar in bars} == {
        ("镇1人民政府", "error", 1.0), ("镇1人民政府", "warn", 0.5),
    }  # fmt: skip
    ends = [row["words"] for layer in layers(specification, "text") for row in rows(specification, layer)]
    assert any("80.0%" in line and "2份" in line for line in ends)
    stand_apart(chart)
    stand_apart(draw_source_quality(frame_of(QUALITY_SCORE, *(score(place, warn_count=place) for place in range(40)))))


def test_before_anything_was_judged_the_picture_says_so():
    assert "no consistency checks" in str(draw_source_quality(QUALITY_SCORE.empty()).to_dict())


def ranked(number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "report_year": 2022,
        "level": "town",
        "report_id": f"r{number}",
        "issuer": f"镇{number:02d}",
        "score": 90.0 - number,
    }
    ranks = {"rank": number + 1.0, "computed_rank": number + 1.0, "rank_median": number + 1.0, "rank_low": max(1.0, number - 1.0), "rank_high": number + 3.0}  # fmt: skip
    return row | ranks | {"ranked_count": 12, "pillar_count": 4, "rank_state": "ranked"} | changes


def test_bands_stand_in_the_order_of_ranks_and_unsure_ranks_are_hollow():
    index = frame_of(
        MART_INDEX, *(ranked(number) for number in range(11)), ranked(11, rank=None, rank_state="band_too_wide")
    )
    chart = draw_index_band(index, "town", 2022)
    specification = chart.to_dict()
    sure, unsure = (rows(specification, layer) for layer in layers(specification, "point"))
    assert [point["unit"] for point in sure] == [f"镇{number:02d}" for number in range(11)]
    assert [point["tip_rank"] for point in unsure] == ["—"]
    assert "n = 12 of 12" in words(specification)["subtitle"]
    # No rank 0 and none beyond the last.
    for layer in layers(specification, "point"):
        ticks = layer["encoding"]["x"]["axis"]["values"]
        assert (min(ticks), max(ticks) <= 12) == (1, True)
        assert layer["encoding"]["x"]["scale"]["domain"] == [0.5, 12.5]
    stand_apart(chart)


def test_a_group_without_scores_says_why():
    nothing = {
        "score": None,
        "rank": None,
        "computed_rank": None,
        "rank_median": None,
        "rank_low": None,
        "rank_high": None,
    }
    index = frame_of(MART_INDEX, *(ranked(number, **nothing, rank_state="too_few_pillars") for number in range(3)))
    assert choose_index_groups(index) == [("town", 2022)]
    specification = draw_index_band(index, "town", 2022).to_dict()
    said = "".join(row["words"] for drawn in specification["datasets"].values() for row in drawn)
    assert "至少要有10个主体" in said
    assert "the 3 units of this group, 0 do" in said


def test_groups_with_most_scores_are_drawn_first():
    index = frame_of(
        MART_INDEX, ranked(0), ranked(1), ranked(2, report_year=2021), ranked(3, level="county", score=None)
    )
    assert choose_index_groups(index) == [("town", 2022), ("town", 2021)]


def published(number: int, timeliness: str | None = "on_time") -> dict[str, Any]:
    return {"report_id": f"r{number}", "report_year": 2022, "content_type": "annual_report", "document_type": "annual_report", "timeliness_class": timeliness}  # fmt: skip


def test_tiles_show_the_share_in_time_with_n_and_invented_provinces_below():
    structure = frame_of(
        MART_STRUCTURE, published(0), published(1, "late"), published(2, None), published(3), published(4)
    )
    places = ["河北省/甲市", "河北省/乙市", "河北省", "云泽省/澄川市", None]
    reports_ = frame_of(
        DIM_REPORT, *({"report_id": f"r{place}", "region_path": path} for place, path in enumerate(places))
    )
    chart = draw_province_tiles(structure, reports_, 2022)
    specification = chart.to_dict()
    tiles = {row["province"]: row for layer in layers(specification, "rect") for row in rows(specification, layer)}
    assert (tiles["河北省"]["words"], tiles["河北省"]["count"]) == ("50%", "n=3")
    assert tiles["云泽省"]["row"] > max(row for _, row in load_knowledge("province_tiles").values())
    assert tiles["湖南省"]["words"] == ""
    assert "n = 5 reports; 1 without a known province, 1 without a date" in words(specification)["subtitle"]
    stand_apart(chart)


def test_reports_of_no_known_province_draw_no_empty_map():
    places = frame_of(DIM_REPORT, {"report_id": "r0"})
    said = str(draw_province_tiles(frame_of(MART_STRUCTURE, published(0)), places, 2022).to_dict())
    assert "The province of none of the 1 annual reports" in said


def test_a_year_without_reports_is_said():
    chart = draw_province_tiles(MART_STRUCTURE.empty(), DIM_REPORT.empty(), 2022)
    assert "No annual report of this year" in str(chart.to_dict())


def test_every_province_has_a_tile_of_its_own():
    places = load_knowledge("province_tiles")
    assert len({tuple(place) for place in places.values()}) == len(places)
    divisions = list_divisions()
    names = set(divisions.filter((pl.col("level") == "province") & pl.col("valid_to").is_null())["name"])
    assert names <= set(places) | {name for name in names if "兵团" in name}
