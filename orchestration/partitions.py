"""The partitions of everything that follows from reports: one a report year, and `unknown`.

Here: `REPORT_YEARS`, `ALL_YEARS`, `partitions_of`. Static keys, because corrections reach old years as well as the
newest. Which year is kept apart, and which is `unknown`, says `warehouse.lake.name_partition`.
"""

from __future__ import annotations

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from warehouse.lake import FIRST_YEAR, LAST_YEAR, UNKNOWN_YEAR

REPORT_YEARS = dg.StaticPartitionsDefinition([*(str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)), UNKNOWN_YEAR])

# Tags of a run that covers every partition at once (BackfillPolicy.single_run).
ALL_YEARS = {ASSET_PARTITION_RANGE_START_TAG: str(FIRST_YEAR), ASSET_PARTITION_RANGE_END_TAG: UNKNOWN_YEAR}


def partitions_of(context: dg.AssetExecutionContext) -> list[str]:
    """Partitions that a run asks for; a run that names none asks for all."""
    if context.has_partition_key or context.has_partition_key_range:
        return list(context.partition_keys)
    return list(REPORT_YEARS.get_partition_keys())
