"""Knowledge as data: indicators, vocabulary, units, rules, decoys, signals, chart texts, each with its JSON schema.

Belongs here: what experts know, in YAML, and reading it (`loading`, `indicators`). Does not belong here: what applies
it.
"""
