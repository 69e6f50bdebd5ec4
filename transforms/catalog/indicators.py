"""The indicator catalogue as data and as the table dim_indicator.

Here: `load_catalogue`, `load_indicators`. Not here: the rules that recognise an indicator (catalog/rules,
`transforms.extraction`).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.catalog.loading import load_knowledge
from warehouse.tables import DIM_INDICATOR, conform


def load_catalogue() -> dict[str, dict[str, Any]]:
    """Indicator id -> entry of indicators.yaml. Raises KnowledgeError when the file breaks its schema."""
    catalogue: dict[str, dict[str, Any]] = load_knowledge("indicators")
    return catalogue


def load_indicators() -> pl.DataFrame:
    """The table dim_indicator."""
    kept = [column.name for column in DIM_INDICATOR.columns if column.name != "indicator_id"]
    rows = [
        {"indicator_id": name, **{column: entry.get(column) for column in kept}}
        for name, entry in load_catalogue().items()
    ]
    return conform(pl.DataFrame(rows, schema=DIM_INDICATOR.schema), DIM_INDICATOR)
