"""Any names, words and addresses: the region resolver decides, asks, or says that it does not know; it never fails."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import checks
from benchmarks.fuzz.seeds import PLACES, REPORT
from transforms.catalog.divisions import read_additions
from transforms.reading.region.gazetteer import shipped_gazetteer

NAMES = st.sampled_from(
    [
        "后山镇", "城关镇", "城关区", "兰州市", "高新区", "市", "镇", "区", "省", "县县", "青溪镇", "街道办事处", "人民政府", "族自治县", "一", "",
        "北京市", "首页 > 万州区 > 后山镇", "115001010086458821", "地处", "北部", "信用代码：", "二〇二二年", "\u0000", "😀",
    ]
)  # fmt: skip
WORDS = st.lists(NAMES | st.text(max_size=5), max_size=8).map("".join)
URLS = st.sampled_from(
    ["http://www.xuyong.gov.cn/a", "//[", "http://[::1", "xn--", "http://a..b", "", "http://\u2100.cn"]
) | st.text(max_size=20)


@settings(max_examples=2 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
@given(places=st.lists(NAMES, max_size=4), around=WORDS, year=st.integers(0, 9999), url=URLS)
def test_any_names_are_decided_left_open_or_unknown(places: list[str], around: str, year: int, url: str) -> None:
    one_line = [part.replace("\n", " ") for part in ("|".join(places), around, str(year), url)]
    checks.check_region("\n".join(one_line))


@settings(suppress_health_check=list(HealthCheck))
@given(text=st.lists(WORDS | st.sampled_from(REPORT.splitlines()), max_size=12).map("\n".join), url=URLS)
def test_any_text_is_described(text: str, url: str) -> None:
    checks.check_description(text, url)


@given(written=st.text(max_size=12))
def test_any_name_is_looked_up(written: str) -> None:
    gazetteer = shipped_gazetteer()
    for division in gazetteer.find(written):
        assert gazetteer.path(division, 2022)[-1] == division.name


PLACE_PIECES = st.sampled_from(
    ['"', ",", "\n", "\r", "\x00", "990121", "2020-13-01", "province", "county", "街道", "'", ";"]
)


@settings(max_examples=2 * settings.default.max_examples)
@given(
    place=st.floats(0, 1), length=st.integers(0, 30), pieces=st.lists(PLACE_PIECES | st.text(max_size=3), max_size=4)
)
def test_changed_places_of_users_are_read_or_refused_with_the_line(
    place: float, length: int, pieces: list[str]
) -> None:
    start = int(place * len(PLACES))
    checks.check_places(PLACES[:start] + "".join(pieces) + PLACES[start + length :])


@pytest.mark.parametrize(
    ("code", "name"), [("990121", "x'; DROP TABLE dim_region; --"), ("99'0121", '"县"'), ("=1+1", "<script>县")]
)
def test_hostile_places_of_users_are_places_with_these_names(code: str, name: str) -> None:
    quoted = name.replace('"', '""')
    places = read_additions(PLACES.replace("990121,青岚县", f'{code},"{quoted}"'), "regions.csv")
    assert places.select("code", "name").rows() == [(code, name)]
    assert places.schema["code"] == pl.String
