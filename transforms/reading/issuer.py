"""Whose report it is: level, place, higher places and the reporting unit, as the document itself writes them.

The title decides, then the signature, the publisher, the breadcrumb, the opening words. A department that only
publishes (来源：城关区司法局 above 城关区…年度报告) is not the reporting unit. Higher places are taken from where the
document writes them before the place: title, head, signature, footer, 松坪乡地处青岚县. Names are given in simplified
script, so that a mirror in traditional script names the same place.
Belongs here: choosing among names. Does not belong here: cutting names (`place_names`), which place it is (`region`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.reading.chinese_numerals import with_ascii_digits
from transforms.reading.document_type import unwrap
from transforms.reading.place_names import (
    COUNTY,
    DEPARTMENT,
    PREFECTURE,
    PROVINCE,
    RANKS,
    STREET,
    TOWN,
    ZONE,
    Body,
    Place,
    department_name,
    is_listed_city,
    is_public_office,
    parse_body,
)
from transforms.reading.simplified import simplified

_YEAR = r"(?:20\d\d|二[〇○零Ｏ０◯O0][一二三四五六七八九〇○零Ｏ０◯O0]{2})\s*(?:[-—－–~～至]\s*20\d\d)?年?度?"
_LEAD = re.compile(rf"^(?:【[^】]*】|《|关于(?!印发)|报送|{_YEAR}(?:上半年|下半年)?|中华人民共和国)")
_CUT = re.compile(
    rf"关于|{_YEAR}|法治|依法|全面|推进|落实|贯彻|年度|政府信息|政务公开|行政(?!审批|执法|服务|村)|工作|述法|普法|深化|党政主要|"
    r"开展|履行|主要|加强|(?:[一二三五]年)|权责|重大|信访工作|规范性|公共法律|人民调解|优化"
)
_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_OPENING_UNIT = re.compile(
    r"([\u4e00-\u9fff]{1,14}?(?:街道办事处|街道|镇|乡|县|区|市|旗|州|局|管委会|厅|委员会))"
    r"(?=[，,]|坚持|在|以|认真|深入|全面|党委|党工委|人民政府|政府|紧紧|始终|严格|切实|积极|持续|牢固|把|聚焦|按照|根据|"
    r"围绕|结合|贯彻|高度|不断|着力|扎实|主动|大力|立足|锚定|牢牢|加强|狠抓)"
)
_LOCATED = re.compile(r"(?:位于|地处|坐落于|隶属于?|处于)(?P<place>[\u4e00-\u9fff]{2,20})")
_FOOTER_OWNER = re.compile(
    r"(?:主办|主管|版权所有|网站主办)(?:单位)?[：:]?\s*(?P<name>[\u4e00-\u9fff]{3,20}?)(?:人民政府|政府办)"
)
_BANNER = re.compile(r"(?P<name>[\u4e00-\u9fff]{3,20}?)人民政府")
_COUNTIES = re.compile(r"县[（(、]?[市区]|各县|区县|县区|市区县|县级")
_TOWNS = re.compile(r"乡镇|镇街|街镇|街道|镇[（(]街|村[（(]社区|各镇|各乡")
_FUNCTION_WORDS = re.compile(
    r"^(?:位于|地处|隶属于|隶属|属于|来自|前往|在|由|对|到|向|从|为|及|与|经|按|据|被|是)(?=[\u4e00-\u9fff]{2})|^和(?=[\u4e00-\u9fff]{2}[市县区镇乡])"
)
_MAX_PARENT = 26


@dataclass(frozen=True, slots=True)
class Issuer:
    """Level and names as written; `issuer` is the unit as charts show it: the place with the one above it.

    `places` are the same names taken apart, from the highest down; `department` the unit where it is one.
    """

    level: str | None = None
    region_name: str | None = None
    region_parent: str | None = None
    issuer: str | None = None
    places: tuple[Place, ...] = field(default=(), compare=False)
    department: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NamedBy:
    """What a document writes about its issuer: title, publishers in order of trust, signature, lines of the head
    (breadcrumbs, banners), opening words of the body, last words of the page, and the whole text."""

    title: str | None
    publishers: tuple[str, ...]
    signature: str | None
    crumbs: tuple[str, ...]
    head: str
    opening: str
    ending: str
    text: str


def find_issuer(named: NamedBy) -> Issuer:
    """Level, place, its parents and the reporting unit; fields are None where the document does not say."""
    body = _reporting_body(named)
    if body is None:
        return Issuer()
    places = list(body.places)
    department = body.department
    if not places and department is not None:
        places = _places_of_department(department, named)
    near = len(places)
    if department is None:
        places = _parents_near(places, named) + places
        near = len(places)
        if near == len(body.places):
            places = _parents_in_body(places[0], named) + places
    level = DEPARTMENT if department is not None else _level(places[-1], places, named)
    if not places:
        return Issuer(level, None, None, department_name(department or "") or None, department=department)
    name = places[-1].name
    parent = "".join(place.name for place in places[:-1]) or None
    if department is not None:
        shown = name + department_name(department)
    else:
        # 松坪乡地处青岚县 stands in one year's text and not in the next: such parents name no unit in charts.
        shown = (places[-2].name if near > 1 else "") + name
    return Issuer(level, name, parent, shown, tuple(places), department)


def title_body(title: str) -> Body | None:
    """The body named in a title, or None: 2022年绿塘乡法治政府建设工作报告 -> 绿塘乡."""
    shadow = with_ascii_digits(simplified(title))
    brackets = re.findall(r"[（(]([^）)]*)[）)]", shadow)
    shadow = re.sub(r"[（(][^）)]*[）)]", "", shadow)
    for candidate in (shadow, unwrap(shadow), *brackets):
        wrapped = re.search("关于(?:印发|转发|公布|发布|下发|报送|呈报|上报)", candidate) is not None
        words = candidate
        for _ in range(4):
            lead = _LEAD.match(words)
            if lead is None:
                break
            words = words[lead.end() :]
        cut = _CUT.search(words)
        body = parse_body(words[: cut.start()] if cut else words[:30])
        if wrapped and body.department is not None and is_public_office(body.department):
            body = Body(body.places, None, True)
        if body.places or body.department is not None:
            return body
    return None


def _reporting_body(named: NamedBy) -> Body | None:
    titled = title_body(named.title) if named.title else None
    if titled is not None:
        return titled
    for name in (named.signature, *named.publishers):
        if name:
            body = parse_body(simplified(name))
            if body.department is not None and is_public_office(body.department) and body.places:
                body = Body(body.places, None, True)
            if body.places or (body.department is not None and len(body.department) > 2):
                return body
    for crumb in reversed(named.crumbs):
        body = parse_body(simplified(crumb))
        if body.places and body.department is None and RANKS[body.places[-1].level] >= RANKS[COUNTY]:
            return body
    opened = _OPENING_UNIT.search(simplified(named.opening))
    if opened:
        body = parse_body(_FUNCTION_WORDS.sub("", opened[1]).removeprefix("我"))
        if body.places or body.department is not None:
            return body
    return None


def _level(place: Place, places: list[Place], named: NamedBy) -> str:
    """The place's level; an unknown 市 with counties below it is a prefecture."""
    if place.level == COUNTY and place.name.endswith("市") and not is_listed_city(place.name):
        above = places[-2].level if len(places) > 1 else None
        counties, towns = len(_COUNTIES.findall(named.text)), len(_TOWNS.findall(named.text))
        if above != PREFECTURE and counties >= 2 and counties > towns:
            return PREFECTURE
    return place.level


