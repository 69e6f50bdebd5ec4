"""What each rule found in every run: kept beside the lake, because tables hold neither clock nor run ids.

Here: `append_history`, `read_history`. One Parquet file a run below OUT/history/quality_result; releases name their run
in the manifest, so the history of releases is a join on run_id. Not here: what the last run found (quality_result).
"""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from warehouse.durable import sync

_KEPT = ("rule_id", "passed", "evaluated_count", "not_evaluable_count", "violated_count", "failure")
_SCHEMA = pl.Schema(
    [
        ("judged_at", pl.Datetime("us", "UTC")),
        ("run_id", pl.String()),
        ("inputs", pl.String()),
        ("rule_id", pl.String()),
        ("passed", pl.Boolean()),
        ("evaluated_count", pl.Int64()),
        ("not_evaluable_count", pl.Int64()),
        ("violated_count", pl.Int64()),
        ("failure", pl.String()),
    ]
)


def append_history(root: Path, run_id: str, inputs: str, result: pl.DataFrame) -> Path:
    """Keep the frame of quality_result of one run; `inputs` is the fingerprint of what was judged.

    Returns the file written. A run that judges again replaces what it kept before.
    """
    folder = root / "history" / "quality_result"
    folder.mkdir(parents=True, exist_ok=True)
    rows = result.select(
        pl.lit(datetime.now(UTC)).alias("judged_at"),
        pl.lit(run_id).alias("run_id"),
        pl.lit(inputs).alias("inputs"),
        *_KEPT,
    ).cast(_SCHEMA)
    path = folder / f"{run_id}.parquet"
    aside = path.with_suffix(".writing")
    rows.write_parquet(aside)
    sync(aside)
    aside.replace(path)
    return path


def read_history(root: Path) -> pl.DataFrame:
    """What every run found, oldest first: judged_at, run_id, inputs and the counts of quality_result."""
    files = sorted((root / "history" / "quality_result").glob("*.parquet"))
    if not files:
        return pl.DataFrame(schema=_SCHEMA)
    return pl.concat(pl.read_parquet(file) for file in files).sort("judged_at", "run_id", "rule_id")
