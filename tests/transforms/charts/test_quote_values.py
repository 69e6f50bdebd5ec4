"""Values with their sentences and doubts."""

from __future__ import annotations

import pytest
from benchmark_frames import fact, facts, indicators, report, reports
from chart_frames import mentions, offender, series, values

from transforms.charts import quote_values


def test_each_value_carries_its_clause_and_silent_units_stay_in():
    frame = values(series("甲镇", {2022: 5}), [report("乙镇", 2022)], clauses={"甲镇-2022": "全镇化解邻里口角五起"})
    found = {row["issuer"]: (row["standing"], row["clause"]) for row in frame.to_dicts()}
    assert found == {"甲镇": ("comparable", "全镇化解邻里口角五起"), "乙镇": ("silent", None)}


def test_findings_hang_on_both_numbers_that_were_compared():
    rows = [
        fact("甲镇", 2022, 5, mention_start=10),
        fact("甲镇", 2022, 6, mention_start=20, indicator_id="dispute.mediators"),
        fact("甲镇", 2022, 9, mention_start=30, indicator_id="dispute.success_rate"),
    ]
    frame = values(rows, offenders=offender("甲镇-2022", 10, "R07", other_start=20))
    assert dict(frame.select("mention_start", "findings").iter_rows()) == {10: "R07", 20: "R07", 30: ""}


def test_a_finding_of_another_report_is_not_taken_over():
    frame = values(series("甲镇", {2021: 5, 2022: 5}), offenders=offender("甲镇-2021", 10))
    assert frame.sort("report_year")["findings"].to_list() == ["R01", ""]


def test_a_value_without_its_sentence_is_refused_by_name():
    rows = series("甲镇", {2022: 5})
    with pytest.raises(ValueError, match=r"no mention.*甲镇-2022.*dispute\.mediated"):
        quote_values(facts(*rows), reports(report("甲镇", 2022)), indicators(), mentions(rows).clear())


def test_a_number_that_measures_two_indicators_gives_one_row_each():
    rows = [fact("甲镇", 2022, 100, indicator_id=name) for name in ("dispute.mediated", "dispute.success_rate")]
    assert values(rows).height == 2
