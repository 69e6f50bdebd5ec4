"""Who is compared with whom: units of a level, of a level in a province, of a size among these, and groups of users.

Here: `assign_groups`. Not here: how large units are (`normalising`), what is computed of a group (`regions`).
"""

from __future__ import annotations

import polars as pl

from transforms.catalog.peers import Peers
from warehouse.tables import PEER_CHOICE


def assign_groups(units: pl.DataFrame, sizes: pl.DataFrame, choices: pl.DataFrame | None, peers: Peers) -> pl.DataFrame:
    """The groups of each unit: report_id, report_year, peer_kind, peer_group (town; town/云泽省; …).

    in: `list_units`, `find_sizes`, peer_choice. A unit without a level is in no group; without a province or size, in
    the wider groups only.
    """
    levelled = units.filter(pl.col("level").is_not_null())
    placed = levelled.join(_classify(units, sizes, peers), on="report_id", how="left")
    groups = [
        _name(placed, "level", pl.col("level")),
        _name(placed.filter(pl.col("province").is_not_null()), "level_province", _joined("level", "province")),
        _name(
            placed.filter(pl.col("province").is_not_null() & pl.col("size_class").is_not_null()),
            "level_province_size",
            _joined("level", "province", "size_class"),
        ),
        _choose(levelled, choices),
    ]
    return pl.concat(groups).unique().sort("report_year", "peer_kind", "peer_group", "report_id")


def _classify(units: pl.DataFrame, sizes: pl.DataFrame, peers: Peers) -> pl.DataFrame:
    """report_id, size_class."""
    measured = sizes.join(units.select("report_id", "level"), on="report_id", how="inner")
    rows = [
        (report_id, peers.size_classes[level].name(size))
        for report_id, level, measure, size in measured.select("report_id", "level", "measure", "size").iter_rows()
        if level in peers.size_classes and peers.size_classes[level].measure == measure
    ]
    return pl.DataFrame(rows, schema={"report_id": pl.String, "size_class": pl.String}, orient="row")


def _choose(units: pl.DataFrame, choices: pl.DataFrame | None) -> pl.DataFrame:
    """Members by the code of their place, which is never that of a department, or by name."""
    chosen = PEER_CHOICE.empty() if choices is None else choices
    by_code = units.filter(pl.col("level") != "department").join(
        chosen.drop_nulls("region_code").select("region_code", "peer_group"), on="region_code", how="inner"
    )
    named = chosen.filter(pl.col("region_code").is_null()).select("peer_group", "member")
    found = [
        frame.select("report_id", "report_year", "peer_group")
        for frame in (
            by_code,
            units.join(named, left_on="reporting_unit", right_on="member", how="inner"),
            units.join(named, left_on="issuer", right_on="member", how="inner"),
        )
    ]
    return _name(pl.concat(found).unique(), "own_choice", pl.col("peer_group"))


def _name(frame: pl.DataFrame, kind: str, group: pl.Expr) -> pl.DataFrame:
    return frame.select("report_id", "report_year", pl.lit(kind).alias("peer_kind"), group.alias("peer_group"))


def _joined(*columns: str) -> pl.Expr:
    return pl.concat_str(columns, separator="/")
