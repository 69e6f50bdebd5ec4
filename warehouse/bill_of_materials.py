"""Which software made a release: a CycloneDX bill of materials of our package and all that it needs.

Here: `bill_of_materials`. It holds neither a clock value nor a serial number: the same installation gives the same
bytes. Not here: which of it is known to be unsafe (`make audit`).
Source of the format: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from packaging.requirements import Requirement

BILL = "bill_of_materials.json"
_PACKAGE = "fazhi-warehouse"


def bill_of_materials() -> str:
    """JSON text. Packages that an operating system or Python version does not need are not listed."""
    needed: dict[str, Distribution] = {}
    edges: dict[str, list[str]] = {}
    waiting = [_PACKAGE]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:
            # Of an extra that is not installed.
            continue
        needed[name] = found
        edges[name] = sorted({_normal(one.name) for one in _requirements(found)})
        waiting += edges[name]
    components = {name: _describe(name, found) for name, found in sorted(needed.items())}
    references = {name: component["purl"] for name, component in components.items()}
    root = components.pop(_PACKAGE, None)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**root, "type": "application"}} if root else {},
        "components": list(components.values()),
        "dependencies": [
            {"ref": reference, "dependsOn": [references[one] for one in edges[name] if one in references]}
            for name, reference in references.items()
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _requirements(found: Distribution) -> list[Requirement]:
    wanted = [Requirement(words) for words in found.requires or ()]
    return [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]


def _describe(name: str, found: Distribution) -> dict[str, Any]:
    metadata = found.metadata  # read anew at every look
    version = metadata["Version"]
    reference = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": metadata["Name"],
        "version": version,
        "purl": reference,
    }
    said = metadata.get_all("License-Expression")
    named = [
        words.rpartition(" :: ")[2]
        for words in metadata.get_all("Classifier") or ()
        if words.startswith("License :: OSI Approved")
    ]
    if said:
        component["licenses"] = [{"expression": said[0]}]
    elif named:
        component["licenses"] = [{"license": {"name": words}} for words in named]
    return component


def _normal(name: str) -> str:
    """PEP 503: the one way to write a name."""
    return re.sub(r"[-_.]+", "-", name).lower()
