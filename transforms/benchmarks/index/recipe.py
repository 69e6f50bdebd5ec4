"""The recipe of the composite index, read from catalog/index_recipe.yaml and checked against the catalogue.

Here: `load_recipe`, `Recipe`, `Ingredient`. Not here: what is done with it (`scaling`, `aggregation`, `uncertainty`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from transforms.catalog.indicators import load_catalogue
from transforms.catalog.loading import KnowledgeError, load_knowledge


@dataclass(frozen=True)
class Ingredient:
    """One indicator of a pillar. `direction` is 1 where more is better, else -1; `goalposts` score 0 and 100.

    `is_core`: its absence counts against a pillar. `share_of`: part and whole, from which a rate that is not stated
    follows.
    """

    pillar: str
    indicator_id: str
    per: str | None
    goalposts: tuple[float, float] | None
    direction: int
    is_core: bool
    weight: float
    share_of: tuple[str, str] | None = None


@dataclass(frozen=True)
class Recipe:
    """What index_recipe.yaml says; the keys and their meaning stand in that file."""

    pillars: tuple[str, ...]
    ingredients: tuple[Ingredient, ...]
    least_share_of_pillar: float
    least_pillars: int
    least_units: int
    skewness: float
    kurtosis: float
    most_points: int
    aggregation: str
    runs: int
    seed: int
    weight_spread: float
    band: tuple[float, float]
    widest_band_share: float


def load_recipe(written: dict[str, Any] | None = None) -> Recipe:
    """The recipe as written in the catalogue, or `written` in the same form.

    Raises KnowledgeError that names the indicator which the catalogue does not have, whose direction is neutral, that
    is divided though it is a rate, or that has goalposts in the wrong direction.
    """
    recipe = load_knowledge("index_recipe") if written is None else written
    ingredients = tuple(
        _read_ingredient(pillar, indicator, entry)
        for pillar, content in recipe["pillars"].items()
        for indicator, entry in content["indicators"].items()
    )
    uncertainty = recipe["uncertainty"]
    return Recipe(
        pillars=tuple(recipe["pillars"]),
        ingredients=ingredients,
        aggregation=recipe["aggregation"],
        runs=uncertainty["runs"],
        seed=uncertainty["seed"],
        weight_spread=uncertainty["weight_spread"],
        band=(uncertainty["band"][0], uncertainty["band"][1]),
        widest_band_share=uncertainty["widest_band_share"],
        **recipe["screening"],
        **recipe["outliers"],
    )


def _read_ingredient(pillar: str, indicator: str, entry: dict[str, Any]) -> Ingredient:
    catalogue = load_catalogue()
    share_of = tuple(entry["share_of"]) if entry.get("share_of") else None
    for name in filter(None, (indicator, entry.get("per"), *(share_of or ()))):
        if name not in catalogue:
            raise KnowledgeError(f"index_recipe: {pillar}: the catalogue has no indicator {name}")
    known = catalogue[indicator]
    if known["better_direction"] == "neutral":
        raise KnowledgeError(f"index_recipe: {pillar}: {indicator} is neutral: more of it is neither good nor bad")
    if known["measure_type"] == "rate" and entry.get("per"):
        raise KnowledgeError(f"index_recipe: {pillar}: {indicator} is a rate and cannot be divided by {entry['per']}")
    if share_of and known["measure_type"] != "rate":
        raise KnowledgeError(f"index_recipe: {pillar}: {indicator} is no rate and does not follow from {share_of}")
    direction = 1 if known["better_direction"] == "higher" else -1
    goalposts = tuple(entry["goalposts"]) if entry.get("goalposts") else None
    if goalposts and (goalposts[1] - goalposts[0]) * direction <= 0:
        raise KnowledgeError(f"index_recipe: {pillar}: the goalposts of {indicator} run against its direction")
    weight = float(entry.get("weight", 1.0))
    is_core = entry.get("is_core", False)
    return Ingredient(pillar, indicator, entry.get("per"), goalposts, direction, is_core, weight, share_of)
