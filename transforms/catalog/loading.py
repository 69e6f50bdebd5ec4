"""Reading knowledge files: YAML by safe loading, checked against the JSON schema of the same name.

Here: `load_knowledge`; `parse_knowledge` for texts that others have read. Belongs here: how files of the catalogue are
found and validated. Not here: what they mean. These files are package data, the only files that transforms read.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

CATALOG = Path(__file__).parent


_FORMATS = jsonschema.FormatChecker(["regex", "date"])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loading that refuses a key written twice: the second would silently win."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> str:
        """A date stays the text that was written: JSON schemas know no dates."""
        return str(node.value)

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


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


class KnowledgeError(ValueError):
    """A catalogue file does not keep to its schema; the message names file, place and reason."""


@cache
def load_knowledge(name: str) -> Any:
    """Content of `catalog/NAME.yaml`, valid by `catalog/schemas/NAME.schema.json`.

    The files of a folder may be alike: then one schema has the folder's name.
    Treat the result as read-only: it is shared. Raises KnowledgeError with every fault.
    """
    path = CATALOG / f"{name}.yaml"
    own = CATALOG / "schemas" / f"{name}.schema.json"
    return parse_knowledge(path.read_text(encoding="utf-8"), path.name, name if own.exists() else name.split("/")[0])


def parse_knowledge(text: str, file: str, schema: str) -> Any:
    """Content of the YAML `text`, valid by `catalog/schemas/SCHEMA.schema.json`; `file` names it in errors.

    Raises KnowledgeError with every fault.
    """
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{file}: {' '.join(str(error).split())}") from error
    rules = json.loads((CATALOG / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    faults = sorted(
        jsonschema.Draft202012Validator(rules, format_checker=_FORMATS).iter_errors(content),
        key=lambda fault: list(map(str, fault.path)),
    )
    if faults:
        lines = [f"{'/'.join(map(str, fault.path)) or 'file'}: {fault.message}" for fault in faults[:20]]
        raise KnowledgeError(f"{file} breaks its schema: " + "; ".join(lines))
    return content
