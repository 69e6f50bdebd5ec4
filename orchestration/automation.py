"""When the warehouse is made: the job, a daily schedule, a sensor for changed files, and one for failed runs.

Here: everything that starts a run. `make run`, the schedule, the sensor and the UI all start the same job, which
covers all years in one
run and publishes once.
"""

import json
import os
from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.decisions import fingerprint_decisions, read_decision_files
from orchestration.assets.sources import fingerprint_inputs, list_inputs, list_supplied, open_sources
from orchestration.notification import notify
from orchestration.partitions import ALL_YEARS
from orchestration.resources import DecisionsFolder, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.summary import reason_of_failure

# In one process: twenty steps of a second would each pay for a process and its imports.
publish_warehouse = dg.define_asset_job(
    "publish_warehouse",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets("quality_result", "quality_offender", "quality_score"),
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


# Seconds between tries of a listing whose run failed.
_FIRST_PAUSE, _LONGEST_PAUSE = 60, 3600
_UNDER_WAY = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


@dg.sensor(
    job=publish_warehouse,
    minimum_interval_seconds=int(os.environ.get("FAZHI_SENSOR_SECONDS", "30")),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="New, changed or removed report files: one run for all changes since the last successful run.",
)
def changed_reports(
    context: dg.SensorEvaluationContext,
    reports_folder: ReportsFolder,
    sources_file: SourcesFile,
    decisions_folder: DecisionsFolder,
    warehouse_store: WarehouseStore,
) -> dg.SensorResult | dg.SkipReason:
    """Compare what there is to read with what the last successful run has read: the folder's listing (path, size, time
    of change) or the list of sources and its files, and the decisions.

    While a run is under way nothing is asked for; a listing whose run failed is tried again with growing pauses.
    """
    try:
        sources = open_sources(sources_file)
        listing = list_inputs(reports_folder, sources, warehouse_store)
        decisions = fingerprint_decisions(read_decision_files(decisions_folder.folder))
    except dg.Failure as failure:
        return dg.SkipReason(str(failure.description))
    supplied = list_supplied(reports_folder, sources_file, sources)
    seen = fingerprint_inputs(listing, sources, *supplied, decisions=decisions)
    published = warehouse_store.listing_published
    if published.exists() and published.read_text(encoding="utf-8") == seen:
        return dg.SkipReason(f"{len(listing.files)} files, nothing changed")
    under_way = dg.RunsFilter(job_name=publish_warehouse.name, statuses=list(_UNDER_WAY))
    if context.instance.get_runs_count(under_way):
        return dg.SkipReason("a run is under way")
    cursor = {"asked": 0, "listing": "", "tries": 0, "not_before": 0.0, **json.loads(context.cursor or "{}")}
    tries = cursor["tries"] if cursor["listing"] == seen else 0
    now = datetime.now(UTC).timestamp()
    # A pause longer than any that is made was begun by a clock that was wrong.
    if tries and 0 < cursor["not_before"] - now <= _LONGEST_PAUSE:
        return dg.SkipReason(f"tried {tries} times, the next try is in {cursor['not_before'] - now:.0f} s")
    asked = cursor["asked"] + 1
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**tries)
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=f"{asked}:{seen}", tags={**ALL_YEARS, "reports": str(len(listing.files))})],
        cursor=json.dumps({"asked": asked, "listing": seen, "tries": tries + 1, "not_before": now + pause}),
    )


@dg.run_failure_sensor(
    monitored_jobs=[publish_warehouse],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes each failed run to OUT/failures.jsonl, which a log collector can watch, and to FAZHI_WEBHOOK.",
)
def failed_run(context: dg.RunFailureSensorContext, warehouse_store: WarehouseStore) -> None:
    """Record what failed and why."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": context.dagster_run.run_id,
        "job": context.dagster_run.job_name,
        "message": context.failure_event.message,
        "steps": {event.step_key: reason_of_failure(event) for event in context.get_step_failure_events()},
    }
    warehouse_store.root.mkdir(parents=True, exist_ok=True)
    with (warehouse_store.root / "failures.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
    context.log.error(f"run {entry['run_id']} failed: {entry['message']}; {notify(entry)}")
