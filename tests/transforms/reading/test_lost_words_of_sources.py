"""Numbers that fell out of the source, and the words that only look as if one had."""

import pytest
from page_texts import page

from transforms.reading.lost_numbers import Anomaly, find_anomalies, find_lost_numbers
from transforms.reading.page import read_page


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("全年共化解信访事项件，群众满意。", "化解信访事项件"),
        ("按程序导入渠道办理信访事项件。", "办理信访事项件"),
        ("受理矛盾纠纷  件，调成九成。", "受理矛盾纠纷  件"),
        ("审查合同__份；", "审查合同__份"),
        ("接待来访批，当场答复。", "接待来访批"),
        ("发放宣传手册余册，悬挂横幅12条。", "发放宣传手册余册"),
        ("召开专题会议次。", "召开专题会议次"),
        ("出动执法人员人次，检查企业36家次。", "出动执法人员人次"),
        ("调解成功率达%。", "成功率达%"),
    ],
)
def test_a_lost_number_is_found_where_it_was(text: str, phrase: str) -> None:
    (anomaly,) = find_lost_numbers("甲。" + text)
    assert anomaly == Anomaly(2 + text.index(phrase), phrase, "number_lost")


@pytest.mark.parametrize(
    "text",
    [
        "化解信访事项12件，办理案件30起。",
        "办理行政处罚案件，严把条件关，来信、来件都有回音。",
        "化解合同纠纷起到示范作用，一次办好。",
        "办理申请件、督办件、信访件，件件有着落。",
        "下放事项，取消事项条件，清理文件。",
        "接待来访群众，落实批示，批次管理。",
        "发放宣传资料，悬挂横幅标语，制作展板。",
        "组织宣传活动，建设活动场所，场地开放。",
        "召开会议，每次会议都有记录，会议次日公布。",
        "走访企业，企业家座谈，家家到。",
        "罚款，元旦前到账。",
        "参考率、合格率均为100％。",
        "受理各类纠纷两百余件，调解纠纷七起。",
        "化解信访事项（含积案9件）。",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert find_lost_numbers(text) == []


def test_all_kinds_in_order_of_place() -> None:
    text = page(
        "青溪镇2022年法治政府建设报告\n发布时间：2023-01-30",
        end="\n全年化解信访事项件，群众\ufffd\ufffd意。\n\n青溪镇人民政府\n2023112\n",
    )
    found = find_anomalies(text, read_page(text).signature)
    assert [(anomaly.reason, anomaly.phrase) for anomaly in found] == [
        ("number_lost", "化解信访事项件"),
        ("broken_character", "件，群众\ufffd\ufffd意。\n\n"),
        ("broken_date", "2023112"),
    ]
    assert all(
        text[anomaly.offset :].startswith(anomaly.phrase) for anomaly in found if anomaly.reason != "broken_character"
    )
    assert text[found[1].offset] == "\ufffd"


def test_a_whole_text_has_no_anomalies() -> None:
    text = page("青溪镇2022年法治政府建设报告", end="\n青溪镇人民政府\n2023年1月12日\n")
    assert find_anomalies(text, read_page(text).signature) == []
