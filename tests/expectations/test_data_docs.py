"""Pages are rewritten so that they load and run nothing; folders of others are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from data_docs_pages import assert_is_offline, read_pages

from expectations.data_docs import Sheet, claim_folder, make_offline, publish_docs

PAGE = """<!DOCTYPE html><html><head><link rel="stylesheet" href="https://cdn.invalid/a.css"/>
<style>a { background: url('https://cdn.invalid/x.png') }</style>
<script src="//cdn.invalid/a.js"></script><script>if (1 < 2) { document.write("<b>no</b>") }</script></head>
<body onload="go()"><img src="https://cdn.invalid/x.png"><a href="javascript:go()">one</a>
<a href="../index.html#x" style="background:url(//x)">two</a><p>a &lt;b&gt; &amp; &#36;x</p><br/>
<footer><p><a href="https://news.invalid">news</a></p></footer></body></html>"""


def test_a_page_loads_and_runs_nothing() -> None:
    page = make_offline(PAGE)
    for gone in ("cdn.invalid", "script>", "onload", "javascript", "news", "<img", "document.write", "url("):
        assert gone not in page
    assert '<a href="../index.html#x">two</a>' in page
    assert "<p>a &lt;b&gt; &amp; &#36;x</p>" in page
    assert page.count("<style>") == 1
    assert "Content-Security-Policy" in page


def test_published_pages_are_offline_and_escaped(tmp_path: Path) -> None:
    (tmp_path / "site" / "expectations").mkdir(parents=True)
    (tmp_path / "site" / "expectations" / "a.html").write_text(
        PAGE.replace("../index.html#x", "../index.html"), "utf-8"
    )
    (tmp_path / "site" / "index.html").write_text("made by script", "utf-8")
    sheet = Sheet("甲 <b>", ("name",), [("<script>1</script>",), (None,), (True,), (1.5,), (200.0,)], "note & note")
    front = publish_docs(tmp_path / "site", tmp_path / "docs", "one", "Title <i>", [sheet])
    pages = read_pages(tmp_path / "docs")
    assert set(pages) == {"index.html", "one/index.html", "one/expectations/a.html"}
    assert front == tmp_path / "docs" / "index.html"
    assert_is_offline(pages)
    assert "&lt;script&gt;1&lt;/script&gt;" in pages["one/index.html"]
    assert "<td>200</td>" in pages["one/index.html"]
    assert "made by script" not in pages["one/index.html"]


def test_without_pages_the_index_says_so(tmp_path: Path) -> None:
    publish_docs(tmp_path / "absent", tmp_path / "docs", "one", "Title", [])
    assert "failed before it wrote a page" in read_pages(tmp_path / "docs")["one/index.html"]


def test_sites_of_other_names_and_files_beside_them_stay(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "notes.txt").write_text("mine", "utf-8")
    publish_docs(tmp_path / "absent", docs, "one", "Title", [])
    publish_docs(tmp_path / "absent", docs, "two", "Title", [])
    publish_docs(tmp_path / "absent", docs, "one", "Title", [])
    assert set(read_pages(docs)) == {"index.html", "notes.txt", "one/index.html", "two/index.html"}


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    claim_folder(tmp_path, "one")
    (tmp_path / "one" / "index.html").write_text("<html>theirs</html>", "utf-8")
    with pytest.raises(ValueError, match="other files"):
        claim_folder(tmp_path, "one")
