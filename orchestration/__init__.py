"""Dagster: connects what the other packages compute, keep and judge into assets, checks, one job and its automation.

Belongs here: definitions, assets, checks, partitions, resources, schedule, sensors, run metadata, the command line,
everything that
touches the reports folder. Does not belong here: a formula, a rule, a table. This is the only package that imports
dagster.
"""
