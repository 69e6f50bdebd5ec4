"""Which place a report is about: decided with reasons, or left to a person with candidates."""

import json
from pathlib import Path
from typing import Any

import pytest

from transforms.catalog.divisions import read_additions
from transforms.documents import read_document
from transforms.reading.page import read_page
from transforms.reading.region.gazetteer import gazetteer_of, shipped_gazetteer
from transforms.reading.region.identity import identify_unit

SHARED = Path(__file__).parents[4] / "../shared"
GOLD = SHARED / "gold/reports_gold.json"
GOLD_DOCUMENTS = json.loads(GOLD.read_text(encoding="utf-8"))["documents"] if GOLD.exists() else []
BODY = "{year}年，各项工作稳步推进，现将有关情况报告如下。\n一、做法\n全年组织学法9次，调解纠纷51件。{said}\n二、不足\n人手偏少。\n"


def identify(
    title: str, *, said: str = "", head: str = "", end: str = "", url: str | None = None, year: int = 2022, **more: Any
) -> dict[str, Any]:
    text = f"{head}\n{title}\n\n{BODY.format(said=said, year=year)}{end}"
    return identify_unit(read_page(text), year, url, more.pop("gazetteer", shipped_gazetteer()), **more)


def reasons(unit: dict[str, Any]) -> str:
    return "；".join(reason for place in unit["region_candidates"] for reason in place["reasons"])


@pytest.mark.skipif(not GOLD_DOCUMENTS, reason="the annotated real reports are not beside this checkout")
@pytest.mark.parametrize("gold", GOLD_DOCUMENTS, ids=[document["doc"][:3] for document in GOLD_DOCUMENTS])
def test_real_reports_are_resolved(gold: dict[str, Any]) -> None:
    codes = {"000": "120115123", "001": "500229107", "002": "540102", "003": "500101146", "004": "511922114"}
    text = read_document((SHARED / "reports" / gold["doc"]).read_bytes()).text
    unit = identify_unit(read_page(text), gold["report_year"], None, shipped_gazetteer())
    named = [name for name in unit["region_path"].split("/") if name in gold["region_path"]]
    assert (unit["region_state"], unit["region_code"], unit["level"]) == (
        "resolved",
        codes[gold["doc"][:3]],
        gold["level"],
    )
    assert named == gold["region_path"]


@pytest.mark.parametrize(
    ("title", "more", "code"),
    [
        ("叙永县后山镇2022年法治政府建设情况报告", {}, "510524107"),
        ("四川省泸州市叙永县后山镇人民政府关于2022年法治政府建设情况的报告", {}, "510524107"),
        ("后山镇2022年法治政府建设情况报告", {"said": "认真执行《叙永县行政执法办法》。"}, "510524107"),
        ("后山镇2022年法治政府建设情况报告", {"said": "后山镇地处金沙县北部。"}, "520523115"),
        ("后山镇2022年法治政府建设情况报告", {"url": "http://www.xuyong.gov.cn/a/1.html"}, "510524107"),
        ("后山镇2022年法治政府建设情况报告", {"head": "索引号：115001010086458821/2023-00001"}, "500101146"),
        ("后山镇2022年法治政府建设情况报告", {"end": "金沙县后山镇人民政府\n2023年1月5日\n"}, "520523115"),
        ("后山镇2022年法治政府建设情况报告", {"head": "首页 > 万州区 > 后山镇 > 年报"}, "500101146"),
        ("兰州市城关区2022年法治政府建设情况报告", {}, "620102"),
        ("城关区2022年法治政府建设情况报告", {"said": "赴拉萨市学习。按照兰州市委部署推进。"}, "620102"),
        ("黔南州三都县2022年法治政府建设情况报告", {}, "522732"),
        ("科右中旗2022年法治政府建设情况报告", {}, "152222"),
        ("东莞市东城街道办事处2022年法治政府建设情况报告", {}, "441900003"),
    ],
)
def test_a_place_is_decided_by_what_the_report_says(title: str, more: dict[str, Any], code: str) -> None:
    unit = identify(title, **more)
    assert (unit["region_state"], unit["region_code"]) == ("resolved", code), reasons(unit)
    assert unit["region_confidence"] >= 0.85
    assert unit["region_candidates"][0]["region_code"] == code


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("城关镇2022年法治政府建设情况报告", ""),
        ("城关区2022年法治政府建设情况报告", ""),
        ("后山镇2022年法治政府建设情况报告", "组织干部赴叙永县学习，与金沙县结对。"),
        ("后山镇2022年法治政府建设情况报告", "叙永县居民张某来访。"),
    ],
)
def test_namesakes_without_a_clue_go_to_review_with_candidates(title: str, said: str) -> None:
    unit = identify(title, said=said)
    assert (unit["region_state"], unit["region_code"], unit["region_path"]) == ("needs_review", None, None)
    assert len(unit["region_candidates"]) >= 2
    assert "同名地" in reasons(unit)
    assert unit["region_name"] == title[:3]


def test_a_name_borne_once_is_kept_and_marked_as_resting_on_the_name_alone() -> None:
    unit = identify("牛家牌镇2022年法治政府建设情况报告")
    assert (unit["region_state"], unit["region_code"]) == ("resolved_unique", "120115123")
    assert unit["region_confidence"] < 0.85


