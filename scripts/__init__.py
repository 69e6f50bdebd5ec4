"""Programs that are run by hand, about once a year, and never by a pipeline, a test run or an installation.

Here: what renews data that is committed. Not here: anything that a run needs.
"""
