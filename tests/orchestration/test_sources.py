"""A list of sources: what it may hold, and a warehouse that lives from one while its pages change, fail and come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from page_server import Site, answer, serve, unless_known
from small_reports import World, write_report

from orchestration.assets.decisions import decision
from orchestration.assets.reports import read_reports
from orchestration.assets.sources import source_fetch
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.sources import SourceListError, read_source_list
from warehouse.lake import Lake

HEADING = "publisher,region_code,region_name,report_year,url,path,note\n"


# --- the list -----------------------------------------------------------------------------------------------------------------


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "sources.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_with_english_or_chinese_headings(tmp_path: Path, encoding: str) -> None:
    lines = '柳溪镇人民政府,510000,柳溪镇,2023,https://liuxi.example/a.html,\n\n,,松坪乡,2022,,"files/松坪,乡.txt"\n'
    text = "发布机构,区划代码,地区,年度,网址,路径\n" + lines
    found = read_source_list(write(tmp_path, text, encoding))
    assert found.urls == ["https://liuxi.example/a.html"]
    assert found.paths == ["files/松坪,乡.txt"]
    assert found.lines.select("line", "region_code", "region_name", "report_year").rows() == [
        (2, "510000", "柳溪镇", 2023),
        (4, None, "松坪乡", 2022),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("publisher,ulr\n柳溪镇,http://a.example\n", "['ulr']"),
        ("url,网址\nhttp://a.example,http://b.example\n", "url more than once"),
        (HEADING, "no lines"),
        ("", "no lines"),
        (HEADING + ",,,2023,,,\n", "line 2: names neither"),
        (HEADING + "柳溪镇,,,2023,http://a.example,a.txt,\n", "line 2: has both"),
        (HEADING + "柳溪镇,,,二〇二三,,,\n", "line 2: report_year"),
        (HEADING + "柳溪镇,5100,,2023,,,\n", "line 2: region_code"),
        (HEADING + "柳溪镇,,,2023,ftp://a.example,,\n", "line 2: url"),
        (HEADING + "柳溪镇,,,2023,,../a.txt,\n", "leaves the folder"),
        (HEADING + "柳溪镇,,,2023,,/etc/passwd,\n", "leaves the folder"),
        (
            HEADING + ",,,,http://a.example,,\n,,,,http://b.example,,\n,,,,http://a.example,,\n",
            "line 4: repeats the url of line 2",
        ),
        (HEADING + "a,b,c,2023,,,,,\n", "line 2: 9 cells"),
        (HEADING + '"柳溪镇,,,2023\n', "line"),
    ],
)
def test_a_faulty_list_is_named_with_line_and_reason(tmp_path: Path, text: str, words: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(SourceListError) as refused:
        read_source_list(file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceListError, match=r"line 2: .*line 3: "):
        read_source_list(write(tmp_path, HEADING + "柳溪镇,51,,2023,,,\n柳溪镇,,,23,,,\n"))


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceListError, match="is no file"):
        read_source_list(tmp_path / "nowhere.csv")


# --- the warehouse ------------------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """The two assets that turn a list into reports, run for real."""

    root: Path
    site: Site

    def run(self, refetch_hours: float = 0.0) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            [source_fetch, decision, read_reports],
            resources={
                "reports_folder": ReportsFolder(path=str(self.root / "nowhere")),
                "decisions_folder": DecisionsFolder(path=str(self.root / "decisions")),
                "sources_file": SourcesFile(path=str(self.root / "sources.csv")),
                "fetching": Fetching(
                    delay_seconds=0.0,
                    backoff_seconds=0.0,
                    allowed_networks=["127.0.0.0/8"],
                    refetch_hours=refetch_hours,
                ),
                "warehouse_store": WarehouseStore(out=str(self.root / "out"), workers=1),
            },
            instance=dg.DagsterInstance.ephemeral(),
            raise_on_error=False,
        )

    @property
    def lake(self) -> Lake:
        return Lake(self.root / "out" / "lake")

    def years(self) -> dict[str, int]:
        """Source -> a figure that tells the texts apart."""
        reports = self.lake.read("dim_report")
        return dict(
            reports.select("source_path", pl.col("text").str.extract(r"调解矛盾纠纷(\d+)件").cast(pl.Int64)).iter_rows()
        )

    def refused(self) -> dict[str, tuple[str, str]]:
        rows = self.lake.read("quarantine").select("source_path", "reason", "message").iter_rows()
        return {path: (reason, message) for path, reason, message in rows}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with serve() as site:
        yield Reader(tmp_path, site)


def test_pages_and_files_of_a_list_become_reports(reader: Reader) -> None:
    text = write_report("柳溪镇", 2023, 51, 40).encode()
    first, same = reader.site.put("/a.html", text), reader.site.put("/same.html", text)
    gone = reader.site.url("/gone.html")
    (reader.root / "files").mkdir()
    (reader.root / "files" / "b.txt").write_text(write_report("松坪乡", 2023, 62, 40), encoding="utf-8")
    lines = [f",,,,{url},,\n" for url in (first, same, gone)] + [
        f",,,,,files/{name},\n" for name in ("b.txt", "lost.txt")
    ]
    write(reader.root, HEADING + "".join(lines))
    ran = reader.run()
    assert ran.success
    assert reader.years() == {first: 51, "files/b.txt": 62}
    refused = reader.refused()
    assert {path: reason for path, (reason, _) in refused.items()} == {
        same: "duplicate", gone: "not_fetched", "files/lost.txt": "unreadable",
    }  # fmt: skip
    assert "404" in refused[gone][1]
    assert first in refused[same][1]
    kept = reader.lake.read("source_fetch").filter(pl.col("url") == first)
    assert (reader.root / "out" / "raw" / kept["sha256"][0][:2] / kept["sha256"][0]).read_bytes() == text


def test_a_page_fetched_by_a_clock_that_was_ahead_is_asked_again_and_the_newest_is_used(reader: Reader) -> None:
    old, new = (write_report("柳溪镇", 2023, count, 40).encode() for count in (51, 57))
    url = reader.site.put("/a.html", unless_known('"1"', old), unless_known('"2"', new))
    write(reader.root, HEADING + f",,,,{url},,\n")
    assert reader.run().success
    fetches = reader.lake.read("source_fetch")
    reader.lake.write("source_fetch", fetches.with_columns(pl.col("fetched_at").dt.offset_by("10y")))
    assert reader.run(refetch_hours=1.0).success
    assert reader.years() == {url: 57}


def test_a_page_over_its_life(reader: Reader) -> None:
    """Read, unchanged, failing, changed, and taken off the list."""
    old, new = (write_report("柳溪镇", 2023, count, 40).encode() for count in (51, 57))
    url = reader.site.put(
        "/a.html", unless_known('"1"', old), unless_known('"1"', old), *[answer(500)] * 3, unless_known('"2"', new)
    )
    other = reader.site.put("/b.html", unless_known('"x"', write_report("松坪乡", 2023, 62, 40).encode()))
    write(reader.root, HEADING + f",,,,{url},,\n,,,,{other},,\n")
    assert reader.run().success
    state = reader.lake.fingerprint("dim_report")

    asked = len(reader.site.requests("/a.html"))
    assert reader.run(refetch_hours=1.0).success
    assert len(reader.site.requests("/a.html")) == asked, "fresh pages are left alone"

    assert reader.run().success
    assert reader.lake.fingerprint("dim_report") == state, "a page that did not change changes nothing"

    ran = reader.run()
    assert ran.success
    assert reader.years() == {url: 51, other: 62}, "a page that fails keeps its previous body"
    [failed] = (
        reader.lake.read("source_fetch").filter(pl.col("outcome") == "failed", pl.col("purpose") == "page").to_dicts()
    )
    assert (failed["url"], failed["status"], failed["attempts"]) == (url, 500, 3)
    assert "stays in use" in failed["message"]

    assert reader.run().success
    assert reader.years() == {url: 57, other: 62}

    write(reader.root, HEADING + f",,,,{other},,\n")
    assert reader.run().success
    assert reader.years() == {other: 62}
    outcomes = (
        reader.lake.read("source_fetch").filter(pl.col("url") == url, pl.col("purpose") == "page").sort("fetched_at")
    )
    assert outcomes["outcome"].to_list() == ["fetched", "not_modified", "failed", "fetched"], "history is kept"
    assert len(list((reader.root / "out" / "raw").rglob("?" * 64))) == 3, "every body that came"


def test_what_a_killed_run_fetched_stays_recorded(reader: Reader) -> None:
    url = reader.site.put("/a.html", unless_known('"1"', write_report("柳溪镇", 2023, 51, 40).encode()))
    write(reader.root, HEADING + f",,,,{url},,\n")
    assert reader.run().success
    table = reader.root / "out" / "lake" / "source_fetch" / "all.parquet"
    row = (
        reader.lake.read("source_fetch")
        .filter(pl.col("url") == url)
        .with_columns(pl.col("fetched_at").dt.to_string("iso:strict"))
    )
    table.unlink()
    journal = reader.root / "out" / "work" / "fetch.jsonl"
    journal.write_text(row.write_ndjson() + '{"url": "http://torn', encoding="utf-8")
    assert reader.run().success
    assert reader.lake.read("source_fetch").filter(pl.col("url") == url)["outcome"].to_list() == [
        "fetched",
        "not_modified",
    ]
    assert not journal.exists()


def test_a_faulty_list_stops_the_run_by_name(reader: Reader) -> None:
    write(reader.root, HEADING + "柳溪镇,51,,2023,,,\n")
    ran = reader.run()
    assert not ran.success
    [failure] = [event for event in ran.all_events if event.is_step_failure]
    assert "line 2: region_code" in str(failure.step_failure_data.user_failure_data.description)


def test_the_command_line_reads_a_list(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put("a.txt", write_report("柳溪镇", 2023, 51, 40))
    world.put("b.txt", write_report("松坪乡", 2023, 62, 40))
    sources = write(world.reports, HEADING + "柳溪镇人民政府,,柳溪镇,2023,,a.txt,\n")
    ran = world.run(None, "--sources", str(sources))
    assert (ran.status, ran.release) == (0, 1), ran.progress
    assert world.query("SELECT source_path FROM dim_report") == [("a.txt",)]
    again = world.run(None, "--sources", str(sources))
    assert "nothing changed, release 1 is current" in again.printed
