"""Reading one text: every number with what it measures, or why it measures nothing.

Here: `read_mentions`, which joins the steps: numerals, decoys, frames, rules, kind of statement, parts and totals,
implied values.
Belongs here: the order of the steps. Not here: the steps themselves, frames of many reports (`extract`).
"""

from __future__ import annotations

import re

from transforms.extraction.carrying import choose_rules
from transforms.extraction.characters import fold
from transforms.extraction.decoys import Decoys
from transforms.extraction.frames import Frame, cut_frames
from transforms.extraction.implicit import find_implied
from transforms.extraction.indicator_rules import Rule, choose_indicator, outcome_named
from transforms.extraction.mentions import Mention
from transforms.extraction.numbers import Number, find_numbers
from transforms.extraction.parts import link_distant_parts, link_parts
from transforms.extraction.phrases import name_counted
from transforms.extraction.rates import rates_named_together
from transforms.extraction.readings import SentenceReading, TextReading
from transforms.extraction.segments import Segments
from transforms.extraction.statements import Statement, read_statement
from transforms.extraction.vocabulary import find_words
from transforms.extraction.worth import is_measured

_CLAUSE_EDGE = re.compile(r"[，,。；;！？!?\n]")


def read_mentions(
    text: str, report_year: int | None, document_type: str, readings: list[TextReading] | None = None
) -> list[Mention]:
    """All mentions of a text, ordered by start. Spans are code points of `text`.

    To `readings` is added what was decided on, for explanations.
    """
    folded = fold(text)
    decoys = Decoys(folded)
    segments = Segments(text, folded, document_type)
    reading = TextReading(folded, segments)
    mentions: list[Mention] = []
    candidates: dict[int, list[Number]] = {}
    implied = find_implied(text, folded, segments)
    said = {offset for mention in implied for offset in range(mention.start, mention.end)}
    for number in find_numbers(folded, text):
        if number.start in said or number.end - 1 in said:
            continue
        decoy = decoys.reason(number)
        if decoy:
            mentions.append(_not_metric(text, number, decoy.reason, decoy.rule))
        else:
            candidates.setdefault(segments.sentence_of(number.start), []).append(number)
    for sentence, numbers in candidates.items():
        mentions.extend(_read_sentence(text, folded, segments, sentence, numbers, report_year, reading))
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.order))
    link_distant_parts(folded, mentions)
    if readings is not None:
        readings.append(reading)
    mentions.extend(implied)
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.order))
    return mentions


def _read_sentence(
    text: str,
    folded: str,
    segments: Segments,
    sentence: int,
    numbers: list[Number],
    report_year: int | None,
    reading: TextReading,
) -> list[Mention]:
    start, end = segments.sentences[sentence]
    words = find_words(folded, start, end)
    topic = segments.topic(sentence)
    frames = cut_frames(folded, start, end, words, numbers, topic)
    read: list[Mention] = []
    domain: str | None = None
    chosen = choose_rules(folded, numbers, frames)
    reading.sentences.append(SentenceReading(sentence, words, numbers, frames, chosen))
    for number, frame, (rule, _, _) in zip(numbers, frames, chosen, strict=True):
        statement = read_statement(folded, number, frame, segments, sentence, report_year)
        if not is_measured(folded, number, frame, rule, statement, end):
            read.append(_not_metric(text, number, "slogan" if number.is_chinese else "other", "no-counted-noun"))
            continue
        if rule and statement.disposition != "comparison":
            domain = rule.domain
        read.append(_mention(text, folded, number, frame, rule, statement))
        if number.group == "percent" and rule:
            read.extend(_second_rate(text, folded, number, frame, rule, statement, domain))
    link_parts(folded, start, end, numbers, read)
    return read


def _second_rate(
    text: str, folded: str, number: Number, frame: Frame, first: Rule, statement: Statement, domain: str | None
) -> list[Mention]:
    """参考率、合格率均达100% is one number for two indicators."""
    second = []
    taken = {first.indicator}
    for other in rates_named_together(folded, number, frame):
        rule = choose_indicator(other, domain)
        if rule and rule.indicator not in taken:
            taken.add(rule.indicator)
            second.append(_mention(text, folded, number, other, rule, statement, order=len(taken)))
    return second


def _mention(
    text: str, folded: str, number: Number, frame: Frame, rule: Rule | None, statement: Statement, order: int = 1
) -> Mention:
    indicator = rule.indicator if rule and statement.keeps_indicator else None
    return Mention(
        start=number.start,
        end=number.end,
        order=order,
        quote=number.quote,
        clause=clause_around(text, number.start, number.end),
        value=None if number.value is None else float(number.value),
        low=number.low,
        high=number.high,
        unit=number.unit,
        group=number.group,
        qualifier=number.qualifier,
        disposition=statement.disposition_for(rule),
        reason=None,
        indicator=indicator,
        phrase=name_counted(folded, number, frame),
        breakdown=outcome_named(rule, frame) if rule else None,
        period=statement.period,
        region=statement.region,
        scope=statement.scope,
        implicit=False,
        rule=" ".join(filter(None, [rule.id if rule else "open", statement.rule])),
    )


def _not_metric(text: str, number: Number, reason: str, rule: str) -> Mention:
    return Mention(
        start=number.start,
        end=number.end,
        order=1,
        quote=number.quote,
        clause=clause_around(text, number.start, number.end),
        value=None if number.value is None else float(number.value),
        low=number.low,
        high=number.high,
        unit=number.unit,
        group=number.group,
        qualifier="exact",
        disposition="not_metric",
        reason=reason,
        indicator=None,
        phrase=None,
        implicit=False,
        rule=rule,
    )


def clause_around(text: str, start: int, end: int) -> str:
    """The stretch between marks around a span, at most 120 characters to either side."""
    left = max(0, start - 120)
    edges = [m.end() for m in _CLAUSE_EDGE.finditer(text, left, start)]
    right = _CLAUSE_EDGE.search(text, end, min(len(text), end + 120))
    return text[edges[-1] if edges else left : right.start() if right else min(len(text), end + 120)].strip()
