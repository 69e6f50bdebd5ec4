"""The refresh of the regions table, on small lists and a small archive."""

import base64
import hashlib
import io
import json
import tarfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from scripts.refresh_regions import SNAPSHOTS, Division, Snapshot, assemble, fetch, read_lists, write_table
from transforms.catalog.divisions import CATALOG

OLD, NEW = date(2020, 6, 30), date(2021, 10, 31)


def archive(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as package:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            package.addfile(member, io.BytesIO(text.encode()))
    return content.getvalue()


def assembled(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> dict[tuple[str, str], Division]:
    above = [("990000", "云泽省"), ("990100", "澄川市")]
    return {(d.code, d.name): d for d in assemble([(OLD, above + old), (NEW, above + new)])}


def test_both_kinds_of_packages_are_read() -> None:
    tables = {
        "provinces": 'code,name\n99,"云泽省"\n',
        "cities": 'code,name,provinceCode\n9901,"澄川市",99\n',
        "areas": 'code,name,cityCode,provinceCode\n990121,"青岚县",9901,99\n',
        "streets": 'code,name,areaCode\n990121100,"柳溪镇",990121\n',
    }
    rows = read_lists(archive({f"package/dist/{name}.csv": text for name, text in tables.items()}))
    assert rows == [("990000", "云泽省"), ("990100", "澄川市"), ("990121", "青岚县"), ("990121100", "柳溪镇")]
    listed = json.dumps([{"code": "990121", "name": "青岚县"}], ensure_ascii=False)
    assert read_lists(archive({"package/data/data.json": listed})) == [("990121", "青岚县")]


def test_an_archive_with_another_hash_is_refused_by_name(tmp_path: Path) -> None:
    content = archive({"package/data/data.json": "[]"})
    right = base64.b64encode(hashlib.sha512(content).digest()).decode()
    snapshot = Snapshot("lists", "1.0.0", OLD, right)
    (tmp_path / snapshot.archive).write_bytes(content)
    assert fetch(snapshot, tmp_path) == content
    (tmp_path / snapshot.archive).write_bytes(content + b"0")
    with pytest.raises(SystemExit, match=r"lists-1\.0\.0\.tgz: SHA-512"):
        fetch(snapshot, tmp_path)


def test_first_and_last_sight_and_the_successor_of_a_changed_code() -> None:
    found = assembled(
        [("990121", "青岚县"), ("990121100", "柳溪镇"), ("990121200", "松坪乡")],
        [("990103", "青岚区"), ("990103100", "柳溪镇"), ("990103101", "松坪镇")],
    )
    county, town, township = found["990121", "青岚县"], found["990121100", "柳溪镇"], found["990121200", "松坪乡"]
    assert (county.first_seen, county.last_seen, county.successor) == (OLD, OLD, "990103")
    assert (town.successor, township.successor) == ("990103100", "990103101")
    assert found["990103", "青岚区"].successor is None


def test_a_place_with_two_possible_successors_has_none() -> None:
    found = assembled(
        [("990121", "青岚县"), ("990121100", "柳溪镇")],
        [("990121", "青岚县"), ("990122", "石塘县"), ("990121001", "柳溪街道"), ("990122001", "柳溪街道")],
    )
    assert found["990121100", "柳溪镇"].successor is None


def test_what_is_no_division_is_left_out_and_names_are_tidied() -> None:
    found = assembled(
        [("990101", "市辖区"), ("990121", "青岚县"), ("990121001", "东街办事处"), ("990121002", "西街街道办事处"),
         ("990121401", "社区"), ("990121402", "青岚经济开发区管理委员会"), ("990121103", "古渡镇（新区）"), ("990171", "澄川高新区")],
        [("990121", "青岚县")],
    )  # fmt: skip
    levels = {name: division.level for (_, name), division in found.items()}
    assert "市辖区" not in levels
    assert "社区" not in levels
    assert (levels["东街街道"], levels["西街街道"], levels["古渡镇"]) == ("street", "street", "town")
    assert (levels["青岚经济开发区"], levels["澄川高新区"]) == ("zone", "zone")
    assert found["990121001", "东街街道"].parent == "990121"


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    divisions = list(assembled([("990121", "青岚县")], [("990121", "青岚县")]).values())
    write_table(divisions, tmp_path / "a.parquet")
    write_table(divisions, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "a.parquet").filter(code="990121")["pinyin"].to_list() == ["qing lan xian"]


def test_the_committed_table_is_of_the_pinned_lists() -> None:
    table = pl.read_parquet(CATALOG / "regions/regions.parquet")
    closed = {snapshot.closed_on for snapshot in SNAPSHOTS}
    assert set(table["first_seen"]) <= closed
    assert set(table["last_seen"]) <= closed
    assert (CATALOG / "regions/regions.parquet").stat().st_size < 600_000
