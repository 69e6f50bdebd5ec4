"""Groups of peers of users: where their file is looked for, and what a fault in it does."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from orchestration.assets.peers import peer_choice
from orchestration.places import find_peers_file
from orchestration.resources import ReportsFolder, SourcesFile, WarehouseStore
from warehouse.lake import Lake
from warehouse.tables import DIM_REGION, PEER_CHOICE, conform

GROUP = "沿江乡镇:\n  name_en: By the river\n  members: [990121101, 青岚县古渡镇]\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake that knows one place."""
    made = Lake(tmp_path / "out" / "lake")
    row = {
        "region_code": "990121101",
        "region_name": "柳溪镇",
        "region_path": "云泽省/澄川市/青岚县/柳溪镇",
        "is_current": True,
        "origin": next(column.allowed[0] for column in DIM_REGION.columns if column.name == "origin"),
        "report_count": 0,
    }
    made.write(
        "dim_region",
        conform(pl.DataFrame([dict.fromkeys(DIM_REGION.schema.names()) | row], schema=DIM_REGION.schema), DIM_REGION),
        inputs="made",
    )
    return made


def run(tmp_path: Path, raise_on_error: bool = True) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [peer_choice],
        resources={
            "reports_folder": ReportsFolder(path=str(tmp_path)),
            "sources_file": SourcesFile(path=""),
            "warehouse_store": WarehouseStore(out=str(tmp_path / "out")),
        },
        raise_on_error=raise_on_error,
    )


def test_the_file_lies_beside_the_reports_or_is_named(tmp_path: Path) -> None:
    assert find_peers_file(ReportsFolder(path=str(tmp_path)), None) is None
    (tmp_path / "peers.yaml").write_text(GROUP, encoding="utf-8")
    assert find_peers_file(ReportsFolder(path=str(tmp_path)), None) == tmp_path / "peers.yaml"
    named = ReportsFolder(path=str(tmp_path), peers=str(tmp_path / "other.yaml"))
    assert find_peers_file(named, None) == tmp_path / "other.yaml"


def test_groups_reach_the_lake_and_go_when_the_file_goes(tmp_path: Path, lake: Lake) -> None:
    (tmp_path / "peers.yaml").write_text(GROUP, encoding="utf-8-sig")
    run(tmp_path)
    rows = lake.read("peer_choice").select("peer_group", "member", "region_code", "name_en").rows()
    assert sorted(rows) == [
        ("沿江乡镇", "990121101", "990121101", "By the river"), ("沿江乡镇", "青岚县古渡镇", None, "By the river"),
    ]  # fmt: skip
    (tmp_path / "peers.yaml").unlink()
    run(tmp_path)
    assert lake.read("peer_choice").equals(PEER_CHOICE.empty())


def test_a_fault_stops_the_step_with_the_name_of_the_file(tmp_path: Path, lake: Lake) -> None:
    (tmp_path / "peers.yaml").write_text("甲: {members: [990121101, 123456]}", encoding="utf-8")
    result = run(tmp_path, raise_on_error=False)
    assert not result.success
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "peers.yaml: 甲: 123456 is no code of dim_region" in str(
        failure.event_specific_data.user_failure_data or failure
    )
