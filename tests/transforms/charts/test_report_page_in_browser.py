"""The page of one report in a browser: cards, keyboard, totals, the legend."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from test_report_page import PASSAGE, Page, mentions_of, report

from transforms.charts.report_page import draw_report_body, draw_report_page, report_page_script, report_page_style

pytestmark = pytest.mark.browser
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,3000",
    "--virtual-time-budget=3000",
]
TOTAL, PART = f"n{PASSAGE.index('96起')}", f"n{PASSAGE.index('61起')}"
ACTIONS = """
const at = (name) => document.getElementById(name);
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const open = () => Array.from(document.querySelectorAll(".card:not([hidden])"), (card) => card.id);
const marked = (look) => Array.from(document.querySelectorAll("#text ." + look), (number) => number.id);
const button = (name) => document.querySelector(".legend [data-disposition=" + name + "]");
"""


@pytest.fixture
def browse(tmp_path: Path):
    """A page as the browser leaves it, opened at an anchor."""

    def run(page: str, anchor: str = "") -> str:
        path = tmp_path / "page.html"
        path.write_text(page, encoding="utf-8")
        program = shutil.which("chromium") or shutil.which("google-chrome")
        assert program, "no Chromium"
        command = [program, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{path}{anchor}"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    return run


@pytest.fixture
def act(browse):
    """The value of an expression after some actions, on the body in a page that lets a test's script run."""

    def run(actions: str, result: str) -> Any:
        page = (
            f"<!DOCTYPE html><meta charset=utf-8><style>{report_page_style()}</style>"
            f"{draw_report_body(report(PASSAGE), mentions_of(PASSAGE))}<script>{report_page_script()}</script>"
            f"<pre id=result></pre><script>{ACTIONS}{actions}; at('result').textContent = JSON.stringify({result})</script>"
        )
        found = re.search(r'<pre id="result">(.*?)</pre>', browse(page))
        assert found
        assert found[1], "a script failed"
        return json.loads(html.unescape(found[1]))

    return run


def test_a_link_to_a_number_opens_its_card_under_the_policy_of_the_page(browse) -> None:
    page = Page(browse(draw_report_page(report(PASSAGE), mentions_of(PASSAGE)), f"#{PART}"))
    cards = {str(card["id"]): card for card in page.of_class("card")}
    assert [name for name, card in cards.items() if "hidden" not in card] == [f"card-{PART}"]
    assert [number["id"] for number in page.of_class("is-total")] == [TOTAL]
    assert len(page.of_class("is-part")) == 2


def test_the_text_is_what_the_file_holds(act) -> None:
    assert act("", "at('text').textContent") == PASSAGE


def test_a_card_opens_under_the_pointer_and_closes_with_escape(act) -> None:
    over = f"at('{TOTAL}').dispatchEvent(new MouseEvent('mouseover', {{ bubbles: true }}));"
    assert act(over, "open()") == [f"card-{TOTAL}"]
    assert act(over + "press('Escape')", "open()") == []


def test_arrows_move_from_number_to_number_and_open_each(act) -> None:
    assert act(f"at('{TOTAL}').focus(); press('ArrowRight')", "[document.activeElement.id, open()]") == [
        PART,
        [f"card-{PART}"],
    ]
    assert act(f"at('{PART}').focus(); press('ArrowLeft')", "document.activeElement.id") == TOTAL


def test_enter_on_a_total_marks_its_parts(act) -> None:
    found = act(f"at('{TOTAL}').focus(); press('Enter')", "[marked('is-total'), marked('is-part').length]")
    assert found == [[TOTAL], 2]


def test_the_legend_takes_numbers_out_of_sight_and_out_of_reach(act) -> None:
    state = f"[button('fact').getAttribute('aria-pressed'), at('{TOTAL}').tabIndex, getComputedStyle(at('{TOTAL}')).textDecorationLine]"
    assert act("button('fact').click()", state) == ["false", -1, "none"]
    assert act("button('fact').click(); button('fact').click()", state) == ["true", 0, "underline"]
    assert (
        act(
            f"button('fact').click(); at('{TOTAL}').dispatchEvent(new MouseEvent('mouseover', {{ bubbles: true }}))",
            "open()",
        )
        == []
    )


def test_the_look_of_every_disposition_differs_without_colour(act) -> None:
    style = "(({ textDecorationLine, textDecorationStyle }) => textDecorationLine + textDecorationStyle)"
    looks = act(
        "",
        f"['fact', 'profile', 'target', 'comparison', 'not_metric'].map((name) => {style}(getComputedStyle(document.querySelector('#text .' + name))))",
    )
    assert len(set(looks)) == 5
