"""When the warehouse is made: the job, a daily schedule, a sensor for changed files, and one for failed runs.

Here: everything that starts a run. `make run`, the schedule, the sensor and the UI all start the same job, which
covers all years in one
run and publishes once.
"""

import json
import os
from datetime import UTC, datetime

import dagster as dg

from orchestration.fingerprints import fingerprint_values
from orchestration.intake import ReportsFolderError, list_files
from orchestration.partitions import ALL_YEARS
from orchestration.resources import ReportsFolder, WarehouseStore

# In one process: twenty steps of a second would each pay for a process and its imports.
publish_warehouse = dg.define_asset_job(
    "publish_warehouse",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets("quality_result", "quality_offender"),
    description="Read the reports folder and publish a release; steps without work say so and are skipped.",
    executor_def=dg.in_process_executor,
    tags={"team": "data-engineering"},
)


@dg.schedule(
    job=publish_warehouse,
    cron_schedule=os.environ.get("FAZHI_CRON", "30 5 * * *"),
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning at 05:30; FAZHI_CRON changes it.",
)
def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run over all years."""
    return dg.RunRequest(tags=ALL_YEARS)


@dg.sensor(
    job=publish_warehouse,
    minimum_interval_seconds=int(os.environ.get("FAZHI_SENSOR_SECONDS", "30")),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="New, changed or removed report files: one run a tick, keyed by the hash of the folder's listing.",
)
def changed_reports(
    context: dg.SensorEvaluationContext, reports_folder: ReportsFolder
) -> dg.SensorResult | dg.SkipReason:
    """Compare the folder's listing (path, size, time of change) with that of the last tick."""
    try:
        listing = list_files(reports_folder.folder)
    except ReportsFolderError as error:
        return dg.SkipReason(str(error))
    seen = fingerprint_values(listing.files)
    if seen == context.cursor:
        return dg.SkipReason(f"{len(listing.files)} files, nothing changed")
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=seen, tags={**ALL_YEARS, "reports": str(len(listing.files))})], cursor=seen
    )


@dg.run_failure_sensor(
    monitored_jobs=[publish_warehouse],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes each failed run to OUT/failures.jsonl, which a log collector can watch.",
)
def failed_run(context: dg.RunFailureSensorContext, warehouse_store: WarehouseStore) -> None:
    """Record what failed and why."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": context.dagster_run.run_id,
        "job": context.dagster_run.job_name,
        "message": context.failure_event.message,
    }
    warehouse_store.root.mkdir(parents=True, exist_ok=True)
    with (warehouse_store.root / "failures.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
    context.log.error(f"run {entry['run_id']} failed: {entry['message']}")
