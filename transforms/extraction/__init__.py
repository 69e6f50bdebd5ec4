"""Text of a report -> every number in it, with what it measures or why it measures nothing.

Belongs here: numerals, units, clauses, vocabulary, frames, indicator rules, decoys. The knowledge itself stands in
`transforms.catalog`.
Does not belong here: which of several values of an indicator counts (`transforms.facts`), files (only `__main__`
opens any).
"""

from transforms.extraction.extract import MENTION_SCHEMA, extract, prepare_compiled

__all__ = ["MENTION_SCHEMA", "extract", "prepare_compiled"]
