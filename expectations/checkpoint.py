"""Great Expectations over a DuckDB file: an ephemeral context, one checkpoint, one suite a table, Data Docs on disk.

Here: `Check`, `Outcome`, `run_checkpoint`. Great Expectations is imported inside functions only.
Not here: which checks there are (`judgement`, `invariants`), how its pages are made readable offline (`data_docs`).

Great Expectations reads rows after it has closed the connection; DuckDB drops a pending result by then, so `_buffer`
takes the rows as soon as a statement has run. `tests/expectations/test_duckdb_matrix.py` shows what fails without it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from expectations.scratch import MEMORY_LIMIT, QUIET

logger = logging.getLogger(__name__)

# Values shown in Data Docs for one expectation. Great Expectations cuts lists from SQL: all findings come from our SQL.
SHOWN_VALUES = 20
_SEVERITIES = {"error": "critical", "warn": "warning", "info": "info"}


@dataclass(frozen=True)
class Check:
    """One native expectation on one table: `expectation` is its class name, `only` restricts it to rows by equality."""

    key: str
    table: str
    expectation: str
    arguments: Mapping[str, Any]
    description: str
    severity: str = "error"
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What Great Expectations found. `failure` is the text of an exception: then nothing was verified."""

    success: bool
    element_count: int | None = None
    unexpected_count: int | None = None
    observed: Any = None
    failure: str | None = None


def run_checkpoint(
    database: Path, checks: Sequence[Check], site: Path, name: str, source: Path | None = None
) -> dict[str, Outcome]:
    """Run `checks` on the DuckDB file `database` and write Data Docs to the folder `site`; one outcome a check key.

    `source` is attached read-only as `source` meanwhile, for views that need it. No handle on either file remains.
    An exception of Great Expectations is an outcome with `failure`, never a success; a check that it gives no result
    for is a failure too.
    """
    try:
        results = _run(database, checks, site, name, source)
    except Exception as error:
        logger.exception("checkpoint %s failed", name)
        return {check.key: Outcome(False, failure=_words_of(error)) for check in checks}
    return {
        check.key: results.get(check.key, Outcome(False, failure="Great Expectations returned no result"))
        for check in checks
    }


def _run(database: Path, checks: Sequence[Check], site: Path, name: str, source: Path | None) -> dict[str, Outcome]:
    import great_expectations as gx
    import sqlalchemy
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    context = gx.get_context(
        mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults())
    )
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    context.add_data_docs_site(
        name,
        {  # type: ignore[typeddict-unknown-key]
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    with ExitStack() as release:
        data_source = context.data_sources.add_sql(
            "warehouse", connection_string=_address(database), create_temp_table=False
        )
        # Two engines: one that lists tables, one that runs queries. Both hold the file until they are disposed.
        for engine in (data_source.get_engine(), data_source.get_execution_engine().engine):
            release.callback(engine.dispose)
            sqlalchemy.event.listen(engine, "after_cursor_execute", _buffer)
            sqlalchemy.event.listen(engine, "checkout", lambda connection, *_: connection.cursor().execute(QUIET))
        if source is not None:
            # The attachment belongs to the database instance, which lives as long as this connection.
            keeper = release.enter_context(data_source.get_engine().connect())
            escaped = str(source).replace("'", "''")
            keeper.exec_driver_sql(f"ATTACH '{escaped}' AS source (READ_ONLY)")
        definitions = []
        for table in dict.fromkeys(check.table for check in checks):
            # A suite that is stored already is written again as a whole with every expectation that joins it.
            suite = context.suites.add(
                gx.ExpectationSuite(
                    name if len({c.table for c in checks}) == 1 else table,
                    expectations=[_expectation(check) for check in checks if check.table == table],
                )
            )
            batch = data_source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("whole")
            definitions.append(
                context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
            )
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(
                name=name,
                validation_definitions=definitions,
                result_format={
                    "result_format": "SUMMARY",
                    "partial_unexpected_count": SHOWN_VALUES,
                    "return_unexpected_index_query": False,
                },
            )
        )
        result = checkpoint.run()
        # Once for all suites: the action of a checkpoint would write the site again for every one of them.
        context.build_data_docs(site_names=[name])
        found: list[Any] = [one for validation in result.run_results.values() for one in validation.results]
        return {one.expectation_config.meta["key"]: _outcome(one) for one in found}


def _address(database: Path) -> str:
    """The database with what DuckDB may use, which is no part of the file: at most of the machine by default."""
    options = {"memory_limit": MEMORY_LIMIT, "temp_directory": f"{database}.tmp"}
    return f"duckdb:///{database}?{urlencode(options)}"


def _expectation(check: Check) -> Any:
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    condition = {} if check.only is None else {"row_condition": Column(check.only[0]) == check.only[1]}
    return getattr(gxe, check.expectation)(
        **check.arguments,
        **condition,
        description=check.description,
        severity=_SEVERITIES[check.severity],
        meta={"key": check.key},
    )


def _outcome(result: Any) -> Outcome:
    found = result.result or {}
    return Outcome(
        success=bool(result.success),
        element_count=found.get("element_count"),
        unexpected_count=found.get("unexpected_count"),
        observed=found.get("observed_value"),
        failure=_exception_of(result.exception_info),
    )


def _exception_of(info: Mapping[str, Any] | None) -> str | None:
    """The exceptions of one expectation: given flat, or one entry a metric."""
    entries = [info or {}, *(entry for entry in (info or {}).values() if isinstance(entry, Mapping))]
    messages = [str(entry.get("exception_message")) for entry in entries if entry.get("raised_exception")]
    return "; ".join(dict.fromkeys(messages)) or None


def _words_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _buffer(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    if cursor.description is not None:
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
            cursor, alternate_description=cursor.description, initial_buffer=cursor.fetchall()
        )
