"""The YAML files beside this module, read and checked against their JSON schemas.

Here: `read_knowledge`. Files are in `expectations/rules/`, each `NAME.yaml` with its `NAME.schema.json`.
Not here: what the entries mean (`rulebook`, `wording`).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import yaml


class KnowledgeRefused(ValueError):
    """A knowledge file breaks its schema: the message names the file, the entry and the reason."""


@cache
def read_knowledge(name: str) -> dict[str, Any]:
    """The content of `expectations/rules/{name}.yaml`. Raises KnowledgeRefused with every fault of the file."""
    folder = files("expectations") / "rules"
    try:
        content = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, TypeError, LookupError) as error:
        raise KnowledgeRefused(f"{name}.yaml: {' '.join(str(error).split())}") from error
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    check_knowledge(f"{name}.yaml", content, schema)
    return dict(content)


def check_knowledge(file: str, content: Any, schema: dict[str, Any]) -> None:
    """Raise KnowledgeRefused that lists every place of `content` that breaks `schema`."""
    validator = jsonschema.Draft202012Validator(schema)
    faults = [
        f"{file}: {'/'.join(map(str, error.absolute_path)) or 'the file'}: {error.message}"
        for error in sorted(validator.iter_errors(content), key=lambda error: list(map(str, error.absolute_path)))
    ]
    if faults:
        raise KnowledgeRefused("\n".join(faults))
