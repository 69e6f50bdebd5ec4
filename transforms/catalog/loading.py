"""Reading knowledge files: YAML by safe loading, checked against the JSON schema of the same name.

Here: `load_knowledge`; `parse_knowledge` and `parse_yaml` for texts that others have read. Belongs here: how files of
the catalogue are found and validated, and in which line a fault stands. Not here: what they mean. These files are
package data, the only files that transforms read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

CATALOG = Path(__file__).parent
# Nobody nests as deep. The parser, which calls itself for every level, would end the process and not raise anything.
MAX_DEPTH = 200

_FORMATS = jsonschema.FormatChecker(["regex", "date"])


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loading that refuses a key written twice: the second would silently win."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> str:
        """A date stays the text that was written: JSON schemas know no dates."""
        return str(node.value)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise yaml.constructor.ConstructorError(None, None, "expected a mapping here", node.start_mark)
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                # null, no and 2024 are none: schemas tell keys by patterns of words.
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {str(key)[:60]!r} is no word: put it in quotes", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node; what is not of the kind that its tag names is a fault of its line."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            reason = f"{str(node.value)[:60]!r} is not what {node.tag} names"
            raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark) from error


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
    content = parse_yaml(text, file)
    rules = json.loads((CATALOG / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    faults = sorted(
        jsonschema.Draft202012Validator(rules, format_checker=_FORMATS).iter_errors(content),
        key=lambda fault: list(map(str, fault.path)),
    )
    if faults:
        root = yaml.compose(text, Loader=_Loader)
        lines = [
            f"line {_line_of(root, fault.path)}: {'/'.join(map(str, fault.path)) or 'file'}: {_shorten(fault.message)}"
            for fault in faults[:20]
        ]
        raise KnowledgeError(f"{file} breaks its schema: " + "; ".join(lines))
    return content


def parse_yaml(text: str, file: str) -> Any:
    """Content of the YAML `text`, by safe loading. Raises KnowledgeError that names `file` and the line."""
    try:
        _check_depth(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        # Where it is counts bytes; the character tells the line.
        character = error.character if isinstance(error.character, str) else chr(error.character)
        line = text.count("\n", 0, text.find(character)) + 1
        raise KnowledgeError(f"{file}: line {line}: {error.reason} ({character!a})") from error
    except yaml.YAMLError as error:
        words = " ".join(str(error).split()).replace('in "<unicode string>", ', "at ")
        raise KnowledgeError(f"{file}: {words}") from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise KnowledgeError(f"{file}: line {line}: holds half a character") from error
    except RecursionError:
        raise KnowledgeError(f"{file}: line 1: is nested too deep, or holds itself") from None


def _check_depth(text: str) -> None:
    """Raises YAMLError at the first place that is nested too deep; linear, and no call for each level."""
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH and max(map(len, text.splitlines()), default=0) <= MAX_DEPTH:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                words = f"is nested too deep at line {mark.line + 1}" if mark else "is nested too deep"
                raise yaml.YAMLError(words)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line_of(node: yaml.Node | None, path: Sequence[str | int]) -> int:
    """The line of the entry at `path`, or of what is nearest above it."""
    line = 1
    for step in [*path, None]:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), None)
        else:
            break
    return line


def _shorten(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:300]} …"
