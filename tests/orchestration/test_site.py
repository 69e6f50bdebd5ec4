"""The site in a release of the samples: complete, every figure leads to its sentence; and a site about hostile texts."""

from __future__ import annotations

import base64
import json
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hostile_site import HOSTILE, write_hostile_site
from site_pages import SitePage, list_broken, read_page, read_pages, read_shard, read_variable

from orchestration.assets.site import count_pages, write_site
from warehouse.lake import Lake
from warehouse.release import current_release


@pytest.fixture(scope="module")
def release(samples_release: Path) -> Path:
    found = current_release(samples_release)
    assert found is not None
    return found.path


@pytest.fixture(scope="module")
def pages(release: Path) -> dict[Path, SitePage]:
    return read_pages(release / "site")


@pytest.fixture(scope="module")
def lake(release: Path) -> Lake:
    return Lake(release / "parquet")


def test_the_manifest_vouches_for_every_file_of_the_site(samples_release: Path, release: Path) -> None:
    found = current_release(samples_release)
    files = {path.relative_to(release).as_posix() for path in (release / "site").rglob("*") if path.is_file()}
    assert files <= set(found.manifest["files"])
    assert {"site/index.html", "site/search.html", "site/site.css"} <= files


def test_every_report_unit_indicator_and_rule_has_its_page(release: Path, lake: Lake) -> None:
    counts = count_pages(release / "site")
    reports = lake.read("dim_report", columns=["report_id"])["report_id"]
    assert {path.stem for path in (release / "site" / "report").iterdir()} == set(reports)
    assert {path.stem for path in (release / "site" / "quality").iterdir()} == set(lake.read("quality_rule")["rule_id"])
    assert set(lake.read("dim_indicator")["indicator_id"]) <= {
        path.stem for path in (release / "site" / "indicator").iterdir()
    }
    assert (counts["place"], counts["province"]) == (6, 1)


def test_every_link_leads_to_a_page_and_an_element_that_exist(pages: dict[Path, SitePage], release: Path) -> None:
    assert sum(len(page.links) for page in pages.values()) > 10_000
    assert list_broken(pages, release) == []


def test_the_text_of_every_report_is_whole_and_every_number_of_it_marked(
    pages: dict[Path, SitePage], release: Path, lake: Lake
) -> None:
    mentions = lake.read("fact_mention").partition_by("report_id", as_dict=True)
    for report_id, text in lake.read("dim_report", columns=["report_id", "text"]).iter_rows():
        page = pages[(release / "site" / "report" / f"{report_id}.html").resolve()]
        assert page.text("#text") == text.replace("\r\n", "\n").replace("\r", "\n")
        marked = {str(node.attributes["id"]): node.text() for node in page.tree.css("#text .number")}
        for mention in mentions[(report_id,)].iter_rows(named=True):
            assert mention["quote"] in marked[f"n{mention['start']}"], (report_id, mention["start"])


def test_every_number_is_explained_by_its_disposition_indicator_and_rule(release: Path, lake: Lake) -> None:
    told_names = read_variable(release / "site" / "words.js")["told"]
    for (report_id,), mentions in lake.read("fact_mention").partition_by("report_id", as_dict=True).items():
        page = read_page(release / "site" / "report" / f"{report_id}.html")
        told = {
            (entry[0], reading[told_names.index("rule")]): dict(zip(told_names, reading, strict=False))
            for entry in json.loads(page.text("#told"))
            for reading in entry[1:]
        }
        for mention in mentions.iter_rows(named=True):
            readings = [
                one for (_, rule), one in told.items()
                if rule == mention["rule"] and one["disposition"] == mention["disposition"]
                and one.get("indicator") == mention["indicator_id"]
            ]  # fmt: skip
            assert readings, (report_id, mention["start"])


def test_every_comparable_value_stands_on_the_page_of_its_unit_and_leads_to_its_number(
    pages: dict[Path, SitePage], release: Path, lake: Lake
) -> None:
    links: dict[str, str] = {}
    for path, page in pages.items():
        if path.parent.name == "place":
            links |= {str(node.attributes["href"]): node.text() for node in page.tree.css("#values a")}
    benchmark = lake.read("mart_benchmark").filter((pl.col("basis") == "reported") & (pl.col("peer_kind") == "level"))
    assert benchmark.height > 400
    for report_id, start, value in benchmark.select("report_id", "mention_start", "value").iter_rows():
        shown = links[f"../report/{report_id}.html#n{start}"]
        assert f"{value:,.4f}".rstrip("0").rstrip(".") in shown


def test_every_finding_stands_with_its_report_and_its_rule(
    pages: dict[Path, SitePage], release: Path, lake: Lake
) -> None:
    for finding in lake.read("quality_offender").iter_rows(named=True):
        report = pages[(release / "site" / "report" / f"{finding['report_id']}.html").resolve()]
        rule = pages[(release / "site" / "quality" / f"{finding['rule_id']}.html").resolve()]
        assert finding["quote"].split("\n")[0] in report.text("#findings")
        assert f"../report/{finding['report_id']}.html#n{finding['mention_start']}" in rule.links


def test_a_ranking_is_sorted_and_gives_no_place_below_ten(pages: dict[Path, SitePage]) -> None:
    tables = 0
    for path, page in pages.items():
        if path.parent.name != "indicator":
            continue
        for table in page.tree.css("section table"):
            rows = [[cell.text().strip() for cell in line.css("td, th")] for line in table.css("tbody tr")]
            if table.css_first("thead th").text() != "序No.":
                continue
            tables += 1
            assert {line[0] for line in rows} == {"—"}
            values = [float("".join(c for c in line[2].split(" ")[0] if c in "0123456789.")) for line in rows]
            assert values == sorted(values, reverse=True)
    assert tables > 100


