"""How long the site of N generated reports takes, how large it is, and how soon its search finds a first sentence.

python -m benchmarks.site_size --reports 1000 --output data/site_size [--browser]

Findings of checks are left out: Great Expectations has a benchmark of its own. `--browser` opens the search in Chromium
from the folder, as a reader does, and times a word that most reports have and one that a single report has.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import time
from collections import Counter
from pathlib import Path

import polars as pl

from benchmarks.lakes import make_lake
from orchestration.assets.site import write_site
from warehouse.lake import Lake
from warehouse.tables import TABLES

_FREQUENT = "矛盾纠纷"


def main() -> None:
    """Make the lake where it is not there yet, write the site, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--browser", action="store_true")
    arguments = parser.parse_args()
    lake = Lake(arguments.output / "lake")
    if not lake.partitions("dim_report"):
        lake = make_lake(arguments.output, arguments.reports)
    for name, table in TABLES.items():
        if not table.partitioned and not lake.partitions(name):
            lake.write(name, table.empty())
    folder = arguments.output / "site"
    shutil.rmtree(folder, ignore_errors=True)
    begun, worked = time.perf_counter(), time.process_time()
    write_site(lake, folder)
    seconds, processor_seconds = time.perf_counter() - begun, time.process_time() - worked
    sizes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            kind = path.relative_to(folder).parts[0] if path.parent != folder else "shared"
            sizes[kind] += path.stat().st_size
            counts[kind] += 1
    print(f"{lake.read('dim_report', columns=['report_id']).height} reports")
    for kind, size in sizes.most_common():
        print(f"  {kind:12} {counts[kind]:7,} files {size / 1e6:8.1f} MB")
    print(f"  {'all':12} {counts.total():7,} files {sizes.total() / 1e6:8.1f} MB")
    print(f"  {seconds:.0f} s, {processor_seconds:.0f} s of them computing")
    print(f"  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB of memory at most")
    if arguments.browser:
        for word in (_FREQUENT, find_rare_word(lake)):
            print(f"  first sentence with {word}: {time_search(folder, word):.2f} s after it was asked for")


def find_rare_word(lake: Lake) -> str:
    """Six characters that one report of the earliest year has, the last to be searched."""
    partition = lake.partitions("dim_sentence")[0]
    sentences = lake.read("dim_sentence", [partition], ["text"])["text"]
    for sentence in sentences.reverse():
        for place in range(0, len(sentence) - 6, 6):
            word = sentence[place : place + 6]
            if word.isalnum() and sentences.str.contains(word, literal=True).sum() == 1:
                others = pl.concat([lake.scan("dim_sentence", lake.partitions("dim_sentence")[1:])])
                if others.filter(pl.col("text").str.contains(word, literal=True)).head(1).collect().is_empty():
                    return word
    raise ValueError("no sentence is the only one of its kind")


def time_search(folder: Path, word: str) -> float:
    """Seconds from the question to the first sentence on the page."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"file://{(folder / 'search.html').resolve()}")
        page.locator("#words").fill(word)
        begun = time.perf_counter()
        page.locator("#search button").click()
        page.locator("#sentences li").first.wait_for()
        seconds = time.perf_counter() - begun
        browser.close()
    return seconds


if __name__ == "__main__":
    main()
