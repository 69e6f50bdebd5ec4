"""Which measure words count alike: 件 and 起 do, 场 and 人 do not.

Here: `unit_kinds`, from catalog/units.yaml. Not here: finding measure words (`units`).
"""

from __future__ import annotations

from functools import cache

from transforms.catalog.loading import load_knowledge
from transforms.extraction.units import unit_groups


@cache
def unit_kinds() -> dict[str, str]:
    """Measure word -> its kind, named by the first group of those that count alike (件, 起, 件次: case)."""
    kinds = {group: kind[0] for kind in load_knowledge("units")["kinds"] for group in kind}
    return {surface: kinds.get(group, group) for surface, group in unit_groups().items()}
