"""A rule judged with its places named comes to what the engine decides: the two may never say different things."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import pytest

from transforms.catalog.loading import load_knowledge
from transforms.extraction.engine import read_mentions
from transforms.extraction.explanations import Explanation, explain_mentions
from transforms.extraction.indicator_rules import choose_indicator, rule_entries, rules
from transforms.extraction.judging import PLACES, judge_rule
from transforms.extraction.readings import TextReading

EXAMPLES = [
    example.replace("〔", "").replace("〕", "")
    for entry in rule_entries().values()
    for example in (*entry["match"], *entry["no_match"])
]
MORE = [
    "调解组织、调解员分别达96家、372名",
    "住建局、公安局等11家单位开展集中调解",
    "学法考试参考率、合格率均达100%",
    "全年调处矛盾纠纷96起，成功93起，引导进入诉讼4起",
    "信访事项办结率、矛盾纠纷化解率分别为99%、98%",
]


def readings_of(text: str) -> Iterator[tuple]:
    """Number, frame and choice of each number of a text that is no decoy."""
    readings: list[TextReading] = []
    read_mentions(text, None, "annual_report", readings)
    for sentence in readings[0].sentences:
        yield from zip(sentence.numbers, sentence.frames, sentence.choices, strict=True)


def test_the_engine_and_the_explanation_choose_the_same_rule() -> None:
    judged = 0
    for text in (*EXAMPLES, *MORE, "。".join(EXAMPLES[:40])):
        for number, frame, choice in readings_of(text):
            chosen = choose_indicator(frame, choice.previous_domain)
            able = [fit for rule in rules() if (fit := judge_rule(rule, frame, choice.previous_domain)).could_win]
            best = max(able, key=lambda fit: fit.score, default=None)
            assert (best.rule.id if best else None) == (chosen.id if chosen else None), f"{number.quote} in {text}"
            judged += 1
    assert judged > 500


@pytest.mark.parametrize("domain", [None, "dispute", "petition"])
def test_the_domain_of_the_number_before_favours_its_rules(domain: str | None) -> None:
    (_, frame, _), *_ = readings_of("群众诉求办结58件")
    fits = {rule.id: judge_rule(rule, frame, domain) for rule in rules()}
    assert all(("same_domain" in dict(fit.adjustments)) == (fit.rule.domain == domain) for fit in fits.values())


def test_a_term_is_found_in_the_first_place_that_holds_it() -> None:
    (_, frame, _), *_ = readings_of("聘请律师，配备3名律师")
    fit = next(judge_rule(rule, frame, None) for rule in rules() if rule.id == "decision.legal_advisers#1")
    assert [(term.kind, term.place.name if term.place else None) for term in fit.terms][:1] == [("words", "after_unit")]


@pytest.mark.parametrize(
    ("text", "rule", "obstacle"),
    [
        ("成功调解200起", "dispute.received#1", ("missing", "receive")),
        ("矛盾纠纷200份", "dispute.mediated#4", ("unit", "份")),
        ("调解成功行政复议案件20件", "dispute.mediated#3", ("unwanted", "recon")),
    ],
)
def test_what_keeps_a_rule_out_is_named(text: str, rule: str, obstacle: tuple[str, str]) -> None:
    (_, frame, _), *_ = readings_of(text)
    fit = judge_rule(next(one for one in rules() if one.id == rule), frame, None)
    assert obstacle in fit.obstacles
    assert not fit.could_win


def bits_of(explanation: Explanation, place: str) -> int:
    return reduce(lambda bits, word: bits | word.classes, explanation.words[place], 0)


def test_the_words_of_a_place_are_those_whose_classes_the_engine_saw() -> None:
    """A word shown in the wrong place, or one that is missing, would mislead whoever teaches a rule."""
    places = {place.name: place for place in PLACES if "about" in place.kinds}
    compared = set()
    for text in (*EXAMPLES[::6], *MORE, "。".join(EXAMPLES[:30]), "未发生行政诉讼案件，行政复议案件全部办结"):
        for explanation in explain_mentions(text, None, "annual_report"):
            if explanation.frame is None or explanation.mention.order > 1:
                continue
            for name, place in places.items():
                seen = place.bits(explanation.frame)
                assert bits_of(explanation, name) == seen, f"{name} of {explanation.mention.quote} in {text}"
                if seen:
                    compared.add(name)
    assert compared == set(places)


def test_every_term_that_holds_names_its_words() -> None:
    for text in (*EXAMPLES[::6], *MORE):
        for explanation in explain_mentions(text, None, "annual_report"):
            for term in explanation.fit.terms if explanation.fit else ():
                assert explanation.words_for(term), f"{term.written} of {explanation.mention.quote} in {text}"


def test_the_rule_of_an_implied_value_is_judged_on_its_own_frame() -> None:
    for entry in load_knowledge("signals")["implied"]:
        for example in entry["match"]:
            for explanation in explain_mentions(example.replace("〔", "").replace("〕", ""), None, "annual_report"):
                if explanation.mention.implicit:
                    rule = explanation.mention.rule.split(" ")[0]
                    assert (explanation.fit.rule.id if explanation.fit else "open") == rule


def test_places_are_tried_from_near_to_far() -> None:
    assert [place.weight for place in PLACES] == sorted((place.weight for place in PLACES), reverse=True)
