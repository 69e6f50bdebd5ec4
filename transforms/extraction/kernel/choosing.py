"""The rule of each number: `indicator_rules`, `carrying` of the readable engine over arrays.

Here: `choose_indicator`, `choose_rules`, `outcome_named`. Not here: frames.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.carrying import _OPENS_ROW as _OPENINGS
from transforms.extraction.indicator_rules import (
    CLAUSE_BEFORE as CLAUSE_BEFORE_SCORE,
)
from transforms.extraction.indicator_rules import (
    EARLIER as EARLIER_SCORE,
)
from transforms.extraction.indicator_rules import (
    ENUMERATION_PENALTY,
    HEAD_BONUS,
    NOUN_AFTER_UNIT,
    OTHER_HEAD_PENALTY,
    OWN_LEFT,
    OWN_RIGHT,
    SAME_DOMAIN_BONUS,
    THRESHOLD,
    UNKNOWN_NOUN_PENALTY,
    UNWANTED_PENALTY,
)
from transforms.extraction.indicator_rules import TOPIC as TOPIC_SCORE
from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.framing import has_any
from transforms.extraction.kernel.layout import (
    AFTER_UNIT,
    CLAUSE_BEFORE,
    COUNTS_BODIES,
    EARLIER,
    END,
    F_GROUP,
    F_UNIT,
    GROUP,
    HAS_ENUMERATION,
    HAS_UNKNOWN_NOUN,
    HEAD,
    IS_AVERAGE,
    IS_BARE,
    LEFT,
    LEFT_FROM,
    LEFT_HEAD,
    LEFT_TO,
    NONE,
    NOUN_END,
    RIGHT,
    RIGHT_FROM,
    RIGHT_TO,
    START,
    TOPIC,
    UNIT,
    UNIT_END,
    W_ID,
    WIDTH,
    codes_of,
)
from transforms.extraction.kernel.machine import fullmatch
from transforms.extraction.kernel.pointers import local_numbers
from transforms.extraction.kernel.stretches import code, is_listed

# Length and characters of each opening of a row.
_LONGEST_OPENING = max(map(len, _OPENINGS))
_OPENS_ROW = np.array([(len(one), *codes_of(one.ljust(_LONGEST_OPENING))) for one in _OPENINGS])
_WAN, _YI, _OPENING, _WIDE_OPENING = codes_of("万亿(（")
# Of a rule: domain, indicator, surfaces, then three bit sets, the number of terms, and the terms.
_REQUIRED, _UNWANTED, _OWN = 3, 3 + WIDTH, 3 + 2 * WIDTH
_TERMS = 3 + 3 * WIDTH
_TERM = 1 + WIDTH


@compiled
def _meets(d, place, row, offset):
    """Whether a bit set of the tables and one of a frame have something in common."""
    for part in range(WIDTH):
        if d[place + part] & row[offset + part] != 0:
            return True
    return False


@compiled
def choose_indicator(d, weights, row, frame, domain):
    """The rule that fits a frame best, or -1. `domain`: of the number before it, -1 for none."""
    group = frame[F_GROUP]
    index = d[at.RULE_INDEX] + group * (d[at.CLASS_COUNT] + 1)
    if d[index] < 0:
        return np.int64(-1)
    reach = local_numbers(WIDTH)
    for part in range(WIDTH):
        reach[part] = row[AFTER_UNIT + part] | row[LEFT + part] | row[RIGHT + part] | row[CLAUSE_BEFORE + part]
        if frame[IS_BARE] != 0:
            reach[part] |= row[EARLIER + part]
    best, best_score = np.int64(-1), THRESHOLD - 1e-9
    for part in range(-1, WIDTH):
        bits = np.uint64(1)
        place = 64 * part
        if part >= 0:
            bits = np.uint64(reach[part] & d[d[at.RULE_FILED] + group * WIDTH + part])
        while bits != np.uint64(0):
            if bits & np.uint64(1):
                members = d[index] if part < 0 else d[index + 1 + place]
                for entry in range(members + 1, members + 1 + d[members]):
                    order = d[entry]
                    rule = d[d[at.RULES] + order]
                    is_able = True
                    for word in range(WIDTH):
                        if d[rule + _REQUIRED + word] & ~reach[word] != 0:
                            is_able = False
                        if d[rule + _UNWANTED + word] & row[HEAD + word] != 0:
                            is_able = False
                    if not is_able:
                        continue
                    is_fit, score = _score(d, weights[order], rule, row, frame)
                    if not is_fit:
                        continue
                    if d[rule] == domain:
                        score += SAME_DOMAIN_BONUS
                    if score > best_score or (score == best_score and best >= 0 and order < best):
                        best, best_score = np.int64(order), score
            bits >>= np.uint64(1)
            place += 1
    return best


@compiled
def _score(d, weight, rule, row, frame):
    score = weight
    if d[rule + 2] >= 0 and not is_listed(d, d[rule + 2], frame[F_UNIT]):
        return False, score
    if frame[COUNTS_BODIES] != 0:
        is_own = False
        for part in range(WIDTH):
            if d[rule + _OWN + part] & d[d[at.BODY] + part] != 0:
                is_own = True
        if not is_own:
            return False, score
    if frame[IS_AVERAGE] != 0:
        is_own = False
        for part in range(WIDTH):
            if d[rule + _OWN + part] & d[d[at.AVERAGE] + part] != 0:
                is_own = True
        if not is_own:
            return False, score
    for number in range(d[rule + _TERMS]):
        place = rule + _TERMS + 1 + number * _TERM
        is_about, term = d[place] != 0, place + 1
        if _meets(d, term, row, AFTER_UNIT):
            score += NOUN_AFTER_UNIT
        elif _meets(d, term, row, LEFT):
            score += OWN_LEFT + (HEAD_BONUS if _meets(d, term, row, LEFT_HEAD) else 0.0)
        elif _meets(d, term, row, RIGHT):
            score += OWN_RIGHT
        elif _meets(d, term, row, CLAUSE_BEFORE):
            score += CLAUSE_BEFORE_SCORE
        elif (is_about or frame[IS_BARE] != 0) and _meets(d, term, row, EARLIER):
            score += EARLIER_SCORE
        elif is_about and _meets(d, term, row, TOPIC):
            score += TOPIC_SCORE
        else:
            return False, score
    own = rule + _OWN
    if frame[HAS_ENUMERATION] != 0 and not _meets(d, own, row, AFTER_UNIT):
        score -= ENUMERATION_PENALTY
    if has_any(row, HEAD) and not _meets(d, own, row, HEAD):
        score -= OTHER_HEAD_PENALTY
    if frame[HAS_UNKNOWN_NOUN] != 0:
        score -= UNKNOWN_NOUN_PENALTY
    unwanted = rule + _UNWANTED
    if _meets(d, unwanted, row, LEFT) or _meets(d, unwanted, row, RIGHT):
        score -= UNWANTED_PENALTY
    return True, score


@compiled
def outcome_named(d, rule, words, frame):
    """The word for the outcome that the clause names, where the indicator is counted by outcome, or -1."""
    place = d[d[at.BREAKDOWNS] + d[d[d[at.RULES] + rule] + 1]]
    found = np.int64(-1)
    if place < 0:
        return found
    for index in range(frame[LEFT_FROM], frame[LEFT_TO]):
        word = words[index, W_ID]
        for part in range(WIDTH):
            if d[d[at.WORD_CLASSES] + WIDTH * word + part] & d[place + part] != 0:
                if is_listed(d, place + WIDTH, word):
                    return np.int64(-1)
                found = word
    return found


@compiled
def choose_rules(
    d,
    weights,
    t,
    raw,
    m,
    low,
    high,
    words,
    n,
    first,
    last,
    b,
    f,
    chosen,
    told_start,
    told_end,
    told_group,
    told_unit,
    told_rule,
):
    """Set `chosen` of the numbers first to last. `told_rule`: what the paragraph said last before them, or -1."""
    _share_verb_behind(d, t, m, low, words, n, first, last, b, f)
    domain = np.int64(-1)
    for index in range(first, last):
        _supply_yuan(d, raw, n[index], b[index], f[index])
        rule = choose_indicator(d, weights, b[index], f[index], domain)
        if rule < 0 and index > first and _repeats(d, n, index, b[index]):
            rule = chosen[index - 1]
        if rule < 0 and index > first and _is_next_body(d, t, m, low, n, index, b[index]):
            rule = chosen[index - 1]
        if rule < 0 and told_rule >= 0:
            start = max(told_end, n[index - 1, UNIT_END]) if index > first else told_end
            if _goes_on(d, t, m, low, high, n[index], start, told_start, told_group, told_unit):
                rule = told_rule
        if rule >= 0:
            told_start, told_end = n[index, START], n[index, UNIT_END]
            told_group, told_unit = n[index, GROUP], n[index, UNIT]
            told_rule = rule
            domain = d[d[d[at.RULES] + rule]]
        chosen[index] = rule
    for index in range(last - 2, first - 1, -1):
        if chosen[index] >= 0 or n[index, GROUP] != n[index + 1, GROUP]:
            continue
        start = n[index, UNIT_END]
        end = max(start, n[index + 1, START])
        own = LEFT_HEAD if fullmatch(d, t, m, start, start, end, d[at.GRADES]) else LEFT
        if fullmatch(d, t, m, start, start, end, d[at.JOINED]) and not _has_counted(d, b[index], own):
            chosen[index] = chosen[index + 1]
        elif has_any(b[index + 1], RIGHT) and fullmatch(d, t, m, start, start, end, d[at.IN_ONE_ROW]):
            for part in range(WIDTH):
                b[index, RIGHT + part] |= b[index + 1, RIGHT + part]
            chosen[index] = choose_indicator(d, weights, b[index], f[index], NONE)


@compiled
def _share_verb_behind(d, t, m, low, words, n, first, last, b, f):
    while first < last:
        end = first
        if f[first, NOUN_END] != 0 and _opens_row(t, low, n[first, START]):
            while (
                end + 1 < last
                and f[end + 1, NOUN_END] != 0
                and fullmatch(d, t, m, low, n[end, UNIT_END], n[end + 1, START], d[at.NEXT_OBJECT])
            ):
                end += 1
        for index in range(first, end):
            for word in range(f[end, RIGHT_FROM] + 1, f[end, RIGHT_TO]):
                place = d[at.WORD_CLASSES] + WIDTH * words[word, W_ID]
                for part in range(WIDTH):
                    b[index, RIGHT + part] |= d[place + part]
            f[index + 1, LEFT_TO] = f[index + 1, LEFT_FROM]
            for part in range(WIDTH):
                b[index + 1, LEFT + part] = b[index + 1, LEFT_HEAD + part] = 0
        first = end + 1


@compiled
def _opens_row(t, low, start):
    for offset in range(len(_OPENS_ROW)):
        opening = _OPENS_ROW[offset]
        size = opening[0]
        if start - size >= low:
            is_same = True
            for place in range(size):
                if code(t, start - size + place) != opening[1 + place]:
                    is_same = False
            if is_same:
                return True
    return False


@compiled
def _has_counted(d, row, own):
    for part in range(WIDTH):
        if row[own + part] & ~d[d[at.ACTOR_CLASSES] + part] != 0:
            return True
    return False


@compiled
def _is_next_body(d, t, m, low, n, index, row):
    if n[index - 1, GROUP] != d[at.GROUP_PERCENT] or n[index, GROUP] != d[at.GROUP_PERCENT] or not has_any(row, LEFT):
        return False
    for part in range(WIDTH):
        if (row[LEFT + part] | row[RIGHT + part]) & ~(d[d[at.ACTOR_CLASSES] + part] | d[d[at.BODY] + part]) != 0:
            return False
    return fullmatch(d, t, m, low, n[index - 1, UNIT_END], n[index, START], d[at.NEXT_BODY])


@compiled
def _goes_on(d, t, m, low, high, number, start, told_start, told_group, told_unit):
    group, unit = number[GROUP], number[UNIT]
    if group != told_group or unit != told_unit or group == d[at.GROUP_PERCENT] or group == d[at.GROUP_YUAN]:
        return False
    # The readable engine takes the last character of a text for the one before its first.
    before = code(t, told_start - 1 if told_start > low else high - 1)
    if (before == _OPENING or before == _WIDE_OPENING) and fullmatch(
        d, t, m, low, start, number[START], d[at.NEXT_BRACKET]
    ):
        return True
    if fullmatch(d, t, m, low, start, number[START], d[at.WHOSE]):
        return True
    return unit < 0 and fullmatch(d, t, m, low, start, number[START], d[at.NEXT_CELL])


@compiled
def _repeats(d, n, index, row):
    group = n[index, GROUP]
    if (
        n[index - 1, GROUP] != group
        or group == d[at.GROUP_PERCENT]
        or group == d[at.GROUP_NONE]
        or group == d[at.GROUP_YUAN]
    ):
        return False
    if not has_any(row, LEFT):
        return False
    for part in range(WIDTH):
        if (row[LEFT + part] | row[RIGHT + part]) & ~d[d[at.ACTOR_CLASSES] + part] != 0:
            return False
    return True


@compiled
def _supply_yuan(d, raw, number, row, frame):
    last = raw[number[END] - 1]
    if number[GROUP] == d[at.GROUP_NONE] and (last == _WAN or last == _YI):
        for part in range(WIDTH):
            if row[LEFT_HEAD + part] & d[d[at.MONEY_CLASSES] + part] != 0:
                number[UNIT] = frame[F_UNIT] = d[at.UNIT_YUAN]
                number[GROUP] = frame[F_GROUP] = d[at.GROUP_YUAN]
                return
