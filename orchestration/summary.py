"""The end of a run in a few lines: what was read, found and judged, and where the results are.

Here: `print_summary`, `print_failure`, `reason_of_failure`. Not here: progress during the run (`progress`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from warehouse.access import open_warehouse
from warehouse.release import current_release


def print_summary(out: Path, result: Any, seconds: float) -> int:
    """Print the summary to standard output; returns the number of files in quarantine."""
    release = current_release(out)
    if release is None:
        raise FileNotFoundError(f"{out}: the run succeeded but published nothing")
    connection = open_warehouse(out)
    count = {
        name: connection.execute(query).fetchone()[0]  # type: ignore[index]
        for name, query in {
            "reports": "SELECT count(*) FROM dim_report",
            "quarantined": "SELECT count(*) FROM quarantine",
            "numbers": "SELECT count(*) FROM fact_mention",
            "measured": "SELECT count(*) FROM fact_mention WHERE disposition <> 'not_metric'",
            "facts": "SELECT count(*) FROM fact_indicator",
            "rules": "SELECT count(*) FROM quality_result",
            "failed": "SELECT count(*) FROM quality_result WHERE NOT passed",
            "questions": "SELECT count(*) FROM review_queue",
            "findings": "SELECT count(*) FROM quality_offender",
        }.items()
    }
    quarantined = connection.execute("SELECT source_path, message FROM quarantine ORDER BY ALL").fetchall()
    connection.close()
    published = any(
        event.step_materialization_data.materialization.metadata.get("published")
        and event.step_materialization_data.materialization.metadata["published"].value
        for event in result.get_asset_materialization_events()
        if event.asset_key is not None and event.asset_key.to_user_string() == "release"
    )
    place = out / "current"
    heading = (
        f"release {release.number} published" if published else f"nothing changed, release {release.number} is current"
    )
    lines = [
        "",
        f"{heading} in {seconds:.1f} s",
        f"  reports read    {count['reports']}",
        f"  quarantined     {count['quarantined']}",
        f"  numbers found   {count['numbers']} ({count['measured']} measure something)",
        f"  facts           {count['facts']}",
        f"  checks failed   {count['failed']} of {count['rules']} ({count['findings']} findings)",
        f"  to be decided   {count['questions']} (table review_queue)",
        f"  warehouse       {out / 'warehouse.duckdb'}",
        f"  site            {place / 'site' / 'index.html'}",
        f"  charts          {place / 'charts' / 'index.html'}",
        f"  Data Docs       {place / 'data_docs' / 'index.html'}",
        '  query it        .venv/bin/python -c "import duckdb; duckdb.connect('
        f"'{out / 'warehouse.duckdb'}', read_only=True).sql('FROM value_sentence').show()\"",
    ]
    lines += [f"  quarantine      {path}: {message}" for path, message in quarantined]
    print("\n".join(lines))
    return len(quarantined)


def print_failure(result: Any) -> None:
    """Say which step failed and why; the last release stays."""
    print("\nnothing was published; the last release is unchanged", file=sys.stderr)
    for event in result.all_events:
        if event.is_step_failure:
            print(f"  {event.step_key}: {reason_of_failure(event)}", file=sys.stderr)
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.blocking:
            print(f"  {check.check_name}: {check.metadata['message'].value}", file=sys.stderr)


def reason_of_failure(event: Any) -> str:
    """What a person should read of a step that failed: our own words where there are any, else the innermost error."""
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return str(data.user_failure_data.description)
    error = data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return str(error.message).strip() if error else str(event.message)
