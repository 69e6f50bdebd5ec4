"""Everything that people have to decide -> review_queue.

Here: `list_questions`. Each kind of doubt is a function that gives questions with their evidence, the candidates, and a
decision to be completed. What was decided is no longer asked. Not here: finding the doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from transforms.reading.identity_flags import load_flags
from warehouse.tables import REVIEW_QUEUE, conform

Question = dict[str, Any]

# Settled or asked elsewhere: an equal text is listed in dim_report.also_at, an unknown year is asked of its report.
_NO_QUESTION = frozenset({"duplicate", "year_unknown", "year_range", "not_fetched"})
# Kind of question -> the column that answers it, its words, and the flags of reading that ask it.
_FLAGGED: dict[str, tuple[str, str, frozenset[str]]] = {
    "document_type": (
        "document_type",
        "What kind of document is it?",
        frozenset({"title_missing", "type_doubtful", "wrapped_text_missing"}),
    ),
    "year": (
        "report_year",
        "Which year is it about?",
        frozenset({"year_missing", "year_guessed", "year_range", "year_doubtful", "year_contradicts_text"}),
    ),
    "date": (
        "published_on",
        "When was it published?",
        frozenset({"published_before_october", "published_years_later", "date_broken", "dates_contradict"}),
    ),
}
# Columns of fact_mention that a question about a value is made of.
CANDIDATE_COLUMNS = ("report_id", "start", "end", "mention_number", "quote", "value", "unit", "clause")
_OPEN_PLACES = frozenset({"needs_review", "unresolved"})
_TEMPLATE = "- id: \n  kind: {kind}\n{body}  reason: \n  role: \n  date: \n"


def list_questions(
    reports: pl.DataFrame,
    refusals: pl.DataFrame,
    expected: pl.DataFrame,
    fetches: pl.DataFrame,
    facts: pl.DataFrame,
    mentions: pl.DataFrame,
) -> pl.DataFrame:
    """The table review_queue.

    in: dim_report without texts; quarantine; expected_report; the last row of each page in source_fetch;
    fact_indicator (those with a conflict are enough); CANDIDATE_COLUMNS of fact_mention (those of their reports are).
    """
    standing = reports.filter(pl.col("state") != "superseded")
    questions: list[Question] = []
    # Most reports give no cause for a question.
    doubtful = (
        (pl.col("identity_flags").list.len() > 0)
        | pl.col("region_state").is_in(list(_OPEN_PLACES))
        | pl.col("level").is_null()
        | (pl.col("state") == "undecided")
    )
    for row in standing.filter(doubtful).sort("report_id").iter_rows(named=True):
        questions += _ask_report(row)
    questions += _ask_refusals(refusals)
    questions += _ask_expected(expected)
    questions += _ask_fetches(fetches)
    conflicts = facts.filter("has_conflict")
    divided = standing.join(conflicts, on="report_id", how="semi")
    known = {row["report_id"]: row for row in divided.iter_rows(named=True)}
    questions += _ask_conflicts(conflicts, mentions, known)
    return conform(pl.DataFrame(questions, schema=REVIEW_QUEUE.schema, orient="row"), REVIEW_QUEUE)


def _ask_report(row: Mapping[str, Any]) -> Iterator[Question]:
    """Doubts about whose report it is, for which year, of which type."""
    decided = {touched["field"] for touched in row["decided"] or ()}
    flags = [flag for flag in load_flags() if flag.review and flag.id in (row["identity_flags"] or ())]
    for kind, (field, question, about) in _FLAGGED.items():
        told = [flag.en for flag in flags if flag.id in about]
        if told and field not in decided:
            evidence = "; ".join([*told, *_words_read(row, kind)])
            yield _about(row, kind, question, evidence, _candidates(row, kind), field)
    if row["region_state"] in _OPEN_PLACES and not decided & {"region_code", "region_name"}:
        evidence = f"title: {row['title'] or 'none'}; publisher: {row['publisher'] or 'none'}"
        candidates = [
            {
                "value": f"{place['region_code']} {place['region_path']}",
                "reason": f"{place['score']:.1f}: {'; '.join(place['reasons'])}",
            }
            for place in row["region_candidates"] or ()
        ]
        question = "Which place is it about?" if candidates else "Which place is it about? No list has it"
        yield _about(row, "region", question, evidence, candidates, "region_code")
    if row["level"] is None and "level" not in decided:
        evidence = f"issuer: {row['issuer'] or 'unknown'}; publisher: {row['publisher'] or 'none'}"
        yield _about(row, "level", "Of which level is the reporting unit?", evidence, [], "level")
    if row["state"] == "undecided":
        body = (
            f"  keep: {row['report_id']}\n  supersede: []  # or distinct: [] with all that are reports of their own\n"
        )
        question = "Which of the reports of this unit and year counts?"
        yield _question(
            row, "duplicate", "", question, row["state_reason"], [], _TEMPLATE.format(kind="duplicate", body=body)
        )


def _words_read(row: Mapping[str, Any], kind: str) -> list[str]:
    """The words that a column was read from."""
    columns = {"year": ("year_evidence",), "document_type": ("title", "type_evidence"), "date": ("date_evidence",)}
    return [f"{column}: {row[column]}" for column in columns[kind] if row[column]]


def _candidates(row: Mapping[str, Any], kind: str) -> list[dict[str, str]]:
    """What the text offers for a column, each with where it stands."""
    columns = {
        "year": ("year_in_title", "year_in_text", "guessed_year", "first_year", "last_year"),
        "document_type": ("document_type", "content_type"),
        "date": ("published_on", "written_on", "signed_on"),
    }
    return [{"value": str(row[column]), "reason": column} for column in columns[kind] if row[column] is not None]


def _ask_refusals(refusals: pl.DataFrame) -> Iterator[Question]:
    for row in refusals.filter(~pl.col("reason").is_in(list(_NO_QUESTION))).iter_rows(named=True):
        yield {
            "review_id": f"source:{row['source_path']}:{row['reason']}",
            "kind": "source",
            "source_path": row["source_path"],
            "question": "The file could not be read: where is a readable one?",
            "evidence": f"{row['reason']}: {row['message']}",
            "candidates": [],
        }


def _ask_fetches(fetches: pl.DataFrame) -> Iterator[Question]:
    for row in fetches.filter(pl.col("outcome") == "failed").iter_rows(named=True):
        yield {
            "review_id": f"source:{row['url']}:{row['error']}",
            "kind": "source",
            "source_path": row["url"],
            "question": "The page could not be fetched: has it moved?",
            # Without the day in the message: the same failure is the same question in every run.
            "evidence": f"{row['error']}: {row['message'].split('; the page fetched on')[0]}"
            + ("; an earlier body stays in use" if row["body_sha256"] else "; there is no earlier body"),
            "candidates": [],
        }


def _ask_expected(expected: pl.DataFrame) -> Iterator[Question]:
    questions = {
        "missing": "Where is this report?",
        "mismatch": "Is this the report that was expected?",
        "unexpected": "Does this report belong on the list?",
    }
    for row in expected.filter(pl.col("status").is_in(list(questions))).iter_rows(named=True):
        yield {
            "review_id": f"expected:{row['entry']}",
            "kind": "expected",
            "report_id": row["report_id"],
            "source_path": row["source"],
            "issuer": row["publisher"] or row["region_name"],
            "report_year": row["report_year"],
            "question": questions[row["status"]],
            "evidence": row["reason"],
            "candidates": [],
        }


def _ask_conflicts(
    conflicts: pl.DataFrame, mentions: pl.DataFrame, known: Mapping[str, Mapping[str, Any]]
) -> Iterator[Question]:
    """Facts for which a report gives different values."""
    wanted = pl.concat(
        [
            conflicts.select("report_id", start="mention_start"),
            conflicts.select("report_id", start=pl.col("other_mentions").list.eval(pl.element().struct.field("start")))
            .explode("start")
            .drop_nulls(),
        ]
    )
    candidates_of = mentions.select(CANDIDATE_COLUMNS).join(wanted, on=["report_id", "start"], how="semi")
    candidates_of = candidates_of.sort("report_id", "start", "end", "mention_number")
    places = {(row["report_id"], row["start"]): row for row in candidates_of.iter_rows(named=True)}
    for fact in conflicts.iter_rows(named=True):
        report = known.get(fact["report_id"])
        if report is None:
            continue
        chosen = places[fact["report_id"], fact["mention_start"]]
        others = [places[fact["report_id"], other["start"]] for other in fact["other_mentions"]]
        candidates = [
            {"value": f"{mention['value']:g}{mention['unit'] or ''}", "reason": mention["clause"]}
            for mention in (chosen, *others)
            if mention["value"] is not None
        ]
        body = (
            f"  report: {fact['report_id']}\n"
            f"  span: [{chosen['start']}, {chosen['end']}]\n"
            f"  quote: '{chosen['quote']}'\n"
            "  action: confirm  # or the span and quote of another, or set, or drop\n"
        )
        subject = f"{fact['indicator_id']}:{fact['breakdown']}:{fact['period']}:{fact['unit_kind']}"
        yield _question(
            report,
            "value",
            f":{subject}",
            f"Which value of {fact['indicator_id']} counts?",
            f"chosen: {fact['choice']}",
            candidates,
            _TEMPLATE.format(kind="number", body=body),
        )


def _about(
    row: Mapping[str, Any], kind: str, question: str, evidence: str, candidates: list[dict[str, str]], field: str
) -> Question:
    """A question that a decision about a column of the report answers."""
    body = f"  report: {row['report_id']}\n  set: {{{field}: }}\n"
    return _question(row, kind, "", question, evidence, candidates, _TEMPLATE.format(kind="report", body=body))


def _question(
    row: Mapping[str, Any],
    kind: str,
    subject: str,
    question: str,
    evidence: str,
    candidates: list[dict[str, str]],
    decision: str,
) -> Question:
    return {
        "review_id": f"{kind}:{row['report_id']}{subject}",
        "kind": kind,
        "report_id": row["report_id"],
        "source_path": row["source_path"],
        "issuer": row["issuer"],
        "report_year": row["report_year"],
        "question": question,
        "evidence": evidence,
        "candidates": candidates,
        "decision": decision,
    }
