"""The YAML files of the generator, each read once and checked against its JSON schema.

Here: `read_knowledge`, `read_wordings`. Belongs here: nothing else that opens files. Not here: what the files mean.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

HERE = Path(__file__).parent


@cache
def read_knowledge(name: str) -> dict[str, Any]:
    """NAME.yaml, checked against schemas/NAME.schema.json."""
    return _read(HERE / f"{name}.yaml", name)


@cache
def read_wordings() -> tuple[dict[str, Any], ...]:
    """Every file of wording/, in the order of their names, checked against schemas/wording.schema.json."""
    return tuple(_read(path, "wording") for path in sorted((HERE / "wording").glob("*.yaml")))


def _read(path: Path, schema: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    rules = json.loads((HERE / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(content, rules)
    return content
