"""The composite index of one group of units: from indicator values to a score, its rank and how sure the rank is.

Here: the recipe (`recipe`), what enters (`ingredients`), the treatment and scaling of one indicator (`scaling`),
weights and means (`aggregation`), the Monte Carlo over the choices that one could have made otherwise (`uncertainty`),
and the tables (`composite`).
Does not belong here: which values are comparable (`transforms.benchmarks.comparable`), reporting quality, which is a
scorecard of its own (it is not self-assessed, and mixing it in would reward writing).
"""

from transforms.benchmarks.index.composite import IndexTables, build_index
from transforms.benchmarks.index.recipe import Recipe, load_recipe

__all__ = ["IndexTables", "Recipe", "build_index", "load_recipe"]
