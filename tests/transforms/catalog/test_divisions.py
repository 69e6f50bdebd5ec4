"""The table of divisions: what it holds, and what users may add."""

from datetime import date

import polars as pl
import pytest

from transforms.catalog.divisions import COLUMNS, SCHEMA, list_divisions, load_reference, read_additions

HEAD = ",".join(COLUMNS)


def test_the_reference_keeps_its_form() -> None:
    reference = load_reference()
    assert reference.schema == SCHEMA
    assert reference.select("code", "name").is_unique().all()
    assert set(reference["parent"].drop_nulls()) <= set(reference["code"])
    assert reference.filter(pl.col("parent").is_null() & (pl.col("level") != "province")).is_empty()
    assert reference.filter(pl.col("valid_to") < pl.col("valid_from")).is_empty()
    assert set(reference["successor"].drop_nulls()) <= set(reference["code"])
    assert not set(reference["name"]) & {"市辖区", "县", "省直辖县级行政区划"}


def test_the_reference_is_whole() -> None:
    current = load_reference().filter(pl.col("valid_to").is_null() & (pl.col("origin") != "zone"))
    counts = dict(current.group_by("level").len().iter_rows())
    assert counts["province"] == 31
    # 333 prefectures and the like (2024); 2,846 counties, less those that are below a prefecture of the same name.
    assert 325 <= counts["prefecture"] <= 340
    assert 2800 <= counts["county"] <= 2900
    assert 38_000 <= counts["town"] + counts["street"] <= 42_000
    assert current.filter((pl.col("name") == "城关镇") & (pl.col("level") == "town")).height == 88


def test_history_is_kept() -> None:
    known = load_reference().filter(pl.col("name").is_in(["肥乡县", "肥乡区"]) & (pl.col("level") == "county"))
    rows = {name: (code, valid_to, later) for code, name, valid_to, later in
            known.select("code", "name", "valid_to", "successor").iter_rows()}  # fmt: skip
    assert rows["肥乡县"] == ("130428", date(2016, 7, 31), "130407")
    assert rows["肥乡区"][:2] == ("130407", None)


def test_additions_are_read_with_dates_aliases_and_hosts() -> None:
    frame = read_additions(
        f"\ufeff{HEAD}\n990000,云泽省,province,,2020-01-02,,云泽 泽省,WWW.yz.example,源\n", "regions.csv"
    )
    assert frame.row(0, named=True) == {
        "code": "990000", "name": "云泽省", "level": "province", "parent": None, "valid_from": date(2020, 1, 2),
        "valid_to": None, "aliases": ["云泽", "泽省"], "hosts": ["www.yz.example"], "source": "源",
    }  # fmt: skip
    joined = list_divisions(frame)
    assert joined.height == load_reference().height + 1
    assert joined.filter(pl.col("code") == "990000")["origin"].to_list() == ["addition"]


def test_an_addition_replaces_the_row_of_its_code_and_name() -> None:
    frame = read_additions(f"{HEAD}\n511922,南江县,county,511900,,2024-05-01,,nj.example,源\n", "regions.csv")
    row = list_divisions(frame).filter(pl.col("code") == "511922").row(0, named=True)
    assert (row["valid_to"], row["hosts"], row["pinyin"]) == (date(2024, 5, 1), ["nj.example"], "nan jiang xian")
    assert list_divisions(frame).height == load_reference().height


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("code,name\n1,甲\n", "missing columns"),
        (f"{HEAD}\n,甲镇,town,990121,,,,,源\n", "line 2: code is empty"),
        (f"{HEAD}\n1,甲镇,town,,,,,,源\n", "line 2: parent is empty"),
        (f"{HEAD}\n1,甲镇,镇,990121,,,,,源\n", "level '镇' is none of"),
        (f"{HEAD}\n1,甲镇,department,990121,,,,,源\n", "level 'department' is none of"),
        (f"{HEAD}\n1,甲镇,town,990121,2020年,,,,源\n", "valid_from '2020年' is no date"),
        (f"{HEAD}\n1,甲镇,town,990121,,,,,\n", "source is empty"),
        (f"{HEAD}\n1,甲镇,town,9,,,,,源\n1,甲镇,town,9,,,,,源\n", "line 3: 1 甲镇 is given twice"),
    ],
)
def test_faults_of_additions_are_named_with_their_line(content: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"regions.csv: .*{fault}"):
        read_additions(content, "regions.csv")


def test_an_addition_below_nothing_is_refused_by_name() -> None:
    frame = read_additions(f"{HEAD}\n990121,青岚县,county,990100,,,,,源\n", "regions.csv")
    with pytest.raises(ValueError, match="990121 青岚县: parent 990100 is in no list"):
        list_divisions(frame)
