"""Pure functions on values and Polars frames: documents, reading, extraction, facts, benchmarks, charts.

Belongs here: everything that computes. Does not belong here: files (package data aside), clocks, dagster,
great_expectations.
"""
