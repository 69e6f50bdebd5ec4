"""The YAML files in decisions/ -> decision; and what decisions do to the reports that were read.

Here: the asset `decision`, `read_decision_files`, and `settle_reports`, the step between reading documents and
dim_report in which decisions and rivals are looked at. Not here: what a decision means (transforms.decisions).
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.measuring import measured
from orchestration.resources import DecisionsFolder, WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.completeness import list_rivals, settle_duplicates
from transforms.decisions import DecisionError, check_decisions, decide_reports, named_reports, parse_decisions
from transforms.reading.region.gazetteer import Gazetteer

_ENDINGS = frozenset({".yaml", ".yml"})
_LISTED_FAULTS = 20


@dg.asset(
    group_name="reports",
    kinds={"yaml", "parquet"},
    owners=["team:domain-analysis"],
    metadata=column_schema("decision"),
)
@measured
def decision(
    context: dg.AssetExecutionContext, decisions_folder: DecisionsFolder, warehouse_store: WarehouseStore
) -> dg.MaterializeResult[Any]:
    """What people decided about reports and numbers. A faulty file stops the run by name."""
    lake = warehouse_store.lake
    files = read_decision_files(decisions_folder.folder)
    inputs = fingerprint_values(
        files, fingerprint_packages("transforms/decisions", "transforms/catalog", "warehouse/tables")
    )
    if not lake.is_current("decision", None, inputs):
        try:
            lake.write("decision", parse_decisions(files), inputs=inputs)
        except DecisionError as error:
            raise refuse(error) from None
    warehouse_store.decisions_read.write_text(fingerprint_decisions(files), encoding="utf-8")
    decisions = lake.read("decision")
    active = decisions.filter(pl.col("status") == "active")
    context.log.info(f"decision: {active.height} active in {len(files)} files of {decisions_folder.folder}")
    return dg.MaterializeResult(
        metadata=describe_table(decisions, files=len(files), **dict(active["kind"].value_counts(sort=True).iter_rows()))
    )


def read_decision_files(folder: Path) -> dict[str, str]:
    """YAML texts by path below the folder; none when there is no folder. Raises dg.Failure for one that is no text."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise dg.Failure(f"{folder} is no folder of decisions", allow_retries=False)
    texts = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in _ENDINGS or name.startswith(".") or not path.is_file():
            continue
        try:
            texts[name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise dg.Failure(f"{path}: cannot be read as UTF-8: {error}", allow_retries=False) from None
    return texts


def fingerprint_decisions(files: Mapping[str, str]) -> str:
    """What the sensor compares of the decisions."""
    return fingerprint_values(files)


def settle_reports(
    reports: pl.DataFrame,
    decisions: pl.DataFrame,
    gazetteer: Gazetteer,
    texts_of: Callable[[Collection[str]], Mapping[str, str]],
) -> pl.DataFrame:
    """Rows of dim_report with the decisions applied and rivals settled; `texts_of` gives texts by report_id.

    Raises dg.Failure with every decision that matches no longer.
    """
    try:
        check_decisions(decisions, reports, texts_of(named_reports(decisions)))
        decided = decide_reports(reports, decisions, gazetteer)
    except DecisionError as error:
        raise refuse(error) from None
    return settle_duplicates(decided, texts_of(set(list_rivals(decided)["report_id"])), decisions)


def refuse(error: DecisionError) -> dg.Failure:
    """The failure of a run whose decisions cannot be used."""
    more = f"; and {len(error.faults) - _LISTED_FAULTS} more" if len(error.faults) > _LISTED_FAULTS else ""
    return dg.Failure(f"decisions: {'; '.join(error.faults[:_LISTED_FAULTS])}{more}", allow_retries=False)
