"""Reading one text: every number with what it measures, or why it measures nothing.

Here: `read_mentions`, which joins the steps: numerals, decoys, frames, rules, kind of statement, parts and totals,
implied values.
Belongs here: the order of the steps. Not here: the steps themselves, frames of many reports (`extract`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from transforms.extraction.carrying import Told, choose_rules
from transforms.extraction.characters import fold, read_marks
from transforms.extraction.decoys import Decoy, find_decoy
from transforms.extraction.frames import Frame, cut_frames
from transforms.extraction.glosses import without_glosses
from transforms.extraction.implicit import find_implied
from transforms.extraction.indicator_rules import Rule, choose_indicator, outcome_named
from transforms.extraction.instruments import without_instruments
from transforms.extraction.mentions import Mention
from transforms.extraction.numbers import Number, find_numerals, read_number, value_of
from transforms.extraction.parts import link_parts
from transforms.extraction.phrases import name_counted
from transforms.extraction.rates import rates_named_together
from transforms.extraction.readings import SentenceReading, TextReading
from transforms.extraction.segments import SectionSpan, Segments, between
from transforms.extraction.statements import Statement, read_statement
from transforms.extraction.vocabulary import find_words
from transforms.extraction.worth import is_measured

_place = attrgetter("start", "end", "order")
_LONGEST_CLAUSE = 120
_FIGURE_OF_SPEECH, _UNCOUNTED = Decoy("slogan", "no-counted-noun"), Decoy("other", "no-counted-noun")


class _Source(NamedTuple):
    """A text with its folded form and its cuts; `sentences` are added as they are read."""

    text: str
    folded: str
    segments: Segments
    sentences: list[SentenceReading]


def read_mentions(
    text: str,
    report_year: int | None,
    document_type: str,
    readings: list[TextReading] | None = None,
    sections: Sequence[SectionSpan] | None = None,
) -> list[Mention]:
    """All mentions of a text, ordered by start. Spans are code points of `text`.

    To `readings` is added what was decided on, for explanations. `sections`: its parts, where they are known.
    """
    glossed = without_glosses(text)
    if glossed is None:
        return _read_text(text, report_year, document_type, readings, sections)
    plain, offsets = glossed
    mentions = _read_text(plain, report_year, document_type, readings)
    ends = read_marks(fold(text)).clause_ends
    for mention in mentions:
        # The gloss after the last character of a number is no part of it: 31.5萬(wàn).
        mention.end = offsets.source_of(mention.end - 1) + 1
        mention.start = offsets.source_of(mention.start)
        mention.quote = text[mention.start : mention.end]
        mention.clause = _cut_clause(
            text, mention.start, mention.end, between(ends, mention.start, mention.end, len(text))
        )
        if mention.parent_start is not None:
            mention.parent_start = offsets.source_of(mention.parent_start)
    return mentions


def _read_text(
    text: str,
    report_year: int | None,
    document_type: str,
    readings: list[TextReading] | None,
    sections: Sequence[SectionSpan] | None = None,
) -> list[Mention]:
    folded = fold(text)
    marks = read_marks(folded)
    segments = Segments(text, folded, marks, document_type, sections)
    source = _Source(text, folded, segments, [])
    mentions = find_implied(text, folded, segments)
    said = {offset for mention in mentions for offset in range(mention.start, mention.end)}
    candidates: dict[int, list[Number]] = {}
    for numeral in find_numerals(folded, marks.numerals):
        start, end, form = numeral
        if start in said or end - 1 in said:
            continue
        decoy = find_decoy(folded, start, end, numeral.is_chinese)
        if decoy:
            mentions.append(_not_metric(source, start, end, value_of(folded[start:end], form), None, decoy))
        else:
            number = read_number(folded, text, numeral)
            segments.tables.apply_unit(number)
            candidates.setdefault(segments.sentence_of(start), []).append(number)
    told: Told | None = None
    for sentence, numbers in candidates.items():
        if told and "\n" in folded[told.number.end : numbers[0].start]:
            told = None
        read, told = _read_sentence(source, sentence, numbers, report_year, told)
        mentions.extend(read)
    mentions.sort(key=_place)
    link_parts(folded, mentions)
    if readings is not None:
        spans = [(mention.start, mention.end) for mention in mentions]
        readings.append(TextReading(folded, segments, source.sentences, spans))
    return mentions


def _read_sentence(
    source: _Source, sentence: int, numbers: list[Number], report_year: int | None, told: Told | None
) -> tuple[list[Mention], Told | None]:
    """Mentions of a sentence, and the last number in it (or `told`, from before it) that measures an indicator."""
    _, folded, segments, sentences = source
    start, end = segments.sentences[sentence]
    words = without_instruments(folded, start, end, find_words(folded, start, end))
    frames = cut_frames(folded, segments, sentence, words, numbers)
    read: list[Mention] = []
    domain: str | None = None
    chosen = choose_rules(folded, numbers, frames, told)
    sentences.append(SentenceReading(sentence, words, numbers, frames, chosen))
    for number, frame, (rule, _, _) in zip(numbers, frames, chosen, strict=True):
        statement = read_statement(folded, number, frame, segments, sentence, report_year)
        if not is_measured(folded, number, frame, rule, statement, end):
            decoy = _FIGURE_OF_SPEECH if number.is_chinese else _UNCOUNTED
            read.append(_not_metric(source, number.start, number.end, number.value, number.unit, decoy))
            continue
        if rule and statement.disposition != "comparison":
            domain, told = rule.domain, Told(number, rule)
        read.append(_mention(source, number, frame, rule, statement))
        if number.group == "percent" and rule:
            read.extend(_second_rate(source, number, frame, rule, statement, domain))
    return read, told


def _second_rate(
    source: _Source, number: Number, frame: Frame, first: Rule, statement: Statement, domain: str | None
) -> list[Mention]:
    """参考率、合格率均达100% is one number for two indicators."""
    second = []
    taken = {first.indicator}
    for other in rates_named_together(source.folded, number, frame):
        rule = choose_indicator(other, domain)
        if rule and rule.indicator not in taken:
            taken.add(rule.indicator)
            second.append(_mention(source, number, other, rule, statement, order=len(taken)))
    return second


def _mention(
    source: _Source, number: Number, frame: Frame, rule: Rule | None, statement: Statement, order: int = 1
) -> Mention:
    return Mention(
        start=number.start,
        end=number.end,
        unit_end=number.unit_end,
        order=order,
        quote=number.quote,
        clause=_clause(source, number.start, number.end),
        value=None if number.value is None else float(number.value),
        low=number.low,
        high=number.high,
        unit=number.unit,
        group=number.group,
        qualifier=number.qualifier,
        disposition=statement.disposition_for(rule),
        reason=None,
        indicator=rule.indicator if rule and statement.keeps_indicator else None,
        phrase=name_counted(source.folded, number, frame),
        breakdown=outcome_named(rule, frame) if rule else None,
        period=statement.period,
        region=statement.region,
        scope=statement.scope,
        implicit=False,
        rule=f"{rule.id if rule else 'open'} {statement.rule}".rstrip(),
    )


def _not_metric(
    source: _Source, start: int, end: int, value: Decimal | None, unit: str | None, decoy: Decoy
) -> Mention:
    number = None if value is None else float(value)
    return Mention(
        start=start,
        end=end,
        unit_end=end,
        order=1,
        quote=source.text[start:end],
        clause=_clause(source, start, end),
        value=number,
        low=number,
        high=number,
        unit=unit,
        group="none",
        qualifier="exact",
        disposition="not_metric",
        reason=decoy.reason,
        indicator=None,
        phrase=None,
        implicit=False,
        rule=decoy.rule,
    )


def _clause(source: _Source, start: int, end: int) -> str:
    """The stretch between marks around a span, at most 120 characters to either side."""
    return _cut_clause(source.text, start, end, source.segments.clause_around(start, end))


def _cut_clause(text: str, start: int, end: int, edges: tuple[int, int]) -> str:
    return text[max(edges[0], start - _LONGEST_CLAUSE) : min(edges[1], end + _LONGEST_CLAUSE)].strip()
