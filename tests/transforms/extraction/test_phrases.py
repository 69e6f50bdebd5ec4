"""Facts are named by normalised words: paraphrases alike, near misses apart, always the same and always something."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from phrase_pairs import NEAR_MISSES, PARAPHRASES
from reading_sentences import read

from transforms.extraction.phrase_words import read_stretch
from transforms.extraction.units import unit_kinds

_MARK = re.compile(r"〔([^〔〕]+)〕")
# Letters, parted once or twice by the separator.
WRITTEN = re.compile(r"[^\W\d_]+(?:\|[^\W\d_]+){0,2}")
HAN = re.compile(r"[\u4e00-\u9fff]")
PROPERTY = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
VERBS = ("发放", "拆除", "走访", "安装", "清理", "新建", "审查", "办结", "收缴", "未整改", "打捞", "养护")
NOUNS = (
    "手册",
    "违建",
    "困难家庭",
    "护栏",
    "河道垃圾",
    "招商合同",
    "农村户厕",
    "噪声投诉",
    "渔网",
    "反诈海报",
    "古树",
    "水渠",
)
UNITS = ("件", "处", "个", "份", "户", "人次", "平方米", "万元", "项", "家")
BEFORE = ("", "累计", "共", "全年", "全镇", "依法", "先后", "今年以来", "2023年，全县共", "积极", "我镇", "已")
BETWEEN = ("", "各类", "各种", "相关", "有关", "了", "全镇", "辖区内", "多种", "“")
AFTER = ("", "共", "共计", "达", "达到", "约", "合计", "近", "超过", "累计达")
PIECES = ("其中", "共", "5", "12.5", "%", "件", "万元", "（", "）", "、", "，", "。", "：", "发放", "未", "手册", "村（社区）", "等", "和", "3个", "年", "的",
          "LED", "①", "²", "|", "·", "人", "完成", "执法人员", "对", "一是", "\n", "😀", "A1")  # fmt: skip


def name(sentence: str) -> tuple[str, str]:
    """Phrase and group of the unit of the marked number: what a name is told by."""
    found = _MARK.search(sentence)
    assert found, sentence
    start = found.start()
    rows = [row for row in read(_MARK.sub(r"\1", sentence) + "。") if row["start"] == start]
    assert rows, f"no number is read in {sentence}"
    assert rows[0]["phrase"], sentence
    return rows[0]["phrase"], unit_kinds().get(rows[0]["unit"], rows[0]["unit"])


def test_there_are_forty_pairs_of_each_kind() -> None:
    assert len(set(PARAPHRASES)) == len(PARAPHRASES) >= 40
    assert len(set(NEAR_MISSES)) == len(NEAR_MISSES) >= 40


@pytest.mark.parametrize(("one", "other"), PARAPHRASES)
def test_paraphrases_have_one_name(one: str, other: str) -> None:
    assert name(one) == name(other)


@pytest.mark.parametrize(("one", "other"), NEAR_MISSES)
def test_near_misses_have_two_names(one: str, other: str) -> None:
    assert name(one) != name(other)


@given(*map(st.sampled_from, (VERBS, NOUNS, UNITS, BEFORE, BETWEEN, AFTER)))
@PROPERTY
def test_words_that_say_nothing_do_not_change_the_name(
    verb: str, noun: str, unit: str, before: str, between: str, after: str
) -> None:
    assert name(f"{before}{verb}{between}{noun}{after}〔48〕{unit}") == name(f"{verb}{noun}〔48〕{unit}")


@given(*map(st.sampled_from, (VERBS, NOUNS, UNITS)))
@PROPERTY
def test_the_order_of_the_words_does_not_change_the_name(verb: str, noun: str, unit: str) -> None:
    plain = name(f"{verb}{noun}〔48〕{unit}")
    assert plain[0].count("|") == 1
    assert name(f"{noun}{verb}〔48〕{unit}") == plain
    assert name(f"{verb}〔48〕{unit}{noun}") == plain
    if not verb.startswith("未"):
        assert name(f"〔48〕{unit}{noun}得到{verb}") == plain


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@PROPERTY
def test_a_name_is_letters_and_separators_and_never_missing(text: str) -> None:
    for row in read(text):
        if row["phrase"] is not None:
            assert row["disposition"] != "not_metric"
            assert WRITTEN.fullmatch(row["phrase"]), row
        elif row["disposition"] != "not_metric":
            assert not HAN.search(row["clause"]), row


@pytest.mark.parametrize("sentence", [sentence for pair in NEAR_MISSES[:12] for sentence in pair])
def test_a_name_is_the_same_when_nothing_is_remembered(sentence: str) -> None:
    remembered = name(sentence)
    read_stretch.cache_clear()
    assert name(sentence) == remembered


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("律师接待群众〔60〕人次", "律师|接待|群众"),
        ("组织消防演练〔5〕次", "开展|消防演练"),
        ("消防演练〔5〕次", "开展|消防演练"),
        ("发放横幅、展板等宣传用品〔80〕件", "发放|宣传资料"),
        ("受理噪声投诉31件，办结〔30〕件", "办结|噪声投诉"),
        ("检查餐馆30家、理发店〔50〕家", "检查|理发店"),
        ("由86个村合并为〔79〕个", "村"),
        ("绿化率〔38〕%", "绿化率"),
        ("污水处理率达〔92〕%", "污水处理率"),
        ("制定检查计划〔12〕份", "制定|检查计划"),
        ("妇女组织〔12〕个", "妇女组织"),
        ("12个村开展义诊〔35〕场", "开展|义诊"),
        ("其中共〔35〕人", "其中共"),
    ],
)
def test_names_are_written_as_documented(sentence: str, expected: str) -> None:
    assert name(sentence)[0] == expected


def test_what_is_said_without_digits_is_named_too() -> None:
    implied = [row for row in read("全年未发生进京越级上访和群体性事件。") if row["implicit"]]
    assert [row["phrase"] for row in implied] == ["进京越级上访群体性事件"]
