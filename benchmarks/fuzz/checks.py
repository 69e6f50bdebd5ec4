"""What must hold for any input: an answer or a refusal of the kind that is promised, and answers that prove themselves.

Here: one function a promise; each raises AssertionError, or lets through an exception that should not have come.
Not here: inputs (`seeds`), which input goes where (`targets`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
from selectolax.lexbor import LexborHTMLParser

from benchmarks.fuzz.seeds import pack, split_parts
from orchestration.fetching.addresses import check_url, is_allowed, port_of
from orchestration.fetching.failure import FetchFailure
from transforms.catalog.divisions import ADDITIONS_SCHEMA, read_additions
from transforms.catalog.loading import KnowledgeError, parse_knowledge
from transforms.catalog.peers import read_peer_choices
from transforms.charts.report_page import draw_report_page
from transforms.decisions import DecisionError, parse_decisions
from transforms.documents import REASONS, Document, DocumentRefused, read_document, read_plain_text
from transforms.documents.archive import is_safe_name, list_members, open_member
from transforms.documents.characters import decode_text
from transforms.documents.reader import READERS, admit, find_format
from transforms.extraction import extract
from transforms.extraction.characters import fold, read_marks
from transforms.extraction.numbers import find_numerals, value_of
from transforms.reading import describe_reports
from transforms.reading.place_names import Place
from transforms.reading.region.gazetteer import shipped_gazetteer
from transforms.reading.region.resolve import (
    NEEDS_REVIEW,
    RESOLVED,
    RESOLVED_UNIQUE,
    UNRESOLVED,
    Named,
    resolve_region,
)
from warehouse.ddl import quote_name, quote_text
from warehouse.named_queries import NamedQuery, Parameter
from warehouse.tables import PASSAGE_ROLES
from warehouse.tables.facts import DISPOSITIONS, QUALIFIERS

# What the page of a report is made of.
_TAGS = frozenset(
    {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "main",
            "header",
            "nav",
            "article",
            "section",
            "div",
            "script",
        ),
        *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
        *("a", "b", "br", "button", "code", "mark", "small", "span", "-text", "-undef"),
    }
)
_ATTRIBUTES = frozenset(
    {
        *("id", "class", "lang", "href", "tabindex", "role", "hidden", "type", "charset", "name", "content"),
        *("http-equiv", "scope", "colspan", "title"),
    }
)


def read_or_refuse(read: Callable[[bytes], Document | None], content: bytes) -> Document | None:
    """A document that keeps its promises, or None for one refused with a reason that is listed."""
    try:
        document = read(content)
    except DocumentRefused as refusal:
        check_refusal(refusal)
        return None
    if document is not None:
        check_document(document)
    return document


def check_refusal(refusal: DocumentRefused) -> None:
    """Its reason is listed, and its message can be written down."""
    assert refusal.reason in REASONS, refusal.reason
    assert refusal.message.encode(), refusal.reason


def check_document(document: Document) -> None:
    """The text can be written down, and passages lie in it one after the other, the report before its furniture."""
    document.text.encode()
    assert 0 <= document.body_end <= len(document.text)
    reached = 0
    for passage in document.passages:
        assert reached <= passage.start < passage.end <= len(document.text), passage
        assert passage.role in PASSAGE_ROLES, passage
        assert "\n" not in document.text[passage.start : passage.end], passage
        (passage.place or "").encode()
        reached = passage.end
    assert all(reason in REASONS for reason, _ in document.remarks)


def check_decoding(content: bytes) -> None:
    """Bytes give characters that can be written again, or nothing."""
    decoded = decode_text(content)
    if decoded is not None:
        decoded[0].encode()
        content.decode(decoded[1], errors="replace")
    find_format(content)
    read_or_refuse(read_plain_text, content)


def check_reader(name: str) -> Callable[[bytes], None]:
    """The check of one reader, whatever the format that the bytes would be taken for."""

    def check(content: bytes) -> None:
        document = read_or_refuse(READERS[name], content)
        if document is not None:
            read_or_refuse(lambda _: admit(document), content)

    return check


def check_any_file(content: bytes) -> None:
    """As a run reads it: the format is found, and what is read can be described."""
    document = read_or_refuse(read_document, content)
    if document is not None and len(document.text) < 20_000:
        check_description(document.text)


def check_word_parts(content: bytes) -> None:
    """A Word file whose parts were changed before they were packed."""
    check_reader("docx")(pack(split_parts(content)))


def check_streams(content: bytes) -> None:
    """An old Word file whose streams were changed before they were laid into sectors."""
    from old_word_files import write_container

    check_reader("doc")(write_container({name[:31]: part for name, part in split_parts(content).items()}))


def check_archive(content: bytes) -> None:
    """Names that stay below the archive, and bytes of each member or a refusal."""
    try:
        members = list_members(content)
    except DocumentRefused as refusal:
        check_refusal(refusal)
        return
    assert len({member.path for member in members}) == len(members)
    for member in members[:20]:
        steps = member.path.split("/")
        assert member.path, member
        assert ".." not in steps, member
        assert not member.path.startswith("/"), member
        is_safe_name(member.path)
        try:
            open_member(content, member.places)
        except DocumentRefused as refusal:
            check_refusal(refusal)


def check_extraction(text: str) -> None:
    """Every span proves itself."""
    check_mentions(text, extract(pl.DataFrame({"report": ["r"], "text": [text]})))


def check_mentions(text: str, mentions: pl.DataFrame) -> None:
    """Spans in order, each the words it quotes, with values that are numbers."""
    reached = 0
    for row in mentions.iter_rows(named=True):
        assert reached <= row["start"] < row["end"] <= len(text), row
        assert text[row["start"] : row["end"]] == row["quote"], row
        assert row["clause"] in text, row
        assert row["disposition"] in DISPOSITIONS, row
        assert row["qualifier"] in QUALIFIERS, row
        for name in ("value", "value_low", "value_high"):
            assert row[name] is None or abs(row[name]) < float("inf"), row
        reached = row["start"]


def check_engines(text: str) -> None:
    """The compiled engine gives the rows of the readable one."""
    frame = pl.DataFrame({"report": ["r"], "text": [text]})
    readable, compiled = extract(frame), extract(frame, is_compiled=True)
    assert compiled.equals(readable), (compiled, readable)
    check_mentions(text, compiled)


def check_description(text: str, url: str | None = None) -> None:
    """A text is described and divided into parts that lie in it."""
    documents = pl.DataFrame(
        {
            "source_path": ["a"], "source_sha256": ["0"], "source_bytes": [1], "source_format": ["txt"],
            "encoding": ["utf-8"], "text": [text], "source_url": pl.Series([url], dtype=pl.String),
        }
    )  # fmt: skip
    reports, sections = describe_reports(documents)
    assert reports.height == 1
    for start, end in sections.select("start", "end").iter_rows():
        assert 0 <= start <= end <= len(text)


def check_catalogue(schema: str) -> Callable[[str], None]:
    """The check of a catalogue file: its content, or a fault that names the file and a line."""

    def check(text: str) -> None:
        try:
            parse_knowledge(text, "changed.yaml", schema)
        except KnowledgeError as error:
            check_fault(str(error))

    return check


def check_decisions(text: str) -> None:
    """Decisions, or faults each of which names the file, and a line or the entry."""
    try:
        parse_decisions({"changed.yaml": text})
    except DecisionError as error:
        for fault in error.faults:
            if not re.match(r"changed\.yaml: [a-z0-9-]+: ", fault):
                check_fault(fault)


def check_peers(text: str) -> None:
    """Groups, or a fault that names the group or the line."""
    try:
        read_peer_choices(text, frozenset({"990121101"}))
    except ValueError as error:
        if type(error) not in (ValueError, KnowledgeError):
            raise


def check_places(text: str) -> None:
    """Places of a user, or a fault that names the file; with a line unless it is about the heading."""
    try:
        places = read_additions(text, "changed.yaml")
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        if "missing columns" not in str(error):
            check_fault(str(error))
    else:
        assert places.schema == ADDITIONS_SCHEMA


def check_table(read: Callable[[Path], object], refusal: type[Exception]) -> Callable[[bytes], None]:
    """The check of a CSV file of a user: what it holds, or a refusal that names the file."""

    def check(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "changed.csv")
            file.write_bytes(content)
            try:
                read(file)
            except refusal as error:
                message = str(error)
            else:
                return
            assert "changed.csv" in message, message

    return check


def check_numbers(text: str) -> None:
    """A numeral has a finite value or none, in any text around it."""
    folded = fold(text)
    for numeral in find_numerals(folded, read_marks(folded).numerals):
        value = value_of(folded[numeral.start : numeral.end], numeral.form)
        assert value is None or value.is_finite(), numeral
    check_extraction(f"调解纠纷{text}件。")


def check_region(text: str) -> None:
    """Any places, words around them and address give one of the four states, with a place where it is decided."""
    lines = [*text.split("\n"), "", "", ""]
    levels = ("province", "prefecture", "county", "town", "street", "zone")
    places = tuple(Place(word, levels[len(word) % 6]) for word in lines[0].split("|") if word)
    year = int(lines[2]) if re.fullmatch("[0-9]{4}", lines[2]) else None
    found = resolve_region(Named(places, lines[1], text, lines[3] or None, year), shipped_gazetteer())
    assert found.state in (RESOLVED, RESOLVED_UNIQUE, NEEDS_REVIEW, UNRESOLVED)
    assert (found.division is not None) == (found.state in (RESOLVED, RESOLVED_UNIQUE))
    assert 0 <= found.confidence <= 1
    for considered in found.candidates:
        "".join(considered.reasons).encode()


def check_address(text: str) -> None:
    """A URL that is fetched has a host and goes by http or https; any other is refused with its reason."""
    try:
        url = check_url(text)
    except FetchFailure as failure:
        code = failure.code
    else:
        assert url.scheme in ("http", "https"), url
        assert url.host, url
        assert port_of(url) > 0, url
        is_allowed(url.host.strip("[]"), ())
        return
    assert code == "bad_url"


def check_report_page(text: str) -> None:
    """Nothing that a text says becomes an element or an attribute of its page that does something."""
    report = {"text": text, "title": text[:200], "issuer": text[-200:], "source_path": text[:99], "report_year": 2022}
    page = LexborHTMLParser(draw_report_page(report, extract(pl.DataFrame({"report": ["r"], "text": [text]}))))
    assert len(page.css("script")) == 1
    for element in page.css("*"):
        assert element.tag in _TAGS, element.tag
        strange = set(element.attributes) - _ATTRIBUTES
        assert not {name for name in strange if not name.startswith(("aria-", "data-"))}, element.attributes
        assert not (element.attributes.get("href") or "#").startswith(("javascript", "data", "http", "//")), (
            element.html
        )


def check_sql_words(text: str) -> None:
    """Words and names in SQL stay words and names: as literals, as identifiers, as defaults and values of queries."""
    word = text.replace("\x00", "")
    query = NamedQuery(
        "q", 1, "a", "甲", (Parameter("word", "VARCHAR", word, "m"),), {"word": "m"}, "", "SELECT $word AS found"
    )
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {quote_text(word)}").fetchone() == (word,)
        connection.execute(query.create_macro())
        assert connection.execute("FROM q()").fetchone() == (word,)
        assert connection.execute(*query.prepare({"word": word})).fetchone() == (word or None,)
        if word:
            connection.execute(f"CREATE TABLE {quote_name(word)} ({quote_name(word)} INTEGER)")
            connection.execute(f"COMMENT ON TABLE {quote_name(word)} IS {quote_text(word)}")
            described = connection.execute(f"DESCRIBE {quote_name(word)}").fetchall()
            assert [column[0] for column in described] == [word]


def check_fault(fault: str) -> None:
    """File and line are in a fault's words."""
    assert fault.startswith("changed.yaml"), fault
    assert re.search(r"\bline \d+", fault), fault
