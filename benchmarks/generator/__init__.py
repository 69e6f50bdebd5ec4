"""Realistic reports about invented places, any number of them, with what is true of each.

Here: `generate_reports`, `generate_report`, `GeneratedReport`. Not here: scoring (`benchmarks.accuracy`).
docs/generator.md says how to use it.
"""

from benchmarks.generator.reports import DENSITIES, GeneratedReport, generate_report, generate_reports

__all__ = ["DENSITIES", "GeneratedReport", "generate_report", "generate_reports"]
