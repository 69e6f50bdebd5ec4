"""National figures as the table national_series, and the measures that users may supply.

Here: `load_national_series`, `load_denominators`. Not here: the figures (national_series.yaml), files of users
(orchestration.denominators).
"""

from __future__ import annotations

import polars as pl

from transforms.catalog.indicators import load_catalogue
from transforms.catalog.loading import KnowledgeError, load_knowledge
from warehouse.tables import NATIONAL_SERIES, conform


def load_national_series() -> pl.DataFrame:
    """The table national_series. Raises KnowledgeError when the file breaks its schema or an indicator is unknown."""
    rows = []
    for series in load_knowledge("national_series")["series"]:
        if series["indicator_id"] is not None and series["indicator_id"] not in load_catalogue():
            raise KnowledgeError(f"national_series.yaml: {series['id']}: no indicator {series['indicator_id']}")
        own = {key: series[key] for key in ("indicator_id", "name_zh", "name_en", "unit", "definition")}
        for figure in series["figures"]:
            rows.append({"series_id": series["id"], **own, "qualifier": "exact", **figure})
    frame = pl.DataFrame(
        [{name: row.get(name) for name in NATIONAL_SERIES.schema} for row in rows], schema=NATIONAL_SERIES.schema
    )
    return conform(frame, NATIONAL_SERIES)


def load_denominators() -> dict[str, dict[str, str]]:
    """Measure -> name_zh, name_en, unit."""
    measures: dict[str, dict[str, str]] = load_knowledge("denominators")
    return measures
