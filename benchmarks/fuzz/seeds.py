"""Good inputs to be changed: one report in every format, made when they are asked for.

Here: one function a kind of input. Small, as small inputs are changed in more places. The files are written by the
builders of the tests of documents. Not here: files made to do harm (`benchmarks.hostile_files`).
"""

from __future__ import annotations

import base64
import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
if (_BUILDERS := str(ROOT / "tests" / "transforms" / "documents")) not in sys.path:
    sys.path.append(_BUILDERS)

SENTENCE = "全年开展普法宣讲三十场次，调解矛盾纠纷42件（其中邻里纠纷12件），调解成功率98.5%，罚没金额3.2万元。"
REPORT = (
    f"青溪镇2022年法治政府建设情况报告\n发布日期：2023-01-20\n一、主要工作\n{SENTENCE}\n二、存在的问题\n人手偏少。\n"
    f"三、2023年工作安排\n计划开展培训20场。\n青溪镇人民政府\n2023年1月20日\n"
)
TABLE = (("事项", "受理（件）", "办结（件）"), ("信访", "17", "15"), ("复议", "4", "3"))
PART_END = b"\x1e"
NAME_END = b"\x1f"


def texts() -> list[bytes]:
    """The report in the encodings of the country."""
    encodings = ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-32")
    traditional = "青溪鎮人民政府依法行政，全年開展執法檢查十二次，調解糾紛四十件，區縣各機關報告會議的情況如下。\n" * 3
    return [(traditional if encoding == "big5" else REPORT).encode(encoding) for encoding in encodings]


def web_pages() -> list[bytes]:
    """The report in the layouts of content management systems, and a page with most kinds of elements."""
    from page_layouts import blocks, line_breaks_in_tables, paragraphs

    head = '<meta name="PubDate" content="2023-01-20"><meta charset="gb2312">'
    odd = (
        f"<!DOCTYPE html><html><head><title>{REPORT[:19]}</title></head><body><div id=a style='display:none'>隐</div><main><h1>{REPORT[:19]}</h1>"
        f"<table><tr><th colspan=2 rowspan='1'>事项</th></tr><tr><td>信访</td><td>17&nbsp;件</td></tr></table><pre>{SENTENCE}</pre>"
        f"<ul><li>{SENTENCE}<li><a href='javascript:x'>网</a></ul><select><option>2022</select></main></body></html>"
    )
    return [
        paragraphs(head, REPORT).encode("gbk"),
        line_breaks_in_tables(head, REPORT).encode(),
        blocks("", REPORT).encode(),
        odd.encode(),
    ]


def word_parts() -> dict[str, bytes]:
    """Parts of a Word file by their names: text, list numbers, a table, a field, a box, a note, a header."""
    from word_files import paragraph, part, table

    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    boxed = "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent></w:pict><w:br/><w:tab/></w:r></w:p>"
    merged = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>17</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    body = "".join(paragraph(line, listed if index % 3 else "") for index, line in enumerate(REPORT.splitlines()))
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    style = f'<w:style w:styleId="a"><w:basedOn w:val="b"/><w:pPr>{listed}</w:pPr></w:style>'
    parts = {
        "word/document.xml": part(body + table(TABLE) + merged + boxed),
        "word/numbering.xml": part(numbering, "numbering", ""),
        "word/styles.xml": part(style, "styles", ""),
        "word/footnotes.xml": part(f'<w:footnote w:id="1">{paragraph("统计到年底。")}</w:footnote>', "footnotes", ""),
        "word/header1.xml": part(paragraph("青溪镇文件"), "hdr", ""),
    }
    return {name: content.encode() for name, content in parts.items()}


