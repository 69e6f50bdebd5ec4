"""Facts compared: a unit with itself across years, and with its peers of one year.

Here: which values may stand beside each other (`units`, `comparable`), the marts (`years`, `regions`, `index`), who is
a peer (`peer_groups`), what values are divided by (`normalising`), and the textbook statistics they use (`percentile`,
`distribution`, `funnel`, `significance`). Each comparison starts from `select_comparable`, so that one rule decides
everywhere what is comparable.
Does not belong here: choosing a value within a report (`transforms.facts`), drawing (`transforms.charts`).
"""

from transforms.benchmarks.comparable import list_left_out, select_comparable
from transforms.benchmarks.copied_sentences import find_copied_sentences
from transforms.benchmarks.regions import compare_regions, find_peers
from transforms.benchmarks.units import list_units
from transforms.benchmarks.years import compare_years, follow_years

__all__ = [
    "compare_regions",
    "compare_years",
    "find_copied_sentences",
    "find_peers",
    "follow_years",
    "list_left_out",
    "list_units",
    "select_comparable",
]
