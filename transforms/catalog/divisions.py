"""China's divisions down to towns with their history: the reference table, corrections, zones and what users add.

Files in ``catalog/regions``: ``regions.parquet`` (facts, made by ``scripts/refresh_regions.py``; NOTICE.md names their
source), ``overrides.csv`` (corrections and changes since, each with its source), ``zones.yaml`` (functional zones that
no list has), ``aliases.yaml`` (names in use that no list has). Users add places in a CSV of the format of
``overrides.csv``::

    code,name,level,parent,valid_from,valid_to,aliases,hosts,source
    990121,青岚县,county,990100,,,,www.qinglan.example,invented for the samples

`aliases` and `hosts` are separated by blanks; dates are ISO and empty where open; a row with code and name of an
earlier one replaces it.
Belongs here: reading and putting together. Does not belong here: finding a place by its name (`reading.region`).
"""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache

import polars as pl

from transforms.catalog.loading import CATALOG, load_knowledge
from warehouse.tables.reports import LEVELS

COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "aliases", "hosts", "source")
SCHEMA = pl.Schema(
    {
        "code": pl.String(),
        "name": pl.String(),
        "level": pl.String(),
        "parent": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "aliases": pl.List(pl.String()),
        "hosts": pl.List(pl.String()),
        "source": pl.String(),
        "origin": pl.String(),
        "successor": pl.String(),
        "pinyin": pl.String(),
    }
)
ADDITIONS_SCHEMA = pl.Schema({name: SCHEMA[name] for name in COLUMNS})
_LEVELS = tuple(level for level in LEVELS if level != "department")


@cache
def load_reference() -> pl.DataFrame:
    """The divisions that the project ships, one row a code and name (SCHEMA), ordered by code and valid_from.

    `valid_from` and `valid_to` are the days of the first and the last list that has the name; `valid_to` is null while
    the newest list of its kind has it. `origin` is reference, override or zone; `successor` the code of the same place
    later on; `pinyin` the name in Latin letters, syllables apart, for counties and above.
    """
    facts = pl.read_parquet(CATALOG / "regions/regions.parquet")
    is_town = pl.col("code").str.len_chars() == 9
    newest = pl.col("last_seen").max().over("kind", is_town)
    aliases = {entry["code"]: entry["names"] for entry in load_knowledge("regions/aliases")}
    reference = facts.with_columns(
        valid_from=pl.col("first_seen"),
        valid_to=pl.when(pl.col("last_seen") < newest).then("last_seen"),
        hosts=pl.lit([], pl.List(pl.String)),
        aliases=pl.col("code").replace_strict(aliases, default=[], return_dtype=pl.List(pl.String)),
        source=pl.lit(None, pl.String),
        origin=pl.lit("reference"),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    overrides = read_additions((CATALOG / "regions/overrides.csv").read_text(encoding="utf-8"), "overrides.csv")
    return _join(_join(reference, overrides, "override"), _read_zones(), "zone")


def list_divisions(additions: pl.DataFrame | None = None) -> pl.DataFrame:
    """The reference with `additions` (ADDITIONS_SCHEMA).

    Raises ValueError that names additions whose parent is unknown.
    """
    reference = load_reference()
    if additions is None or additions.is_empty():
        return reference
    joined = _join(reference, additions, "addition")
    known = set(joined["code"])
    orphans = [
        f"{code} {name}: parent {parent} is in no list"
        for code, name, parent in additions.select("code", "name", "parent").iter_rows()
        if parent is not None and parent not in known
    ]
    if orphans:
        raise ValueError("; ".join(orphans))
    return joined


def read_additions(content: str, file: str) -> pl.DataFrame:
    """Places from a CSV in the format above (ADDITIONS_SCHEMA).

    Raises ValueError that names `file` with every fault and its line: missing columns, empty code, name or source, an
    unknown level, a place below a province without parent, a date that is none, a code and name given twice.
    """
    reader = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
    try:
        return _read_rows(reader, file)
    except csv.Error as error:
        raise ValueError(f"{file}: line {reader.line_num}: {error}") from None


def _read_rows(reader: csv.DictReader[str], file: str) -> pl.DataFrame:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{file}: missing columns {missing}; it needs {','.join(COLUMNS)}")
    rows: list[dict[str, object]] = []
    faults: list[str] = []
    seen: set[tuple[str, str]] = set()
    for line, written in enumerate(reader, start=2):
        cells = {name: (written[name] or "").strip() for name in COLUMNS}
        faults += [f"line {line}: {fault}" for fault in _find_faults(cells)]
        if (cells["code"], cells["name"]) in seen:
            faults.append(f"line {line}: {cells['code']} {cells['name']} is given twice")
        seen.add((cells["code"], cells["name"]))
        rows.append(
            {
                **{name: cells[name] or None for name in ("code", "name", "level", "parent", "source")},
                "valid_from": _read_date(cells["valid_from"]),
                "valid_to": _read_date(cells["valid_to"]),
                "aliases": cells["aliases"].split(),
                "hosts": [host.lower() for host in cells["hosts"].split()],
            }
        )
    if faults:
        raise ValueError(f"{file}: " + "; ".join(faults))
    return pl.DataFrame(rows, schema=ADDITIONS_SCHEMA, orient="row")


def _find_faults(cells: dict[str, str]) -> list[str]:
    faults = [f"{name} is empty" for name in ("code", "name", "source") if not cells[name]]
    if cells["level"] not in _LEVELS:
        faults.append(f"level {cells['level']!r} is none of {list(_LEVELS)}")
    elif cells["level"] != "province" and not cells["parent"]:
        faults.append("parent is empty")
    for name in ("valid_from", "valid_to"):
        if cells[name] and _read_date(cells[name]) is None:
            faults.append(f"{name} {cells[name]!r} is no date like 2023-06-30")
    return faults


def _read_date(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _read_zones() -> pl.DataFrame:
    rows = [
        {
            "code": zone["code"],
            "name": zone["name"],
            "level": "zone",
            "parent": zone["host"],
            "valid_from": None,
            "valid_to": None,
            "aliases": zone.get("aliases", []),
            "hosts": [],
            "source": None,
        }
        for zone in load_knowledge("regions/zones")
    ]
    return pl.DataFrame(rows, schema=ADDITIONS_SCHEMA, orient="row")


def _join(before: pl.DataFrame, added: pl.DataFrame, origin: str) -> pl.DataFrame:
    """`before` with the rows of `added`; a row with the same code and name keeps its successor and letters."""
    kept = before.select("code", "name", "successor", "pinyin")
    rows = added.join(kept, on=["code", "name"], how="left").with_columns(origin=pl.lit(origin)).select(SCHEMA.names())
    rest = before.join(added.select("code", "name"), on=["code", "name"], how="anti")
    return pl.concat([rest, rows.cast(SCHEMA)]).sort("code", "valid_from", "name", nulls_last=False)
