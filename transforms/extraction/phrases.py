"""A short normalised name of what a number counts, for facts that the catalogue knows and for those that it does not.

Here: `name_counted`, `name_stated`. A name is `actor|verb|object`, empty parts left out: 律师|接待|群众, 清理|河道垃圾,
开展|消防演练, 化解率. Every part is in the normal form of catalog/phrases.yaml; what stands apart in a sentence is put
into a fixed order, so that 清理河道垃圾35吨 and 河道垃圾清理35吨 are one. A name holds letters and the separator. Units
are no part of it: 培训 by 场 and 培训 by 人 are told by the name and the kind of the unit (`units`).
Not here: what the words are (`phrase_words`), indicators (`indicator_rules`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.extraction.frames import Frame
from transforms.extraction.numbers import Number
from transforms.extraction.phrase_words import (
    ACTOR,
    BREAK,
    HELD,
    LIGHT_FOR_PERSONS,
    OTHER_NOUN,
    SELF,
    SOFT,
    VERB,
    Stretch,
    Token,
    describe,
    read_stretch,
)

_LEFT_REACH, _RIGHT_REACH, _BACK_REACH, _CLAUSES_BACK = 40, 24, 60, 5
_RIGHT_END = re.compile(r"[，,。；;！？!?\n：:、\d]")
_CLAUSE_MARKS = frozenset("，,。；;！？!?\n：:")
_CLAUSE_EDGES = frozenset("，,。；;！？!?\n")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]")
_UP_TO_DIGITS = re.compile(r"\D*")
_COMMA = re.compile(r"[，,：:]+(?=.)")
_COUNTED = re.compile(r"\d[\d.,]*[%％]?[余多万亿千百]*(?:人次|场次|件次|家次|户次|批次|平方米|[\u4e00-\u9fff])?")
_PERSONS = frozenset({"person", "person_time"})
# What took place is counted itself (巡查30次); things have a name of their own that may stand earlier (办结30件).
_HAPPENED = frozenset({"time", "batch", "hour", "day", "vehicle_time"})
_TOOK_PLACE = "time"
_WHOLE_BY_VERB = _PERSONS | _HAPPENED | {"percent"}
_LIST_MARKS = frozenset("、（(")
_WORN_LETTERS = 12
_PART: Token = (BREAK, "", "", False)


def name_counted(folded: str, number: Number, frame: Frame) -> str | None:
    """The name of what `number` counts, or None where no letter stands around it in its clause."""
    left_start = frame.left_start
    left = folded[max(left_start, number.start - _LEFT_REACH) : number.start]
    goes_on = left_start > 0 and folded[left_start - 1] not in _CLAUSE_MARKS
    group = number.group
    own = read_stretch(left)
    plain, mark = own.plain, left[:1]
    if (goes_on and mark not in _LIST_MARKS) or (mark == "、" and not own.has_verb):
        plain = ""
    if plain and own.has_noun and (own.has_verb or own.has_light) and group != "percent":
        return plain if own.has_verb or group != _TOOK_PLACE else f"{HELD}|{plain}"
    right = folded[number.unit_end : number.unit_end + _RIGHT_REACH]
    if end := _RIGHT_END.search(right):
        right = right[: end.start()]
    if plain and not right:
        if not own.has_verb:
            return f"{HELD}|{plain}" if group == _TOOK_PLACE else plain
        if not own.has_noun and group in _WHOLE_BY_VERB:
            return plain
    name, is_whole = _name(left, right, group, goes_on)
    if is_whole:
        return name
    return _name_by_context(folded, left_start, left, right, group, goes_on) or name or _letters_around(folded, number)


def name_stated(left: str, right: str, group: str) -> str | None:
    """The name of what a word without digits (未发生, 全覆盖) is said of; `left` and `right` of it in its clause."""
    left, right = _COUNTED.sub("、", left), _COUNTED.sub("、", right)
    return _name(left, right, group, False)[0] or "".join(filter(str.isalpha, left + right))[-_WORN_LETTERS:] or None


@lru_cache(maxsize=16384)
def _name(left: str, right: str, group: str, goes_on: bool) -> tuple[str | None, bool]:
    """The name by a number's own words, and whether it needs no others."""
    own = _own_words(left, right, group, goes_on)
    is_whole = own.has_noun or (own.has_verb and group in _WHOLE_BY_VERB)
    if own.has_noun and not own.has_verb and left[:1] == "、":
        # 检查企业30家、商户50户: the verb is said once.
        is_whole = False
    return _compose(own.tokens, group), is_whole


def _own_words(left: str, right: str, group: str, goes_on: bool) -> Stretch:
    own = read_stretch(left)
    if goes_on and own.tokens and own.tokens[0][0] >= SOFT:
        own = _drop_neighbours_noun(own, right)
    if not right or (own.has_noun and (own.has_verb or own.has_light or group in _HAPPENED or group == "percent")):
        return own
    after = read_stretch(right).tokens
    for index, token in enumerate(after):
        if token[0] == BREAK:
            after = after[:index]
            break
    if own.has_noun:
        # 河道垃圾35吨得到清理: only what happened to it, not what else is told.
        if any(token[0] >= SELF for token in after):
            return own
    elif own.has_verb:
        # 发放500册手册: only the noun, not what it led to.
        after = after[: next((index for index, token in enumerate(after) if token[0] < SOFT), len(after))]
    elif group in _PERSONS and not own.has_light:
        after = _counted_persons(after)
    return describe(own.tokens + after)


