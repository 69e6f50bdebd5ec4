"""Rules as SQL: one row a rule and comparison, with both sides, the verdict and the sentence.

Here: `evaluation_sql`, `rules_by_kinds`, `create_evaluation_view`. One module a family of kinds (`sums`, `parts`,
`quotients`, `ranges`, `stated_rates`, `possible_rates`, `percentages`, `peers`, `year_changes`, `stated_changes`,
`report_patterns`, `copied`), what they share (`operands`, `pairs`, `change_links`, `sql`), the sentences (`quotes`),
what is owed (`owed`) and their assembly (`view`). A new kind of rule is a function that returns a SELECT of the columns
in `sql.COMPARISON_COLUMNS`; columns left out are null.
Not here: Great Expectations, files, frames.
"""

from expectations.evaluation.view import (
    EVALUATED_TABLES,
    EVALUATION_COLUMNS,
    create_evaluation_view,
    evaluation_sql,
    rules_by_kinds,
)

__all__ = ["EVALUATED_TABLES", "EVALUATION_COLUMNS", "create_evaluation_view", "evaluation_sql", "rules_by_kinds"]
