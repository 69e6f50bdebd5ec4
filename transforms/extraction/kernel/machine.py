"""The machine that runs programs of expressions over characters: `match`, `fullmatch` and `search` as `re` has them.

Here: `match_at`, `fullmatch`, `search`, `occurs`. A character is one integer: its code point, its symbol and what it is
(`characters`). Functions take the tables `d`, the characters `t`, the working memory `m`, the bounds of the string
(`low`, `high`) and the place of a program. Where a program has groups, their spans stand in `m` afterwards: group k at
m[2k], m[2k + 1], -1 where it took no part; group 0 is the whole match.
Not here: how programs are made (`programs`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.expression_trees import END, START, VERY_END
from transforms.extraction.kernel.layout import NO, YES
from transforms.extraction.kernel.programs import (
    ACCEPT,
    AHEAD,
    AHEAD_END,
    AHEAD_NOT,
    ATOMIC,
    ATOMIC_END,
    BEHIND,
    BEHIND_NOT,
    CHARACTER,
    DISPATCH,
    FIRST_ROW,
    GREEDY,
    HEADER,
    JUMP,
    LAZY,
    MARK,
    MOST_REGISTERS,
    MOST_SLOTS,
    NOT_END,
    SECOND_ROW,
    SET,
    SLOTS,
    SPLIT,
    TAIL_ROW,
    UNLESS,
)

CODE_BITS = 21
CODE_MASK = (1 << CODE_BITS) - 1
SYMBOL_MASK = 0xFFFF
FLAG_SHIFT = 37
# Working memory: groups, registers (each a height of the stack and a place), then the stack of alternatives.
_REGISTERS = MOST_SLOTS
_STACK = MOST_SLOTS + 2 * MOST_REGISTERS
_ENTRY = 4
MEMORY = 1 << 16
_LIMIT = MEMORY - 2 * _ENTRY
# Behind it is room for whoever calls, as much as `work_size` tells; nobody else uses it meanwhile.
WORK = MEMORY
_CHOICE, _RUN, _LAZY, _UNMARK, _LIST = 0, 1, 2, 3, 4
NEWLINE = 10
# What `search` and `match_at` say when the stack is full: the text is read by the other engine.
OVERFLOW = -2


@compiled
def holds(d, row, character):
    """Whether a character is in the set whose bits stand at `row`."""
    symbol = (character >> CODE_BITS) & SYMBOL_MASK
    return (d[row + (symbol >> 6)] >> (symbol & 63)) & 1 != 0


@compiled
def _run(d, t, m, low, start, high, pc, must_end):
    """End of a match that begins at `start`, or -1; `must_end`: only a match up to `high` counts."""
    position = start
    top = _STACK
    while True:
        is_failed = False
        operation = d[pc]
        if operation == CHARACTER:
            if position < high and (t[position] & CODE_MASK) == d[pc + 1]:
                position += 1
                pc += 2
            else:
                is_failed = True
        elif operation == SET:
            if position < high and holds(d, d[pc + 1], t[position]):
                position += 1
                pc += 2
            else:
                is_failed = True
        elif operation == UNLESS:
            if position < high and holds(d, d[pc + 1], t[position]):
                pc += 3
            else:
                pc = d[pc + 2]
        elif operation == SPLIT:
            m[top] = _CHOICE
            m[top + 1] = d[pc + 2]
            m[top + 2] = position
            top += _ENTRY
            pc = d[pc + 1]
        elif operation == JUMP:
            pc = d[pc + 1]
        elif operation == DISPATCH:
            if position < high:
                symbol = (t[position] >> CODE_BITS) & SYMBOL_MASK
                place = d[d[pc + 1] + symbol]
                if d[place] < 0:
                    is_failed = True
                else:
                    if d[place + 1] >= 0:
                        m[top] = _LIST
                        m[top + 1] = place + 1
                        m[top + 2] = position
                        top += _ENTRY
                    pc = d[place]
            else:
                is_failed = True
        elif operation == GREEDY:
            row = d[pc + 1]
            least = position + d[pc + 2]
            most = min(high, position + d[pc + 3])
            while position < most and holds(d, row, t[position]):
                position += 1
            pc += 4
            if position < least:
                is_failed = True
            elif position > least:
                m[top] = _RUN
                m[top + 1] = pc
                m[top + 2] = position
                m[top + 3] = least
                top += _ENTRY
        elif operation == LAZY:
            row = d[pc + 1]
            least = position + d[pc + 2]
            if least > high:
                is_failed = True
            else:
                most = position + d[pc + 3]
                while position < least and holds(d, row, t[position]):
                    position += 1
                if position < least:
                    is_failed = True
                else:
                    m[top] = _LAZY
                    m[top + 1] = pc
                    m[top + 2] = position
                    m[top + 3] = most
                    top += _ENTRY
                    pc += 4
        elif operation == ACCEPT:
            if must_end and position != high:
                is_failed = True
            else:
                return position
        elif operation == MARK:
            slot = d[pc + 1]
            m[top] = _UNMARK
            m[top + 1] = slot
            m[top + 2] = m[slot]
            top += _ENTRY
            m[slot] = position
            pc += 2
        elif operation == AHEAD or operation == ATOMIC:
            register = _REGISTERS + 2 * d[pc + 1]
            m[register] = top
            m[register + 1] = position
            pc += 2
        elif operation == AHEAD_END:
            register = _REGISTERS + 2 * d[pc + 1]
            top = m[register]
            position = m[register + 1]
            pc += 2
        elif operation == ATOMIC_END:
            top = m[_REGISTERS + 2 * d[pc + 1]]
            pc += 2
        elif operation == AHEAD_NOT:
            m[_REGISTERS + 2 * d[pc + 1]] = top
            m[top] = _CHOICE
            m[top + 1] = d[pc + 2]
            m[top + 2] = position
            top += _ENTRY
            pc += 3
        elif operation == NOT_END:
            top = m[_REGISTERS + 2 * d[pc + 1]]
            is_failed = True
        elif operation == BEHIND:
            if position - d[pc + 2] < low:
                is_failed = True
            else:
                register = _REGISTERS + 2 * d[pc + 1]
                m[register] = top
                m[register + 1] = position
                position -= d[pc + 2]
                pc += 3
        elif operation == BEHIND_NOT:
            if position - d[pc + 3] < low:
                pc = d[pc + 2]
            else:
                m[_REGISTERS + 2 * d[pc + 1]] = top
                m[top] = _CHOICE
                m[top + 1] = d[pc + 2]
                m[top + 2] = position
                top += _ENTRY
                position -= d[pc + 3]
                pc += 4
        elif operation == START:
            if position == low:
                pc += 1
            else:
                is_failed = True
        elif operation == END:
            if position == high or (position == high - 1 and (t[position] & CODE_MASK) == NEWLINE):
                pc += 1
            else:
                is_failed = True
        elif operation == VERY_END:
            if position == high:
                pc += 1
            else:
                is_failed = True
        else:
            # FAIL
            is_failed = True
        if top > _LIMIT:
            return OVERFLOW
        while is_failed:
            if top == _STACK:
                return -1
            kind = m[top - _ENTRY]
            if kind == _CHOICE:
                top -= _ENTRY
                pc = m[top + 1]
                position = m[top + 2]
                is_failed = False
            elif kind == _RUN:
                position = m[top - 2] - 1
                pc = m[top - 3]
                if position > m[top - 1]:
                    m[top - 2] = position
                else:
                    top -= _ENTRY
                is_failed = False
            elif kind == _LAZY:
                position = m[top - 2]
                pc = m[top - 3]
                if position < high and position < m[top - 1] and holds(d, d[pc + 1], t[position]):
                    position += 1
                    m[top - 2] = position
                    pc += 4
                    is_failed = False
                else:
                    top -= _ENTRY
            elif kind == _LIST:
                place = m[top - 3]
                position = m[top - 2]
                pc = d[place]
                if d[place + 1] >= 0:
                    m[top - 3] = place + 1
                else:
                    top -= _ENTRY
                is_failed = False
            else:
                top -= _ENTRY
                m[m[top + 1]] = m[top + 2]


@compiled
def _clear(d, m, program):
    for slot in range(2, d[program + SLOTS]):
        m[slot] = -1


@compiled
def _may_begin(d, t, start, high, program):
    """Whether the two characters at a place can begin a match."""
    row = d[program + FIRST_ROW]
    if row < 0:
        return True
    if start >= high or not holds(d, row, t[start]):
        return False
    row = d[program + SECOND_ROW]
    return row < 0 or (start + 1 < high and holds(d, row, t[start + 1]))


@compiled
def match_at(d, t, m, low, start, high, program):
    """End of the match of a program that begins at `start`, or -1."""
    if start > high or not _may_begin(d, t, start, high, program):
        return np.int64(-1)
    _clear(d, m, program)
    end = _run(d, t, m, low, start, high, program + HEADER, NO)
    m[0] = start
    m[1] = end
    return end


@compiled
def fullmatch(d, t, m, low, start, high, program):
    """Whether a program matches all from `start` to `high`."""
    if start > high or not _may_begin(d, t, start, high, program):
        return False
    _clear(d, m, program)
    m[0] = start
    m[1] = high
    return _run(d, t, m, low, start, high, program + HEADER, YES) >= 0


@compiled
def search(d, t, m, low, start, high, program):
    """Where the first match at or after `start` begins, or -1; m[1] is its end."""
    tail = d[program + TAIL_ROW]
    if tail >= 0:
        # A match reaches to the end, and so does every character in it.
        place = high
        while place > start and holds(d, tail, t[place - 1]):
            place -= 1
        start = max(start, place)
    row, second = d[program + FIRST_ROW], d[program + SECOND_ROW]
    last = high if row < 0 else high - 1
    if second >= 0:
        last = high - 2
    for place in range(start, last + 1):
        if row >= 0 and not holds(d, row, t[place]):
            continue
        if second >= 0 and not holds(d, second, t[place + 1]):
            continue
        _clear(d, m, program)
        end = _run(d, t, m, low, place, high, program + HEADER, NO)
        if end >= 0:
            m[0] = place
            m[1] = end
            return np.int64(place)
    return np.int64(-1)
