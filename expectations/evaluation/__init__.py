"""Rules as SQL: one row a rule and comparison, with both sides, the verdict and the sentence.

Here: `evaluation_sql`, `create_evaluation_view`. One module a kind of rule (`at_most`, `parts`, `stated_rates`,
`percentages`), what they share (`operands`, `sql`), the sentences (`quotes`) and their assembly (`view`).
A new kind of rule is a new module with one function that returns a SELECT of the columns in `sql.COMPARISON_COLUMNS`.
Not here: Great Expectations, files, frames.
"""

from expectations.evaluation.view import EVALUATION_COLUMNS, create_evaluation_view, evaluation_sql

__all__ = ["EVALUATION_COLUMNS", "create_evaluation_view", "evaluation_sql"]