def test_a_whole_name_outranks_the_short_form_of_another_and_is_marked_as_resting_on_the_name() -> None:
    added = read_additions(
        "code,name,level,parent,valid_from,valid_to,aliases,hosts,source\n"
        "990000,云泽省,province,,,,,,test\n990121,青岚县,county,990000,,,,,test\n"
        "990121201,松坪乡,town,990121,,,,,test\n",
        "regions.csv",
    )
    unit = identify("松坪乡2022年法治政府建设情况报告", gazetteer=gazetteer_of(added))
    assert (unit["region_state"], unit["region_code"]) == ("resolved_unique", "990121201")
    rival = identify("松坪乡2022年法治政府建设情况报告", gazetteer=gazetteer_of(added), said="按照永胜县委部署推进。")
    assert (rival["region_state"], rival["region_code"]) == ("resolved", "530722208")


def test_another_place_above_it_than_its_own_is_a_contradiction() -> None:
    unit = identify("青岚县牛家牌镇2022年法治政府建设情况报告")
    assert unit["region_state"] == "needs_review"
    assert "青岚县不是其上级" in reasons(unit)
    assert (unit["level"], unit["issuer"]) == ("town", "青岚县牛家牌镇")


def test_a_credit_code_of_another_county_is_a_contradiction() -> None:
    unit = identify("牛家牌镇2022年法治政府建设情况报告", head="索引号：115001010086458821/2023-00001")
    assert (unit["region_state"], "500101不符" in reasons(unit)) == ("needs_review", True)


def test_a_town_in_no_list_leads_to_the_county_written_above_it() -> None:
    unit = identify("南江县新泉山镇2022年法治政府建设情况报告")
    assert (unit["region_state"], unit["region_code"]) == ("needs_review", None)
    assert unit["region_candidates"][0]["region_path"] == "四川省/巴中市/南江县"


def test_without_any_name_nothing_is_resolved() -> None:
    unit = identify("2022年度法治政府建设情况报告")
    assert (unit["region_state"], unit["region_candidates"]) == ("unresolved", [])


@pytest.mark.parametrize(("year", "path"), [(2016, "肥乡县"), (2022, "肥乡区")])
def test_a_renamed_county_is_found_under_the_name_of_the_year(year: int, path: str) -> None:
    unit = identify(f"邯郸市{path}{year}年法治政府建设情况报告", year=year)
    assert (unit["region_state"], unit["region_path"]) == ("resolved", f"河北省/邯郸市/{path}")
    assert unit["current_region_code"] == "130407"


def test_the_title_of_a_department_gives_its_place_and_its_level() -> None:
    unit = identify("南江县司法局2022年法治政府建设情况报告")
    assert (unit["level"], unit["region_code"], unit["issuer"]) == ("department", "511922", "南江县司法局")


def test_a_department_that_only_publishes_leaves_the_level() -> None:
    unit = identify("拉萨市城关区2022年法治政府建设年度报告", head="来源：城关区司法局")
    assert (unit["level"], unit["region_code"]) == ("county", "540102")


def test_a_station_of_a_department_does_not_say_which_town_it_is_in() -> None:
    unit = identify("南江县元潭司法所2022年法治政府建设情况报告")
    assert (unit["level"], unit["region_state"]) == ("department", "needs_review")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("郑东新区管理委员会2022年法治政府建设情况报告", "410100Z01"),
        ("苏州工业园区2022年法治政府建设情况报告", "320571"),
        ("石家庄市高新区2022年法治政府建设情况报告", "130171"),
    ],
)
def test_functional_zones_have_a_level_and_a_code_of_their_own(title: str, code: str) -> None:
    unit = identify(title)
    assert (unit["level"], unit["region_code"], unit["region_state"]) == ("zone", code, "resolved"), reasons(unit)


def test_traditional_script_names_the_same_place() -> None:
    assert identify("敘永縣後山鎮2022年法治政府建設情況報告")["region_code"] == "510524107"


def test_what_users_add_is_found_like_any_place() -> None:
    added = read_additions(
        "code,name,level,parent,valid_from,valid_to,aliases,hosts,source\n"
        "990000,云泽省,province,,,,,,test\n990121,青岚县,county,990000,,,青岚,ql.example.cn,test\n"
        "990121201,后山镇,town,990121,,,,,test\n",
        "regions.csv",
    )
    gazetteer = gazetteer_of(added)
    unit = identify("青岚县后山镇2022年法治政府建设情况报告", gazetteer=gazetteer)
    assert (unit["region_code"], unit["region_path"]) == ("990121201", "云泽省/青岚县/后山镇")
    by_host = identify("后山镇2022年法治政府建设情况报告", gazetteer=gazetteer, url="https://ql.example.cn/1")
    assert (by_host["region_code"], "已确认网址" in reasons(by_host)) == ("990121201", True)


def test_a_list_of_sources_helps_among_namesakes_and_never_replaces_the_name() -> None:
    assert identify("后山镇2022年法治政府建设情况报告", expected="510524107")["region_code"] == "510524107"
    assert identify("元潭镇2022年法治政府建设情况报告", expected="510524107")["region_code"] == "511922114"
    assert identify("2022年法治政府建设情况报告", expected="510524107")["region_state"] == "unresolved"
