"""Reading knowledge files: YAML by safe loading, checked against the JSON schema of the same name.

Here: `load_knowledge`. Belongs here: how files of the catalogue are found and validated. Not here: what they mean.
These files are package data, the only files that transforms read.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

CATALOG = Path(__file__).parent


_FORMATS = jsonschema.FormatChecker(["regex"])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loading that refuses a key written twice: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


class KnowledgeError(ValueError):
    """A catalogue file does not keep to its schema; the message names file, place and reason."""


@cache
def load_knowledge(name: str) -> Any:
    """Content of `catalog/NAME.yaml`, valid by `catalog/schemas/NAME.schema.json`.

    The files of a folder may be alike: then one schema has the folder's name.
    Treat the result as read-only: it is shared. Raises KnowledgeError with every fault.
    """
    path = CATALOG / f"{name}.yaml"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path.name}: {' '.join(str(error).split())}") from error
    own, shared = (CATALOG / "schemas" / f"{one}.schema.json" for one in (name, name.split("/")[0]))
    rules = json.loads((own if own.exists() else shared).read_text(encoding="utf-8"))
    faults = sorted(
        jsonschema.Draft202012Validator(rules, format_checker=_FORMATS).iter_errors(content),
        key=lambda fault: list(map(str, fault.path)),
    )
    if faults:
        lines = [f"{'/'.join(map(str, fault.path)) or 'file'}: {fault.message}" for fault in faults[:20]]
        raise KnowledgeError(f"{path.name} breaks its schema: " + "; ".join(lines))
    return content
