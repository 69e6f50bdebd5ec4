"""Values that are said without a digit: 未发生行政诉讼案件 is zero, 合法性审查全覆盖 is 100 %.

Here: `find_implied`, `frame_implied`. The span is the word that says it. Only statements of fact count:
推进全覆盖 is a wish. Not here: numerals.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from transforms.catalog.loading import load_knowledge
from transforms.extraction.frames import Frame
from transforms.extraction.indicator_rules import Rule, choose_indicator
from transforms.extraction.mentions import Mention
from transforms.extraction.phrases import name_stated
from transforms.extraction.segments import Segments
from transforms.extraction.vocabulary import Word, find_words

LONGEST_CLAUSE = 800
"""No clause of a report is as long: a text without marks is not read from its beginning for every word in it."""
_WISHES = frozenset({"next_year_plan", "guiding_thought", "goals", "requirements"})


def find_implied(text: str, folded: str, segments: Segments) -> list[Mention]:
    """Implied zeros and hundreds of a text, in no order. A numeral inside one (未发生一起) is a part of it."""
    taken: set[int] = set()
    implied = []
    for entry, pattern in _patterns():
        for place in _places(folded, entry["starts"]):
            match = pattern.match(folded, place)
            if match is None:
                continue
            start, end = match.span("word")
            if start in taken or end - 1 in taken or segments.role_at(start) in _WISHES:
                continue
            if pattern_wish := entry.get("without"):
                edge = max(0, start - LONGEST_CLAUSE)
                clause_start = max(edge, *(folded.rfind(mark, edge, start) + 1 for mark in "，,。；;\n"))
                if re.search(pattern_wish, folded[clause_start : match.end()]):
                    continue
            mention = _implied(text, folded, segments, start, end, entry)
            if mention:
                taken.update(range(start, end))
                implied.append(mention)
    return implied


class ImpliedFrame(NamedTuple):
    """What stands around a word that implies a value: the frame, the clause, and the words of the sentence."""

    frame: Frame
    clause_start: int
    clause_end: int
    words: list[Word]


def frame_implied(folded: str, segments: Segments, start: int, end: int, is_zero: bool) -> ImpliedFrame:
    """The frame around folded[start:end]: what is zero follows (无…案件), what is complete stands before."""
    sentence = segments.sentence_of(start)
    sentence_start, sentence_end = segments.sentences[sentence]
    clause_end = min([sentence_end, *(p for mark in "，,；;。、" if (p := folded.find(mark, end, sentence_end)) >= 0)])
    clause_start = max(sentence_start, *(folded.rfind(mark, sentence_start, start) + 1 for mark in "，,；;、"))
    words = find_words(folded, sentence_start, sentence_end)
    frame = Frame(
        "case" if is_zero else "percent", "件" if is_zero else "%", segments.topic(sentence), clause_start, [], []
    )
    for word in words:
        if word.start >= end and word.end <= clause_end:
            frame.right |= word.classes
            frame.right_words.append(word)
            if is_zero and not frame.after_unit and word.head_classes and word.start <= end + 10:
                frame.after_unit, frame.head, frame.noun_end = word.classes, word.head_classes, word.end
        elif clause_start <= word.start and word.end <= start:
            frame.left |= word.classes
            frame.left_words.append(word)
            if word.head_classes:
                frame.left_head = word.head_classes
        elif word.end <= start:
            frame.clause_before |= word.classes
    frame.head = frame.head or frame.left_head
    return ImpliedFrame(frame, clause_start, clause_end, words)


def _implied(text: str, folded: str, segments: Segments, start: int, end: int, entry: dict[str, Any]) -> Mention | None:
    is_zero = entry["value"] == 0
    frame, clause_start, clause_end, _ = frame_implied(folded, segments, start, end, is_zero)
    rule: Rule | None = choose_indicator(frame, None)
    if rule and rule.domain not in entry.get("domains", [rule.domain]):
        rule = None
    if entry.get("needs_object") and not (frame.after_unit or frame.left_head or rule):
        return None
    return Mention(
        start=start,
        end=end,
        unit_end=end,
        order=1,
        quote=text[start:end],
        clause=text[clause_start:clause_end].strip(),
        value=float(entry["value"]),
        low=float(entry["value"]),
        high=float(entry["value"]),
        unit=frame.unit,
        group=frame.group,
        qualifier="exact",
        disposition="fact",
        reason=None,
        indicator=rule.indicator if rule else None,
        phrase=name_stated(folded[clause_start:start], folded[end:clause_end], frame.group),
        implicit=True,
        rule=f"{rule.id if rule else 'open'} implied:{entry['id']}",
    )


def _places(folded: str, starts: list[str]) -> list[int]:
    places = []
    for word in starts:
        place = folded.find(word)
        while place >= 0:
            places.append(place)
            place = folded.find(word, place + 1)
    return sorted(places)


@cache
def _patterns() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    return [(entry, re.compile(entry["pattern"])) for entry in load_knowledge("signals")["implied"]]
