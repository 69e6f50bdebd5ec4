"""Names of places and bodies taken apart: 重庆市|万州区|后山镇|人民政府.

Rules on the characters of names, no list of all places: a name of a place ends with its suffix (省 市 县 区 镇 乡),
and 景德镇市, 沙市区, 西乡街道 are one place although a suffix stands inside.
Belongs here: cutting names. Does not belong here: which name is the report's (`issuer`), codes of places.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jsonschema
import yaml

PROVINCE, PREFECTURE, COUNTY, TOWN, STREET, ZONE = "province", "prefecture", "county", "town", "street", "zone"
DEPARTMENT = "department"
RANKS = {PROVINCE: 0, PREFECTURE: 1, COUNTY: 2, ZONE: 3, TOWN: 3, STREET: 3}

# What may follow a suffix that ends the name: no other suffix, unless that begins the next name (市场, 镇海区, 乡宁县).
_NEXT = (
    r"(?!市(?!场|政|容|民|级|直|委|中区|南区|北区|辖)|区(?!域|划|级|委|直|政府)|县(?!级|直|委|域|城|政府)"
    r"|镇(?!海区|江|远县|雄县|坪县|宁|原县|平县|康县|安|巴县|赉|沅|村|级|直|党|政府)|乡(?!宁|城县|村|镇|级|政府)|街道|旗|盟|省|州)"
)
_DEPARTMENT_END = re.compile(
    r"(?:局|厅|委员会|委|办公室|办|中心|站|所|队|总队|支队|大队|署|院|处|部|社|公司|协会)(?:机关)?$"
)
_LEVEL_SIGNS = ("省", "市", "县", "区", "镇", "乡", "州", "旗")
_PARTY = re.compile(r"^(?:中国共产党|中共)(?P<party>.+?)(?:委员会|委|党工委)(?:[、和]|(?=.))")
_GOVERNMENT = re.compile(r"^(?:人民政府|党委[、和]?(?:人民)?政府|党政)")
_PUBLIC_OFFICE = re.compile(r"^(?:人民)?(?:政府)?(?:党政)?(?:办公[室厅]|办)$|^(?:党政办公室|党政办)$")
_STOP = re.compile(
    r"[与及的对将把被让使了着]|.{4,}和.{2,}|建设|管理|改革|监督|服务|综合|社会|工作|城乡$|乡镇$|城镇$|村镇$|"
    r"(?:社|辖|库|牧|灾|片|小|街|校|厂|灌|市辖|[东南西北部寒远半深]山)区$|[全各][县市区镇乡]$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a name, as written, and its level."""

    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body: its places from the highest down, and its department as written where it is one."""

    places: tuple[Place, ...]
    department: str | None = None
    is_government: bool = False


@dataclass(frozen=True)
class _Vocabulary:
    municipalities: frozenset[str]
    prefecture_cities: frozenset[str]
    county_level_new_areas: frozenset[str]
    department_names: dict[str, str]
    place: re.Pattern[str]
    stem: re.Pattern[str]
    zone: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    folder = files("transforms.reading")
    content = yaml.safe_load((folder / "places.yaml").read_text(encoding="utf-8"))
    try:
        jsonschema.validate(content, json.loads((folder / "places.schema.json").read_text(encoding="utf-8")))
    except jsonschema.ValidationError as error:
        raise ValueError(f"places.yaml at {list(error.absolute_path)}: {error.message}") from error
    zones = sorted(content["zone_suffixes"].split(), key=lambda word: (-len(word), word))
    stems = sorted(set(content["department_stems"].split()), key=lambda word: (-len(word), word))
    place = (
        r"[\u4e00-\u9fff·]{1,15}?(?:(?P<zone>"
        + "|".join(zones)
        + r")|(?P<province>自治区|省)|(?P<prefecture>自治州|地区|盟|(?<=[\u4e00-\u9fff]{2})州)"
        r"|(?P<county>自治县|自治旗|林区|特区|县|旗|区)|(?P<city>市)|(?P<street>街道|街(?=$|办事处)|办事处)"
        r"|(?P<town>民族乡|苏木|镇|乡(?!族)))" + _NEXT
    )
    return _Vocabulary(
        frozenset(content["municipalities"]),
        frozenset(content["prefecture_cities"].split()),
        frozenset(content["county_level_new_areas"]),
        dict(content["department_names"]),
        re.compile(place),
        re.compile("|".join(stems)),
        re.compile(f"(?:{'|'.join(zones)})$"),
    )


def parse_body(name: str) -> Body:
    """Places and department of a body's name (simplified script, without blanks).

    重庆市万州区后山镇人民政府 -> 重庆市, 万州区, 后山镇; 青岚县司法局 -> 青岚县 and 司法局; 县司法局 -> 司法局.
    """
    name = re.sub(r"[（(][^）)]*[）)]|^国家[\u4e00-\u9fff]{2,6}总局(?=[\u4e00-\u9fff])", "", name)
    if name[:1] in _LEVEL_SIGNS and _vocabulary().stem.match(name, 1) and _DEPARTMENT_END.search(name):
        return Body((), name[1:])
    party = _PARTY.match(name)
    if party:
        # 中共淮北市烈山区委烈山区人民政府: the party's name has the higher units, the government's follows.
        places, _ = _take_places(party["party"])
        behind = parse_body(name[party.end() :]) if name[party.end() :] else Body(())
        if behind.places and places and behind.places[-1].name == places[-1].name:
            return Body(tuple(places), behind.department, behind.is_government)
        return behind if behind.places else Body(tuple(places), None, True)
    places, rest = _take_places(name)
    if not rest:
        return Body(tuple(places))
    government = _GOVERNMENT.match(rest)
    if government:
        behind_government = rest[government.end() :]
        if not behind_government:
            return Body(tuple(places), None, True)
        more = parse_body(behind_government)
        if more.places:
            return Body((*places, *more.places), more.department, more.is_government)
        if _DEPARTMENT_END.search(behind_government):
            return Body(tuple(places), rest if _PUBLIC_OFFICE.match(behind_government) else behind_government)
        return Body(tuple(places), None, True)
    if rest.startswith(("管理委员会", "管委会", "党工委")) and places:
        return Body((*places[:-1], Place(places[-1].name, ZONE)), None, True)
    if rest.startswith("办事处") and places:
        return Body(tuple(places), None, True)
    if _DEPARTMENT_END.search(rest):
        return Body(tuple(places), rest[1:] if not places and len(rest) > 3 and rest[0] in _LEVEL_SIGNS else rest)
    return Body(tuple(places))


def is_public_office(department: str) -> bool:
    """Whether the department is the government's own office (人民政府办公室, 党政办), which publishes for it."""
    return _PUBLIC_OFFICE.match(department) is not None


