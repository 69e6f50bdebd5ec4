"""A site about one report in which every text that comes from outside is hostile."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from orchestration.assets.site import SOURCES, write_site
from warehouse.lake import Lake
from warehouse.tables import TABLES

sys.path.insert(0, str(Path(__file__).parents[1] / "warehouse"))
from warehouse_frames import row

HOSTILE = "\"><img src=x onerror=alert(1)></script><script>alert(2)</script>'&amp;\x0b"


def write_hostile_site(folder: Path) -> Path:
    """A lake and a site below `folder`; returns the folder of the site."""
    lake = Lake(folder / "lake")
    text = f"{HOSTILE}标题\r\n办结58件{HOSTILE}，共5起。"
    start = text.index("58")
    about = {"report_id": "0123456789abcdef", "report_year": 2023, "issuer": HOSTILE, "title": HOSTILE}
    indicator = {
        "indicator_id": 'a"b<c',
        "name_zh": HOSTILE,
        "name_en": HOSTILE,
        "definition": HOSTILE,
        "definition_zh": HOSTILE,
        "domain": HOSTILE,
    }
    words = {"quote": HOSTILE, "clause": HOSTILE, "rule": HOSTILE, "phrase": HOSTILE, "breakdown": HOSTILE}
    span = {"start": start, "end": start + 2, "mention_number": 1, "disposition": "fact", "value": 58.0}
    value = {"indicator_id": 'a"b<c', "value": 58.0, "is_main": True, "mention_start": start, "mention_end": start + 2}
    candidate = {"region_code": HOSTILE, "region_path": HOSTILE, "level": "town", "score": 1.0, "reasons": [HOSTILE]}
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SOURCES}
    rows["dim_indicator"] = [
        row(TABLES["dim_indicator"], unit_family="case", warning=HOSTILE, denominator=HOSTILE, **indicator)
    ]
    rows["dim_report"] = [
        row(
            TABLES["dim_report"], text=text, source_path=HOSTILE, content_type="annual_report", level="town",
            publisher=HOSTILE, type_evidence=HOSTILE, year_evidence=HOSTILE, region_path=HOSTILE, region_code="written:x",
            current_region_code="written:x", region_name=HOSTILE, region_candidates=[candidate],
            identity_flags=[HOSTILE], anomalies=[{"offset": 0, "phrase": HOSTILE, "reason": HOSTILE}], **about,
        )
    ]  # fmt: skip
    rows["fact_mention"] = [
        row(TABLES["fact_mention"], indicator_id='a"b<c', **_of("fact_mention", about), **span, **words)
    ]
    rows["fact_indicator"] = [row(TABLES["fact_indicator"], **_of("fact_indicator", about), **value)]
    rows["dim_sentence"] = [
        row(
            TABLES["dim_sentence"],
            sentence_number=1,
            start=0,
            end=len(text),
            text=text,
            **_of("dim_sentence", about),
        )
    ]
    rows["quality_rule"] = [
        row(
            TABLES["quality_rule"],
            rule_id="R<1>",
            description=HOSTILE,
            description_zh=HOSTILE,
            reason=HOSTILE,
            reason_zh=HOSTILE,
        )
    ]
    rows["quality_offender"] = [
        row(
            TABLES["quality_offender"], rule_id="R<1>", severity="error", mention_start=3, starts=[3, start],
            quote=HOSTILE, other_quote=HOSTILE, lhs_words=HOSTILE, rhs_words=HOSTILE, **_of("quality_offender", about),
        )
    ]  # fmt: skip
    rows["quarantine"] = [row(TABLES["quarantine"], source_path=HOSTILE, reason=HOSTILE, message=HOSTILE)]
    for name, lines in rows.items():
        table = TABLES[name]
        frame = pl.DataFrame(lines, schema=table.schema)
        lake.write(name, frame, "2023" if table.partitioned else None)
    write_site(lake, folder / "site")
    return folder / "site"


def _of(table: str, about: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in about.items() if name in TABLES[table].schema}
