"""Parquet, database, dictionary and data package say the same of every table, which is what the specification says."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import polars as pl
import pytest
from warehouse_frames import make_lake

from warehouse.data_package import describe_package, write_data_package
from warehouse.ddl import describe_column
from warehouse.dictionary import dictionary_page, dictionary_text
from warehouse.named_queries import load_queries
from warehouse.release import Release, publish
from warehouse.tables import TABLES, Table
from warehouse.tables.history import HISTORY_TABLES
from warehouse.views import MACROS, VIEWS


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("released")
    return publish(folder / "out", make_lake(folder / "lake", 7), {}, {}, keep=2)


@pytest.fixture(scope="module")
def connection(release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(release.path / "warehouse.duckdb"), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def package(release: Release) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((release.path / "datapackage.json").read_text("utf-8"))
    return {resource["name"]: resource for resource in content["resources"]}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_form_has_the_columns_of_the_specification(
    table: Table, release: Release, connection: duckdb.DuckDBPyConnection, package: dict[str, Any]
) -> None:
    names = [column.name for column in table.columns]
    for file in (release.path / "parquet" / table.name).glob("*.parquet"):
        assert pl.read_parquet_schema(file) == table.schema
    sheet = (release.path / "csv" / f"{table.name}.csv").read_text("utf-8-sig").splitlines()[0]
    assert sheet.split(",") == names
    in_database = connection.execute(
        "SELECT column_name, comment, is_nullable FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [table.name],
    ).fetchall()
    assert in_database == [(column.name, describe_column(column), column.nullable) for column in table.columns]
    fields = package[table.name]["schema"]["fields"]
    assert [(field["name"], field["description"]) for field in fields] == [row[:2] for row in in_database]
    assert [field.get("constraints", {}).get("required", False) for field in fields] == [
        not column.nullable for column in table.columns
    ]
    assert [tuple(field.get("constraints", {}).get("enum", ())) for field in fields] == [
        column.allowed for column in table.columns
    ]
    assert package[table.name]["schema"]["primaryKey"] == list(table.key)
    assert {key["reference"]["resource"] for key in package[table.name]["schema"].get("foreignKeys", [])} == {
        key.target for key in table.foreign_keys
    }
    assert columns_in_page()[table.name] == columns_in_text()[table.name] == names


def columns_in_page() -> dict[str, list[str]]:
    sections = re.findall(r'<section id="([^"]+)".*?</section>', dictionary_page(), re.DOTALL)
    found = {}
    for name, body in zip(sections, re.findall(r"<section.*?</section>", dictionary_page(), re.DOTALL), strict=True):
        found[name] = [unescape(cell) for cell in re.findall(r"<tr><td>(.*?)</td>", body)]
    return found


def columns_in_text() -> dict[str, list[str]]:
    found = {}
    for part in dictionary_text().split("\n## ")[1:]:
        rows = re.findall(r"^\| ([^|]*?) \|", part, re.MULTILINE)
        found[part.split("\n")[0]] = rows[1:]
    return found


def test_the_dictionary_has_everything_that_can_be_asked() -> None:
    names = {
        *TABLES,
        *HISTORY_TABLES,
        *(view.name for view in VIEWS),
        *(macro.name for macro in MACROS),
        *load_queries(),
    }
    assert set(columns_in_page()) == set(columns_in_text()) == names
    assert {name for name in names if f'href="#{name}"' in dictionary_page()} == names


def test_the_page_needs_nothing_from_outside() -> None:
    assert not re.findall(r"(?:src|href)=\"(?!#)|url\(|@import|https?://", dictionary_page())


def test_the_release_has_both_dictionaries(release: Release) -> None:
    assert (release.path / "dictionary" / "index.html").read_text("utf-8") == dictionary_page()
    assert (release.path / "dictionary" / "dictionary.md").read_text("utf-8") == dictionary_text()
    assert {"dictionary/index.html", "datapackage.json"} <= set(release.manifest["files"])


def test_warnings_reach_the_reader(connection: duckdb.DuckDBPyConnection) -> None:
    [(comment,)] = connection.execute(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'fact_litigation' AND column_name = 'loss_rate_percent'"
    ).fetchall()
    warning = next(column for column in TABLES["fact_litigation"].columns if column.name == "loss_rate_percent").warning
    assert warning
    assert warning in comment
    assert warning in dictionary_text()
    assert warning in unescape(dictionary_page())


def validate(folder: Path) -> frictionless.Report:
    return frictionless.validate(str(folder / "datapackage.json"))


def errors_of(report: frictionless.Report) -> list[str]:
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def test_the_data_package_of_the_samples_validates(samples_release: Path) -> None:
    report = validate(samples_release / "current")
    assert errors_of(report) == []
    assert report.valid
    assert report.stats["tasks"] == len(TABLES)


def test_the_data_package_is_really_validated(release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.path / "csv", tmp_path / "csv")
    facts = pl.read_csv(tmp_path / "csv" / "fact_indicator.csv", infer_schema=False)
    facts = facts.with_columns(report_id=pl.lit("nobody"), value=pl.lit("many"))
    facts.write_csv(tmp_path / "csv" / "fact_indicator.csv", include_bom=True)
    write_data_package(tmp_path)
    found = "\n".join(errors_of(validate(tmp_path)))
    assert 'type is "number' in found
    assert "foreign" in found.lower() or "Foreign" in found


def test_a_table_in_parts_is_one_resource(tmp_path: Path) -> None:
    for name in ("2021", "2022"):
        (tmp_path / "csv" / "fact_mention").mkdir(parents=True, exist_ok=True)
        (tmp_path / "csv" / "fact_mention" / f"{name}.csv").write_text("x")
    [resource] = describe_package(tmp_path)["resources"]
    assert resource["path"] == ["csv/fact_mention/2021.csv", "csv/fact_mention/2022.csv"]
    assert "foreignKeys" not in resource["schema"]
