"""Names of places and bodies taken apart: 重庆市|万州区|后山镇|人民政府.

A name that a list of divisions has is cut as the list has it (沙市区, 西乡街道); any other by rules on its characters:
it ends with its suffix (省 市 县 区 镇 乡), so that towns newer than the lists and functional zones are cut as well.
Belongs here: cutting names. Does not belong here: which name is the report's (`issuer`), which place it is
(`region`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jsonschema
import yaml

from transforms.reading.region.gazetteer import shipped_gazetteer

PROVINCE, PREFECTURE, COUNTY, TOWN, STREET, ZONE = "province", "prefecture", "county", "town", "street", "zone"
DEPARTMENT = "department"
RANKS = {PROVINCE: 0, PREFECTURE: 1, COUNTY: 2, ZONE: 3, TOWN: 3, STREET: 3}

# What may follow a suffix that ends the name: no other suffix, unless that begins the next name (市场, 镇海区, 乡宁县).
_NEXT = (
    r"(?!市(?!场|政|容|民|级|直|委|中区|南区|北区|辖)|区(?!域|划|级|委|直|政府)|县(?!级|直|委|域|城|政府)"
    r"|镇(?!海区|江|远县|雄县|坪县|宁|原县|平县|康县|安|巴县|赉|沅|村|级|直|党|政府)|乡(?!宁|城县|村|镇|级|政府)|街道|旗|盟|省|州)"
)
_SUFFIXED = re.compile(r"(?:[省市县区旗州盟镇乡街园]|街道|苏木|[农林牧渔]场)$")
_ENDS = re.compile(_NEXT)
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
    levels = shipped_gazetteer().levels_of(name)
    if PROVINCE in levels:
        return PROVINCE
    if PREFECTURE in levels and below != PREFECTURE:
        return PREFECTURE
    return COUNTY


def is_listed_city(name: str) -> bool:
    """Whether a list has this 市, so that its level is known."""
    return bool(shipped_gazetteer().levels_of(name))


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
        place = _listed_place(name, position, places) or _place_by_rule(name, position, places)
        if place is None:
            break
        end = position + len(place.name)
        if places and not _may_follow(places, place.level):
            break
        if place.level == STREET and place.name.endswith("办事处") and places and places[-1].level in (STREET, TOWN):
            break
        if places and place.name == places[-1].name:
            position = end
            continue
        places.append(place)
        position = end
    return places, name[position:]


def _listed_place(name: str, position: int, places: list[Place]) -> Place | None:
    """The longest name that a list has at `position`, at the level that fits below `places`."""
    gazetteer = shipped_gazetteer()
    unit = gazetteer.longest_name(name, position)
    if unit is None or not _SUFFIXED.search(unit):
        return None
    # 大同市场监督管理局 is no 大同市, 北城街街道 no 北城街; 新镇 does not end 新镇海区.
    end = position + len(unit)
    if name.startswith(("场", "街道"), end) or (unit.endswith(("镇", "乡")) and not _ENDS.match(name, end)):
        return None
    levels = sorted(gazetteer.levels_of(unit), key=RANKS.__getitem__)
    if unit.endswith("市"):
        return Place(unit, level_of_city(unit, places[-1].level if places else None))
    fitting = [level for level in levels if not places or RANKS[level] > RANKS[places[-1].level]]
    return Place(unit, (fitting or levels)[0])


def _place_by_rule(name: str, position: int, places: list[Place]) -> Place | None:
    """The name that its suffix ends."""
    found = _vocabulary().place.match(name, position)
    if found is None:
        return None
    unit, kind = found[0], found.lastgroup or ""
    if _STOP.search(unit) and kind != "zone":
        return None
    level = level_of_city(unit, places[-1].level if places else None) if kind == "city" else kind
    if kind == "zone" and name.startswith("人民政府", found.end()):
        level = COUNTY
    return Place(unit, level)


def _may_follow(places: list[Place], level: str) -> bool:
    """Whether a place of `level` can lie in the last of `places`; a 市 with a county is a prefecture."""
    above = places[-1]
    if above.level == level == COUNTY and above.name.endswith("市"):
        places[-1] = Place(above.name, PREFECTURE)
        return True
    if RANKS[level] == RANKS[above.level]:
        return RANKS[level] == RANKS[TOWN]
    return RANKS[level] > RANKS[above.level]
