"""Forms under which a place is written beside its full name.

黔南布依族苗族自治州 -> 黔南州; 三都水族自治县 -> 三都县; 科尔沁右翼中旗 -> 科右中旗; 石家庄高新技术产业开发区 ->
高新区.
Belongs here: forms that follow from the name by rule. Does not belong here: names that do not (`catalog/regions/
aliases.yaml`), how much a form proves (`evidence`).
"""

from __future__ import annotations

import re

_PROVINCE_SHORT = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}
# Peoples in names of autonomous divisions; some stand without 族 (哈萨克, 柯尔克孜, 蒙古).
_PEOPLE = (
    "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各)"
)
_PEOPLES = f"(?:{_PEOPLE}族)*(?:{_PEOPLE}族?)"
_AUTONOMOUS = re.compile(f"^(?P<stem>[\u4e00-\u9fff]{{2,}}?){_PEOPLES}自治(?P<kind>[州县旗])$")
_ETHNIC_TOWNSHIP = re.compile(f"^(?P<stem>[\u4e00-\u9fff]{{2,}}?){_PEOPLES}(?:民族)?乡$")
_WING = re.compile(r"^(?P<first>.)[\u4e00-\u9fff]*(?P<side>[左右])翼(?P<part>.旗)$")
_SUFFIX = re.compile(r"(?:省|市|地区|盟|县|区|旗|林区|特区)$")
_NEW_AREA = re.compile(r"^(?P<stem>[\u4e00-\u9fff]{2,})新区$")
_ZONE_KINDS = (
    ("高新技术产业开发区", ("高新区", "高新技术开发区", "高新技术产业开发区")),
    ("高新技术开发区", ("高新区", "高新技术产业开发区")),
    ("经济技术开发区", ("经开区", "经济开发区", "经济技术开发区")),
    ("经济开发区", ("经开区", "经济技术开发区", "经济开发区")),
)


def short_name(name: str, level: str) -> str | None:
    """A province or prefecture without its kind (四川, 延边); None where nothing is left."""
    if level == "province":
        short = _PROVINCE_SHORT.get(name, _SUFFIX.sub("", name))
    else:
        autonomous = _AUTONOMOUS.match(name)
        short = autonomous["stem"] if autonomous else _SUFFIX.sub("", name)
    return short if len(short) >= 2 and short != name else None


def other_forms(name: str, level: str) -> list[str]:
    """Forms in use for a full name, without the name itself; they name the place as surely as the name does."""
    if level == "town":
        township = _ETHNIC_TOWNSHIP.match(name) if name.endswith("族乡") else None
        return [township["stem"] + "乡"] if township else []
    if level in ("prefecture", "county"):
        autonomous = _AUTONOMOUS.match(name)
        if autonomous:
            return [autonomous["stem"] + autonomous["kind"], autonomous["stem"] + "自治" + autonomous["kind"]]
        wing = _WING.match(name)
        if wing:
            return [wing["first"] + wing["side"] + wing["part"]]
    return []


def zone_forms(name: str, hosts: tuple[str, ...]) -> list[str]:
    """Forms of a zone's name, without the names and short names of its hosts and with the short word for its kind.

    石家庄高新技术产业开发区 -> 高新区, 石家庄高新区, 石家庄市高新区, …
    """
    rest = name
    for host in sorted(hosts, key=len, reverse=True):
        if rest.startswith(host) and len(rest) - len(host) >= 3:
            rest = rest[len(host) :]
    rests = [rest]
    for kind, words in _ZONE_KINDS:
        if rest.endswith(kind):
            rests += [rest.removesuffix(kind) + word for word in words]
            break
    forms = [form for form in rests if len(form) >= 3]
    forms += [host + form for host in hosts for form in rests]
    return [form for form in dict.fromkeys(forms) if form != name]


def written_forms(name: str) -> list[str]:
    """What lists may have for a name as written: 大北街 -> 大北街道, 前进办事处 -> 前进街道."""
    forms = [name]
    if name.endswith("街道办事处"):
        forms.append(name.removesuffix("办事处"))
    elif name.endswith("办事处"):
        forms += [name.removesuffix("办事处") + "街道", name.removesuffix("办事处")]
    elif name.endswith("街"):
        forms.append(name + "道")
    return forms