def pack(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container in memory."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for name, content in members.items():
            container.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def join_parts(parts: Mapping[str, bytes]) -> bytes:
    """Parts as one input that can be changed anywhere: name, content, and marks that no XML may hold."""
    return PART_END.join(name.encode() + NAME_END + content for name, content in parts.items())


def split_parts(content: bytes) -> dict[str, bytes]:
    """What `join_parts` put together, or what has become of it."""
    found: dict[str, bytes] = {}
    for joined in content.split(PART_END)[:50]:
        name, _, part = joined.partition(NAME_END)
        found[name.decode("utf-8", "replace").replace("\x00", "")[:100] or "x"] = part
    return found


def word_files() -> list[bytes]:
    """Word files, stored and deflated: in a stored one a changed byte is a changed letter."""
    return [pack(word_parts()), pack(word_parts(), zipfile.ZIP_STORED)]


def old_word_files() -> list[bytes]:
    """Old Word files of one piece and of several, with a table, a field and notes."""
    from old_word_files import write_old_word_file

    body = (
        REPORT.replace("\n", "\r") + "事项\x07件数\x07\x07立案\x0712\x07\x07\x13 HYPERLINK \x14网址\x15上公开\x0b换行\r"
    )
    return [
        write_old_word_file(body, "统计到年底。\r", "青溪镇文件\r", pieces=1),
        write_old_word_file("rule of law " * 9 + body, table_stream="0Table", pieces=5),
    ]


def pdf_files() -> list[bytes]:
    """PDF files, their streams unpacked so that what they draw can be changed; one with a table, one a picture."""
    from pdf_files import pdf_of, pdf_of_pictures
    from reportlab import rl_config

    packed, rl_config.pageCompression = rl_config.pageCompression, 0
    rl_config.invariant = 1
    try:
        return [pdf_of(REPORT), pdf_of(REPORT, rows=TABLE), pdf_of_pictures(2, REPORT)]
    finally:
        rl_config.pageCompression = packed


def rich_texts() -> list[bytes]:
    """Rich texts in code page 936 and in escaped Unicode, with a table row and a link."""
    escaped = "".join(
        "\\par\n" if letter == "\n" else letter if letter.isascii() else "".join(f"\\'{byte:02x}" for byte in letter.encode("gbk"))
        for letter in REPORT
    )  # fmt: skip
    opening = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "
    unicode = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in REPORT.replace("\n", "\\par "))
    link = r'{\field{\*\fldinst{HYPERLINK "http://a"}}{\fldrslt x}}'
    return [
        f"{opening}{escaped}}}".encode("ascii"),
        f"{opening}\\uc1 {unicode}{{\\pict\\bin3 abc}}\\trowd a\\cell b\\cell\\row {link}\\u-10179?\\u-8704?}}".encode("ascii"),
    ]  # fmt: skip


def saved_pages() -> list[bytes]:
    """A page among the parts of a message, in base64 and quoted."""
    import quopri

    found = []
    for name, encode in (("base64", base64.encodebytes), ("quoted-printable", quopri.encodestring)):
        page = encode(web_pages()[-1])
        found.append(
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="==x"\r\n\r\n--==x\r\nContent-Type: text/html;'
            b' charset="gb2312"\r\nContent-Transfer-Encoding: ' + name.encode() + b"\r\n\r\n" + page + b"\r\n--==x--\r\n"
        )  # fmt: skip
    return found


def archives() -> list[bytes]:
    """Archives with texts, an archive within, a Chinese name and one that leads upward."""
    inner = pack({"乙.txt": REPORT.encode()}, zipfile.ZIP_STORED)
    members = {"2023/甲.txt": REPORT.encode(), "inner.zip": inner, "../../etc/passwd.txt": b"x", "/abs.txt": b"x"}
    return [pack(members, zipfile.ZIP_STORED), pack(members)]


def report_texts() -> list[str]:
    """Texts of the samples' kind, short: what extraction, reading and the region resolver are given."""
    lists = "受理、审结行政复议案件分别为5件、4件。受理纠纷362件（其中婚姻家庭86件、邻里纠纷102件）。占三分之一，约1/4以上。"
    table = "\n".join(" | ".join(row) for row in TABLE)
    return [REPORT, lists, table, "收到１２３件，二〇二二年办结三十余件，同比增长5%。受理31.5万(wàn)余件。"]


DECISIONS = """\
decisions:
- id: liuxi-2023-year
  kind: report
  report: 0f3a0f3a0f3a0f3a
  set: {report_year: 2023}
  reason: 标题沿用了上一年的模板
  role: county reviewer
  date: 2026-03-02
- id: liuxi-2023-mediated
  kind: number
  report: 0f3a0f3a0f3a0f3a
  span: [10, 12]
  quote: '58'
  action: set
  set: {value: 85}
  reason: 两位数字颠倒
  role: county reviewer
  date: 2026-03-03
"""
PEERS = """\
沿江乡镇:
  name_en: Towns by the river
  reason: 同处江岸，纠纷类型相近
  members: [990121101, 青岚县古渡镇]
"""
PLACES = """\
code,name,level,parent,valid_from,valid_to,aliases,hosts,source
990121,青岚县,county,990100,2020-01-01,,青岚,www.qinglan.example,invented for the samples
"""
DENOMINATORS = """\
region_code,year,measure,value,source,note
990121,2022,population,"12,000",县统计局,
"""
SOURCES = """\
publisher,region_code,region_name,report_year,url,path,note
青岚县人民政府,990121,青岚县,2022,https://www.qinglan.example/a.html,,
,990121,,2023,,2023/a.docx,
"""