def department_name(department: str) -> str:
    """The full name under which a department reports: 市场监管局 -> 市场监督管理局."""
    return _vocabulary().department_names.get(department, department)


def level_of_city(name: str, below: str | None) -> str:
    """Level of a name in 市; `below` is the level of the place written before it."""
    words = _vocabulary()
    if name in words.municipalities:
        return PROVINCE
    if name in words.prefecture_cities and below != PREFECTURE:
        return PREFECTURE
    return COUNTY


def is_listed_city(name: str) -> bool:
    """Whether the level of this 市 is known by name."""
    words = _vocabulary()
    return name in words.municipalities or name in words.prefecture_cities


def _take_places(name: str) -> tuple[list[Place], str]:
    """Places at the beginning of `name`, and the rest."""
    words = _vocabulary()
    places: list[Place] = []
    position = 0
    while position < len(name):
        if places and name.startswith("人民政府", position) and words.place.match(name, position + 4):
            position += 4
        if words.stem.match(name, position) and _DEPARTMENT_END.search(name):
            break
        found = words.place.match(name, position)
        if found is None:
            break
        unit = found[0]
        kind = found.lastgroup or ""
        if _STOP.search(unit) and kind != "zone":
            break
        above = places[-1].level if places else None
        level = level_of_city(unit, above) if kind == "city" else kind
        if kind == "zone" and (unit in words.county_level_new_areas or name.startswith("人民政府", found.end())):
            level = COUNTY
        if places and not _may_follow(places, level):
            break
        if level == STREET and unit.endswith("办事处") and places and places[-1].level in (STREET, TOWN):
            break
        if places and unit == places[-1].name:
            position = found.end()
            continue
        places.append(Place(unit, level))
        position = found.end()
    return places, name[position:]


def _may_follow(places: list[Place], level: str) -> bool:
    """Whether a place of `level` can lie in the last of `places`; an unlisted 市 with a county is a prefecture."""
    above = places[-1]
    if above.level == level == COUNTY and above.name.endswith("市") and not is_listed_city(above.name):
        places[-1] = Place(above.name, PREFECTURE)
        return True
    if RANKS[level] == RANKS[above.level]:
        return RANKS[level] == RANKS[TOWN]
    return RANKS[level] > RANKS[above.level]
