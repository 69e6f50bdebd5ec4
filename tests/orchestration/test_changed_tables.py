"""CSV files of users changed anywhere, and any address: they are used, or refused by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import checks
from benchmarks.fuzz.edits import KINDS, Edit, apply_edits
from benchmarks.fuzz.seeds import DENOMINATORS, SOURCES
from orchestration.denominators import read_denominators
from orchestration.fetching.addresses import check_url
from orchestration.fetching.failure import FetchFailure
from orchestration.intake import ReportsFolderError
from orchestration.sources import SourceListError, read_source_list

TOKENS = (
    *(
        word.encode()
        for word in ('"', ",", "\n", "\r", "\x00", "²", "٣", "2022", "9" * 5_000, "-1", "nan", "inf", "1e999", "../", "/etc/passwd", "http://", "年度", "\ufeff")
    ),
    b"\xff", b"\x81\x30", b"x" * 140_000,
)  # fmt: skip
EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(KINDS),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from((1, 4, 30)),
        st.sampled_from(TOKENS),
    ),
    max_size=4,
)
TABLES: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "denominators": (
        checks.check_table(lambda file: read_denominators(file, frozenset({"990121"})), ReportsFolderError),
        DENOMINATORS.encode(),
    ),
    "sources": (checks.check_table(read_source_list, SourceListError), SOURCES.encode()),
}


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=3 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_a_changed_table_is_used_or_refused_by_name(name: str, edits: list[Edit]) -> None:
    check, content = TABLES[name]
    check(apply_edits(content, edits))


@pytest.mark.parametrize("year", ["²⁰²²", "٢٠٢٢", "9" * 5_000, "20220"])
def test_a_year_in_other_digits_is_a_fault_of_its_line_or_a_year(year: str) -> None:
    TABLES["denominators"][0](DENOMINATORS.replace("2022", year).encode())


def test_the_tables_are_good_before_they_are_changed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "region_year.csv").write_text(DENOMINATORS, encoding="utf-8")
    assert read_source_list(folder / "sources.csv").lines.height == 2
    assert read_denominators(folder / "region_year.csv", frozenset({"990121"})).height == 1


ADDRESS_PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "file://",
        "gopher://",
        "@",
        ":",
        "/",
        "//",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "0x7f.1",
        "%00",
        "%2f",
        "#",
        "?",
        "\\",
        "a",
        "。",
        "．",
    ]
)


@settings(max_examples=3 * settings.default.max_examples)
@given(text=st.lists(ADDRESS_PIECES | st.text(max_size=3), max_size=8).map("".join))
def test_any_address_goes_by_http_to_a_host_or_is_refused(text: str) -> None:
    checks.check_address(text)


@pytest.mark.parametrize("port", ["-80", "0", "65536", "99999"])
def test_a_port_that_no_host_can_have_is_refused(port: str) -> None:
    with pytest.raises(FetchFailure, match="which no host can have"):
        check_url(f"http://www.qinglan.example:{port}/")
