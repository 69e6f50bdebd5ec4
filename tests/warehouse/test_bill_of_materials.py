"""The bill of materials names what is installed and needed, and nothing else."""

from __future__ import annotations

import json
from importlib.metadata import version

from warehouse.bill_of_materials import bill_of_materials


def test_what_is_needed_is_listed_with_its_version_and_what_it_needs() -> None:
    bill = json.loads(bill_of_materials())
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "fazhi-warehouse")
    components = {component["name"].lower(): component for component in bill["components"]}
    for name in ("dagster", "duckdb", "great-expectations", "polars", "altair", "pyarrow"):
        found = (
            components[name.replace("great-expectations", "great_expectations")]
            if name not in components
            else components[name]
        )
        assert found["version"] == version(name)
        assert found["purl"] == f"pkg:pypi/{name}@{version(name)}"
    # What only develops and tests is not shipped.
    assert not {"pytest", "ruff", "hypothesis"} & set(components)
    edges = {edge["ref"]: edge["dependsOn"] for edge in bill["dependencies"]}
    listed = {component["purl"] for component in bill["components"]}
    assert {one for refs in edges.values() for one in refs} <= listed
    root = edges[bill["metadata"]["component"]["purl"]]
    assert f"pkg:pypi/dagster@{version('dagster')}" in root


def test_the_same_installation_gives_the_same_bytes() -> None:
    assert bill_of_materials() == bill_of_materials()
    assert not {"serialNumber", "timestamp"} & set(json.loads(bill_of_materials()))
