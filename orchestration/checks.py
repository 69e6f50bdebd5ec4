"""Great Expectations as Dagster checks: invariants of ours, which block, and findings about sources, which do not.

Here: `judge_facts`, one step that judges fact_indicator and what it rests on, and writes quality_result and
quality_offender.
Severity and blocking are two things: a finding about a source is an ERROR or a WARN by how certain it is, and never
blocks; an invariant
of ours that does not hold blocks everything downstream. Not here: rules and how they are evaluated (expectations).
"""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from expectations import Judgement, judge, judge_invariants, load_rules, rule_frame
from orchestration.fingerprints import fingerprint_packages
from orchestration.measuring import measured
from orchestration.owed import BLOCKING, JUDGED, judgement_owed
from orchestration.quality_history import append_history
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from warehouse.build import BuildRefused, build_database
from warehouse.lake import Lake
from warehouse.tables import TABLES

OWNERS = ["team:quality"]
LISTED_OFFENDERS = 50
# What is judged beside fact_indicator and does not rest on it.
_BESIDE = ["fact_copied_sentence", "expected_report"]
_SEVERITY = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warn": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}

FOUND = ("quality_result", "quality_offender", "quality_score")
quality_result, quality_offender, quality_score = (
    dg.AssetSpec(
        name,
        deps=["fact_indicator", "fact_copied_sentence", "quality_rule"],
        group_name="quality",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        description=f"{TABLES[name].meaning} Written by the checks of fact_indicator.",
        metadata=column_schema(name),
    )
    for name in FOUND
)


@dg.asset(group_name="quality", kinds={"yaml", "parquet"}, owners=OWNERS, metadata=column_schema("quality_rule"))
@measured
def quality_rule(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """The consistency rules, from YAML."""
    lake = warehouse_store.lake
    inputs = fingerprint_packages("expectations", "warehouse/tables")
    if not lake.is_current("quality_rule", None, inputs):
        lake.write("quality_rule", rule_frame(), inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(lake.read("quality_rule")))


@dg.multi_asset_check(
    name="judge_facts",
    specs=[
        *(
            dg.AssetCheckSpec(
                name,
                asset="fact_indicator",
                additional_deps=_BESIDE,
                blocking=True,
                description=f"{table}: columns, types, keys, nulls, closed vocabularies"
                + ("; every span proves itself: text[start:end] == quote." if table == "fact_mention" else "."),
            )
            for name, table in zip(BLOCKING, JUDGED, strict=True)
        ),
        *(
            dg.AssetCheckSpec(
                rule.name,
                asset="fact_indicator",
                additional_deps=_BESIDE,
                blocking=False,
                description=f"{rule.rule_id}: {rule.description}（{rule.description_zh}）",
                metadata={"rule_id": rule.rule_id, "severity": rule.severity, "source": rule.source},
            )
            for rule in load_rules()
        ),
    ],
    can_subset=True,
)
@measured
def judge_facts(
    context: dg.AssetCheckExecutionContext, warehouse_store: WarehouseStore
) -> Iterator[dg.AssetCheckResult]:
    """Judge what was extracted, and store what was found before reporting it."""
    lake = warehouse_store.lake
    wanted = {key.name for key in context.selected_asset_check_keys}
    rules = tuple(rule for rule in load_rules() if rule.name in wanted)
    whole = len(wanted) == len(BLOCKING) + len(load_rules())
    inputs = judgement_owed(lake)
    # The pages that are released are those of all rules: a single check writes its own.
    docs = warehouse_store.work / ("data_docs" if whole else "data_docs_of_some_rules")
    stamp = warehouse_store.work / "data_docs.inputs"
    # A check that raised may have lacked memory: it is tried again although nothing else has changed.
    is_current = all(lake.is_current(table, None, inputs) for table in FOUND) and not _has_failures(lake)
    has_docs = (docs / "index.html").exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == inputs
    if whole and is_current and has_docs:
        context.log.info("judge_facts: nothing changed")
        yield from (_invariant_result(name, True, "as before: nothing changed") for name in BLOCKING)
        yield from _rule_results(lake.read("quality_result"), lake.read("quality_offender"), docs)
        _log_materializations(context, lake)
        return
    database = warehouse_store.work / "judged.duckdb"
    database.unlink(missing_ok=True)
    try:
        build_database(database, lake, {name: TABLES[name] for name in JUDGED})
    except BuildRefused as refusal:
        # A repeated key or a missing target: the tables do not even fit together.
        yield from (_rule_failure(rule.name, f"not judged: {refusal}") for rule in rules)
        yield from (_invariant_result(name, False, str(refusal)) for name in BLOCKING if name in wanted)
        return
    # Everything is yielded before a blocking result can end the step, so that no finding is lost.
    invariants = list(_judge_invariants(database, docs, wanted))
    judgement = _judge_rules(context, database, docs, rules) if rules else None
    if judgement is not None:
        if whole and all(result.passed for result in invariants):
            lake.write("quality_offender", judgement.offender, inputs=inputs)
            lake.write("quality_result", judgement.result, inputs=inputs)
            lake.write("quality_score", judgement.score, inputs=inputs)
            append_history(warehouse_store.root, context.run.run_id, inputs, judgement.result)
            stamp.write_text(inputs, encoding="utf-8")
            _log_materializations(context, lake)
        violated = judgement.result.filter(~pl.col("passed")).height
        context.log.info(f"judge_facts: {judgement.result.height} rules, {violated} with findings")
        yield from _rule_results(judgement.result, judgement.offender, docs)
    elif rules:
        yield from (_rule_failure(rule.name, "the judgement raised; see the log of this step") for rule in rules)
    yield from invariants
    database.unlink(missing_ok=True)


def _has_failures(lake: Lake) -> bool:
    return bool(lake.read("quality_result")["failure"].is_not_null().any())


def _judge_invariants(database: Path, docs: Path, wanted: set[str]) -> Iterator[dg.AssetCheckResult]:
    tables = [table for name, table in zip(BLOCKING, JUDGED, strict=True) if name in wanted]
    if not tables:
        return
    try:
        results = judge_invariants(database, docs, {table: TABLES[table] for table in JUDGED})
    except Exception:
        failure = traceback.format_exc()
        yield from (_invariant_result(f"{table}_invariants", False, failure) for table in tables)
        return
    for table in tables:
        own = [result for result in results if result.table == table]
        broken = [f"{result.name}: {result.message}" for result in own if not result.passed]
        yield _invariant_result(
            f"{table}_invariants",
            bool(own) and not broken,
            "; ".join(broken) or f"{len(own)} invariants hold",
            invariants=len(own),
            rows_evaluated=max((result.evaluated for result in own), default=0),
        )


def _judge_rules(
    context: dg.AssetCheckExecutionContext, database: Path, docs: Path, rules: tuple[Any, ...]
) -> Judgement | None:
    try:
        return judge(database, docs, [rule.rule_id for rule in rules])
    except Exception:
        context.log.error(f"the judgement raised:\n{traceback.format_exc()}")
        return None


def _rule_failure(name: str, failure: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key="fact_indicator",
        check_name=name,
        passed=False,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"failure": dg.MetadataValue.text(failure)},
    )


