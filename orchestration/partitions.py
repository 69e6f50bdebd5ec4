"""The partitions of everything that follows from reports: one a report year, and `unknown`.

Here: `REPORT_YEARS`, `ALL_YEARS`, `partitions_of`, `name_partition`. Static keys, because corrections reach old years
as well as the
newest.
"""

from __future__ import annotations

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

# 2004: the first outline that asked governments for such reports. 2039 leaves room; a year outside is `unknown`.
FIRST_YEAR, LAST_YEAR = 2004, 2039
UNKNOWN = "unknown"

REPORT_YEARS = dg.StaticPartitionsDefinition([*(str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)), UNKNOWN])

# Tags of a run that covers every partition at once (BackfillPolicy.single_run).
ALL_YEARS = {ASSET_PARTITION_RANGE_START_TAG: str(FIRST_YEAR), ASSET_PARTITION_RANGE_END_TAG: UNKNOWN}


def partitions_of(context: dg.AssetExecutionContext) -> list[str]:
    """Partitions that a run asks for; a run that names none asks for all."""
    if context.has_partition_key or context.has_partition_key_range:
        return list(context.partition_keys)
    return list(REPORT_YEARS.get_partition_keys())


def name_partition(report_year: int | None) -> str:
    """Partition of a report year."""
    return str(report_year) if report_year is not None and FIRST_YEAR <= report_year <= LAST_YEAR else UNKNOWN
