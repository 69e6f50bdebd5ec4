"""Where what stands in the arrays of the kernel: columns of numbers, frames, mentions, and what characters are.

Here: names for columns and codes, nothing else. Not here: tables made from the catalogue (`tables`).
"""

from __future__ import annotations

import numpy as np

# All are numpy's integers: the compiler would make another function for each Python integer that is passed to one.
ZERO, NONE = np.int64(0), np.int64(-1)
NO, YES = np.bool_(False), np.bool_(True)


def codes_of(characters: str) -> list[np.int64]:
    """Code points."""
    return [np.int64(ord(character)) for character in characters]


# What a character is: bits above its code point and symbol.
(
    NUMERAL,
    CLAUSE_END,
    PHRASE_END,
    SENTENCE_END,
    SPACE,
    DECIMAL,
    LETTER,
    CHINESE_NUMERAL,
    PLACE_SIGN,
    IMPLIED_SIGN,
    BAR,
    TONED,
    ODD_DIGIT,
    WORD_SIGN,
    NAME_WORD_SIGN,
) = (np.int64(1 << bit) for bit in range(15))

# Bit sets of vocabulary classes have so many words of 64 bits.
WIDTH = 6

# Columns of a number.
START, END, UNIT_END, UNIT, GROUP, FORM, QUALIFIER, MANTISSA, EXPONENT, VALUE_KIND, SENTENCE = map(np.int64, range(11))
NUMBER_COLUMNS = 11
# Forms of numerals.
DIGITS, FRACTION, CHINESE, PERCENT_WORDS, FRACTION_WORDS = map(np.int64, range(5))
# Kinds of values: none, a decimal fraction (mantissa and exponent), a quotient that is only known as a float.
NO_VALUE, DECIMAL_VALUE, QUOTIENT = map(np.int64, range(3))
# Columns of floats, of numbers and of mentions.
VALUE, LOW, HIGH = map(np.int64, range(3))
FLOAT_COLUMNS = 3
EXACT, AT_LEAST, AT_MOST, ABOUT = map(np.int64, range(4))
QUALIFIERS = ("exact", "at_least", "at_most", "about")

# Bit sets of a frame, each WIDTH words.
LEFT, LEFT_HEAD, RIGHT, CLAUSE_BEFORE, EARLIER, AFTER_UNIT, HEAD, TOPIC = (
    np.int64(WIDTH * place) for place in range(8)
)
FRAME_BITS = 8 * WIDTH
# Columns of a frame.
(
    F_GROUP,
    F_UNIT,
    LEFT_START,
    LEFT_FROM,
    LEFT_TO,
    RIGHT_FROM,
    RIGHT_TO,
    NOUN_END,
    HAS_ENUMERATION,
    HAS_UNKNOWN_NOUN,
    COUNTS_BODIES,
    IS_BARE,
    HAS_MATTERS,
    IS_AVERAGE,
) = map(np.int64, range(14))
FRAME_COLUMNS = 14

# Columns of a word.
W_START, W_END, W_ID = map(np.int64, range(3))
WORD_COLUMNS = 3

# Columns of a sentence: its bounds, its words among those of the text (-1: not found yet).
S_START, S_END, S_FROM, S_TO = map(np.int64, range(4))
SENTENCE_COLUMNS = 4

# Columns of a mention. Offsets count from the beginning of its text.
(
    M_START,
    M_END,
    M_UNIT_END,
    M_ORDER,
    M_CLAUSE_START,
    M_CLAUSE_END,
    M_UNIT,
    M_GROUP,
    M_QUALIFIER,
    M_DISPOSITION,
    M_REASON,
    M_INDICATOR,
    M_IMPLICIT,
    M_RULE,
    M_SIGNAL,
    M_PART_OF,
    M_PARENT,
    M_REGION,
    M_PERIOD,
    M_PERIOD_END,
    M_PERIOD_KIND,
    M_PHRASE,
    M_PHRASE_END,
    M_BREAKDOWN,
    M_BREAKDOWN_END,
    M_LEFT_START,
    M_TEXT,
    M_PLACE,
) = map(np.int64, range(28))
MENTION_COLUMNS = 28

FACT, PROFILE, TARGET, COMPARISON, NOT_METRIC = map(np.int64, range(5))
DISPOSITIONS = ("fact", "profile", "target", "comparison", "not_metric")
# Of what a period is made: nothing, a stretch of the text, 自 and a stretch, or a set phrase.
NO_PERIOD, STRETCH, SINCE_STRETCH, MANY_YEARS, PART_OF_YEAR = map(np.int64, range(5))
PERIOD_WORDS = {MANY_YEARS: "多年累计", PART_OF_YEAR: "部分年度"}
# Bits of the roles of sections that matter.
PLAN_ROLE, WISH_ROLE = np.int64(1), np.int64(2)
