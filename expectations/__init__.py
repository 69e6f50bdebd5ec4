"""Judges what reports claim and what we make of it: rules as data, SQL that compares, Great Expectations that verifies.

Here: `load_rules`, `rule_frame` (the rules), `judge` (findings about the sources, never blocking) and
`judge_invariants` (faults of our own, blocking). Knowledge is in `expectations/rules/*.yaml`.
A new rule goes into `rules/consistency.yaml`, a new invariant into `expectations.invariants`.
Not here: when checks run and what a failure stops (orchestration), where results are kept (warehouse).
Importing this package does not import Great Expectations, which costs seconds; the two judging functions do.
"""

from expectations.invariants import InvariantResult, judge_invariants
from expectations.judgement import Judgement, judge
from expectations.rulebook import Rule, load_rules, rule_frame

__all__ = ["InvariantResult", "Judgement", "Rule", "judge", "judge_invariants", "load_rules", "rule_frame"]
