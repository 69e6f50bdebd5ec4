"""The words that names of counted things are made of: a stretch of text as verbs, nouns, persons and nothing else.

Here: `read_stretch`, which finds the words of catalog/phrases.yaml and vocabulary.yaml, leaves out what says nothing
(各类, 累计, 全镇, names of places, years), and keeps what no list knows as nouns: the long tail of 河道垃圾.
Not here: how the words make a name (`phrases`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs

from transforms.catalog.loading import load_knowledge

# What a word is. From SELF on they are nouns; the order is that of a name: 反诈 before 宣传资料.
FILLER, BREAK, MODE, LIGHT, LIGHT_FOR_PERSONS, VERB, SOFT = range(7)
SELF, ACTOR, OTHER_NOUN, KNOWN_NOUN, PERSON, OBJECT = range(7, 13)
# The light verb that says only that something took place.
HELD = "开展"
_LONGEST_NOUN = 14
_BREAKS = "、（）()〔〕[]【】/；;，,：:。|｜\t\n"
_SKIPPED = "“”\"'‘’《》<>「」 ·-—－~～+＋…*#@&=_^!！?？.%％‰　"
_EDGE_LEFT = "的了已将把被由从向对在于并均还共为与和及又即也以其各而且占达"
_EDGE_INSIDE = "共的了等在于由从向对将和与及内各均已"
_EDGE_RIGHT = "的了共有为达约近超逾至到各等均已是在内于由从对向将和与及余多占仅"
_MODE_LETTERS = "未待需应拟"
_AND = re.compile(r"(?<=[^\W\d_]{2})([和与及或等])(?=[^\W\d_]{2})")
_DATED = re.compile(r"\d+(?:\s*[-—–~～至]\s*\d+)?\s*(?:年度?|月(?:份|底|末|初)?|日)")
_AND_LETTERS = frozenset("和与及或等")
_ODD_LETTERS = frozenset(_EDGE_LEFT + _EDGE_INSIDE + _MODE_LETTERS) | _AND_LETTERS | frozenset("发拆挂贴印装种")
_SHORT_NOUNS = frozenset("村县区镇乡市所户组路桥井树厂店院")
_PLACE_ENDS = frozenset("省市县区镇乡州旗街道村社")
_BEFORE_PLACE = ("在", "由", "对", "，", "、")
_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}?(?:省|市(?![场民容政直])|县(?![级道直])|区(?![域级直])|镇(?![村级域])|乡(?![村镇级道])|州|旗|街道"
    r"|村(?![级民规干居组庄社道屯委容])|社区)){1,3}"
)


# kind as above, text in its normal form, the word as written (empty where the text is told), and whether it is a verb
# that makes what follows it. Plain tuples, made once: a name must cost microseconds.
Token = tuple[int, str, str, bool]


class Stretch(NamedTuple):
    """The words of a stretch in order. A BREAK with the text 等 parts the members of a list from the noun for them all.

    `plain` is the name that the words alone make where they are one noun, one verb, or one of each (开展 not counted),
    otherwise empty.
    """

    tokens: tuple[Token, ...]
    has_noun: bool
    has_verb: bool
    has_light: bool
    plain: str


class _Words(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    tokens: list[Token]
    endings: re.Pattern[str]
    initial_verbs: dict[str, Token]
    not_places: tuple[str, ...]


_TOLD: Token = (BREAK, "等", "", False)
_PARTED: Token = (BREAK, "", "", False)


@lru_cache(maxsize=16384)
def read_stretch(stretch: str) -> Stretch:
    """The words of a stretch of folded text, BREAK where 、 or a bracket parts them."""
    words = _words()
    if "年" in stretch or "月" in stretch or "日" in stretch:
        stretch = _DATED.sub("", stretch)
    found = words.automaton.find_matches_as_indexes(stretch)
    known = words.tokens
    tokens: list[Token] = []
    # A name of a place has at least three letters; most stretches begin with a word that is known.
    position = _end_of_place(stretch, found) if not found or found[0][1] > 1 else 0
    mode = ""
    verbs = 0
    for number, start, end in found:
        if start < position:
            continue
        token = known[number]
        kind = token[0]
        if start > position:
            gap = stretch[position:start]
            if start - position > 1 and not mode and _ODD_LETTERS.isdisjoint(gap) and gap.isalpha():
                tokens.append((OTHER_NOUN, gap[-_LONGEST_NOUN:], "", False))
            else:
                mode = _read_gap(gap, tokens, mode, kind, words)
        position = end
        if kind >= SOFT:
            if mode and kind >= SELF:
                token, mode = (kind, mode + token[1], "", False), ""
            tokens.append(token)
        elif kind >= LIGHT:
            ending = None if token[3] or end == len(stretch) else words.endings.match(stretch, end)
            if ending:
                position = ending.end()
                tokens.append((OTHER_NOUN, stretch[start:position], "", False))
            elif _is_noun_here(stretch, start, end, tokens):
                tokens.append((OTHER_NOUN, token[2], "", False))
            else:
                if kind == VERB:
                    verbs += 1
                    if mode:
                        token, mode = (VERB, mode + token[1], "", False), ""
                tokens.append(token)
        elif kind == BREAK:
            tokens.append(token)
        elif kind == MODE:
            mode = token[1]
    if position < len(stretch):
        mode = _read_gap(stretch[position:], tokens, mode, FILLER, words)
    if mode:
        _deny_light_verb(tokens, mode)
    if verbs > 1:
        _find_main_verbs(tokens)
    return describe(tokens)


def describe(tokens: Sequence[Token]) -> Stretch:
    """Words of one or several stretches as one."""
    has_noun = has_light = False
    is_plain = True
    verb = noun = ""
    last = FILLER
    for kind, text, _, _ in tokens:
        if kind >= SELF:
            # Someone who acts, or a second noun beyond a verb, takes more than a look at one word.
            if kind <= ACTOR or (noun and last < SELF):
                is_plain = False
            has_noun = True
            noun += text
        elif kind == VERB:
            if verb:
                is_plain = False
            verb = text
        elif kind == SOFT:
            continue
        elif kind == LIGHT and text == HELD:
            has_light = True
        elif kind != BREAK:
            has_light, is_plain = True, False
        elif last != FILLER or text:
            is_plain = False
        last = kind
    plain = (f"{verb}|{noun}" if verb and noun else verb or noun) if is_plain else ""
    return Stretch(tuple(tokens), has_noun, bool(verb), has_light, plain)


def _read_gap(gap: str, tokens: list[Token], mode: str, next_kind: int, words: _Words) -> str:
    """Add what stands between known words as a noun; returns the mode (未) that waits for a verb."""
    gap = gap.replace("的", "").replace("了", "").lstrip(_EDGE_LEFT)
    waiting = ""
    if LIGHT <= next_kind <= VERB and gap and gap[-1] in _MODE_LETTERS:
        waiting = "未" if gap[-1] == "未" else "待"
        gap = gap[:-1]
    names_all = gap.endswith("等")
    gap = gap.rstrip(_EDGE_RIGHT if next_kind == FILLER else _EDGE_INSIDE)
    if gap:
        if gap[0] in words.initial_verbs and not tokens and len(gap) > 2:
            tokens.append(words.initial_verbs[gap[0]])
            gap = gap[1:]
        pieces = [gap] if _AND_LETTERS.isdisjoint(gap) else _AND.split(gap)
        for index, piece in enumerate(pieces):
            if index % 2:
                tokens.append(_TOLD if piece == "等" else _PARTED)
                continue
            if not piece.isalpha():
                piece = "".join(filter(str.isalpha, piece))
            # 消防站: one letter goes with the noun beside it, and says nothing alone, unless it is 村 or the like.
            if len(piece) > 1 or (
                piece and (next_kind >= SELF or (tokens and tokens[-1][0] >= SELF) or piece in _SHORT_NOUNS)
            ):
                tokens.append((OTHER_NOUN, mode + piece[-_LONGEST_NOUN:], "", False))
                mode = ""
    if names_all:
        tokens.append(_TOLD)
    return waiting or mode


def _is_noun_here(stretch: str, start: int, end: int, tokens: list[Token]) -> bool:
    """A verb that is a noun: 妇女组织12个 at the end after a noun, 镇级行使的处罚事项 after 的 before a noun."""
    if end == len(stretch):
        return bool(tokens) and tokens[-1][0] >= SELF and stretch.startswith("组织", start, end)
    return start > 0 and stretch[start - 1] == "的"


def _deny_light_verb(tokens: list[Token], mode: str) -> None:
    """未开展: what did not happen is no light word."""
    for index in range(len(tokens) - 1, -1, -1):
        if LIGHT <= tokens[index][0] < VERB:
            tokens[index] = (VERB, mode + tokens[index][1], "", False)
            return


def _find_main_verbs(tokens: list[Token]) -> None:
    """Of 茶叶种植技术培训 the verb is 培训, of 制定检查计划 it is 制定: verbs inside of nouns become parts of them."""
    start = 0
    for end in range(len(tokens) + 1):
        if end < len(tokens) and tokens[end][0] != BREAK:
            continue
        places = [place for place in range(start, end) if tokens[place][0] == VERB]
        if len(places) > 1:
            acted = [place for place in places if place > start and tokens[place - 1][0] == ACTOR]
            is_last = places[-1] == end - 1 and places[0] != start
            main = acted[0] if acted else places[-1] if is_last else places[0]
            kept = {main}
            for step in (-1, 1):
                beside = main + step
                # 排查整治隐患 are two verbs, of 制定检查计划 the second belongs to the noun.
                while beside in places and (step < 0 or tokens[beside][3] or not tokens[main][3]):
                    kept.add(beside)
                    beside += step
            for place in places:
                if place in kept or not tokens[place][2]:
                    continue
                # 受理听证申请: the verb that ends what another began is a noun.
                is_noun = tokens[place + 1][0] >= SOFT if place + 1 < end else tokens[place - 1][0] >= SELF
                if is_noun:
                    tokens[place] = (OTHER_NOUN, tokens[place][2], "", False)
        start = end + 1


def _end_of_place(stretch: str, found: list[tuple[int, int, int]]) -> int:
    """Length of the name of a place at the beginning (柳溪镇修缮危桥), otherwise 0."""
    if _PLACE_ENDS.isdisjoint(stretch):
        return 0
    begin = 1 if stretch[:1] in _BEFORE_PLACE else 0
    match = _PLACE.match(stretch, begin)
    if not match:
        return 0
    name = match[0]
    sign = match.end() - (2 if name.endswith(("街道", "社区")) else 1)
    if any(start < sign and end > begin for _, start, end in found):
        return 0
    if stretch[begin:sign].endswith(_words().not_places):
        return 0
    # 王家村 with nothing after it is what is counted.
    return match.end() if match.end() < len(stretch) else 0


@cache
def _words() -> _Words:
    knowledge = load_knowledge("phrases")
    meanings: dict[str, tuple[int, str, bool]] = {}
    for name, verb in knowledge["verbs"].items():
        kind = {"always": LIGHT, "person": LIGHT_FOR_PERSONS, None: VERB}[verb.get("light")]
        for word in verb["words"]:
            meanings.setdefault(word, (kind, name, verb.get("makes", False)))
    acting = set(knowledge["actors"])
    for names, kind in (("persons", PERSON), ("objects", OBJECT)):
        for name, surfaces in knowledge[names].items():
            for word in surfaces:
                meanings.setdefault(word, (ACTOR if name in acting and kind == PERSON else kind, name, False))
    for names, kind, text in (
        ("self", SELF, None),
        ("soft", SOFT, None),
        ("nouns", KNOWN_NOUN, None),
        ("fillers", FILLER, ""),
    ):
        for word in knowledge[names]:
            meanings.setdefault(word, (kind, word if text is None else text, False))
    for name, surfaces in knowledge["modes"].items():
        for word in surfaces:
            if len(word) > 1:
                meanings.setdefault(word, (MODE, name, False))
    for preposition in knowledge["prepositions"]:
        for public in knowledge["publics"]:
            meanings.setdefault(preposition + public, (FILLER, "", False))
    _add_vocabulary(meanings)
    for mark in _BREAKS:
        meanings[mark] = (BREAK, "", False)
    for mark in _SKIPPED:
        meanings[mark] = (FILLER, "", False)
    ordered = sorted(meanings)
    automaton = ahocorasick_rs.AhoCorasick(
        ordered,
        matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
    endings = sorted(knowledge["noun_endings"], key=lambda word: (-len(word), word))
    long, short = [word for word in endings if len(word) > 1], [word for word in endings if len(word) == 1]
    # 检查站 is a noun, 检查站台 is not: an ending of one character ends the stretch, or is 率.
    pattern = re.compile("|".join(long) + "|率|(?:" + "|".join(short) + r")(?![\u4e00-\u9fff])")
    return _Words(
        automaton,
        [(kind, text, word, makes) for word in ordered for kind, text, makes in (meanings[word],)],
        pattern,
        {letter: (VERB, verb, "", False) for letter, verb in knowledge["initial_verbs"].items()},
        tuple(knowledge["not_place_names"]),
    )


def _add_vocabulary(meanings: dict[str, tuple[int, str, bool]]) -> None:
    """Verbs that the rules know, and their nouns whole, unless these are a verb with its noun (接待群众, 安全检查)."""
    vocabulary = load_knowledge("vocabulary")
    nouns = {word for kind in ("object", "rate") for words in vocabulary[kind].values() for word in words}
    sayings = (VERB, LIGHT, LIGHT_FOR_PERSONS, FILLER, SOFT)
    verbs = {word for word, meaning in meanings.items() if meaning[0] in sayings and len(word) > 1}
    for word in sorted({word for words in vocabulary["action"].values() for word in words} - nouns):
        # Longer ones are made of verbs and fillers that stand here already (累计发放, 排查化解).
        if len(word) == 2 and word.isalpha() and word[0] not in _EDGE_LEFT:
            meanings.setdefault(word, (VERB, word, False))
    for word in sorted(nouns):
        if len(word) < 2 or not word.isalpha() or word in meanings:
            continue
        cuts = range(2, len(word) - 1)
        if any(word[:cut] in verbs and (word[cut:] in nouns or word[cut:] in meanings) for cut in cuts):
            continue
        if any(word[cut:] in verbs for cut in range(1, len(word) - 1)):
            continue
        meanings[word] = (KNOWN_NOUN, word, False)
