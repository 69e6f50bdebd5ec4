"""Doubt and people: decisions about reports and numbers, what they change, and what is still to be decided.

Here: reading decisions (`parse_decisions`), checking that they still match (`check_decisions`, with `named_reports`,
which says whose texts it needs), applying them (`decide_reports`, `correct_mentions`).
Belongs here: everything that a person's decision touches. Does not belong here: finding the doubt itself (reading,
completeness, facts) and reading the files (orchestration).
Everything is a pure function: the same decisions on the same reports give the same result.
"""

from transforms.decisions.files import DecisionError, parse_decisions
from transforms.decisions.guards import check_decisions, named_reports
from transforms.decisions.numbers import correct_mentions
from transforms.decisions.reports import decide_reports, list_retyped

__all__ = [
    "DecisionError",
    "check_decisions",
    "correct_mentions",
    "decide_reports",
    "list_retyped",
    "named_reports",
    "parse_decisions",
]
