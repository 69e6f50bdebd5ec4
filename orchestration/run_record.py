"""What a run did, as data beside the warehouse, for whoever watches it without Dagster.

Here: `record_run`, called when the resources of a run are given back, whether it succeeded or not.
    OUT/runs/RUN_ID/log.jsonl      a line a message: at (UTC), level, step, kind (message or type of event), message
    OUT/runs/RUN_ID/summary.json   steps in the order in which they ended: seconds, processor seconds, peak memory,
                                   rows of each table, whether it succeeded; files, quarantine, release
Not here: lines on the terminal (`progress`), failures alone (`OUT/failures.jsonl`, `automation.failed_run`).
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.measuring import PEAK_MEMORY, PROCESSOR_SECONDS, SECONDS
from warehouse.durable import replace_file

KEPT_RUNS = 100
_COSTS = (SECONDS, PROCESSOR_SECONDS, PEAK_MEMORY)
# Counts of single steps that say how a run went, by the table whose metadata has them.
_COUNTED = {
    "dim_report": ("files", "files_opened"),
    "quarantine": ("dagster/row_count",),
    "release": ("release", "published"),
}


def record_run(instance: dg.DagsterInstance, run: dg.DagsterRun, out: Path) -> None:
    """Write log and summary of a run as far as it has come; the oldest records beyond the last hundred go."""
    entries = instance.all_logs(run.run_id)
    folder = out / "runs" / run.run_id
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(_line(entry), ensure_ascii=False) + "\n" for entry in entries)
    replace_file(folder / "log.jsonl", lambda aside: aside.write_text(lines, encoding="utf-8"))
    text = json.dumps(summarize_run(run, entries), ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / "summary.json", lambda aside: aside.write_text(text, encoding="utf-8"))
    _clear(folder.parent)


def summarize_run(run: dg.DagsterRun, entries: Sequence[dg.EventLogEntry]) -> dict[str, Any]:
    """The summary as it is written."""
    steps: dict[str, dict[str, Any]] = {}
    counts: dict[str, Any] = {}
    for entry in entries:
        event = entry.dagster_event
        if event is None or event.step_key is None:
            continue
        step = steps.setdefault(event.step_key, {"step": event.step_key, "state": "begun", "rows": {}})
        if event.is_step_success:
            steps[event.step_key] = steps.pop(event.step_key) | {
                "state": "succeeded",
                SECONDS: step.get(SECONDS, round(event.step_success_data.duration_ms / 1000, 3)),
            }
        elif event.is_step_failure:
            step["state"] = "failed"
        elif event.is_step_skipped:
            step["state"] = "skipped"
        elif event.is_step_materialization:
            made = event.step_materialization_data.materialization
            metadata = {name: value.value for name, value in made.metadata.items()}
            name = made.asset_key.to_user_string()
            step |= {cost: metadata[cost] for cost in _COSTS if cost in metadata}
            step["rows"][name] = metadata.get("dagster/row_count")
            counts |= {
                key if key != "dagster/row_count" else name: metadata[key]
                for key in _COUNTED.get(name, ())
                if key in metadata
            }
        elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            evaluated = event.asset_check_evaluation_data.metadata
            step |= {cost: evaluated[cost].value for cost in _COSTS if cost in evaluated}
            step["checks_failed"] = step.get("checks_failed", 0) + (not event.asset_check_evaluation_data.passed)
    return {
        "run_id": run.run_id,
        "job": run.job_name,
        "began_at": _time(entries[0].timestamp) if entries else None,
        "recorded_at": _time(datetime.now(UTC).timestamp()),
        "failed": sorted(step["step"] for step in steps.values() if step["state"] == "failed"),
        PEAK_MEMORY: max((step.get(PEAK_MEMORY, 0.0) for step in steps.values()), default=0.0),
        "counts": counts,
        "steps": list(steps.values()),
    }


def _line(entry: dg.EventLogEntry) -> dict[str, Any]:
    kind = entry.dagster_event.event_type_value if entry.dagster_event else "message"
    return {
        "at": _time(entry.timestamp),
        "level": logging.getLevelName(entry.level).lower(),
        "step": entry.step_key,
        "kind": kind.lower(),
        "message": entry.user_message,
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _clear(folder: Path) -> None:
    records = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime_ns)
    for path in records[:-KEPT_RUNS]:
        shutil.rmtree(path, ignore_errors=True)
