"""The site in a browser, opened from its folder: quiet, readable at any width, in both languages, by keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hostile_site import write_hostile_site
from large_search import write_large_search
from quiet_browser import listen, open_browser

from warehouse.lake import Lake
from warehouse.release import current_release

pytestmark = pytest.mark.browser
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
# The worst contrast of a text with what is behind it, with the text; large texts count for more.
CONTRAST = """() => {
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parse = (s) => { const n = s.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c[3] > 0.99) return c.slice(0, 3); } return [255, 255, 255]; };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = Array.from(e.childNodes).filter((n) => n.nodeType === 3 && n.data.trim()).map((n) => n.data.trim()).join(" ");
    if (!own || e.closest("svg, script, .skip") || !e.getClientRects().length) continue;
    const s = getComputedStyle(e);
    const [a, b] = [light(parse(s.color).slice(0, 3)), light(behind(e))].sort((x, y) => y - x);
    const size = parseFloat(s.fontSize);
    const ratio = ((a + 0.05) / (b + 0.05)) * (size >= 24 || (size >= 18.6 && s.fontWeight >= 600) ? 1.5 : 1);
    if (ratio < worst[0]) worst = [ratio, own.slice(0, 40) + " " + s.color];
  }
  return worst;
}"""


# Visible texts in another language than the page's that are neither code, nor marked as a quote or a name.
STRANGE = """(language) => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, words = walker.currentNode.data.replace(/“[^”]*”|（Great Expectations）/g, "");
    if (element.closest("script, code, .switch, [hidden]") || !element.getClientRects().length) continue;
    const own = element.closest("[lang]"), marked = own === document.documentElement ? "" : own.lang;
    const strange = language === "en" ? /[\\u3400-\\u9fff]/.test(words) && marked !== "zh-CN"
      : /[A-Za-z]{3,} [A-Za-z]{2,}/.test(words) && !marked.startsWith("en");
    if (strange) found.push(words.trim().slice(0, 60));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def release(samples_release: Path) -> Path:
    found = current_release(samples_release)
    assert found is not None
    return found.path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file; `noises` of the page collects what a quiet page never does: errors, requests to elsewhere."""
    contexts = []

    def run(path: Path, rest: str = "", size: str = "desktop", language: str = "zh") -> Any:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale={"zh": "zh-CN", "en": "en-GB"}[language]
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.noises = []
        listen(page, page.noises)
        page.goto(f"file://{path}{rest}")
        return page

    yield run
    for context in contexts:
        context.close()


def find_report(release: Path, name: str) -> str:
    reports = Lake(release / "parquet").read("dim_report", columns=["report_id", "source_path"])
    return str(reports.filter(pl.col("source_path") == name)["report_id"].item())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_are_quiet_and_as_wide_as_the_window(release: Path, open_page, size: str, language: str) -> None:
    site = release / "site"
    report = find_report(release, "liuxi_town_2024.txt")
    page = open_page(site / "index.html", size=size, language=language)
    for name in (
        "index.html", "places.html", "province/99.html", "place/990121101.html", "indicators.html",
        "indicator/dispute.mediated.html", "indicator/dispute.mediated-2023.html", f"report/{report}.html",
        "quality.html", "quality/R05.html", "dictionary.html", "search.html?q=纠纷",
    ):  # fmt: skip
        page.goto(f"file://{site / name}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        shown = page.evaluate(
            "Array.from(document.querySelectorAll('main [lang]'), (e) => e.getClientRects().length && e.lang)"
        )
        assert ("zh" if language == "en" else "en") not in shown, name
        assert language in shown, name
        worst, words = page.evaluate(CONTRAST)
        assert worst >= 4.5, (name, words)
        # Leaving while the font is read would look like a request that failed.
        page.evaluate("document.fonts.ready.then(() => null)")
    assert page.noises == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_says_nothing_in_the_other_language_but_quotes_and_names(
    release: Path, open_page, language: str
) -> None:
    site = release / "site"
    broken = max((site / "quality").iterdir(), key=lambda path: path.stat().st_size)
    reports = sorted((site / "report").iterdir(), key=lambda path: path.stat().st_size)[-3:]
    for path in (
        site / "index.html", site / "places.html", site / "quality.html", site / "search.html", broken, *reports,
        site / "quality" / "R33.html", *sorted((site / "place").iterdir()), site / "indicator" / "dispute.mediated.html",
    ):  # fmt: skip
        page = open_page(path, language=language)
        assert page.evaluate(STRANGE, language) == [], path.name


def test_the_switch_changes_the_language_and_the_next_page_keeps_it(release: Path, open_page) -> None:
    page = open_page(release / "site" / "index.html")
    assert page.locator("h1").inner_text() == "法治政府建设年度报告数据"
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "Data of the annual reports on law-based government"
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="Indicators", exact=True).click()
    assert page.locator("h1").inner_text() == "Catalogue of indicators"
    assert "language=en" in page.url
    page.go_back()
    assert page.locator("h1").inner_text() == "Data of the annual reports on law-based government"


def test_a_search_finds_a_place_and_a_sentence_within_a_second_and_leads_to_it(release: Path, open_page) -> None:
    page = open_page(release / "site" / "search.html", language="en")
    started = time.monotonic()
    page.locator("#words").press_sequentially("领导班子")
    page.locator("#sentences li").first.wait_for()
    # A loaded machine is given more than the second that a free one needs.
    assert time.monotonic() - started < 10
    page.locator("#status").get_by_text("sentences.").wait_for()
    sentence = page.locator("#sentences a").first
    words = sentence.inner_text()
    assert sentence.locator("mark").first.inner_text() == "领导班子"
    sentence.click()
    page.locator("#text mark.marked").first.wait_for()
    assert "".join(page.locator("#text mark.marked").all_inner_texts()) == words
    assert page.evaluate(
        "Math.abs(document.querySelector('.marked').getBoundingClientRect().top - innerHeight / 2) < innerHeight / 2"
    )
    page.goto(f"file://{release / 'site' / 'search.html'}?q=柳溪")
    page.get_by_role("link", name="青岚县柳溪镇").first.click()
    assert page.locator("h1").inner_text() == "青岚县柳溪镇"
    assert page.noises == []


def test_a_word_of_one_report_among_many_is_found_without_reading_the_others(tmp_path: Path, open_page) -> None:
    """1,200 reports in 12 files: common words come at once and in hundreds, a rare one from the one file that has it."""
    write_large_search(tmp_path, rare="螺田渡口")
    page = open_page(tmp_path / "search.html", "?q=调解", language="en")
    page.locator("#sentences li").first.wait_for()
    page.locator("#more").wait_for()
    assert page.locator("#sentences li").count() == 100
    page.locator("#more").click()
    page.locator("#sentences li").nth(199).wait_for()
    read: set[str] = set()
    page.on("request", lambda request: read.add(request.url.split("/")[-1]))
    page.goto(f"file://{tmp_path / 'search.html'}?q=螺田渡口")
    page.locator("#status").get_by_text("1 ").wait_for()
    assert page.locator("#sentences li").count() == 1
    assert "00-2013.js" in read
    # Besides, the latest file, which is read ahead of the first word.
    assert {name for name in read if name[0].isdigit()} <= {"00-2013.js", "00-2023.js"}
    page.locator("#words").fill("外星人登陆")
    page.get_by_text("Nothing was found.").wait_for()


def test_a_search_says_when_there_is_nothing_and_keeps_to_a_year(release: Path, open_page) -> None:
    page = open_page(release / "site" / "search.html", "?q=外星人登陆", language="en")
    page.get_by_text("Nothing was found.").wait_for()
    page.locator("#words").fill("纠纷")
    page.locator("#year").select_option("2022")
    page.locator("#status").get_by_text("sentences.").wait_for()
    assert {line.split("·")[-1].strip() for line in page.locator("#sentences small").all_inner_texts()} == {"2022"}


def test_a_link_to_a_number_marks_it_and_opens_its_card(release: Path, open_page) -> None:
    page = open_page(release / "site" / "place" / "990121101.html")
    link = page.locator("#values a[href*='#n']").first
    value, address = link.inner_text(), link.get_attribute("href")
    link.click()
    assert address.split("/")[-1].split("#")[1] in page.url
    number = page.locator("#text .number:target")
    assert number.inner_text().removesuffix("%") == value
    card = page.locator("#card")
    assert card.is_visible()
    assert "判读规则" in card.inner_text()
    assert number.get_attribute("aria-describedby") == "card"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") != number.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator("#card").count() == 0
    assert page.noises == []


def test_an_offset_marks_the_number_there_or_its_sentence(release: Path, open_page) -> None:
    report = find_report(release, "liuxi_town_2024.txt")
    path = release / "site" / "report" / f"{report}.html"
    text = Lake(release / "parquet").read("dim_report").filter(pl.col("report_id") == report)["text"].item()
    start = text.index("270件")
    page = open_page(path, f"#s{start}")
    assert page.evaluate("document.activeElement.textContent") == "270"
    page = open_page(path, f"#s{start - 3}")
    sentence = "".join(page.locator("#text mark.marked").all_inner_texts())
    assert "270" in sentence
    assert sentence in text


def test_the_legend_takes_numbers_out_of_sight_and_out_of_reach(release: Path, open_page) -> None:
    page = open_page(release / "site" / "report" / f"{find_report(release, 'liuxi_town_2024.txt')}.html")
    page.locator(".legend button[data-disposition=fact]").click()
    number = page.locator("#text .number.fact").first
    assert number.get_attribute("tabindex") == "-1"
    assert number.evaluate("(e) => getComputedStyle(e).textDecorationLine") == "none"


def test_the_keyboard_skips_to_the_content_and_reaches_every_part(release: Path, open_page) -> None:
    page = open_page(release / "site" / "quality.html", language="en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.filter") == "all"
    page.keyboard.type("mediated")
    rows = page.locator("#all tbody tr")
    shown = page.locator("#all tbody tr:visible").count()
    assert 0 < shown < rows.count()


def test_hostile_texts_do_nothing_in_a_browser(tmp_path: Path, open_page) -> None:
    site = write_hostile_site(tmp_path)
    page = open_page(site / "index.html")
    for path in sorted(site.rglob("*.html")):
        page.goto(f"file://{path}")
        page.wait_for_load_state()
        assert page.locator("img").count() == 0
    page.goto(f"file://{site / 'search.html'}?q=script")
    page.locator("#sentences li").first.wait_for()
    page.goto(f"file://{site / 'report' / '0123456789abcdef.html'}")
    page.locator("#text .number").first.focus()
    assert "<script>alert(2)</script>" in page.locator("#card").inner_text()
    assert page.noises == []
