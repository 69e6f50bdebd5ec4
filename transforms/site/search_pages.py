"""The search of the site: its page, names of places and indicators, and sentences in files by province and year.

Here: `draw_search`, `draw_shards`, `list_shards`. A browser that opens a file may not fetch others, but may load
scripts: each shard is a script that hands its sentences over, deflated, since text is the bulk of the site. Which
shards cannot hold a word is told by pairs of characters that few shards have: a rare word is found without reading all.
Not here: the search itself (`assets/search.js`).
"""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
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

# A pair of characters that more than this share of the shards has tells nothing apart.
_COMMON = 0.4
_NEWLINE = ord("\n")
# About a megabyte of script, which a browser unpacks in a fraction of a second.
_REPORTS_A_SHARD = 200


@dataclass(frozen=True)
class Shard:
    """What the page knows of a file of sentences before it loads it; `pairs`: two code points in one number."""

    province: str
    year: int | None
    number: int
    report_count: int
    pairs: npt.NDArray[np.uint64]

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
            pairs = _pairs("\n".join(text for *_, texts in chosen for text in texts))
            shard = Shard(str(province), year, number, len(chosen), pairs)
            shards.append(shard)
            written = json.dumps(chosen, ensure_ascii=False, separators=(",", ":")).encode()
            content = base64.b64encode(zlib.compress(written, 9)).decode()
            yield Page(f"search/{shard.name}.js", f'fazhiShard("{shard.name}","{content}");\n')


def draw_search(holdings: Holdings, shards: list[Shard]) -> Iterator[Page]:
    """`search.html`, and `search/names.js` with what it can say at once."""
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
        **_rare_pairs(ordered),
        "provinces": {key: _both(name) for key, name in provinces.items()},
        "levels": {name: [text.zh, text.en] for name, text in load_site_texts()["levels"].items()},
        "words": {name: [text.zh, text.en] for name, text in load_site_texts()["search"].items()},
    }
    yield Page("search/names.js", f"var fazhiSearch = {as_script(names)};\n")
    yield draw_page(
        "search",
        "search.html",
        word("search.title"),
        "search",
        scripts=("search/names.js", "search.js"),
        provinces=provinces,
        years=years,
    )


def _pairs(sentences: str) -> npt.NDArray[np.uint64]:
    """The pairs of neighbouring characters, sorted; written as the search writes its words (NFKC, small letters)."""
    whole = unicodedata.normalize("NFKC", sentences).lower()
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if points.size < 2:
        return np.empty(0, dtype=np.uint64)
    left, right = points[:-1], points[1:]
    within = (left != _NEWLINE) & (right != _NEWLINE)
    return np.unique((left[within] << np.uint64(32)) | right[within])


def _rare_pairs(shards: list[Shard]) -> Mapping[str, object]:
    """`common`: pairs that many shards have; `rare`: for each shard the others that it has, as one text."""
    if not shards:
        return {"common": "", "rare": []}
    pairs, counts = np.unique(np.concatenate([shard.pairs for shard in shards]), return_counts=True)
    common = pairs[counts > max(_COMMON * len(shards), 1)]
    return {
        "common": _as_text(common),
        "rare": [_as_text(shard.pairs[~np.isin(shard.pairs, common)]) for shard in shards],
    }


def _as_text(pairs: npt.NDArray[np.uint64]) -> str:
    points = np.stack([pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)], axis=1).astype("<u4")
    return points.tobytes().decode("utf-32-le", "surrogatepass").encode("utf-8", "replace").decode()


def _both(name: Text | str) -> list[str]:
    return [name.zh, name.en] if isinstance(name, Text) else [name, name]
