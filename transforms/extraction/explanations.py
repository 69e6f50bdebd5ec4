"""Why each number of a text was read as it was: the rule, the words that satisfied it, the rule that came closest.

Here: `explain_mentions`, `Explanation`. The engine itself decides; here its decisions are looked up and judged again
with every place named. Belongs here: what an explanation holds.
Not here: how it is printed (`explanation_text`), how a rule is judged (`judging`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from transforms.extraction.carrying import Choice
from transforms.extraction.engine import read_mentions
from transforms.extraction.frames import Frame
from transforms.extraction.implicit import frame_implied
from transforms.extraction.indicator_rules import Rule, choose_indicator, rules
from transforms.extraction.judging import OWN_PLACES, RuleFit, TermFit, judge_rule, units_of
from transforms.extraction.mentions import Mention
from transforms.extraction.numbers import Number
from transforms.extraction.rates import rates_named_together
from transforms.extraction.readings import TextReading
from transforms.extraction.segments import Segments
from transforms.extraction.statements import Statement, read_statement
from transforms.extraction.vocabulary import Word, find_words


@dataclass(slots=True)
class Explanation:
    """One mention with what decided on it.

    `choice`, `statement`: as the engine made them, None for decoys and implied values. `fit`: the rule that won, judged
    on these words; None where the rule was taken from a neighbour or none was found. `runner_up`: the best rule of
    another indicator that was in the race; `near_miss`: rules that failed by one thing only, the nearest first.
    `words`: place -> the vocabulary words there. `total`: the mention that this one is a part of.
    """

    mention: Mention
    choice: Choice | None = None
    statement: Statement | None = None
    fit: RuleFit | None = None
    runner_up: RuleFit | None = None
    near_miss: list[RuleFit] = field(default_factory=list)
    frame: Frame | None = None
    words: dict[str, list[Word]] = field(default_factory=dict)
    total: Mention | None = None

    def words_for(self, term: TermFit) -> list[Word]:
        """The words that satisfied a term."""
        if term.place is None or self.frame is None:
            return []
        wanted = term.bits & term.place.bits(self.frame)
        return [word for word in self.words.get(term.place.name, ()) if word.classes & wanted]


def explain_mentions(text: str, report_year: int | None, document_type: str) -> list[Explanation]:
    """The mentions of a text as `extract` gives them, in the same order, each with its explanation."""
    readings: list[TextReading] = []
    mentions = read_mentions(text, report_year, document_type, readings)
    folded, segments = readings[0].folded, readings[0].segments
    explained = _Readings(readings[0], report_year)
    starts = {mention.start: mention for mention in mentions if mention.order == 1 and mention.is_measured}
    found = []
    for mention, (start, end) in zip(mentions, readings[0].spans, strict=True):
        explanation = Explanation(mention)
        if mention.implicit:
            _explain_implied(folded, segments, start, end, explanation)
        else:
            explained.explain(start, explanation)
        if mention.parent_start is not None:
            explanation.total = starts.get(mention.parent_start)
        found.append(explanation)
    return found


class _Readings:
    """What the engine had before it, by the offset of a number."""

    def __init__(self, reading: TextReading, report_year: int | None) -> None:
        self._folded = reading.folded
        self._segments = reading.segments
        self._report_year = report_year
        self._by_start = {
            number.start: (sentence, index)
            for sentence in reading.sentences
            for index, number in enumerate(sentence.numbers)
        }

    def explain(self, position: int, explanation: Explanation) -> None:
        """Explain the mention at a place of the folded text. Nothing is added to a decoy: its rule says it all."""
        mention = explanation.mention
        if position not in self._by_start:
            return
        reading, index = self._by_start[position]
        number, frame, choice = reading.numbers[index], reading.frames[index], reading.choices[index]
        start, _ = self._segments.sentences[reading.sentence]
        previous_end = reading.numbers[index - 1].unit_end if index else start
        if mention.order > 1:
            frame, choice = self._second_rate(number, frame, choice, mention)
        explanation.choice = choice
        explanation.statement = read_statement(
            self._folded, number, reading.frames[index], self._segments, reading.sentence, self._report_year
        )
        explanation.frame = frame
        explanation.words = _words_by_place(frame, reading.words, number.start, previous_end)
        explanation.words["topic"] = _topic_words(self._folded, self._segments, reading.sentence)
        _compare_rules(explanation, frame, choice.rule if choice.source == "own_words" else None, choice)

    def _second_rate(self, number: Number, frame: Frame, first: Choice, mention: Mention) -> tuple[Frame, Choice]:
        """参考率、合格率均达100%: the frame of the rate noun that this mention stands for."""
        for other in rates_named_together(self._folded, number, frame):
            for domain in (first.rule.domain if first.rule else None, first.previous_domain):
                rule = choose_indicator(other, domain)
                if rule and rule.id == mention.rule.split(" ")[0]:
                    return other, Choice(rule, "own_words", domain)
        return frame, first


def _explain_implied(folded: str, segments: Segments, start: int, end: int, explanation: Explanation) -> None:
    mention = explanation.mention
    frame, _, _, words = frame_implied(folded, segments, start, end, mention.value == 0)
    rule = choose_indicator(frame, None)
    if rule and rule.indicator != mention.indicator:
        rule = None
    explanation.frame = frame
    explanation.words = _words_by_place(frame, words, start, 0)
    explanation.words["topic"] = _topic_words(folded, segments, segments.sentence_of(start))
    _compare_rules(explanation, frame, rule, Choice(rule, "own_words", None))


def _compare_rules(explanation: Explanation, frame: Frame, winner: Rule | None, choice: Choice) -> None:
    # Of a number that has a rule, those for other measure words tell nothing.
    able = [rule for rule in rules() if not choice.rule or frame.group in units_of(rule)]
    fits = [judge_rule(rule, frame, choice.previous_domain) for rule in able]
    explanation.fit = next((fit for fit in fits if winner and fit.rule.id == winner.id), None)
    indicator = choice.rule.indicator if choice.rule else None
    others = [fit for fit in fits if fit.rule.indicator != indicator]
    racing = [fit for fit in others if not fit.obstacles]
    explanation.runner_up = max(racing, key=lambda fit: fit.score, default=None)
    # A rule that finds nothing near the number is no near miss, however common its one lacking word is.
    near = sorted((fit for fit in others if len(fit.obstacles) == 1 and _stands_near(fit)), key=lambda fit: -fit.score)
    if not choice.rule:
        nearest = {fit.rule.indicator: fit for fit in reversed(near)}
        explanation.near_miss = sorted(nearest.values(), key=lambda fit: near.index(fit))[:2]
    elif explanation.runner_up is None:
        explanation.near_miss = near[:1]


def _stands_near(fit: RuleFit) -> bool:
    return any(term.place and term.place.name in OWN_PLACES for term in fit.terms)


def _words_by_place(frame: Frame, words: Iterable[Word], position: int, previous_end: int) -> dict[str, list[Word]]:
    """The words whose classes make up the frame, as `cut_frames` and `frame_implied` place them."""
    left = set(frame.left_words)
    before = [word for word in words if word.end <= position and word not in left]
    return {
        "after_unit": [word for word in frame.right_words if word.head_classes and word.end <= frame.noun_end],
        "own_left": list(frame.left_words),
        "own_right": list(frame.right_words),
        "clause_before": [word for word in before if previous_end <= word.start < frame.left_start],
        "earlier": [word for word in before if word.start < previous_end],
    }


def _topic_words(folded: str, segments: Segments, sentence: int) -> list[Word]:
    return [
        word
        for back in reversed(segments.topic_sentences(sentence))
        for word in find_words(folded, *segments.sentences[back])
    ]
