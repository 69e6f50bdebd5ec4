"""Whether all reports are there, once each: two texts of one unit and year, and what was expected against what came.

Here: `settle_duplicates` (with `list_rivals`, which says whose texts it needs) and `compare_expected`.
Belongs here: what can only be said about a report by looking at others or at a list.
Does not belong here: what a report says of itself (`transforms.reading`).
"""

from transforms.completeness.duplicates import list_rivals, settle_duplicates
from transforms.completeness.expected import compare_expected

__all__ = ["compare_expected", "list_rivals", "settle_duplicates"]
