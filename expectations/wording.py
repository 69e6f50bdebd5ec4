"""Units and wording that decide whether numbers may be compared: `rules/units.yaml` and `rules/wording.yaml`.

Here: `unit_families`, `alike_units`, `pattern`.
Not here: rules (`rulebook`) and the SQL that applies this (`expectations.evaluation`).
"""

from __future__ import annotations

from expectations.knowledge import KnowledgeRefused, read_knowledge


def unit_families() -> dict[str, str]:
    """The family of each unit: 起 -> case; a compound unit is a family of its own: 件次 -> 件次.

    Raises KnowledgeRefused when a unit stands in two families or a compound names an unknown family.
    """
    content = read_knowledge("units")
    homes: dict[str, str] = {}
    for family, units in content["families"].items():
        for unit in units:
            if unit in homes:
                raise KnowledgeRefused(f"units.yaml: {unit} stands in {homes[unit]} and in {family}")
            homes[unit] = family
    for compound, members in content["compounds"].items():
        if strange := sorted(set(members) - set(content["families"])):
            raise KnowledgeRefused(f"units.yaml: {compound} is made of {strange}, which are no families")
        homes.setdefault(compound, compound)
    return homes


def alike_units() -> tuple[tuple[str, str], ...]:
    """Pairs (unit of a total, unit of a part) that may be compared, sorted: (件, 起), (件次, 次). Not symmetric."""
    homes = unit_families()
    pairs = {(total, part) for total, home in homes.items() for part, other in homes.items() if home == other}
    for compound, members in read_knowledge("units")["compounds"].items():
        pairs.update((compound, part) for part, home in homes.items() if home in members)
    return tuple(sorted(pairs))


def pattern(name: str) -> str:
    """The RE2 pattern `name` of `rules/wording.yaml`."""
    return str(read_knowledge("wording")["patterns"][name]["pattern"])
