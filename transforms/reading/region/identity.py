"""A page -> whose report it is: level, reporting unit and place, as written and as the divisions know it.

The name is read first (`issuer`), then looked for among the divisions (`resolve`). Where a division is found, its level
and its names count; a place that no list has keeps what the page writes.
Belongs here: putting the two together. Does not belong here: any rule.
"""

from __future__ import annotations

import re

from transforms.reading.issuer import Issuer, NamedBy, find_issuer
from transforms.reading.page import Page
from transforms.reading.place_names import DEPARTMENT, department_name
from transforms.reading.region.gazetteer import Gazetteer
from transforms.reading.region.resolve import RESOLVED, Named, RegionFound, resolve_region
from transforms.reading.simplified import simplified

_STATION = re.compile(r"(?:司法所|派出所)$")


def identify_unit(
    page: Page, year: int | None, url: str | None, gazetteer: Gazetteer, expected: str | None = None
) -> dict[str, object]:
    """Columns of `dim_report` about the reporting unit: level, issuer, region_*.

    `year` is the year reported on, where known: a place is given by the name that it had then. `url` is where the page
    was fetched, where it was; `expected` the code that a list of sources gives for it.
    """
    issuer = find_issuer(names_of(page))
    around = (page.title.text if page.title else None, *page.publishers, page.signature.organ, *page.crumbs)
    named = Named(
        places=issuer.places,
        around=simplified("\n".join(filter(None, (*around, page.head, page.ending)))),
        text=simplified(page.text[page.body :]),
        url=url,
        year=year,
        expected=expected,
        is_station=bool(issuer.department and _STATION.search(issuer.department)),
    )
    found = resolve_region(named, gazetteer)
    return {
        "level": _level(issuer, found),
        "region_code": found.division.code if found.division else None,
        "current_region_code": gazetteer.successor(found.division.code) if found.division else None,
        "region_path": "/".join(found.path) or None,
        "region_state": found.state,
        "region_confidence": found.confidence,
        "region_candidates": [
            {
                "region_code": place.code,
                "region_path": place.path,
                "level": place.level,
                "score": place.score,
                "reasons": list(place.reasons),
            }
            for place in found.candidates
        ],
        "region_name": issuer.region_name,
        "region_parent": issuer.region_parent,
        "issuer": _unit_shown(issuer, found),
    }


def names_of(page: Page) -> NamedBy:
    """What `page` writes about its issuer."""
    return NamedBy(
        title=page.title.text if page.title else None,
        publishers=page.publishers,
        signature=page.signature.organ,
        crumbs=page.crumbs,
        head=page.head,
        opening=page.opening,
        ending=page.ending,
        text=page.text,
    )


def _level(issuer: Issuer, found: RegionFound) -> str | None:
    if issuer.level == DEPARTMENT or found.division is None:
        return issuer.level
    return found.division.level


def _unit_shown(issuer: Issuer, found: RegionFound) -> str | None:
    """The unit by its names in the divisions: 宝坻区牛家牌镇, 城关区, 南江县司法局.

    As written where it has none, or where nothing but the name speaks for the place.
    """
    if found.state != RESOLVED:
        return issuer.issuer
    assert found.division is not None
    name = found.path[-1]
    if issuer.department is not None:
        return name + department_name(issuer.department)
    return show_place(found.path, found.division.level)


def show_place(path: tuple[str, ...], level: str) -> str:
    """A place by its names from the province down: a town or zone with the place above it, others alone."""
    name = path[-1]
    if level in ("province", "prefecture", "county") or len(path) < 2:
        return name
    above = path[-2]
    return name if name.startswith(above[:2]) else above + name
