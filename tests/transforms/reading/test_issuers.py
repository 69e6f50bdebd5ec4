"""Whose report it is: level, place, parents and the unit that charts show."""

import pytest
from page_texts import BODY, page

from transforms.reading.issuer import Issuer, find_issuer
from transforms.reading.page import read_page
from transforms.reading.place_names import Place, parse_body
from transforms.reading.region.identity import names_of


def issuer_of(text: str) -> Issuer:
    return find_issuer(names_of(read_page(text)))


@pytest.mark.parametrize(
    ("name", "places", "department"),
    [
        ("重庆市万州区后山镇人民政府", "重庆市 万州区 后山镇", None),
        ("景德镇市昌江区", "景德镇市 昌江区", None),
        ("宁波市镇海区", "宁波市 镇海区", None),
        ("济宁市市中区", "济宁市 市中区", None),
        ("山西省乡宁县", "山西省 乡宁县", None),
        ("常德市津市市", "常德市 津市市", None),
        ("上海市宝山区人民政府", "上海市 宝山区", None),
        ("内蒙古自治区呼和浩特市新城区", "内蒙古自治区 呼和浩特市 新城区", None),
        ("积石山保安族东乡族撒拉族自治县", "积石山保安族东乡族撒拉族自治县", None),
        ("海东市乐都区共和乡", "海东市 乐都区 共和乡", None),
        ("黔南州三都县", "黔南州 三都县", None),
        ("达拉特旗树林召镇", "达拉特旗 树林召镇", None),
        ("北城街街道办事处", "北城街街道", None),
        ("鲤城区人民政府金龙街道办事处", "鲤城区 金龙街道", None),
        ("徐州经济技术开发区管理委员会", "徐州经济技术开发区", None),
        ("中共南峰县委南峰县人民政府", "南峰县", None),
        ("柳溪镇党委、政府", "柳溪镇", None),
        ("天津市市场监督管理局", "天津市", "市场监督管理局"),
        ("南峰县住房和城乡建设局", "南峰县", "住房和城乡建设局"),
        ("高新区综治局", "高新区", "综治局"),
        ("区市场监管局", "", "市场监管局"),
        ("县司法局", "", "司法局"),
        ("国家税务总局南峰县税务局", "南峰县", "税务局"),
        ("南峰县人民政府办公室", "南峰县", "人民政府办公室"),
    ],
)
def test_names_taken_apart(name: str, places: str, department: str | None) -> None:
    body = parse_body(name)
    assert (" ".join(place.name for place in body.places), body.department) == (places, department)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("北京市", "province"),
        ("苏州市", "prefecture"),
        ("喀什地区", "prefecture"),
        ("昆山市", "county"),
        ("浦东新区", "county"),
        ("郑东新区", "zone"),
        ("苏州工业园区", "zone"),
        ("留下街道", "street"),
        ("城东办事处", "street"),
        ("哈日图苏木", "town"),
    ],
)
def test_levels_of_places(name: str, level: str) -> None:
    assert parse_body(name).places == (Place(name, level),)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青溪镇2022年法治政府建设年度报告", Issuer("town", "青溪镇", None, "青溪镇")),
        ("2022年青溪镇法治政府建设工作报告", Issuer("town", "青溪镇", None, "青溪镇")),
        ("南峰县青溪镇2022年法治政府建设报告", Issuer("town", "青溪镇", "南峰县", "南峰县青溪镇")),
        (
            "澄川市南峰县青溪镇人民政府关于2022年度依法行政情况的报告",
            Issuer("town", "青溪镇", "澄川市南峰县", "南峰县青溪镇"),
        ),
        ("关于南峰县2022年度法治政府建设情况的报告", Issuer("county", "南峰县", None, "南峰县")),
        ("南峰县市场监管局2022年法治政府建设报告", Issuer("department", "南峰县", None, "南峰县市场监督管理局")),
        ("青溪街道办事处2022年法治政府建设报告", Issuer("street", "青溪街道", None, "青溪街道")),
        ("南峰经济开发区管委会2022年法治政府建设报告", Issuer("zone", "南峰经济开发区", None, "南峰经济开发区")),
        ("2022年度法治政府建设报告（青溪镇）", Issuer("town", "青溪镇", None, "青溪镇")),
        (
            "南峰县人民政府办公室关于印发《南峰县2023年法治政府建设要点》的通知",
            Issuer("county", "南峰县", None, "南峰县"),
        ),
    ],
)
def test_the_title_names_the_issuer(title: str, expected: Issuer) -> None:
    assert issuer_of(page(title)) == expected


