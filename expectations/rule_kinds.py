"""The kinds of consistency rules: what each compares, as a type.

Here: one frozen dataclass a kind, `KINDS` (its name in `rules/consistency.yaml`) and `Operands`.
A new kind is a new type here, a branch in the JSON schema, a module in `expectations.evaluation` and an entry in
`evaluation.view` and `evaluation.owed`. Not here: the rules (`rulebook`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AtMost:
    """The sum of `left` does not exceed `times` the sum of `right`. `open` operands may go unstated: then 0 or more.

    `units`: same, or any where different units compare (人次 with 场). `within`: the report, one
    sentence of it, or the left side as parts of the right.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    open: tuple[str, ...] = ()
    times: float = 1.0
    units: str = "same"
    within: str = "report"


@dataclass(frozen=True)
class SumsEqual:
    """The sum of `left` is the sum of `right`; every operand not in `open` must be stated, and those too to be sure."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    open: tuple[str, ...] = ()
    within: str = "report"


@dataclass(frozen=True)
class PartsEqualTotal:
    """The parts of a total add up to it. `total` is an indicator, or * for every total but those `left_out`.

    Parts that make up less than `least_share` of their total are examples.
    """

    total: str
    least_share: float = 0.0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartsAtMostTotal:
    """The parts of a total do not exceed it: their `sum`, or `each` where parts may overlap."""

    total: str
    compare: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatedRate:
    """`rate` is 100 * numerator / denominator.

    Where reports use several denominators, the true one lies between `denominator_at_least` (as far as stated) and
    `denominator`.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    denominator_at_least: tuple[str, ...] = ()


@dataclass(frozen=True)
class PossibleRate:
    """Some whole numerator of `denominator` gives `rate`. Where `numerator` is stated another rule compares it."""

    rate: str
    denominator: str
    numerator: str


@dataclass(frozen=True)
class PercentRange:
    """Percentages lie between `low` and `high`."""

    low: float
    high: float


@dataclass(frozen=True)
class QuotientRange:
    """numerator / denominator lies between `low` and `high` (null: open)."""

    numerator: str
    denominator: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ZeroForcesZero:
    """Where `denominator` is 0, so is `numerator`."""

    numerator: str
    denominator: str


@dataclass(frozen=True)
class ValueRange:
    """Values of `indicators` lie between `low` and `high` (null: open)."""

    indicators: tuple[str, ...]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class UsualRange:
    """Totals lie in the range that dim_indicator gives for the level of the unit."""


@dataclass(frozen=True)
class WholeNumber:
    """Counts are whole numbers, but for the unit families left out (学时)."""

    unit_families_left_out: tuple[str, ...]


@dataclass(frozen=True)
class PeerOutlier:
    """A value is not both so many orders of magnitude and so many modified z-scores away from its peers' median."""

    least_peers: float
    orders_of_magnitude: float
    modified_z: float


@dataclass(frozen=True)
class YearChange:
    """Values stay within the factors of last year's. Which: `only` these, or by `stock_flow` and `measure_types`.

    Values below `least` are not compared.
    """

    at_most_times: float
    at_least_times: float
    least: float
    only: tuple[str, ...] = ()
    stock_flow: str = ""
    measure_types: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepeatedValues:
    """Fewer than `least_values` flows are last year's to the digit, or they are small: see `surprise` in the module."""

    least_values: float
    surprise: float


@dataclass(frozen=True)
class RoundValues:
    """So many counts that end in 0 are not less likely than `probability`, where a `share` of counts does by itself."""

    least_values: float
    share: float
    probability: float


@dataclass(frozen=True)
class MissingYear:
    """A report follows the last one of its unit after at most `years`."""

    years: float


@dataclass(frozen=True)
class StatedChange:
    """What a report says of last year: `states` growth, previous (value), both beside each other, or start (由…到…)."""

    states: str


@dataclass(frozen=True)
class CopiedSentence:
    """A sentence found elsewhere (`origin`: last_year, other_place) has fewer than `least_numbers` of its numbers, or
    they are small: see `surprise` in the module."""

    origin: str
    least_numbers: float
    surprise: float = 0.0


Operands = (
    AtMost
    | SumsEqual
    | PartsEqualTotal
    | PartsAtMostTotal
    | StatedRate
    | PossibleRate
    | PercentRange
    | QuotientRange
    | ZeroForcesZero
    | ValueRange
    | UsualRange
    | WholeNumber
    | PeerOutlier
    | YearChange
    | RepeatedValues
    | RoundValues
    | MissingYear
    | StatedChange
    | CopiedSentence
)

KINDS: dict[str, type[Operands]] = {
    "at_most": AtMost,
    "sums_equal": SumsEqual,
    "parts_equal_total": PartsEqualTotal,
    "parts_at_most_total": PartsAtMostTotal,
    "stated_rate_equals_counts": StatedRate,
    "possible_rate": PossibleRate,
    "percent_range": PercentRange,
    "quotient_range": QuotientRange,
    "zero_forces_zero": ZeroForcesZero,
    "value_range": ValueRange,
    "usual_range": UsualRange,
    "whole_number": WholeNumber,
    "peer_outlier": PeerOutlier,
    "year_change": YearChange,
    "repeated_values": RepeatedValues,
    "round_values": RoundValues,
    "missing_year": MissingYear,
    "stated_change": StatedChange,
    "copied_sentence": CopiedSentence,
}
