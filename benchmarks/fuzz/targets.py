"""Which check goes with which seeds: one target a reader, a parser, or a step that texts of others pass through.

Here: `TARGETS`. Not here: running them (`loop`), the checks (`checks`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.fuzz import checks, seeds
from benchmarks.fuzz.edits import TOKENS
from transforms.catalog.loading import CATALOG

MOST_BYTES = 200_000


@dataclass(frozen=True)
class Target:
    """A check on bytes, the seeds that are changed, words worth trying, and the longest input."""

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...] = TOKENS
    longest: int = 20_000


def _of_text(check: Callable[[str], None]) -> Callable[[bytes], None]:
    """A check on text: bytes that are no UTF-8 are left out."""
    return lambda content: check(content.decode("utf-8", "ignore"))


def _texts() -> list[bytes]:
    return [text.encode() for text in seeds.report_texts()]


def _catalogue(name: str) -> Target:
    path = CATALOG / f"{name}.yaml"
    check = _of_text(checks.check_catalogue(name))
    return Target(check, lambda: [path.read_bytes()[:2_000]], _YAML, 4_000)


_CHINESE = tuple(
    word.encode()
    for word in (
        *"零一二三四五六七八九十百千万亿两余多成点、，。；：（）《》“”〔〕｜|％‰",
        "分之", "其中", "分别", "同比", "增长", "以上", "左右", "截至", "人次", "万元", "调解", "纠纷", "全覆盖", "未发生", "每", "第", "号", "年", "月",
        "日", "镇", "县", "市", "省", "街道办事处", "人民政府", "法治政府建设", "报告", "发布日期：", "索引号：", "一、", "（一）", "１２", "١٢", "1,260", " | ", "\u3000",
    )
)  # fmt: skip
_YAML = tuple(
    word.encode()
    for word in (
        "- ", "? ", ": ", "&a ", "*a", "<<: ", "!!int ", "!!float ", "!!binary ", "!!set ", "!!timestamp ", "{", "}", "[", "]", "'", '"', "|\n", ">\n",
        "---\n", "...\n", "#", "null", ".inf", ".nan", "0x", "2024-02-30", "\u2028",
    )
)  # fmt: skip
_SQL = (b"'", b'"', b"--", b";", b"$1", b"?", b"/*", b"*/", b"\\", b"\x00", b"') ", b"DROP TABLE x", b"%", b"_")

TARGETS: dict[str, Target] = {
    "decoding": Target(checks.check_decoding, seeds.texts),
    "html": Target(checks.check_reader("html"), seeds.web_pages, longest=MOST_BYTES),
    "docx": Target(checks.check_reader("docx"), seeds.word_files),
    "docx_parts": Target(checks.check_word_parts, lambda: [seeds.join_parts(seeds.word_parts())]),
    "doc": Target(checks.check_reader("doc"), seeds.old_word_files, longest=MOST_BYTES),
    "pdf": Target(checks.check_reader("pdf"), seeds.pdf_files, longest=MOST_BYTES),
    "rtf": Target(checks.check_reader("rtf"), seeds.rich_texts),
    "mhtml": Target(checks.check_reader("mhtml"), seeds.saved_pages),
    "zip": Target(checks.check_archive, seeds.archives),
    "any_file": Target(checks.check_any_file, lambda: [*seeds.web_pages(), *seeds.word_files(), *seeds.texts()]),
    "numbers": Target(_of_text(checks.check_numbers), lambda: [b"1,260", "三百二十余万".encode(), "百分之三点五".encode()], _CHINESE, 60),
    "extraction": Target(_of_text(checks.check_extraction), _texts, _CHINESE, 3_000),
    "engines": Target(_of_text(checks.check_engines), _texts, _CHINESE, 3_000),
    "description": Target(_of_text(checks.check_description), _texts, _CHINESE, 3_000),
    "region": Target(_of_text(checks.check_region), lambda: ["青溪镇人民政府\n兰州市城关区后山镇".encode()], _CHINESE, 600),
    "report_page": Target(_of_text(checks.check_report_page), _texts, (*_CHINESE, *TOKENS), 2_000),
    "decisions": Target(_of_text(checks.check_decisions), lambda: [seeds.DECISIONS.encode()], _YAML, 4_000),
    "peers": Target(_of_text(checks.check_peers), lambda: [seeds.PEERS.encode()], _YAML, 2_000),
    "units": _catalogue("units"),
    "vocabulary": _catalogue("vocabulary"),
    "places": Target(_of_text(checks.check_places), lambda: [seeds.PLACES.encode()], _SQL, 2_000),
    "addresses": Target(_of_text(checks.check_address), lambda: [b"http://www.xuyong.gov.cn/a/1.html", b"http://[::ffff:127.0.0.1]:80/"], _SQL, 300),
    "sql_names": Target(_of_text(checks.check_sql_words), lambda: ["青岚县'柳溪镇".encode()], _SQL, 200),
}  # fmt: skip