def test_a_department_that_only_publishes_is_not_the_issuer() -> None:
    found = issuer_of(page("南峰区2022年法治政府建设年度报告\n来源：南峰区司法局 时间：2023-01-02"))
    assert (found.level, found.issuer) == ("county", "南峰区")


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ("{title}\n来源：南峰县青溪镇人民政府 发布时间：2023-01-02", ""),
        ("南峰县青溪镇人民政府 | 政务公开 | 年报\n{title}", ""),
        ("首页 > 南峰县 > 青溪镇 > 年报\n{title}", ""),
        ("{title}", "\n南峰县青溪镇人民政府\n2023年1月2日\n"),
        ("{title}", "\n青溪镇人民政府\n2023年1月2日\n\n主办：南峰县人民政府　承办：青溪镇党政办\n"),
        ("南峰县人民政府网 | 青溪镇\n{title}", ""),
    ],
)
def test_the_same_place_has_the_same_issuer_wherever_its_county_stands(head: str, end: str) -> None:
    text = page(head.format(title="青溪镇2022年法治政府建设报告"), end=end)
    assert issuer_of(text) == Issuer("town", "青溪镇", "南峰县", "南峰县青溪镇")


def test_a_county_in_running_text_is_a_parent_but_no_part_of_the_issuer() -> None:
    text = page(
        "青溪镇2022年法治政府建设报告", "青溪镇地处南峰县北部山区，辖七个村。2022年，工作有序，现报告如下。\n" + BODY
    )
    assert issuer_of(text) == Issuer("town", "青溪镇", "南峰县", "青溪镇")


def test_a_county_in_the_name_of_a_rule_is_no_parent() -> None:
    body = BODY + "认真落实《南峰县行政执法办法》，向南峰县报送案卷。\n"
    assert issuer_of(page("青溪镇2022年法治政府建设报告", body)).region_parent is None


@pytest.mark.parametrize(
    ("head", "end", "expected"),
    [
        ("关于2022年度法治政府建设情况的报告", "\n南峰县水利局\n2023年1月2日\n", "南峰县水利局"),
        ("2022年法治政府建设年度报告\n发布机构：南峰县青溪镇", "", "南峰县青溪镇"),
        ("首页 > 南峰县 > 青溪镇 > 年报\n2022年法治政府建设年度报告", "", "南峰县青溪镇"),
        ("县水利局2022年法治政府建设报告", "\n南峰县水利局\n2023年1月2日\n", "南峰县水利局"),
    ],
)
def test_without_a_name_in_the_title(head: str, end: str, expected: str) -> None:
    assert issuer_of(page(head, end=end)).issuer == expected


def test_the_opening_words_are_the_last_resort() -> None:
    text = "2022年，青溪街道在区委、区政府领导下，围绕中心，服务大局，各项工作稳步推进，现将有关情况报告如下。\n" + BODY
    assert issuer_of(text) == Issuer("street", "青溪街道", None, "青溪街道")


def test_an_unknown_city_with_counties_is_a_prefecture() -> None:
    body = "2022年，全市稳步推进，现报告如下。\n一、做法\n各县（市、区）开展检查，县（市、区）政府常务会议学法，各县普法。\n"
    assert issuer_of(page("澄川市2022年法治政府建设报告", body)).level == "prefecture"
    body = "2022年，全市稳步推进，现报告如下。\n一、做法\n各镇（街道）开展检查，乡镇综合执法，各乡镇普法。\n"
    assert issuer_of(page("澄川市2022年法治政府建设报告", body)).level == "county"


def test_nothing_is_invented() -> None:
    assert issuer_of(page("2022年度法治政府建设情况报告", "工作有序推进。\n" * 20)) == Issuer()
