"""Hundreds of payloads through a real run, from everything that others write; all pages in a browser: none acts, none asks elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hostile_payloads import payloads
from page_server import serve
from quiet_browser import listen, open_browser
from small_reports import World, write_report

from orchestration.fetching.addresses import check_url
from transforms.documents import read_document
from transforms.reading.describe import report_id_of
from warehouse.release import current_release

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]
PAYLOADS = payloads()
# A text that begins like this is no web page, whatever follows.
PROSE = "\n".join(
    "本镇坚持依法行政，围绕中心工作，把法治建设各项任务落到实处，群众的获得感不断增强。" for _ in range(110)
)
TOWNS = ("柳溪镇", "松坪乡", "白鹭镇", "古渡镇")
# Wherever a page would let a word act, it would call this; and everything that a reader may point at is pointed at.
WATCH = "window.ran = []; window.__executed = (name) => { window.ran.push(String(name)); };"
TOUCH = """() => {
  for (const element of document.querySelectorAll("body *"))
    for (const kind of ["mouseover", "pointerover", "focus", "animationstart", "toggle", "load", "error"])
      element.dispatchEvent(new Event(kind, { bubbles: kind === "mouseover" || kind === "pointerover" }));
  const strange = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") && value.includes("__executed")) strange.push(name + "=" + value);
      if (["href", "src", "action", "formaction", "data", "xlink:href"].includes(name) && /^\\s*(javascript|vbscript|data:text)/i.test(value))
        strange.push(name + "=" + value);
    }
  }
  return [window.ran, strange];
}"""


@dataclass(frozen=True)
class Hostile:
    """A release of hostile reports, and what was put where."""

    release: Path
    pages: list[Path]
    planted: dict[str, int]


def cut(parts: int) -> list[list[str]]:
    """All payloads in so many lots."""
    texts = [text for _, text in PAYLOADS]
    return [texts[number::parts] for number in range(parts)]


def put_files(world: World) -> dict[str, str]:
    """Reports whose sentences, titles and names carry payloads; the texts by path."""
    reports: dict[str, str] = {}
    for town, lot in zip(TOWNS, cut(len(TOWNS)), strict=True):
        one_line = [text.replace("\n", " ") for text in lot]
        sentences = "".join(f"全年调解{text}矛盾纠纷{40 + number % 3}件。\n" for number, text in enumerate(one_line))
        for year in (2022, 2023):
            reports[f"{town}{year}.txt"] = write_report(town, year, 50, 60, f"\n{PROSE}\n{sentences}")
    for number, lot in enumerate(cut(24)):
        town = TOWNS[number % len(TOWNS)]
        title = f"{town}{lot[0][:60]}{2015 + number // 6}年度法治政府建设情况报告"
        reports[f"标题/{number}.txt"] = (
            f"{title}\n\n{write_report(town, 2015 + number // 6, 50, 60).split(chr(10), 1)[1]}"
        )
    for path, text in reports.items():
        world.put(path, text)
    for number, (_, text) in enumerate(PAYLOADS):
        # Each step of a path has a name of its own; what is no report stands in quarantine under its name.
        name = text.replace("//", "∕∕").strip("/").replace("/.", "∕.")
        world.put(f"{number}{name}.txt", "无")
    return reports


def write_lists(world: World, reports: dict[str, str], port_url: str, answers: Any) -> list[str]:
    """The list of sources with addresses and units, places, denominators, decisions: the options of the run."""
    target = io.StringIO()
    lines = csv.writer(target)
    lines.writerow(["publisher", "region_code", "region_name", "report_year", "url", "path", "note"])
    for path in sorted(
        file.relative_to(world.reports).as_posix() for file in world.reports.rglob("*") if file.is_file()
    ):
        lines.writerow(["", "", "", "", "", path, ""])
    for number, (_, text) in enumerate(PAYLOADS):
        lines.writerow([f"{text}人民政府", "", f"{text}镇", 2000 + number % 20, "", "", text])
    for number, lot in enumerate(cut(25)):
        served = number < 4
        url = (
            f"{port_url if served else 'http://10.0.0.1'}/{number}?q={''.join(lot)}".replace("\n", "")
            .replace("\t", "")
            .replace("#", "")
        )
        if served:
            page = write_report(TOWNS[number], 2014, 30 + number, 20).replace("\n", "</p><p>")
            answers[check_url(url).raw_path.decode()] = f"<html><body><p>{page}</p></body></html>".encode()
        lines.writerow(["", "", "", "", url, "", ""])
    (world.reports / "sources.csv").write_text(target.getvalue(), encoding="utf-8")

    target = io.StringIO()
    lines = csv.writer(target)
    lines.writerow(["code", "name", "level", "parent", "valid_from", "valid_to", "aliases", "hosts", "source"])
    lines.writerow(["99", "云泽省", "province", "", "", "", "", "", "invented"])
    lines.writerow(["990100", "云泽市", "prefecture", "99", "", "", "", "", "invented"])
    lines.writerow(["990121", f"青岚{PAYLOADS[0][1]}县", "county", "990100", "", "", "", "", PAYLOADS[1][1]])
    for number, town in enumerate(TOWNS):
        lines.writerow([f"99012110{number}", town, "town", "990121", "", "", "", "", PAYLOADS[number][1]])
    for number, (_, text) in enumerate(PAYLOADS):
        lines.writerow([f"99{number + 200:07}", f"{text}镇", "town", "990121", "", "", "", "", text])
    (world.reports / "regions.csv").write_text(target.getvalue(), encoding="utf-8")

    decided = world.reports.parent / "decisions"
    decided.mkdir()
    entries = [
        {
            "id": f"year-{number}", "kind": "report", "report": report_id_of(read_document(reports[f"{town}{year}.txt"].encode()).text),
            "set": {"report_year": year}, "reason": " ".join(text for _, text in PAYLOADS), "role": PAYLOADS[number][1], "date": "2026-03-02",
            "source": f"{town}{year}.txt",
        }
        for number, (town, year) in enumerate((town, year) for town in TOWNS for year in (2022, 2023))
    ]  # fmt: skip
    (decided / "a.yaml").write_text(yaml.safe_dump({"decisions": entries}, allow_unicode=True), encoding="utf-8")
    return [
        "--sources", str(world.reports / "sources.csv"), "--regions", str(world.reports / "regions.csv"), "--decisions", str(decided),
        "--allow-network", "127.0.0.0/8",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """Two releases, so that the page of changes has changes to show."""
    world = World(tmp_path_factory.mktemp("payloads"))
    reports = put_files(world)
    with serve() as site:
        answers: dict[str, bytes] = {}
        options = write_lists(world, reports, site.url(""), answers)
        for path, page in answers.items():
            site.put(path, page)
        first = world.run(None, *options)
        assert first.status == 3, first.progress[-3000:]
        path = f"{TOWNS[3]}2023.txt"
        world.put(path, reports[path].replace("50件", "51件"))
        decided = world.reports.parent / "decisions" / "a.yaml"
        decided.write_text(
            yaml.safe_dump(
                {"decisions": yaml.safe_load(decided.read_text(encoding="utf-8"))["decisions"][:-1]}, allow_unicode=True
            ),
            encoding="utf-8",
        )
        second = world.run(None, *options)
        assert (second.status, second.release) == (3, 2), second.progress[-3000:]
    release = current_release(world.out)
    assert release is not None
    planted = {
        "sentences": len(PAYLOADS),
        "file names": len(PAYLOADS),
        "titles": 24,
        "addresses": sum(map(len, cut(25))),
        "units and places expected": len(PAYLOADS),
        "places": len(PAYLOADS),
        "reasons": len(PAYLOADS),
    }
    return Hostile(release.path, sorted(release.path.rglob("*.html")), planted)


@pytest.fixture(scope="module")
def seen(hostile: Hostile) -> dict[str, tuple[list[str], list[str]]]:
    """What each page did, and the addresses and handlers in it that should not be there."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    with open_browser() as browser:
        context = browser.new_context()
        context.set_default_timeout(120_000)
        context.add_init_script(WATCH)
        page = context.new_page()
        noises: list[str] = []
        listen(page, noises)
        for path in hostile.pages:
            noises.clear()
            page.goto(f"file://{path}")
            ran, strange = page.evaluate(TOUCH)
            page.evaluate("document.fonts.ready.then(() => null)")
            found[path.relative_to(hostile.release).as_posix()] = ([*ran, *noises], strange)
        noises.clear()
        page.goto(f"file://{hostile.release / 'site' / 'search.html'}?q=script")
        page.locator("#sentences li").first.wait_for()
        ran, strange = page.evaluate(TOUCH)
        found["site/search.html?q=script"] = ([*ran, *noises], strange)
    return found


