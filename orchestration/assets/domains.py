"""fact_indicator -> one table for each domain of the catalogue: `fact_dispute`, `fact_petition`, …

Here: one asset a domain, generated from the specification and made in one step. The tables have a
Parquet file a report year, of which only those are made again that are not current; the assets have no partitions: a
run would log an event for each of 37 years and 19 tables, which took longer than everything else together.
Not here: the columns (warehouse.tables.domains), how rows are made (transforms.facts.domains).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.assets.reports import read_standing_reports
from orchestration.measuring import measured
from orchestration.owed import domains_owed
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_rows
from transforms.facts import spread_facts
from warehouse.lake import partition_names
from warehouse.tables import DOMAIN_TABLES


@dg.multi_asset(
    name="spread_domains",
    group_name="domains",
    can_subset=True,
    specs=[
        dg.AssetSpec(
            table.name,
            deps=["fact_indicator", "dim_report"],
            description=f"{table.meaning}（{table.meaning_zh}）",
            kinds={"polars", "parquet"},
            owners=["team:domain-analysis"],
            metadata=column_schema(table.name),
        )
        for table in DOMAIN_TABLES.values()
    ],
)
@measured
def spread_domains(
    context: dg.AssetExecutionContext, warehouse_store: WarehouseStore
) -> Iterator[dg.MaterializeResult[Any]]:
    """Make the partitions of the domain tables that are not current."""
    lake = warehouse_store.lake
    owed = domains_owed(lake)
    chosen = {
        domain: table.name
        for domain, table in DOMAIN_TABLES.items()
        if dg.AssetKey(table.name) in context.selected_asset_keys
    }
    remade: dict[str, list[str]] = {name: [] for name in chosen.values()}
    reports = read_standing_reports(lake)
    years = partition_names(reports["report_year"])
    for name in chosen.values():
        for partition in set(lake.partitions(name)) - set(owed):
            lake.remove(name, partition)
    for partition, inputs in owed.items():
        due = [domain for domain, name in chosen.items() if not lake.is_current(name, partition, inputs)]
        if not due:
            continue
        facts = lake.read("fact_indicator", [partition])
        members = reports.filter(years == partition)
        for domain in due:
            lake.write(chosen[domain], spread_facts(facts, members, domain), partition, inputs=inputs)
            remade[chosen[domain]].append(partition)
    context.log.info(f"domains: {len(chosen)} tables{'' if any(remade.values()) else ' (nothing changed)'}")
    for name in chosen.values():
        yield dg.MaterializeResult(
            asset_key=name, metadata=describe_rows(lake.scan(name), partitions_made=remade[name])
        )