def _invariant_result(name: str, passed: bool, message: str, **more: Any) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key="fact_indicator",
        check_name=name,
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"message": dg.MetadataValue.text(message), **more},
    )


def _rule_results(result: pl.DataFrame, offender: pl.DataFrame, docs: Path) -> Iterator[dg.AssetCheckResult]:
    by_id = {rule.rule_id: rule for rule in load_rules()}
    for row in result.iter_rows(named=True):
        rule = by_id[row["rule_id"]]
        own = offender.filter(pl.col("rule_id") == rule.rule_id)
        yield dg.AssetCheckResult(
            asset_key="fact_indicator",
            check_name=rule.name,
            passed=row["passed"],
            severity=dg.AssetCheckSeverity.ERROR if row["failure"] else _SEVERITY[rule.severity],
            description=f"{row['violated_count']} of {row['evaluated_count']} comparisons break the rule"
            if row["evaluated_count"]
            else "no report gives the numbers that this rule compares",
            metadata={
                "rule_id": rule.rule_id,
                "evaluated": row["evaluated_count"],
                "violated": row["violated_count"],
                "not_evaluable": row["not_evaluable_count"],
                "failure": row["failure"] or "",
                "reasons": dg.MetadataValue.json({one["reason"]: one["count"] for one in row["not_evaluable_reasons"]}),
                "data_docs": dg.MetadataValue.path(str((docs / "index.html").resolve())),
                "findings": dg.MetadataValue.path(str((docs / "consistency" / "findings.html").resolve())),
                **({"offenders": _offender_table(own)} if own.height else {}),
            },
        )


def _offender_table(offenders: pl.DataFrame) -> dg.MetadataValue[Any]:
    columns = (
        "issuer", "report_year", "lhs_words", "lhs", "rhs_words", "rhs", "quote", "other_quote", "report_id",
        "mention_start",
    )  # fmt: skip
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord({name: "" if row[name] is None else row[name] for name in columns})
            for row in offenders.head(LISTED_OFFENDERS).iter_rows(named=True)
        ],
        schema=dg.TableSchema(columns=[dg.TableColumn(name) for name in columns]),
    )


def _log_materializations(context: dg.AssetCheckExecutionContext, lake: Lake) -> None:
    for table in FOUND:
        context.op_execution_context.log_event(
            dg.AssetMaterialization(table, metadata=describe_table(lake.read(table)))
        )
