"""Generated reports: truth that proves itself, the same bytes in any order, densities near those of real reports."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.generator import DENSITIES, GeneratedReport, generate_report, generate_reports
from benchmarks.generator.output import main
from benchmarks.generator.places import make_place

ONES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"两": 2}
PLACES, YEARS = 48, range(2019, 2023)


@cache
def reports_of(density: str) -> list[GeneratedReport]:
    """Enough to meet every kind of place, and clerks who write 三, 3 260 and 1.5万."""
    return list(generate_reports(PLACES, YEARS, 5, density, fault_rate=0.0))


def value_of(quote: str) -> float:
    """What a quote says, read without the code that wrote it."""
    quote = quote.rstrip("%％").replace(",", "").replace(" ", "")
    scale = 10000 if quote.endswith("万") else 1
    quote = quote.removesuffix("万")
    if re.fullmatch(r"[\d.]+", quote):
        return round(float(quote) * scale, 6)
    total = digit = 0
    for numeral in quote:
        if numeral in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[numeral]
            digit = 0
        else:
            digit = ONES[numeral]
    return total + digit


@pytest.mark.parametrize("density", DENSITIES)
def test_every_measured_number_says_its_value_unit_and_qualifier(density: str) -> None:
    for report in reports_of(density):
        for number in report.numbers:
            quote = report.text[number.start : number.end]
            if number.disposition == "not_metric":
                assert number.reason
                assert quote.strip() == quote != ""
                continue
            behind = report.text[number.end : number.end + 8]
            before = report.text[number.start - 4 : number.start]
            if number.implicit:
                assert quote in ("无", "没有", "没有发生", "未发生", "未收到", "未制定", "未出台", "全覆盖")
                continue
            assert value_of(quote) == pytest.approx(number.value), quote
            if number.unit == "%":
                assert quote[-1] in "%％"
            else:
                assert behind.removeprefix("余").startswith(str(number.unit)), (quote, behind)
            assert (behind.startswith("余")) <= (number.qualifier == "at_least")
            assert (before.endswith(("近", "约"))) <= (number.qualifier == "about")


@pytest.mark.parametrize("density", DENSITIES)
def test_spans_do_not_overlap_and_leave_no_digit_out(density: str) -> None:
    for report in reports_of(density):
        numbers = report.numbers
        assert all(one.end <= other.start for one, other in pairwise(numbers))
        starts = {number.start for number in numbers}
        assert all(number.parent_start is None or number.parent_start in starts for number in numbers)
        covered = {place for number in numbers for place in range(number.start, number.end)}
        left = [match.group() for match in re.finditer(r"[0-9]", report.text) if match.start() not in covered]
        assert left == []


@pytest.mark.parametrize("density", DENSITIES)
def test_the_same_arguments_give_the_same_bytes_in_any_order(density: str) -> None:
    in_order = [(r.text, r.numbers, r.faults) for r in generate_reports(5, range(2020, 2023), 7, density, 0.6)]
    backwards = [
        (r.text, r.numbers, r.faults)
        for place in reversed(range(5))
        for r in (generate_report(7, place, year, density, 0.6) for year in (2022, 2021, 2020))
    ]
    assert in_order == backwards[::-1]


def test_another_seed_gives_other_places_and_reports() -> None:
    one, other = generate_report(1, 0, 2021, "real"), generate_report(2, 0, 2021, "real")
    assert one.text != other.text
    assert one.region_path != other.region_path


def test_an_unknown_density_is_named() -> None:
    with pytest.raises(ValueError, match="'thick'"):
        generate_report(1, 0, 2021, "thick")


def test_no_two_places_share_a_path() -> None:
    places = [make_place(3, index) for index in range(20_000)]
    assert len({place.path for place in places}) == len(places)
    assert len({place.code for place in places}) == len(places)
    assert {place.level for place in places} == {"town", "street", "county", "department"}


@pytest.mark.parametrize(
    ("density", "characters", "measured", "others", "paragraphs"),
    # Five real reports: 4,497 characters, 26 measured numbers, 71 others, 20 % of the paragraphs with a measured one.
    [
        ("real", (3900, 5000), (20, 28), (60, 95), (0.15, 0.28)),
        ("dense", (3700, 4500), (100, 135), (50, 90), (0.3, 0.6)),
    ],
)
def test_densities_are_those_of_real_and_of_dense_reports(
    density: str, characters: tuple[int, int], measured: tuple[int, int], others: tuple[int, int],
    paragraphs: tuple[float, float],
) -> None:  # fmt: skip
    reports = reports_of(density)
    lengths = [len(report.text) for report in reports]
    counts = [[number.disposition != "not_metric" for number in report.numbers] for report in reports]
    with_figures = lines = 0
    for report in reports:
        starts = [number.start for number in report.numbers if number.disposition != "not_metric"]
        for line in re.finditer(r"[^\n]*\S[^\n]*", report.text):
            lines += 1
            with_figures += any(line.start() <= start < line.end() for start in starts)
    figures = (
        sum(lengths) / len(reports),
        sum(map(sum, counts)) / len(reports),
        sum(len(count) - sum(count) for count in counts) / len(reports),
        with_figures / lines,
    )
    for figure, (low, high) in zip(figures, (characters, measured, others, paragraphs), strict=True):
        assert low <= figure <= high, figures


def test_shards_are_the_same_bytes_from_one_process_and_from_two(tmp_path: Path) -> None:
    arguments = ["--reports", "150", "--seed", "4", "--format", "parquet", "--truth", "--years", "4", "--shard", "100"]
    for processes in ("1", "2"):
        assert main([*arguments, "--output", str(tmp_path / processes), "--processes", processes]) == 0
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / n).iterdir()} for n in ("1", "2"))
    assert len(one) == 6
    assert one == two


def test_files_are_written_as_publishers_do_with_their_truth_beside(tmp_path: Path) -> None:
    assert main(["--reports", "7", "--output", str(tmp_path), "--truth"]) == 0
    texts = sorted(tmp_path.rglob("*.txt"))
    assert len(texts) == len(list(tmp_path.rglob("*.truth.json"))) == 7
    report = generate_report(1, 0, 2019, "real")
    assert report.text in {path.read_bytes().decode() for path in texts}
