"""The indicator catalogue as data and as the table dim_indicator.

Here: `load_catalogue`, `load_indicators`. Not here: the rules that recognise an indicator (catalog/rules,
`transforms.extraction`).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.catalog.loading import load_knowledge
from warehouse.tables import DIM_INDICATOR, conform

_BOUNDS = ("low", "high")


def load_catalogue() -> dict[str, dict[str, Any]]:
    """Indicator id -> entry of indicators.yaml. Raises KnowledgeError when the file breaks its schema."""
    catalogue: dict[str, dict[str, Any]] = load_knowledge("indicators")
    return catalogue


def load_indicators() -> pl.DataFrame:
    """The table dim_indicator."""
    ranges = [(f"{level}_{bound}", level, place) for level in ("town", "county") for place, bound in enumerate(_BOUNDS)]
    computed = {"indicator_id", *(name for name, _, _ in ranges)}
    kept = [column.name for column in DIM_INDICATOR.columns if column.name not in computed]
    rows = [
        {
            "indicator_id": indicator,
            **{column: entry.get(column) for column in kept},
            **{name: entry.get("soft_range", {}).get(level, (None, None))[place] for name, level, place in ranges},
        }
        for indicator, entry in load_catalogue().items()
    ]
    return conform(pl.DataFrame(rows, schema=DIM_INDICATOR.schema, strict=False), DIM_INDICATOR)
