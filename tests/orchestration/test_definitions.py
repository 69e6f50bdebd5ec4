"""The code location as the server loads it: every table is an asset, described and owned; schedule, sensors, checks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from expectations import load_rules
from orchestration.checks import JUDGED
from orchestration.definitions import defs
from orchestration.owed import INDEX_TABLES
from warehouse.tables import DOMAIN_TABLES, TABLES

ROOT = Path(__file__).parents[2]
OTHERS = {"chart", "site", "release"}


@pytest.fixture(scope="module")
def loaded() -> dg.Definitions:
    return defs()


@pytest.fixture(scope="module")
def specs(loaded: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in loaded.resolve_all_asset_specs()}


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_definitions_are_loadable(loaded: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(loaded)


def test_loading_raises_no_warning_about_previews_or_superseded_parts() -> None:
    ended = run_python(
        "import warnings, dagster as dg\n"
        "warnings.simplefilter('error', dg.PreviewWarning)\n"
        "warnings.simplefilter('error', dg.SupersessionWarning)\n"
        "from orchestration.definitions import defs\n"
        "dg.Definitions.validate_loadable(defs())\n"
        "import sys\n"
        "assert 'great_expectations' not in sys.modules, 'GX is imported when definitions are loaded'\n"
        "assert 'altair' not in sys.modules, 'charts are imported when definitions are loaded'\n"
    )
    assert ended.returncode == 0, ended.stderr


def test_the_workspace_file_loads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", str(ROOT / "workspace.yaml")]
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_table_is_an_asset_and_nothing_else_but_charts_site_and_release(specs: dict[str, dg.AssetSpec]) -> None:
    assert set(specs) == set(TABLES) | OTHERS


@pytest.mark.parametrize("name", sorted(set(TABLES) | OTHERS))
def test_assets_are_described_and_owned(specs: dict[str, dg.AssetSpec], name: str) -> None:
    spec = specs[name]
    assert (spec.description or "").strip()
    assert spec.owners
    assert all(owner.startswith("team:") for owner in spec.owners)
    assert spec.group_name in {"reports", "facts", "domains", "quality", "comparison", "publication"}
    assert spec.kinds


@pytest.mark.parametrize("name", sorted(TABLES))
def test_table_assets_carry_their_columns(specs: dict[str, dg.AssetSpec], name: str) -> None:
    schema = specs[name].metadata["dagster/column_schema"]
    table = TABLES[name]
    assert [column.name for column in schema.columns] == [column.name for column in table.columns]
    assert all(column.description and column.type for column in schema.columns)
    assert [column.constraints.nullable for column in schema.columns] == [column.nullable for column in table.columns]


def test_partitioned_tables_are_partitioned_assets(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    partitioned = {name for name in TABLES if graph.get(dg.AssetKey(name)).partitions_def is not None}
    # Tables made many at once have files by year but no partitions: a run would log 37 events for each. The year of a
    # report is known only after it was read: the tables of documents are kept by year, but made in one step.
    together = {table.name for table in DOMAIN_TABLES.values()} | set(INDEX_TABLES)
    together |= {"dim_report", "dim_section", "dim_passage", "dim_sentence"}
    assert partitioned == {name for name, table in TABLES.items() if table.partitioned} - together
    for name in partitioned:
        assert graph.get(dg.AssetKey(name)).backfill_policy == dg.BackfillPolicy.single_run()


def test_the_release_rests_on_every_table(loaded: dg.Definitions) -> None:
    parents = loaded.resolve_asset_graph().get(dg.AssetKey("release")).parent_keys
    assert {key.to_user_string() for key in parents} == set(TABLES) | {"chart", "site"}


def test_tables_rest_on_the_tables_their_keys_point_at(loaded: dg.Definitions) -> None:
    """A fact without its report's asset upstream could be made before it."""
    graph = loaded.resolve_asset_graph()

    def above(key: dg.AssetKey) -> set[str]:
        found: set[str] = set()
        for parent in graph.get(key).parent_keys:
            found |= {parent.to_user_string()} | above(parent)
        return found

    same_step = {"dim_report", "dim_section", "dim_passage", "quarantine"}
    for name, table in TABLES.items():
        targets = {key.target for key in table.foreign_keys}
        assert targets - above(dg.AssetKey(name)) - (same_step if name in same_step else set()) == set(), name


def test_the_job_its_schedule_and_both_sensors(loaded: dg.Definitions) -> None:
    repository = loaded.get_repository_def()
    schedule = repository.get_schedule_def("daily")
    assert (schedule.job_name, schedule.cron_schedule, schedule.execution_timezone) == (
        "publish_warehouse",
        "30 5 * * *",
        "Asia/Shanghai",
    )
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert {sensor.name for sensor in repository.sensor_defs} == {"changed_reports", "failed_run"}
    assert all(sensor.default_status is dg.DefaultSensorStatus.RUNNING for sensor in repository.sensor_defs)
    assert repository.has_job("publish_warehouse")


def test_every_rule_is_a_check_that_never_blocks_and_every_invariant_one_that_does(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    by_name = {key.name: graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert set(by_name) == {rule.name for rule in load_rules()} | {f"{table}_invariants" for table in JUDGED}
    assert {name for name, spec in by_name.items() if spec.blocking} == {f"{table}_invariants" for table in JUDGED}
    assert all(spec.description for spec in by_name.values())


def test_no_step_needs_a_slot_of_a_pool(loaded: dg.Definitions) -> None:
    """A run that is killed keeps its slot until a daemon gives it back; without one the next run waits for ever."""
    pools = {
        pool for asset in loaded.resolve_asset_graph().assets_defs if asset.is_executable for pool in asset.op.pools
    }
    assert pools == set()