def test_shards_hold_every_sentence_at_its_place(release: Path, lake: Lake) -> None:
    found = {
        (page.removeprefix("report/").removesuffix(".html"), start): text
        for path in (release / "site" / "search").glob("*-*.js")
        for page, _, starts, texts in read_shard(path)
        for start, text in zip(starts, texts, strict=True)
    }
    sentences = lake.read("dim_sentence").select("report_id", "start", "text").rows()
    assert found == {(report, start): text for report, start, text in sentences}


def test_the_index_of_the_search_names_its_shards_and_rules_none_out_that_holds_a_word(release: Path) -> None:
    index = read_variable(release / "site" / "search" / "names.js")
    assert {shard[0] for shard in index["shards"]} == {
        path.stem for path in (release / "site" / "search").glob("*-*.js")
    }
    marks = read_marks(release / "site" / "search" / "marks.js")
    for (name, *_), bits in zip(index["shards"], marks, strict=True):
        texts = [text for *_, texts in read_shard(release / "site" / "search" / f"{name}.js") for text in texts]
        folded = [unicodedata.normalize("NFKC", text).lower() for text in texts]
        for line in "\n".join(folded).split("\n"):
            for length in (2, 3, 4):
                for place in range(len(line) - length + 1):
                    assert may_hold(bits, line[place : place + length]), line
        # Words that no report has: Tangut characters, one after another.
        strange = ["".join(map(chr, range(start, start + 3))) for start in range(0x17000, 0x17400)]
        assert sum(may_hold(bits, word) for word in strange) < 0.25 * len(strange)


def may_hold(bits: str, word: str) -> bool:
    """Whether a run of characters may stand in a shard: the hash of its code points, by its definition."""
    total = sum(
        ord(letter) * factor
        for letter, factor in zip(word, (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)[: len(word)], strict=True)
    )
    number = (total % 2**32) ^ (total % 2**32 >> 15)
    at = number % len(bits)
    return bits[at] == "1"


def read_marks(path: Path) -> list[str]:
    written = path.read_text(encoding="utf-8").removeprefix("fazhiMarks(").removesuffix(");\n")
    return ["".join(f"{byte:08b}" for byte in base64.b64decode(one)) for one in json.loads(written)]


def test_years_are_read_latest_first(release: Path) -> None:
    years = [shard[2] for shard in read_variable(release / "site" / "search" / "names.js")["shards"]]
    assert years == sorted(years, reverse=True)


def test_pages_have_landmarks_a_skip_link_and_named_tables(pages: dict[Path, SitePage]) -> None:
    for page in pages.values():
        assert page.tree.css_first("main#content") is not None
        assert page.tree.css_first("body > a.skip").attributes["href"] == "#content"
        assert len(page.tree.css("h1")) == 1
        names = {str(node.attributes["id"]) for node in page.tree.css("[id]")}
        assert len(names) == len(page.tree.css("[id]")), f"{page.path.name}: an id stands twice"
        for region in page.tree.css("[role=region]"):
            assert region.attributes.get("aria-label") or region.attributes["aria-labelledby"] in names


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site about one report in which every text that comes from outside is hostile."""
    return write_hostile_site(tmp_path_factory.mktemp("hostile"))


def test_hostile_texts_stay_texts_on_every_page(hostile: Path) -> None:
    pages = read_pages(hostile)
    assert len(pages) == 6 + 6  # of a report, a unit, a province, an indicator and its year, a rule
    shown = 0
    for page in pages.values():
        assert page.tree.css("img, iframe, object, embed, base, form:not(#search)") == []
        assert all(not name.startswith("on") for node in page.tree.css("body *") for name in node.attributes)
        assert {str(node.attributes.get("type", node.attributes.get("src"))) for node in page.tree.css("script")} <= {
            "application/json", "../site.js", "site.js", "../words.js", "../report.js", "search/names.js", "search.js",
        }  # fmt: skip
        assert "\x0b" not in page.path.read_text(encoding="utf-8")
        shown += page.tree.body.text().count("<script>alert(2)</script>")
    assert shown > 40
    assert list_broken(pages, hostile) == [
        f"index.html: ../{name}/index.html" for name in sorted(link.split("/")[1] for link in pages[(hostile / "index.html").resolve()].links if link.startswith("../"))
    ]  # fmt: skip


def test_hostile_texts_stay_data_in_scripts(hostile: Path) -> None:
    for path in hostile.rglob("*.js"):
        assert "</script" not in path.read_text(encoding="utf-8")
    names = read_variable(hostile / "search" / "names.js")
    assert names["units"][0][0] == HOSTILE
    assert read_shard(hostile / "search" / "00-2023.js")[0][3][0].startswith(HOSTILE)


def test_a_finding_that_hangs_on_no_number_has_a_place_in_the_text(hostile: Path) -> None:
    page = read_page(hostile / "report" / "0123456789abcdef.html")
    assert page.tree.css_first("#text #n3") is not None
    assert page.tree.css_first("#text .number").text() == "58"


def test_the_same_tables_give_the_same_bytes(hostile: Path, tmp_path: Path) -> None:
    write_site(Lake(hostile.parent / "lake"), tmp_path / "again")
    again = {path.relative_to(tmp_path / "again"): path for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert {path.relative_to(hostile) for path in hostile.rglob("*") if path.is_file()} == set(again)
    assert all((hostile / name).read_bytes() == path.read_bytes() for name, path in again.items())