def _drop_neighbours_noun(own: Stretch, right: str) -> Stretch:
    """12个村开展宣传35场: what follows the unit before belongs to the number before, unless nothing else is said."""
    for index, token in enumerate(own.tokens):
        if token[0] < SOFT:
            return describe(own.tokens[index:])
    return describe(()) if right else own


def _counted_persons(after: tuple[Token, ...]) -> tuple[Token, ...]:
    """35名志愿者清理河道 counts 志愿者; 120名干部参加培训 counts 培训 too."""
    for index, token in enumerate(after):
        if token[0] == VERB and index:
            return after[:index] if any(later[0] >= SELF for later in after[index:]) else after
    return after


def _compose(tokens: tuple[Token, ...], group: str) -> str | None:
    verbs: list[str] = []
    lights: list[str] = []
    softs: list[str] = []
    nouns: list[tuple[int, str]] = []
    actor = ""
    is_chunk_open = False
    last_verb = -1
    for index, token in enumerate(tokens):
        if token[0] == VERB:
            last_verb = index
    for index, (kind, text, surface, _) in enumerate(tokens):
        if kind == VERB and group == "percent" and surface and index + 1 < len(tokens) and tokens[index + 1][0] >= SELF:
            # 调解和解率: the noun of a rate takes its verb in.
            kind, text = OTHER_NOUN, surface
        if kind >= SELF:
            if kind <= ACTOR and index < last_verb and _has_another(tokens, index, last_verb, group):
                actor = text if kind == ACTOR and not actor else actor
                is_chunk_open = False
            elif is_chunk_open:
                # 农村 + 饮水管道: words in a row are one noun in their own order.
                nouns[-1] = (kind, nouns[-1][1] + text)
            else:
                nouns.append((kind, text))
                is_chunk_open = True
        elif kind == SOFT:
            softs.append(text)
        else:
            is_chunk_open = False
            if kind == VERB or (kind == LIGHT_FOR_PERSONS and group not in _PERSONS):
                verbs.append(text)
            elif kind == BREAK:
                # 违规用火、乱搭乱建等问题: the noun after 等 names them all.
                if text and any(later[0] >= SELF for later in tokens[index + 1 :]):
                    nouns = []
            else:
                lights.append(text)
    if not verbs:
        if group == _TOOK_PLACE and (nouns or softs):
            verbs = [HELD]
        elif lights and not (nouns and set(lights) == {HELD}):
            verbs = [next((light for light in lights if light != HELD), HELD)]
    if not nouns and (not verbs or verbs == [HELD]):
        nouns = [(SOFT, text) for text in softs]
    verb = verbs[0] if len(verbs) == 1 else "".join(sorted(set(verbs)))
    noun = nouns[0][1] if len(nouns) == 1 else "".join(text for _, text in sorted(set(nouns)))
    return "|".join(part for part in (actor, verb, noun) if part) or None


def _has_another(tokens: tuple[Token, ...], index: int, last_verb: int, group: str) -> bool:
    """Someone acts only where something else is counted: 执法人员培训60人次 counts 执法人员."""
    start = last_verb if group in _PERSONS else 0
    return any(tokens[place][0] >= SELF and place != index for place in range(start, len(tokens)))


def _name_by_context(folded: str, left_start: int, left: str, right: str, group: str, goes_on: bool) -> str | None:
    """The name with what was said before in the sentence: 受理信访31件，办结30件."""
    own = _own_words(left, right, group, goes_on)
    back = _SENTENCE_END.split(folded[max(0, left_start - _BACK_REACH) : left_start])[-1]
    for clause in _COMMA.split(back)[: -_CLAUSES_BACK - 1 : -1]:
        # What stands before the first number was read for that number and is remembered.
        earlier = read_stretch(_UP_TO_DIGITS.match(clause)[0])  # type: ignore[index]
        if not (earlier.has_noun or earlier.has_verb):
            earlier = read_stretch(_COUNTED.sub("、", clause))
        if not own.has_noun and earlier.has_noun:
            is_told = own.has_verb or own.has_light
            taken = tuple(token for token in earlier.tokens if not is_told or token[0] >= SELF or token[0] == BREAK)
            return _compose((*taken, _PART, *own.tokens), group)
        if own.has_noun and earlier.has_verb:
            return _compose((*(token for token in earlier.tokens if token[0] == VERB), *own.tokens), group)
    return None


def _letters_around(folded: str, number: Number) -> str | None:
    """Where only worn words stand around a number (其中共有35人), these."""
    start, end = number.start, number.unit_end
    while start > max(0, number.start - 120) and folded[start - 1] not in _CLAUSE_EDGES:
        start -= 1
    while end < min(len(folded), number.unit_end + 120) and folded[end] not in _CLAUSE_EDGES:
        end += 1
    before = "".join(filter(str.isalpha, folded[start : number.start]))
    after = "".join(filter(str.isalpha, folded[number.end : end]))
    return before[-_WORN_LETTERS:] or after[:_WORN_LETTERS] or None
