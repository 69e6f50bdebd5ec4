"""Frames of reports: their form, the invented samples with their truth, and real documents where they are at hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from page_texts import page
from report_frames import GOLD_DOCUMENTS, PROJECT, SCHEMA, SHARED, documents, read_text_of

from transforms.catalog.divisions import read_additions
from transforms.reading import describe_reports, find_sections, report_id_of
from warehouse.tables import DIM_REPORT, DIM_SECTION, conform

SAMPLES = sorted((PROJECT / "samples").glob("*.truth.yaml"))


def describe_file(path: Path, additions: pl.DataFrame | None = None) -> tuple[dict[str, Any], pl.DataFrame]:
    reports, sections = describe_reports(documents({path.name: read_text_of(path)}), additions)
    return reports.row(0, named=True), sections


FIRST = page("南峰县青溪镇2022年法治政府建设年度报告\n发布时间：2023-02-03", end="\n青溪镇人民政府\n2023年1月20日\n")
SECOND = page("关于报送材料的通知", "请各单位抓紧报送，逾期不候。\n" * 3)


def test_frames_conform_and_rows_follow_the_key() -> None:
    reports, sections = describe_reports(documents({"b.txt": SECOND, "a.txt": FIRST}))
    assert reports.equals(conform(reports, DIM_REPORT))
    assert sections.equals(conform(sections, DIM_SECTION))
    assert set(sections["report_id"]) == set(reports["report_id"]) == {report_id_of(FIRST), report_id_of(SECOND)}
    ends = sections.group_by("report_id").agg(pl.col("start").min(), pl.col("end").max()).join(reports, on="report_id")
    assert ends.filter((pl.col("start") != 0) | (pl.col("end") != pl.col("char_count"))).is_empty()


def test_a_row_holds_what_the_modules_found() -> None:
    reports, sections = describe_reports(documents({"a.txt": FIRST}))
    row = reports.row(0, named=True)
    del row["text"], row["source_sha256"], row["source_bytes"]
    # Real places are called 青溪镇: candidates, against the first of which the county written here speaks.
    candidates = row.pop("region_candidates")
    assert {place["region_path"].rsplit("/", 1)[1] for place in candidates} == {"青溪镇"}
    assert "矛盾：所写上级南峰县不是其上级" in candidates[0]["reasons"]
    assert {name: str(value) for name, value in row.items() if value is not None and value != []} == {
        "report_id": report_id_of(FIRST),
        "source_path": "a.txt",
        "source_format": "txt",
        "encoding": "utf-8",
        "body_end": str(len(FIRST)),
        "char_count": str(len(FIRST)),
        "title": "南峰县青溪镇2022年法治政府建设年度报告",
        "publisher": "青溪镇人民政府",
        "document_type": "annual_report",
        "content_type": "annual_report",
        "type_certainty": "certain",
        "type_evidence": "标题：法治政府…报告",
        "level": "town",
        "report_year": "2022",
        "year_certainty": "certain",
        "year_evidence": "标题：2022年",
        "first_year": "2022",
        "last_year": "2022",
        "year_in_title": "2022",
        "year_in_text": "2022",
        "region_state": "needs_review",
        "region_confidence": "0.4",
        "region_name": "青溪镇",
        "region_parent": "南峰县",
        "issuer": "南峰县青溪镇",
        "published_on": "2023-02-03",
        "published_basis": "label",
        "date_evidence": "发布时间：2023-02-03",
        "signed_on": "2023-01-20",
        "signed_evidence": "落款：2023年1月20日",
        "state": "accepted",
    }
    expected = find_sections(FIRST, "annual_report")
    assert sections["heading"].to_list() == [section.heading for section in expected]


def test_without_a_year_the_state_says_so() -> None:
    reports, _ = describe_reports(documents({"b.txt": SECOND}))
    assert reports.select("report_year", "state", "document_type").row(0) == (None, "year_unknown", "notice")


def test_the_same_text_twice_keeps_a_row_for_each_path() -> None:
    reports, sections = describe_reports(documents({"b.txt": FIRST, "a.txt": FIRST}))
    assert reports["source_path"].to_list() == ["a.txt", "b.txt"]
    assert reports["report_id"].n_unique() == 1
    assert sections.height == len(find_sections(FIRST, "annual_report"))


def test_a_row_does_not_depend_on_the_others() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "samples").glob("*.txt"))}
    together, _ = describe_reports(documents(texts))
    reversed_order, _ = describe_reports(documents(dict(reversed(texts.items()))))
    assert together.equals(reversed_order)
    for name, text in list(texts.items())[:4]:
        alone, _ = describe_reports(documents({name: text}))
        assert alone.equals(together.filter(pl.col("source_path") == name))


def test_nothing_in_nothing_out() -> None:
    reports, sections = describe_reports(pl.DataFrame(schema=SCHEMA))
    assert (reports.schema, sections.schema) == (DIM_REPORT.schema, DIM_SECTION.schema)
    assert reports.is_empty()
    assert sections.is_empty()


def test_missing_columns_are_named() -> None:
    with pytest.raises(ValueError, match="encoding"):
        describe_reports(documents({"a.txt": FIRST}).drop("encoding"))


@pytest.mark.skipif(not SAMPLES, reason="no samples in this checkout")
@pytest.mark.parametrize("truth_path", SAMPLES, ids=[path.name.split(".")[0] for path in SAMPLES])
def test_samples(truth_path: Path) -> None:
    truth = yaml.safe_load(truth_path.read_text(encoding="utf-8"))
    additions = read_additions((PROJECT / "samples/regions.csv").read_text(encoding="utf-8"), "regions.csv")
    row, sections = describe_file(truth_path.parent / truth["report"], additions)
    wanted = {name: str(truth[name]) for name in ("title", "level", "document_type", "report_year", "published_on")}
    assert {name: str(row[name]) for name in wanted} == wanted
    assert row["region_name"] == truth["region_path"][-1]
    assert (row["region_code"], row["region_path"].split("/")) == (truth["region_code"], truth["region_path"])
    assert row["region_state"] == ("resolved_unique" if truth["report"] == "songping_township_2023.txt" else "resolved")
    # The truth names the government where a page may name its office (古渡镇党政办公室): a word in common is enough.
    publisher = row["publisher"] or ""
    assert any(publisher[i : i + 2] in truth["publisher"] for i in range(len(publisher) - 1)), publisher
    headed = sections.filter(pl.col("heading_level") == 1).select("heading", "role").rows(named=True)
    assert headed == truth["sections"]


@pytest.mark.skipif(not SAMPLES, reason="no samples in this checkout")
def test_a_place_keeps_its_issuer_over_the_years() -> None:
    issuers: dict[str, set[str]] = {}
    for truth_path in SAMPLES:
        row, _ = describe_file(truth_path.with_name(truth_path.name.replace(".truth.yaml", ".txt")))
        issuers.setdefault(truth_path.name.rsplit("_", 1)[0], set()).add(row["issuer"])
    assert {place: len(names) for place, names in issuers.items() if len(names) > 1} == {}


@pytest.mark.skipif(not GOLD_DOCUMENTS, reason="the annotated real reports are not beside this checkout")
@pytest.mark.parametrize("gold", GOLD_DOCUMENTS, ids=[document["doc"][:3] for document in GOLD_DOCUMENTS])
def test_real_reports(gold: dict[str, Any]) -> None:
    row, sections = describe_file(SHARED / "reports" / gold["doc"])
    wanted = {
        "title": gold["title"],
        "level": gold["level"],
        "document_type": gold["document_type"],
        "report_year": str(gold["report_year"]),
        "published_on": str(gold["publication_date"]),
        "signed_on": str(gold["signoff_date"]),
        "region_name": gold["region_path"][-1],
    }
    assert {name: str(row[name]) for name in wanted} == wanted
    parts = sections.rows(named=True)
    wrong = [
        (heading["full"], heading["role"])
        for heading in gold["headings"]
        if heading["role"] != next(part["role"] for part in parts if part["start"] <= heading["start"] < part["end"])
    ]
    assert wrong == []
    top = [heading["full"] for heading in gold["headings"] if heading["level"] == 1 and heading["kind"] == "line"]
    assert [part["heading"] for part in parts if part["heading_level"] == 1] == top


@pytest.mark.skipif(not GOLD_DOCUMENTS, reason="the annotated real reports are not beside this checkout")
def test_real_reports_lost_what_the_annotation_says() -> None:
    found, wanted = set(), set()
    for gold in GOLD_DOCUMENTS:
        row, _ = describe_file(SHARED / "reports" / gold["doc"])
        found |= {(gold["doc"], anomaly["offset"], anomaly["phrase"]) for anomaly in row["anomalies"]}
        wanted |= {
            (gold["doc"], anomaly["start"], anomaly["text"])
            for anomaly in gold["anomalies"]
            if anomaly["type"] in ("missing_number", "broken_date")
        }
    assert found == wanted