def test_no_payload_acts_on_any_page(seen: dict[str, tuple[list[str], list[str]]], hostile: Hostile) -> None:
    print(f"{sum(hostile.planted.values())} payloads planted ({hostile.planted}), {len(seen)} pages opened")
    assert {page: did[:5] for page, (did, _) in seen.items() if did} == {}


def test_no_payload_becomes_a_handler_or_an_address(seen: dict[str, tuple[list[str], list[str]]]) -> None:
    assert {page: strange[:5] for page, (_, strange) in seen.items() if strange} == {}


@pytest.mark.parametrize(
    "kind",
    ["site/report", "site/quality", "site/place", "charts", "data_docs", "dictionary", "changes", "site/indicator"],
)
def test_pages_of_every_kind_were_opened(seen: dict[str, tuple[list[str], list[str]]], kind: str) -> None:
    assert any(page.startswith(kind) for page in seen), sorted(seen)[:50]


def test_payloads_did_reach_the_pages(hostile: Hostile) -> None:
    """Else nothing would have been tried."""
    names = {name for name, _ in PAYLOADS}
    whole = "".join(path.read_text(encoding="utf-8") for path in hostile.pages)
    missing = {name for name in names if f"__executed(`{name}`)" not in whole and f"evil.example/{name}" not in whole}
    assert len(missing) <= len(names) // 50, sorted(missing)[:20]


def test_a_page_that_let_a_payload_act_would_be_seen(tmp_path: Path) -> None:
    """Most payloads do act where nothing escapes them: the watch is awake, and the payloads are no blanks."""
    bare = [(name, text) for name, text in PAYLOADS if text.lstrip().startswith("<")]
    acted: set[str] = set()
    with open_browser() as browser:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        for number, (name, text) in enumerate(bare[:24]):
            path = tmp_path / f"{number}.html"
            path.write_text(f"<!DOCTYPE html><meta charset=utf-8><body><p>{text}</p>", encoding="utf-8")
            page.goto(f"file://{path}")
            page.wait_for_timeout(100)
            ran, strange = page.evaluate(TOUCH)
            acted |= {name} if ran or strange else set()
    assert len(acted) >= 18, acted
