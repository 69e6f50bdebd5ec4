"""Programs that are run by hand and never by a pipeline or an installation.

Here: what renews data that is committed, about once a year; what builds the gallery. Not here: anything a run needs.
"""
