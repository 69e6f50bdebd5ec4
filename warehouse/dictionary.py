"""The data dictionary: every table, view, macro and query with the meaning of each column, for people.

Here: `write_dictionary`, `dictionary_page` (one offline HTML page), `dictionary_text` (Markdown), and `list_entries`,
which both are made of. They follow from the specification, the views and the named queries.
Not here: the package for other tools (`warehouse.data_package`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from warehouse.ddl import name_type
from warehouse.named_queries import load_queries
from warehouse.tables import TABLES, Table
from warehouse.tables.history import HISTORY_TABLES
from warehouse.views import MACROS, VIEWS
from warehouse.views.creation import describe_views

_STYLE = Path(__file__).with_name("dictionary.css")
_INTRODUCTION = (
    "Keys, types and comments are in the database as well: FROM duckdb_columns(). In CSV an empty cell is null.",
    "键、类型和说明也写在数据库中：FROM duckdb_columns()。CSV 中空单元格表示空值。",
)


@dataclass(frozen=True)
class Entry:
    """One table, view, macro or query as the dictionary shows it; `columns` are rows below `heads`."""

    name: str
    kind: str
    meaning: str
    meaning_zh: str
    warning: str
    warning_zh: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]


def write_dictionary(folder: Path) -> None:
    """Write `index.html` and `dictionary.md` into a folder that exists."""
    (folder / "index.html").write_text(dictionary_page(), encoding="utf-8")
    (folder / "dictionary.md").write_text(dictionary_text(), encoding="utf-8")


@cache
def dictionary_text() -> str:
    """The dictionary as Markdown."""
    lines = ["# 数据字典 / Data dictionary", "", *_INTRODUCTION, ""]
    for entry in list_entries():
        lines += [f"## {entry.name}", "", f"{entry.kind}. {entry.meaning}", "", entry.meaning_zh, ""]
        lines += [line for note in (entry.warning, entry.warning_zh, *entry.notes) if note for line in (note, "")]
        if entry.columns:
            lines += ["| " + " | ".join(entry.heads) + " |", "|" + "---|" * len(entry.heads)]
            lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in entry.columns]
            lines.append("")
    return "\n".join(lines)


@cache
def dictionary_page() -> str:
    """The dictionary as one HTML page without anything from outside; a box filters tables and columns."""
    entries = list_entries()
    contents = "".join(f'<li><a href="#{escape(entry.name)}">{escape(entry.name)}</a></li>' for entry in entries)
    return (
        '<!doctype html>\n<html lang="zh">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>数据字典 / Data dictionary</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head>\n<body>\n"
        f"<header><h1>数据字典 <span>Data dictionary</span></h1><p>{escape(_INTRODUCTION[1])}</p>"
        f"<p>{escape(_INTRODUCTION[0])}</p>"
        '<label>查找 / Find <input id="find" type="search" placeholder="mediated, 调解, unit …"></label></header>\n'
        f"<nav><ol>{contents}</ol></nav>\n<main>\n{''.join(map(_section, entries))}</main>\n{_SCRIPT}</body>\n</html>\n"
    )


_SCRIPT = """<script>
const find = document.getElementById("find");
find.addEventListener("input", () => {
  const words = find.value.trim().toLowerCase();
  for (const section of document.querySelectorAll("section")) {
    const whole = section.dataset.words.includes(words);
    let shown = whole;
    for (const row of section.querySelectorAll("tbody tr")) {
      const hit = whole || row.textContent.toLowerCase().includes(words);
      row.hidden = !hit;
      shown = shown || hit;
    }
    section.hidden = !shown;
  }
});
</script>
"""


def _section(entry: Entry) -> str:
    words = escape(" ".join((entry.name, entry.meaning, entry.meaning_zh)).lower(), quote=True)
    notes = "".join(f"<p>{escape(note)}</p>" for note in entry.notes if note)
    warnings = escape(f"{entry.warning_zh} {entry.warning}".strip())
    warning = f'<p class="warning">{warnings}</p>' if warnings else ""
    heads = "".join(f"<th>{escape(head)}</th>" for head in entry.heads)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in entry.columns)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return (
        f'<section id="{escape(entry.name)}" data-words="{words}"><h2>{escape(entry.name)} '
        f"<span>{escape(entry.kind)}</span></h2><p>{escape(entry.meaning_zh)}</p><p>{escape(entry.meaning)}</p>"
        f"{warning}{notes}{table}</section>\n"
    )


def list_entries() -> list[Entry]:
    """All tables, views, macros and queries in the order of the dictionary."""
    return [
        *map(_table_entry, (TABLES | HISTORY_TABLES).values()),
        *_view_entries(),
        *_macro_entries(),
        *_query_entries(),
    ]


def _table_entry(table: Table) -> Entry:
    columns = []
    targets = {column: key.target for key in table.foreign_keys for column in key.columns}
    for column in table.columns:
        marks = ["key"] if column.name in table.key else []
        marks += ["not null"] if not column.nullable else []
        marks += [f"→ {targets[column.name]}"] if column.name in targets else []
        marks += ["one of " + ", ".join(column.allowed)] if column.allowed else []
        columns.append(
            (
                column.name,
                name_type(column.dtype),
                column.unit,
                column.meaning_zh,
                column.meaning,
                "; ".join(marks),
                column.warning_zh,
                column.warning,
            )
        )
    notes = [f"Key / 主键: {', '.join(table.key)}"]
    if table.partitioned:
        notes.append("Parquet: one file a report year / 按报告年度分文件")
    return Entry(
        table.name,
        "table / 表",
        table.meaning,
        table.meaning_zh,
        table.warning,
        table.warning_zh,
        tuple(notes),
        ("column", "type", "unit", "含义", "meaning", "rules", "注意", "warning"),
        tuple(columns),
    )


def _view_entries() -> Iterable[Entry]:
    columns = describe_views()
    for view in VIEWS:
        rows = tuple((column.name, column.sql_type, column.meaning) for column in columns[view.name])
        yield Entry(
            view.name,
            "view / 视图",
            view.meaning,
            view.meaning_zh,
            "",
            "",
            (),
            ("column", "type", "meaning / 含义"),
            rows,
        )


def _macro_entries() -> Iterable[Entry]:
    for macro in MACROS:
        notes = (f"{macro.name}({macro.parameters}), e.g. {macro.example}",)
        yield Entry(macro.name, "macro / 表宏", macro.meaning, macro.meaning_zh, "", "", notes, (), ())


def _query_entries() -> Iterable[Entry]:
    for query in load_queries().values():
        rows = [
            ("parameter", one.name, f"{one.sql_type}, {'all' if one.default is None else one.default}", one.meaning)
            for one in query.parameters
        ] + [("column", name, "", meaning) for name, meaning in query.columns.items()]
        notes = (f"FROM {query.name}() · make query NAME={query.name}", query.notes)
        yield Entry(
            query.name,
            f"query / 查询 {query.question}",
            query.title,
            query.title_zh,
            "",
            "",
            notes,
            ("", "name", "type, default", "meaning"),
            tuple(rows),
        )


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
