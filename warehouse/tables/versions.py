"""What a release was made with: the versions of knowledge and code.

Here: `dim_version`. Not here: when and by which run (the manifest of a release).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, Table

VERSION_PARTS = ("catalogue", "reading", "extraction", "facts", "comparison", "rules")

DIM_VERSION = Table(
    name="dim_version",
    meaning="Versions of the knowledge and code that this release was made with; equal versions and inputs give equal "
    "rows.",
    meaning_zh="本次发布所用知识与程序的版本；版本与输入相同则结果相同。",
    key=("part",),
    columns=(
        Column("part", pl.String(), "What the version is of", "部分", False, allowed=VERSION_PARTS),
        Column(
            "version", pl.String(), "First 12 hex digits of the SHA-256 of its files", "版本（文件哈希前12位）", False
        ),
        Column("covers", pl.String(), "Folders whose files it covers", "涵盖的目录", False),
    ),
)
