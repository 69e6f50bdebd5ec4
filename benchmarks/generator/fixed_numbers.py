"""Numbers in fixed expressions: 党的二十大, 三项制度, 12345; and words that only look like numbers: 一起, 统一.

Here: `find_fixed_numbers`, `strange_numerals`. Belongs here: how fixed_numbers.yaml is read. Not here: numbers that a
slot writes.
"""

from __future__ import annotations

import re
from functools import cache

from benchmarks.generator.knowledge import read_knowledge

Mark = tuple[int, int, str]  # start, end, reason
NUMERAL = re.compile(r"[0-9一二三四五六七八九十百千万亿两零〇]")
MARKED = re.compile(r"<([^<>]+)>")


@cache
def _expressions() -> tuple[re.Pattern[str], dict[str, tuple[Mark, ...]]]:
    known: dict[str, tuple[Mark, ...]] = {}
    content = read_knowledge("fixed_numbers")
    for reason, phrases in content["numbers"].items():
        for phrase in phrases:
            marks: list[Mark] = []
            shift = 0
            for match in MARKED.finditer(phrase):
                marks.append((match.start() - shift, match.end() - shift - 2, reason))
                shift += 2
            known[MARKED.sub(r"\1", phrase)] = tuple(marks)
    for word in content["words"]:
        known.setdefault(word, ())
    longest_first = sorted(known, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, longest_first))), known


@cache
def find_fixed_numbers(text: str) -> tuple[Mark, ...]:
    """The numbers in the fixed expressions of a text without slots."""
    pattern, known = _expressions()
    return tuple(
        (match.start() + start, match.start() + end, reason)
        for match in pattern.finditer(text)
        for start, end, reason in known[match.group()]
    )


def strange_numerals(text: str) -> list[str]:
    """Numerals that no expression explains, with their surroundings: none should be left in the wording."""
    rest = _expressions()[0].sub(lambda match: "＿" * len(match.group()), text)
    return [text[max(0, m.start() - 4) : m.end() + 4] for m in NUMERAL.finditer(rest)]
