"""One warehouse that lives through several runs, told once: Great Expectations costs seconds to import."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from page_server import Site, serve
from small_reports import Ran, World, write_report

from warehouse.raw_store import RawStore

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass
class Story:
    """What happened, step by step, to one warehouse."""

    world: World
    runs: dict[str, Ran] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """First run, the same again, one file taken away."""
    world = World(tmp_path_factory.mktemp("story"))
    told = Story(world)
    world.put("柳溪镇2022.txt", write_report("柳溪镇", 2022, 40, 38, "开展金桥行动12次。"))
    world.put("柳溪镇2023.txt", write_report("柳溪镇", 2023, 50, 60))
    world.put("松坪乡/2023.txt", write_report("松坪乡", 2023, 70, 66).encode("gbk"))
    shutil.copyfile(SAMPLES / "gudu_town_2023.txt", world.reports / "gudu_town_2023.txt")

    told.runs["first"] = world.run()
    told.seen["rows"] = dict(world.query("SELECT source_path, report_year FROM dim_report"))
    told.seen["encodings"] = dict(world.query("SELECT source_path, encoding FROM dim_report"))
    told.seen["mentions"] = world.query(
        'SELECT substring(r.text, m.start + 1, m."end" - m.start), m.quote FROM fact_mention m JOIN dim_report r USING (report_id)'
    )
    told.seen["checks"] = world.checks()
    told.seen["results"] = {
        row[0]: row
        for row in world.query("SELECT rule_id, passed, violated_count, evaluated_count FROM quality_result")
    }
    told.seen["offenders"] = world.query("SELECT rule_id, issuer, report_year, lhs, rhs, quote FROM quality_offender")
    told.seen["files"] = {path.name for path in (world.out / "current" / "").iterdir()}

    told.runs["again"] = world.run()
    told.seen["checks again"] = world.checks()

    (world.reports / "松坪乡" / "2023.txt").unlink()
    told.runs["removed"] = world.run()
    told.seen["after removal"] = {
        table: {
            row[0]
            for row in world.query(
                f"SELECT source_path FROM dim_report WHERE report_id IN (SELECT report_id FROM {table})"
            )
        }
        for table in ("dim_report", "fact_mention", "fact_indicator", "mart_benchmark")
    }
    told.seen["orphans"] = world.query("SELECT count(*) FROM fact_indicator ANTI JOIN dim_report USING (report_id)")
    return told


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on this machine."""
    with serve() as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    """A place for the bytes of pages."""
    return RawStore(tmp_path / "raw")
