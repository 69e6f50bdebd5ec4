"""Single clues: credit codes, hosts, forms of names, and how a county is named."""

import pytest

from transforms.reading.region.credit_code import find_credit_divisions, is_credit_code
from transforms.reading.region.gazetteer import shipped_gazetteer
from transforms.reading.region.mentions import CHAIN, LOCATED, OTHERS, OWN, PASSING, find_mentions
from transforms.reading.region.names import other_forms, short_name, written_forms, zone_forms
from transforms.reading.region.web_host import FEW_LETTERS, LETTERS, WHOLE, fit_host, host_of, labels_of


def test_a_credit_code_checks_itself() -> None:
    code = "115001010086458821"
    assert is_credit_code(code)
    for place in range(18):
        other = "0" if code[place] != "0" else "1"
        assert not is_credit_code(code[:place] + other + code[place + 1 :])
    assert not is_credit_code(code[:-1])
    assert not is_credit_code("I" + code[1:])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("索引号：115001010086458821/2025-00001", ["500101"]),
        ("115001010086458821 115001010086458821", ["500101"]),
        ("115001010086458822", []),
        ("1115001010086458821", []),
        ("索引号：QL0103/2023-00007", []),
    ],
)
def test_credit_codes_in_a_page(text: str, found: list[str]) -> None:
    assert find_credit_divisions(text) == found


@pytest.mark.parametrize(
    ("host", "fit"),
    [
        ("www.nanjiang.gov.cn", WHOLE),
        ("nanjiangxian.gov.cn", WHOLE),
        ("www.bznanjiang.gov.cn", WHOLE),
        ("www.bznj.gov.cn", LETTERS),
        ("www.nj.gov.cn", FEW_LETTERS),
        ("www.xuyong.gov.cn", None),
        ("www.gov.cn", None),
    ],
)
def test_hosts_are_read_by_their_letters(host: str, fit: str | None) -> None:
    assert (
        fit_host(labels_of(host), ("nan", "jiang", "xian"), (("ba", "zhong", "shi"), ("si", "chuan", "sheng"))) == fit
    )


def test_a_host_is_taken_from_what_is_a_url() -> None:
    assert host_of("https://WWW.Nanjiang.gov.cn:8080/a?b=c") == "www.nanjiang.gov.cn"
    assert host_of("nanjiang.gov.cn/a") == "nanjiang.gov.cn"
    assert host_of(None) is host_of("") is host_of("http://[broken") is None


@pytest.mark.parametrize(
    ("name", "level", "forms"),
    [
        ("黔南布依族苗族自治州", "prefecture", "黔南州"),
        ("三都水族自治县", "county", "三都县"),
        ("科尔沁右翼中旗", "county", "科右中旗"),
        ("鄂伦春自治旗", "county", ""),
        ("南江县", "county", ""),
        ("渔洞白族彝族乡", "town", "渔洞乡"),
        ("元潭镇", "town", ""),
    ],
)
def test_forms_that_follow_from_a_name(name: str, level: str, forms: str) -> None:
    assert (forms in other_forms(name, level)) if forms else other_forms(name, level) == []


def test_short_names_and_zones() -> None:
    assert (short_name("四川省", "province"), short_name("内蒙古自治区", "province")) == ("四川", "内蒙古")
    assert short_name("延边朝鲜族自治州", "prefecture") == "延边"
    assert {"高新区", "石家庄高新区"} <= set(
        zone_forms("石家庄高新技术产业开发区", ("石家庄市", "石家庄", "河北省", "河北"))
    )
    assert written_forms("前进办事处") == ["前进办事处", "前进街道", "前进"]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("南江县元潭镇人民政府", CHAIN),
        ("元潭镇位于南江县北部", LOCATED),
        ("在南江县委领导下", OWN),
        ("执行《南江县行政执法办法》", OWN),
        ("配合南江县司法局开展评查", OWN),
        ("南江县山水秀丽", PASSING),
        ("赴南江县学习", OTHERS),
        ("与南江县签订协议", OTHERS),
        ("南江县籍务工者", OTHERS),
        ("联合南江县开展行动", OTHERS),
        ("毗邻南江县、巴州区", OTHERS),
    ],
)
def test_how_a_county_is_named(text: str, way: str) -> None:
    assert find_mentions(f"我镇。{text}。", "元潭镇", shipped_gazetteer())["511922"].way == way


def test_the_own_name_is_no_mention() -> None:
    assert find_mentions("南江县坚持依法行政。", "南江县", shipped_gazetteer()) == {}
