"""Explanations as plain text for a terminal of 120 columns, where a Chinese character takes two.

Here: `write_explanations`. Belongs here: the order and wording of the lines. Not here: what is explained
(`explanations`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from transforms.catalog.indicators import load_catalogue
from transforms.catalog.loading import load_knowledge
from transforms.extraction.explanations import Explanation
from transforms.extraction.indicator_rules import THRESHOLD
from transforms.extraction.judging import RuleFit
from transforms.extraction.mentions import Mention
from transforms.extraction.vocabulary import class_names

_WIDTH = 120
_LABEL = 12
_PLACES = {
    "after_unit": "after unit",
    "own_left": "own left",
    "own_right": "own right",
    "clause_before": "clause before",
    "earlier": "earlier",
    "topic": "topic",
}
_SOURCES = {
    "number_before": "taken from the number before it: the same measure word, and no words of its own but who did it",
    "list_before": "taken from the list by places that it goes on with",
    "number_after": "taken from the number after it, to which 、, 及 or 和 joins it",
}
_ADJUSTMENTS = {
    "weight": "weight",
    "members_listed": "等 before it: members, not what is counted",
    "other_noun_counted": "another noun is counted",
    "unknown_noun": "a noun that the vocabulary does not know stands before the number",
    "unwanted_word": "a word of `not` in the clause",
    "same_domain": "domain of the number before",
}
_OBSTACLES = {
    "unit": "not for the unit",
    "missing": "lacks",
    "unwanted": "`not` is the counted noun:",
    "bodies": "organisations are counted:",
}
# By the reason that the engine gives: slogan for a Chinese numeral, other for digits.
_NOT_COUNTED = {
    "slogan": "a Chinese numeral counts only where its place says so (共三名), whatever rule fits (`worth.py`)",
    "other": "digits without a measure word count only where a rule fits or their form says so (`worth.py`)",
}
_SECTIONS = {"next_year_plan": "it stands in the section of next year's plan"}


def write_explanations(name: str, text: str, explanations: Iterable[Explanation]) -> str:
    """One block a number in the order of the text, under a heading with the counts of dispositions."""
    explanations = list(explanations)
    counts = Counter(explanation.mention.disposition for explanation in explanations)
    summary = ", ".join(f"{count} {disposition}" for disposition, count in sorted(counts.items()))
    lines = [f"=== {_shown(name)}: {len(explanations)} numbers" + (f" ({summary})" if summary else "")]
    for explanation in explanations:
        lines += ["", *_block(text, explanation)]
    return "\n".join(lines) + "\n"


def _block(text: str, explanation: Explanation) -> Iterator[str]:
    mention = explanation.mention
    line = text.count("\n", 0, mention.start) + 1
    yield f"--- line {line}, offset {mention.start}-{mention.end} " + "-" * 30
    yield from _wrap(_marked_clause(text, mention), "  ")
    yield from _field("value", _value(mention))
    if mention.disposition == "not_metric":
        yield from _field("reason", f"not_metric: {mention.reason}")
    else:
        yield from _field("kind", mention.disposition + (", implied: no digit is written" if mention.implicit else ""))
        yield from _field("indicator", _indicator(mention))
        yield from _context(explanation)
    yield from _field("rule", mention.rule)
    for reason in _reasons(explanation):
        yield from _field("", reason)
    yield from _scores(explanation)


def _context(explanation: Explanation) -> Iterator[str]:
    mention = explanation.mention
    if mention.parent_start is not None:
        total = explanation.total
        named = f"{total.quote}{total.unit or ''}" if total else "?"
        part = f"{mention.breakdown}: " if mention.breakdown else ""
        yield from _field("part of", f"{part}〔{named}〕 at offset {mention.parent_start}")
    elif mention.breakdown:
        yield from _field("breakdown", mention.breakdown)
    period_rule = explanation.statement.period_rule if explanation.statement else ""
    if mention.period:
        yield from _field("period", f"{mention.period}  [{period_rule}]{_signal_example(period_rule)}")
    if mention.region:
        yield from _field("region", mention.region)


def _reasons(explanation: Explanation) -> Iterator[str]:
    """What each name in the rule column stands for."""
    mention = explanation.mention
    if mention.rule.startswith("phrase:"):
        yield "inside a set phrase of decoys.yaml"
        return
    for token in mention.rule.split(" "):
        kind, _, identity = token.partition(":")
        if kind == "decoy":
            entry = _entry(load_knowledge("decoys")["patterns"], identity)
            yield f"pattern of decoys.yaml: {entry['pattern']}" + _example(entry)
        elif kind == "section":
            yield _SECTIONS.get(identity, f"it stands in a section {identity}")
        elif kind == "part-of":
            yield "its indicator is that of its total"
        elif kind in ("comparison", "target", "profile", "implied"):
            yield f"{kind} signal {identity} of signals.yaml" + _signal_example(token)
        elif token == "no-counted-noun":
            yield _NOT_COUNTED[mention.reason or "other"]
    if explanation.choice and explanation.choice.rule and explanation.choice.source in _SOURCES:
        yield _SOURCES[explanation.choice.source]
    if explanation.statement and not explanation.statement.keeps_indicator and explanation.fit:
        yield f"a change, not a level: the indicator {explanation.fit.rule.indicator} is not kept"


def _scores(explanation: Explanation) -> Iterator[str]:
    if explanation.fit:
        yield from _field("won" if explanation.mention.is_measured else "would win", _summary(explanation.fit))
        yield from _terms(explanation, explanation.fit)
    if explanation.runner_up:
        yield from _field("runner-up", _summary(explanation.runner_up) + _why_it_lost(explanation))
        yield from _terms(explanation, explanation.runner_up)
    for fit in explanation.near_miss:
        obstacles = "; ".join(f"{_OBSTACLES[name]} {detail}" for name, detail in fit.obstacles)
        yield from _field("near miss", f"{fit.rule.id} {_name(fit.rule.indicator)}: {obstacles}")
        yield from _terms(explanation, fit)


def _why_it_lost(explanation: Explanation) -> str:
    if explanation.runner_up and not explanation.runner_up.could_win:
        return f", below the threshold {THRESHOLD:g}"
    is_tie = explanation.fit and explanation.runner_up and explanation.fit.score == explanation.runner_up.score
    return ", a tie: the rule listed first wins" if is_tie else ""


def _terms(explanation: Explanation, fit: RuleFit) -> Iterator[str]:
    for term in fit.terms:
        if term.place is None:
            continue
        words = {word.surface: word.classes & term.bits for word in explanation.words_for(term)}
        named = " ".join(f"{surface}({'|'.join(class_names(bits))})" for surface, bits in words.items())
        bonus = f"+{term.bonus:g}" if term.bonus else ""
        weight = f"{term.place.weight:g}{bonus}"
        yield from _wrap(
            f"{term.kind:<5} {term.written}: {weight}, {_PLACES[term.place.name]}: {named}", " " * (_LABEL + 4)
        )
    for name, amount in fit.adjustments:
        yield from _wrap(f"{amount:+g} {_ADJUSTMENTS[name]}", " " * (_LABEL + 4))


def _summary(fit: RuleFit) -> str:
    return f"{fit.rule.id} {_name(fit.rule.indicator)}, score {fit.score:g}"


def _value(mention: Mention) -> str:
    if mention.value is None:
        return "none"
    written = f"{_plain(mention.value)} {mention.unit or ''}".rstrip()
    if mention.qualifier != "exact":
        low, high = ("open" if bound is None else _plain(bound) for bound in (mention.low, mention.high))
        written += f"  {mention.qualifier}, {low} to {high}"
    return written


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(round(value, 10))


def _indicator(mention: Mention) -> str:
    if mention.indicator:
        return f"{mention.indicator} {_name(mention.indicator)} · {load_catalogue()[mention.indicator]['name_en']}"
    kind = "none, a change or a reference" if mention.disposition == "comparison" else "open"
    return f"{kind}: {mention.phrase or 'nothing named'}"


def _name(indicator: str) -> str:
    return str(load_catalogue()[indicator]["name_zh"])


def _signal_example(signal: str) -> str:
    kind, _, identity = signal.partition(":")
    signals = load_knowledge("signals")
    return _example(_entry(signals[kind], identity)) if kind in signals else ""


def _entry(entries: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["id"] == identity)


def _example(entry: dict[str, Any]) -> str:
    return f", as in {entry['match'][0]}" if entry.get("match") else ""


def _marked_clause(text: str, mention: Mention) -> str:
    """The clause with the number between 〔 and 〕."""
    start = text.find(mention.clause, max(0, mention.end - len(mention.clause)), mention.start + len(mention.clause))
    if start < 0 or start > mention.start:
        # The clause is quoted in another form than the source has it.
        return f"{mention.clause}  〔{mention.quote}〕"
    end = start + len(mention.clause)
    return f"{text[start : mention.start]}〔{mention.quote}〕{text[mention.end : end]}"


def _field(label: str, content: str) -> Iterator[str]:
    lines = _wrap(content, " " * (_LABEL + 2))
    for index, line in enumerate(lines):
        yield f"  {label:<{_LABEL}}{line.lstrip()}" if index == 0 else line


def _wrap(content: str, indent: str) -> Iterator[str]:
    """Lines no wider than the terminal; Chinese breaks anywhere, so does a word that is too long."""
    room = _WIDTH - len(indent)
    line, width = "", 0
    for character in _shown(content):
        taken = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width + taken > room:
            kept, space, rest = line.rpartition(" ")
            if not (space and len(kept) > len(line) // 2):
                kept, rest = line, ""
                character, taken = ("", 0) if character == " " else (character, taken)
            yield indent + kept
            line, width = rest, _columns(rest)
        line, width = line + character, width + taken
    yield (indent + line).rstrip()


def _columns(content: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in content)


def _shown(content: str) -> str:
    """Text of a report as it may be sent to a terminal: no control characters, no marks that turn its direction."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in content.replace("\n", "⏎"))