def _parents_near(places: list[Place], named: NamedBy) -> list[Place]:
    """Places above the first of `places` as title, head, signature or footer write them."""
    first = places[0]
    if first.level == PROVINCE:
        return []
    names = [name for name in (named.title, *named.publishers, named.signature) if name]
    for words in (*names, *named.crumbs, named.head, named.ending):
        parents = _written_before(first, simplified(words))
        if parents:
            return parents
    if first.level not in (TOWN, STREET):
        return []
    owners = [*_FOOTER_OWNER.finditer(named.ending), *_BANNER.finditer(named.head)]
    for name in (*[owner["name"] for owner in owners], *named.crumbs):
        parents = _higher(_leading_places(simplified(name)), first)
        if parents and parents[-1].level == COUNTY:
            return parents
    return []


def _parents_in_body(first: Place, named: NamedBy) -> list[Place]:
    """Places above `first` that only the running text names: 青岚县松坪乡, 松坪乡地处青岚县."""
    if first.level == PROVINCE:
        return []
    shadow = simplified(named.text)
    parents = _written_before(first, shadow)
    if parents:
        return parents
    for located in _LOCATED.finditer(shadow):
        if shadow.endswith(first.name, 0, located.start()):
            return _higher(_leading_places(located["place"]), first)
    return []


def _written_before(place: Place, words: str) -> list[Place]:
    """Higher places that stand directly before `place` somewhere in `words`; empty when none do."""
    position = words.find(place.name)
    for _ in range(60):
        if position < 0:
            break
        run = _HAN.findall(words[max(0, position - _MAX_PARENT) : position])
        if run and words[position - 1] in run[-1]:
            before = run[-1]
            for candidate in (before, _FUNCTION_WORDS.sub("", before)):
                body = parse_body(candidate + place.name)
                parents = _higher(list(body.places[:-1]), place)
                if body.places and body.places[-1].name == place.name and parents and _plausible(parents):
                    return parents
        position = words.find(place.name, position + 1)
    return []


def _plausible(parents: list[Place]) -> bool:
    """Names of places are short; what is longer has swallowed a verb (我们来到青岚县)."""
    for parent in parents:
        limit = 16 if "自治" in parent.name else 9 if parent.name.endswith(("旗", "盟")) or parent.level == ZONE else 5
        if len(parent.name) > limit or parent.name[0] in "我全各本该原到在于由对向从及与经按据被是":
            return False
    return True


def _leading_places(words: str) -> list[Place]:
    return list(parse_body(words).places)


def _higher(parents: list[Place], place: Place) -> list[Place]:
    """`parents` that rank above `place`."""
    return [parent for parent in parents if RANKS[parent.level] < RANKS[place.level] or _nested(parent, place)]


def _nested(parent: Place, place: Place) -> bool:
    """A street may lie in a zone (高新区梧桐街道)."""
    return parent.level == ZONE and place.level in (TOWN, STREET)


def _places_of_department(department: str, named: NamedBy) -> list[Place]:
    """Place of a department that the title names without it: from the signature, the publisher, the head, the text."""
    core = department
    for words in (*[name for name in (named.signature, *named.publishers) if name], named.ending, named.text):
        shadow = simplified(words)
        position = shadow.find(core)
        for _ in range(20):
            if position < 0:
                break
            run = _HAN.findall(shadow[max(0, position - _MAX_PARENT) : position])
            if run and shadow[position - 1 : position] and shadow[position - 1] in run[-1]:
                places = _leading_places(_FUNCTION_WORDS.sub("", run[-1]))
                if (
                    places
                    and _plausible(places)
                    and "".join(p.name for p in places) == _FUNCTION_WORDS.sub("", run[-1])
                ):
                    return places
            position = shadow.find(core, position + 1)
    for name in named.publishers:
        places = _leading_places(simplified(name))
        if places:
            return places
    return []
