"""Values of numerals: `numerals` of the readable engine over arrays.

Here: `read_value`, `decoy_value`. A value is a mantissa and a power of ten, as a Decimal is; what does not fit
exactly into a float by one rounding is told by the result False, and the text goes to the readable engine.
Not here: where numerals stand (`numerals`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    DECIMAL_VALUE,
    FRACTION,
    FRACTION_WORDS,
    NO_VALUE,
    PERCENT_WORDS,
    QUOTIENT,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.stretches import code, strip_end

_LARGEST_EXPONENT = 15
_POWERS = np.array([10**power for power in range(19)], dtype=np.int64)
_FLOAT_POWERS = np.array([float(10**power) for power in range(23)], dtype=np.float64)
_EXACT = 1 << 53
# Chinese numerals longer than this may be larger than an integer of 64 bits.
_LONGEST_CHINESE = 14
_MOST_DIGITS = 17
_DOT, _SLASH, _PERCENT, _PER_MILLE, _COMMA, _WIDE_COMMA, _BLANK = codes_of("./%‰,， ")
_TEN, _HUNDRED, _THOUSAND, _WAN, _YI, _SHARE, _FEN, _DIAN = codes_of("十百千万亿成分点")
_MORE, _MANY, _ZERO = codes_of("余多0")
# 零一二三四五六七八九〇两壹贰叁 and their values.
_NUMERAL_CODES = np.array(codes_of("零一二三四五六七八九〇两壹贰叁"))
_NUMERAL_VALUES = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 2, 1, 2, 3], dtype=np.int64)


@compiled
def _digit_value(character):
    for place in range(len(_NUMERAL_CODES)):
        if _NUMERAL_CODES[place] == character:
            return _NUMERAL_VALUES[place]
    return np.int64(-1)


@compiled
def _scale_of(character):
    """Power of ten of 十百千万亿, or -1."""
    if character == _TEN:
        return 1
    if character == _HUNDRED:
        return 2
    if character == _THOUSAND:
        return 3
    if character == _WAN:
        return 4
    if character == _YI:
        return 8
    return -1


@compiled
def _chinese_value(c, start, end):
    """Value of c[start:end], Chinese numerals without 点; -1 where it has none."""
    if start >= end:
        return np.int64(-1)
    is_plain = True
    for place in range(start, end):
        if _digit_value(c[place]) < 0:
            is_plain = False
            break
    if is_plain:
        value = np.int64(0)
        for place in range(start, end):
            value = value * 10 + _digit_value(c[place])
        return value
    total, section, current, last_unit = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for place in range(start, end):
        digit = _digit_value(c[place])
        if digit >= 0:
            current = digit
            continue
        power = _scale_of(c[place])
        if power < 0:
            return np.int64(-1)
        unit = _POWERS[power]
        if power < 4:
            factor = current
            if factor == 0:
                factor = np.int64(0) if section != 0 and last_unit != 0 and last_unit <= unit else np.int64(1)
            section += factor * unit
        else:
            section += current
            if power == 8:
                total = (total + (section if section != 0 else 1)) * unit
            else:
                total += (section if section != 0 else 1) * unit
            section = np.int64(0)
        current, last_unit = np.int64(0), unit
    if current != 0 and last_unit >= 100 and end - start > 1:
        before = _scale_of(c[end - 2])
        if before >= 2:
            current *= last_unit // 10
    return total + section + current


@compiled
def _decimal_value(c, start, end):
    """Kind, mantissa and exponent of digits with at most one dot; whether they are few enough."""
    mantissa, exponent, is_behind, count = np.int64(0), np.int64(0), False, 0
    for place in range(start, end):
        if c[place] == _DOT:
            if is_behind:
                return np.int64(NO_VALUE), mantissa, exponent, True
            is_behind = True
            continue
        digit = c[place] - _ZERO
        if digit < 0 or digit > 9:
            return np.int64(NO_VALUE), mantissa, exponent, True
        if mantissa != 0 or digit != 0:
            count += 1
            if count > _MOST_DIGITS:
                # Before the dot so many digits are larger than any count.
                return np.int64(NO_VALUE), mantissa, exponent, not is_behind
        mantissa = mantissa * 10 + digit
        if is_behind:
            exponent -= 1
    return np.int64(DECIMAL_VALUE), mantissa, exponent, True


@compiled
def _numeral_value(d, t, c, start, end):
    """Kind, mantissa, exponent of folded t[start:end], and whether they could be told; `c` is room for it."""
    size = 0
    for place in range(start, end):
        character = code(t, place)
        if (
            character == _COMMA
            or character == _WIDE_COMMA
            or character == _BLANK
            or character == _MORE
            or character == _MANY
        ):
            continue
        c[size] = character
        size += 1
    kind, mantissa, exponent = np.int64(NO_VALUE), np.int64(0), np.int64(0)
    if size == 0:
        return kind, mantissa, exponent, True
    is_digit = 48 <= c[0] <= 57
    if is_digit:
        mixed = _mixed_value(c, size)
        if mixed >= 0:
            return np.int64(DECIMAL_VALUE), mixed, exponent, True
    scale = np.int64(0)
    if is_digit or c[0] == _DOT:
        while size > 0:
            power = _scale_of(c[size - 1])
            if power < 2:
                break
            scale += power
            size -= 1
    if size == 0:
        return kind, mantissa, exponent, True
    if is_digit:
        kind, mantissa, exponent, is_told = _decimal_value(c, ZERO, size)
        return kind, mantissa, exponent + scale, is_told
    dot, large = -1, 0
    for place in range(size):
        if c[place] == _DIAN and dot < 0:
            dot = place
        elif c[place] == _YI:
            large += 1
    if size > _LONGEST_CHINESE or large > 1:
        return kind, mantissa, exponent, False
    if dot < 0:
        value = _chinese_value(c, ZERO, size)
        return (np.int64(DECIMAL_VALUE) if value >= 0 else kind), value, exponent, value < 10**17
    value = _chinese_value(c, ZERO, dot)
    tail = size
    while tail > dot + 1 and (c[tail - 1] == _WAN or c[tail - 1] == _YI):
        tail -= 1
    if value < 0 or tail == dot + 1:
        return kind, mantissa, exponent, True
    for place in range(dot + 1, tail):
        digit = _digit_value(c[place])
        if digit < 0:
            return kind, mantissa, exponent, True
        if value > 10**16:
            return kind, mantissa, exponent, False
        value = value * 10 + digit
        exponent -= 1
    for place in range(tail, size):
        exponent += _scale_of(c[place])
    return np.int64(DECIMAL_VALUE), value, exponent, True


@compiled
def _mixed_value(c, size):
    """1万2千, 1万2千3百: the value, or -1."""
    place, value = 0, np.int64(0)
    while place < size and 48 <= c[place] <= 57 and place < 12:
        value = value * 10 + c[place] - _ZERO
        place += 1
    if place == 0 or place + 3 > size or c[place] != _WAN:
        return np.int64(-1)
    if not 48 <= c[place + 1] <= 57 or c[place + 2] != _THOUSAND:
        return np.int64(-1)
    value = value * 10000 + (c[place + 1] - _ZERO) * 1000
    if place + 3 == size:
        return value
    if place + 5 == size and 48 <= c[place + 3] <= 57 and c[place + 4] == _HUNDRED:
        return value + (c[place + 3] - _ZERO) * 100
    return np.int64(-1)


@compiled
def is_too_large(mantissa, exponent):
    """Above 10 to the power of 15."""
    if mantissa == 0:
        return False
    room = _LARGEST_EXPONENT - exponent
    if room < 0:
        return True
    return room <= 18 and mantissa > _POWERS[room]


@compiled
def as_float(mantissa, exponent):
    """The float nearest to a decimal fraction, and whether one rounding gives it."""
    if mantissa >= _EXACT or exponent > 22 or exponent < -22:
        return 0.0, False
    if exponent < 0:
        return float(mantissa) / _FLOAT_POWERS[-exponent], True
    return float(mantissa) * _FLOAT_POWERS[exponent], True


@compiled
def _share_of(t, start, end):
    """Place of the sign that parts a fraction: / or 分之."""
    for place in range(start, end):
        character = code(t, place)
        if character == _SLASH or character == _FEN:
            return place
    return start


@compiled
def read_value(d, t, c, start, end, form):
    """Kind, mantissa, exponent, quotient (for kind QUOTIENT), whether it is a share, whether it could be told."""
    quotient = 0.0
    if form == PERCENT_WORDS:
        sign = _share_of(t, start, end)
        kind, mantissa, exponent, is_told = _numeral_value(d, t, c, sign + 2, end)
        if kind != NO_VALUE and code(t, start) == _THOUSAND:
            exponent -= 1
        return kind, mantissa, exponent, quotient, True, is_told
    if form == FRACTION_WORDS or form == FRACTION:
        sign = _share_of(t, start, end)
        if form == FRACTION:
            above = _numeral_value(d, t, c, start, sign)
            below = _numeral_value(d, t, c, sign + 1, end)
        else:
            below = _numeral_value(d, t, c, start, sign)
            above = _numeral_value(d, t, c, sign + 2, end)
        zero = np.int64(0)
        if not (above[3] and below[3]):
            return np.int64(NO_VALUE), zero, zero, quotient, True, False
        if below[0] == NO_VALUE or below[1] == 0 or above[0] == NO_VALUE:
            return np.int64(NO_VALUE), zero, zero, quotient, True, True
        if above[1] > 10**12 or below[1] > 10**12:
            return np.int64(NO_VALUE), zero, zero, quotient, True, False
        return np.int64(QUOTIENT), zero, zero, float(above[1] * 100) / float(below[1]), True, True
    last = code(t, end - 1)
    if last == _PERCENT or last == _PER_MILLE:
        stripped = strip_end(t, start, end - 1)
        kind, mantissa, exponent, is_told = _numeral_value(d, t, c, start, stripped)
        if last == _PER_MILLE:
            exponent -= 1
        return kind, mantissa, exponent, quotient, True, is_told
    if last == _SHARE:
        kind, mantissa, exponent, is_told = _numeral_value(d, t, c, start, end - 1)
        return kind, mantissa, exponent + 1, quotient, True, is_told
    kind, mantissa, exponent, is_told = _numeral_value(d, t, c, start, end)
    return kind, mantissa, exponent, quotient, False, is_told


@compiled
def decoy_value(d, t, c, start, end, form):
    """Whether a numeral has a value, the value, and whether it could be told."""
    kind, mantissa, exponent, quotient, _, is_told = read_value(d, t, c, start, end, form)
    if not is_told:
        return False, 0.0, False
    if kind == NO_VALUE:
        return False, 0.0, True
    if kind == QUOTIENT:
        return quotient <= 1e15, quotient, True
    if is_too_large(mantissa, exponent):
        return False, 0.0, True
    value, is_exact = as_float(mantissa, exponent)
    return True, value, is_exact


@compiled
def next_value(mantissa, exponent):
    """One unit of the last digit that is not zero more."""
    if mantissa == 0:
        return 1.0, True
    while mantissa % 10 == 0:
        mantissa //= 10
        exponent += 1
    return as_float(mantissa + 1, exponent)
