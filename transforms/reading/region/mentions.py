"""Counties, prefectures and provinces that a report names, and how: as its own, in passing, or as another's.

在南江县委领导下, 《南江县…办法》 and 地处南江县 speak of the place above; 赴南江县学习 and 与南江县交界 do not.
Belongs here: how a mention is meant. Does not belong here: how much that proves (`evidence`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.reading.region.gazetteer import Gazetteer

# From the surest to what proves nothing.
CHAIN, LOCATED, OWN, PASSING, SHORT, OTHERS = "chain", "located", "own", "passing", "short", "others"
RANKING = (CHAIN, LOCATED, OWN, PASSING, SHORT, OTHERS)
_WINDOW = 8

_LOCATED_BEFORE = re.compile(r"(?:位于|地处|坐落于|坐落在|隶属于?|归属|属于?|系|处于)$")
_OTHERS_BEFORE = re.compile(
    r"(?:赴|前往|去|与|和|(?<!会)同|跟|、|借鉴|学习|考察|参观|观摩|接待|来自|涉及|邻近|毗邻|相邻|接壤|邻县|兄弟|外地|外省|外县|支援|"
    r"帮扶|流向|销往|户籍|籍贯|途经|对标|参照|比照)$"
)
_OTHERS_AFTER = re.compile(
    r"^(?:等[地县市区]|、|籍|交界|接壤|相邻|毗邻|的?(?:先进)?(?:经验|做法)|考察|学习|参观|观摩|[人民检察]{0,2}法院|[人民]{0,2}检察院|"
    r"[\u4e00-\u9fff]{0,8}(?:公司|企业|商户|群众|居民|村民|当事人|农户|游客|人员|籍))"
)
_OWN_BEFORE = re.compile(
    r"(?:[《“\"〈]|中共|在|按照?|根据|依照|依据|遵照|落实|贯彻|执行|实施|转发|印发|经|报|获|被|纳入|入选|代表|评为)$"
)
_OWN_AFTER = re.compile(
    r"^(?:县|区|市|州)?(?:委|政府|人民政府|党委|人大|政协|纪委|监委|司法局|法治|依法治|全面依法|政法|组织|行政|"
    r"[\u4e00-\u9fff]{0,12}(?:局|委员会|办公室|领导小组|指挥部|中心|条例|办法|规定|方案|规划|纲要|意见|通知|要点|清单|目录)"
    r"|关于|各|今年|部署|要求|统一|全域|第[一二三四五六七八九十]+届|20\d\d年)"
)
# 配合南江县司法局 is said of one's own county, 联合南江县 of a neighbour.
_OTHERS_BEFORE_A_PLACE = re.compile(r"(?:向|由|从|到|配合|协助|联合|会同|原|移送)$")


@dataclass(slots=True)
class Mentions:
    """How a code is named in one part of a document: the surest way, how often, and the words of the first time."""

    way: str
    count: int
    words: str


def find_mentions(text: str, subject: str, gazetteer: Gazetteer) -> dict[str, Mentions]:
    """Mentions of counties and above in `text` by code; the reporting place's own name, `subject`, says nothing."""
    found: dict[str, Mentions] = {}
    for start, end, codes, is_short in gazetteer.find_higher(text):
        if text.startswith(subject, start) and len(subject) == end - start:
            continue
        way = SHORT if is_short else way_of(text, start, end, subject)
        for code in codes:
            known = found.get(code)
            if known is None:
                found[code] = Mentions(way, 1, _around(text, start, end))
            else:
                known.count += way != OTHERS
                if RANKING.index(way) < RANKING.index(known.way):
                    known.way, known.words = way, _around(text, start, end)
    return found


def way_of(text: str, start: int, end: int, subject: str) -> str:
    """How the place named from `start` to `end` is meant."""
    after = text[end : end + 24]
    if after.startswith((subject, "人民政府" + subject)):
        return CHAIN
    before = text[max(0, start - _WINDOW) : start]
    if _LOCATED_BEFORE.search(before):
        return LOCATED
    if _OTHERS_BEFORE.search(before) or _OTHERS_AFTER.match(after):
        return OTHERS
    if _OWN_BEFORE.search(before) or _OWN_AFTER.match(after):
        return OWN
    return OTHERS if _OTHERS_BEFORE_A_PLACE.search(before) else PASSING


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 4) : end + 8].split())
