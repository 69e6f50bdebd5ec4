"""Years across which an indicator does not compare, from catalog/structural_breaks.yaml.

Here: `find_break`. Not here: what is done about it; a change across a break is kept and told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from transforms.catalog.loading import load_knowledge


@lru_cache(maxsize=4096)
def find_break(indicator_id: str, first_year: int, last_year: int) -> str | None:
    """Id of the latest break of `indicator_id` after `first_year` and up to `last_year`, or None."""
    entries: list[dict[str, Any]] = load_knowledge("structural_breaks")
    found = [
        entry
        for entry in entries
        if first_year < entry["year"] <= last_year
        and (indicator_id in entry["indicators"] or f"{indicator_id.split('.')[0]}.*" in entry["indicators"])
    ]
    return max(found, key=lambda entry: (entry["year"], entry["id"]))["id"] if found else None
