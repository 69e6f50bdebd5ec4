"""The search of the site: its page, names of places and indicators, and sentences in files by province and year.

Here: `draw_search`, `draw_shards`, `list_shards`. A browser that opens a file may not fetch others, but may load
scripts: each shard is a script that hands its sentences over, deflated, since text is the bulk of the site. Which
shards cannot hold a word is told by marks of the runs of two to four characters that stand in each (a filter with one
hash, as of Bloom 1970): a word that few shards have is found without reading the others.
Not here: the search itself (`assets/search.js`).
"""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.charts.texts import Text
from transforms.site.addresses import indicator_address, report_address, unit_address
from transforms.site.holdings import Holdings
from transforms.site.overview_page import name_provinces
from transforms.site.rendering import Page, as_script, draw_page
from transforms.site.texts import load_site_texts, word

# Bits for each different run of a shard: about one in eight is set, so a word of six characters of which a shard has
# all pairs and triples (10739人: any three digits stand somewhere) but none of its fours passes once in 500 times.
_MARKS_EACH = 8
# The same numbers stand in assets/search.js.
_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)
_RUNS = (2, 3, 4)
_NEWLINE = ord("\n")
# Half a megabyte of script, which a browser unpacks and searches in an eighth of a second.
_REPORTS_A_SHARD = 100


@dataclass(frozen=True)
class Shard:
    """What the page knows of a file of sentences before it loads it; `marks`: bits in base64, as `mark_words` sets."""

    province: str
    year: int | None
    number: int
    report_count: int
    marks: str

    @property
    def name(self) -> str:
        """`11-2023`, `11-2023-2`, …; reports without a year are `11-0`."""
        return f"{self.province}-{self.year or 0}{f'-{self.number}' if self.number > 1 else ''}"


def draw_shards(holdings: Holdings, sentences: pl.DataFrame, shards: list[Shard]) -> Iterator[Page]:
    """The files of the sentences given (dim_sentence, whole years), by province; what they are is added to `shards`."""
    placed = sentences.join(
        holdings.units.select("report_id", "province", "reporting_unit", "title", "source_path"), on="report_id"
    ).sort("province", "report_year", "report_id", "sentence_number")
    for (province, year), members in placed.group_by("province", "report_year", maintain_order=True):
        reports = [
            [
                report_address(report_id),
                rows["reporting_unit"][0] or rows["title"][0] or rows["source_path"][0],
                rows["start"].to_list(),
                rows["text"].to_list(),
            ]
            for (report_id,), rows in members.group_by("report_id", maintain_order=True)
        ]
        for number, first in enumerate(range(0, len(reports), _REPORTS_A_SHARD), 1):
            chosen = reports[first : first + _REPORTS_A_SHARD]
            marks = mark_words("\n".join(text for *_, texts in chosen for text in texts))
            shard = Shard(str(province), year, number, len(chosen), marks)
            shards.append(shard)
            written = json.dumps(chosen, ensure_ascii=False, separators=(",", ":")).encode()
            content = base64.b64encode(zlib.compress(written, 9)).decode()
            yield Page(f"search/{shard.name}.js", f'fazhiShard("{shard.name}","{content}");\n')


def draw_search(holdings: Holdings, shards: list[Shard]) -> Iterator[Page]:
    """`search.html`, `search/names.js` with what it says at once, and `search/marks.js` with what shards may hold."""
    ordered = sorted(shards, key=lambda shard: (-(shard.year or 0), shard.province, shard.number))
    provinces = name_provinces(holdings.units)
    years = sorted({shard.year for shard in shards if shard.year}, reverse=True)
    units = (
        holdings.units.filter(pl.col("slug").is_not_null())
        .sort("report_year", "report_id")
        .group_by("slug", maintain_order=True)
        .agg(
            pl.col("reporting_unit", "region_path", "level").last(),
            first=pl.col("report_year").min(),
            last=pl.col("report_year").max(),
        )
        .sort("reporting_unit", "slug")
    )
    names = {
        "units": [
            [name, (path or "").replace("/", " "), level or "unknown", f"{first}–{last}", unit_address(slug)]
            for slug, name, path, level, first, last in units.iter_rows()
        ],
        "indicators": [
            [holdings.name(key).zh, holdings.name(key).en, key, indicator_address(key)] for key in holdings.indicators
        ],
        "shards": [[shard.name, shard.province, shard.year or 0, shard.report_count] for shard in ordered],
        "provinces": {key: _both(name) for key, name in provinces.items()},
        "levels": {name: [text.zh, text.en] for name, text in load_site_texts()["levels"].items()},
        "words": {name: [text.zh, text.en] for name, text in load_site_texts()["search"].items()},
    }
    yield Page("search/names.js", f"var fazhiSearch = {as_script(names)};\n")
    yield Page("search/marks.js", f"fazhiMarks({as_script([shard.marks for shard in ordered])});\n")
    yield draw_page(
        "search",
        "search.html",
        word("search.title"),
        "search",
        scripts=("search/names.js", "search.js"),
        provinces=provinces,
        years=years,
    )


def mark_words(sentences: str) -> str:
    """Bits, in base64, that tell which runs of two to four characters may stand in the lines given.

    Characters are those that the search compares (NFKC, small letters). The bit of a run is the sum of its
    code points times the factors, modulo 2^32, its upper half mixed into the lower, modulo the count of bits.
    """
    whole = unicodedata.normalize("NFKC", sentences).lower()
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    sums = [_sums_of(points, length) for length in _RUNS]
    different = np.unique(np.concatenate(sums))
    # A multiple of 24 bits is whole bytes and whole characters of base64.
    bits = np.zeros(max(24, -(-_MARKS_EACH * different.size // 24) * 24), dtype=np.uint8)
    bits[different % bits.size] = 1
    return base64.b64encode(np.packbits(bits).tobytes()).decode()


def _sums_of(points: npt.NDArray[np.uint32], length: int) -> npt.NDArray[np.uint32]:
    """The mixed sum of each run of `length` characters within a line."""
    count = points.size - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    parts = [points[place : place + count] for place in range(length)]
    within = np.logical_and.reduce([part != _NEWLINE for part in parts])
    total = np.zeros(count, dtype=np.uint32)
    for part, factor in zip(parts, _FACTORS, strict=False):
        total += part * np.uint32(factor)
    mixed: npt.NDArray[np.uint32] = total[within]
    return mixed ^ (mixed >> np.uint32(15))


def _both(name: Text | str) -> list[str]:
    return [name.zh, name.en] if isinstance(name, Text) else [name, name]
