"""Inputs that nobody thought of: files, texts, YAML and names that are changed at random, and what must hold for each.

Here: `seeds` (what is changed), `edits` (changes as data, for tests), `checks` (what must hold), `targets` (which check
goes with which seeds), `loop` (one target under the guidance of coverage), `__main__` (`make fuzz`).
A new reader or parser is a new entry of `targets.TARGETS`. Not here: tests, which apply the checks to fewer inputs.
"""
