"""Reading rules kept as data: one YAML file a rule set, each pattern with examples it must and must not match.

Format of a file (schema: ``patterns.schema.json``)::

    about: what the rule set decides
    patterns:
      - id: problems_named          # unique in the file
        label: problems             # what a match means
        use: heading                # where it is applied; optional
        pattern: '存在的?问题'       # Python regular expression, applied to simplified text without inner spaces
        match: [存在的问题]          # each must be found
        no_match: [主要举措]         # none may be found

Here: loading and compiling. Not here: what is done with a match (the modules named after the files).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jsonschema
import yaml

RULE_SETS = ("document_types", "lost_numbers", "metadata_labels", "section_roles")


@dataclass(frozen=True)
class Pattern:
    """One rule: `label` is what a match of `regex` means, `use` where it applies."""

    id: str
    label: str
    use: str
    regex: re.Pattern[str]
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@cache
def load_patterns(rule_set: str) -> tuple[Pattern, ...]:
    """Patterns of ``<rule_set>.yaml`` in file order; raises what `compile_patterns` raises."""
    folder = files("transforms.reading")
    return compile_patterns(rule_set, yaml.safe_load((folder / f"{rule_set}.yaml").read_text(encoding="utf-8")))


def compile_patterns(rule_set: str, content: object) -> tuple[Pattern, ...]:
    """Patterns of a rule set's content.

    Raises ValueError that names the rule set and the entry when the content breaks the schema, an id repeats or an
    expression does not compile.
    """
    schema = json.loads((files("transforms.reading") / "patterns.schema.json").read_text(encoding="utf-8"))
    try:
        jsonschema.validate(content, schema)
    except jsonschema.ValidationError as error:
        place = "/".join(str(step) for step in error.absolute_path)
        raise ValueError(f"{rule_set}.yaml at {place}: {error.message}") from error
    assert isinstance(content, dict)
    patterns: dict[str, Pattern] = {}
    for entry in content["patterns"]:
        if entry["id"] in patterns:
            raise ValueError(f"{rule_set}.yaml: id {entry['id']} repeats")
        try:
            regex = re.compile(entry["pattern"])
        except re.error as error:
            raise ValueError(f"{rule_set}.yaml, {entry['id']}: {error}") from error
        patterns[entry["id"]] = Pattern(
            id=entry["id"],
            label=entry["label"],
            use=entry.get("use", ""),
            regex=regex,
            match=tuple(entry["match"]),
            no_match=tuple(entry["no_match"]),
        )
    return tuple(patterns.values())


def joined(patterns: tuple[Pattern, ...], flags: int = 0) -> re.Pattern[str]:
    """One expression that finds what any of `patterns` finds (Python's first-alternative order)."""
    return re.compile("|".join(f"(?:{pattern.regex.pattern})" for pattern in patterns), flags)
