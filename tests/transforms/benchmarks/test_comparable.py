"""What may be compared at all, and that what may not is named with its reason."""

from __future__ import annotations

from datetime import date

import pytest
from benchmark_frames import fact, facts, indicators, report, reports

from transforms.benchmarks import list_left_out, list_units, select_comparable


def left_out(fact_frame, report_frame):
    frame = list_left_out(fact_frame, report_frame, indicators())
    return {(row["report_id"], row["indicator_id"], row["reason"]) for row in frame.to_dicts()}


def units_by_report(*rows):
    return dict(list_units(reports(*rows)).select("report_id", "reporting_unit").iter_rows())


def test_plans_and_reports_without_year_or_issuer_are_named_and_not_compared():
    rows = (
        report("柳溪镇", 2022),
        report("柳溪镇", 2023, content_type="work_plan"),
        report("古渡镇", None),
        report(None, 2022),
    )
    values = facts(fact("柳溪镇", 2022, 5), fact("柳溪镇", 2023, 9), fact("古渡镇", None, 5), fact(None, 2022, 5))

    assert select_comparable(values, reports(*rows), indicators())["report_id"].to_list() == ["柳溪镇-2022"]
    assert left_out(values, reports(*rows)) == {
        ("柳溪镇-2023", None, "not_annual_report"),
        ("古渡镇-None", None, "year_unknown"),
        ("None-2022", None, "issuer_unknown"),
    }


def test_of_two_reports_for_one_year_neither_is_guessed():
    rows = reports(report("柳溪镇", 2022), report("柳溪镇", 2022, report_id="other"), report("柳溪镇", 2021))
    values = facts(fact("柳溪镇", 2022, 5), fact("柳溪镇", 2022, 6, report_id="other"), fact("柳溪镇", 2021, 4))

    assert select_comparable(values, rows, indicators())["report_id"].to_list() == ["柳溪镇-2021"]
    assert left_out(values, rows) == {
        ("柳溪镇-2022", None, "second_report_of_year"),
        ("other", None, "second_report_of_year"),
    }


def test_a_plan_beside_the_report_of_a_year_is_no_second_report():
    rows = reports(report("柳溪镇", 2022), report("柳溪镇", 2022, report_id="plan", content_type="work_plan"))
    assert select_comparable(facts(fact("柳溪镇", 2022, 5)), rows, indicators()).height == 1


def test_parts_are_no_wholes_and_part_years_are_named():
    values = facts(
        fact("柳溪镇", 2022, 5, breakdown="村级", mention_start=1),
        fact("柳溪镇", 2022, 7, period="截至11月", mention_start=2),
        fact("柳溪镇", 2022, 40, indicator_id="dispute.mediators", mention_start=3),
    )
    rows = reports(report("柳溪镇", 2022))
    assert select_comparable(values, rows, indicators())["indicator_id"].to_list() == ["dispute.mediators"]
    assert left_out(values, rows) == {("柳溪镇-2022", "dispute.mediated", "part_year")}


def test_a_report_published_within_its_year_gives_stocks_and_rates_but_no_flows():
    rows = reports(report("柳溪镇", 2021, published_on=date(2021, 12, 24)))
    values = facts(
        fact("柳溪镇", 2021, 7, mention_start=1),
        fact("柳溪镇", 2021, 40, indicator_id="dispute.mediators", mention_start=2),
        fact("柳溪镇", 2021, 97.5, indicator_id="dispute.success_rate", mention_start=3),
    )
    kept = select_comparable(values, rows, indicators())["indicator_id"].to_list()
    assert kept == ["dispute.mediators", "dispute.success_rate"]
    assert left_out(values, rows) == {("柳溪镇-2021", "dispute.mediated", "published_before_year_end")}


def test_without_a_publication_date_the_signature_decides():
    rows = reports(report("柳溪镇", 2021, published_on=None, signed_on=date(2021, 12, 31)))
    assert select_comparable(facts(fact("柳溪镇", 2021, 7)), rows, indicators()).is_empty()
    undated = reports(report("柳溪镇", 2021, published_on=None))
    assert select_comparable(facts(fact("柳溪镇", 2021, 7)), undated, indicators()).height == 1


def test_several_whole_values_in_one_report_are_not_chosen_between():
    values = facts(
        fact("柳溪镇", 2022, 5, mention_start=1), fact("柳溪镇", 2022, 6, mention_start=2, unit_kind="case_time")
    )
    rows = reports(report("柳溪镇", 2022))
    assert select_comparable(values, rows, indicators()).is_empty()
    assert list_left_out(values, rows, indicators())["mention_start"].to_list() == [1, 2]


def test_only_the_main_kind_of_unit_is_compared():
    values = facts(
        fact("柳溪镇", 2022, 9, unit="批", unit_kind="batch", is_main=False, mention_start=1),
        fact("柳溪镇", 2022, 40, unit="人次", unit_kind="person_time", mention_start=2),
    )
    rows = reports(report("柳溪镇", 2022))
    assert select_comparable(values, rows, indicators())["unit"].to_list() == ["人次"]
    assert left_out(values, rows) == {("柳溪镇-2022", "dispute.mediated", "other_unit_kind")}


def test_an_explicit_zero_is_a_value():
    values = facts(fact("柳溪镇", 2022, 0, implicit=True, value_low=None, value_high=None))
    row = select_comparable(values, reports(report("柳溪镇", 2022)), indicators()).row(0, named=True)
    assert (row["value"], row["value_low"], row["value_high"]) == (0.0, 0.0, 0.0)


def test_open_bounds_stay_open():
    values = facts(fact("柳溪镇", 2022, 300, qualifier="at_least", value_high=None))
    row = select_comparable(values, reports(report("柳溪镇", 2022)), indicators()).row(0, named=True)
    assert (row["value_low"], row["value_high"]) == (300.0, None)


def test_towns_of_one_name_in_two_counties_are_two_units():
    found = units_by_report(
        report("城关镇", 2021, report_id="a21", region_parent="云泽省青岚县"),
        report("城关镇", 2022, report_id="a22", region_parent="云泽省澄川市青岚县"),
        report("城关镇", 2022, report_id="b22", region_parent="石塘县"),
        report("城关镇", 2023, report_id="open", region_parent=None),
    )
    assert found["a21"] == found["a22"]
    assert found["a21"] != found["b22"]
    assert "青岚县" in found["a21"]
    assert "open" not in found


def test_a_place_written_in_full_and_in_short_is_one_unit():
    found = units_by_report(
        report("柳溪镇", 2021, region_parent="青岚县"),
        report("柳溪镇", 2022, region_parent="云泽省 澄川市 青岚县"),
        report("柳溪镇", 2023, region_parent=None),
    )
    assert list(found.values()) == ["柳溪镇"] * 3


def coded(code: str, path: str) -> dict[str, str]:
    return {"region_code": code, "current_region_code": code, "region_path": path}


def test_codes_tell_places_apart():
    found = units_by_report(
        report("城关镇", 2021, report_id="a", **coded("990121100", "云泽省/青岚县/城关镇")),
        report("城关镇", 2022, report_id="b", **coded("990122100", "云泽省/石塘县/城关镇")),
        report("城关镇", 2023, report_id="open"),
    )
    assert found == {"a": "城关镇（云泽省青岚县 990121100）", "b": "城关镇（云泽省石塘县 990122100）"}


def test_a_place_is_one_unit_over_a_change_of_name_and_goes_by_its_last_one():
    found = units_by_report(
        report("青岚县", 2021, level="county", report_id="a", **coded("990103", "云泽省/青岚县")),
        report("青岚区", 2022, level="county", report_id="b", **coded("990103", "云泽省/青岚区")),
        report("青岚县司法局", 2021, level="department", report_id="c", **coded("990103", "云泽省/青岚县")),
        report("青岚区司法局", 2022, level="department", report_id="d", **coded("990103", "云泽省/青岚区")),
    )
    assert found == {"a": "青岚区", "b": "青岚区", "c": "青岚区司法局", "d": "青岚区司法局"}


def test_a_report_without_a_code_joins_the_only_place_of_its_name():
    found = units_by_report(
        report("青岚县柳溪镇", 2021, report_id="a", **coded("990121101", "云泽省/青岚县/柳溪镇")),
        report("青岚县柳溪镇", 2022, report_id="b"),
    )
    assert found == {"a": "青岚县柳溪镇", "b": "青岚县柳溪镇"}


def test_a_city_and_a_town_of_one_name_are_two_units():
    found = units_by_report(
        report("澄川", 2022, report_id="a", level="prefecture", region_parent="云泽省"),
        report("澄川", 2022, report_id="b", level="town", region_parent="云泽省"),
    )
    assert len(set(found.values())) == 2


def test_a_report_of_unknown_level_is_the_unit_of_its_name_but_in_no_peer_group():
    rows = (report("柳溪镇", 2021), report("柳溪镇", 2022, level=None))
    assert units_by_report(*rows) == {"柳溪镇-2021": "柳溪镇", "柳溪镇-2022": "柳溪镇"}
    assert left_out(facts(), reports(*rows)) == {("柳溪镇-2022", None, "level_unknown")}


def test_a_fact_of_an_unknown_report_or_indicator_is_refused_by_name():
    with pytest.raises(ValueError, match=r"report_id that reports do not hold.*柳溪镇-2022"):
        select_comparable(facts(fact("柳溪镇", 2022, 5)), reports(report("古渡镇", 2022)), indicators())
    with pytest.raises(ValueError, match=r"indicator_id that indicators do not hold.*no.such"):
        select_comparable(
            facts(fact("柳溪镇", 2022, 5, indicator_id="no.such")), reports(report("柳溪镇", 2022)), indicators()
        )


def test_empty_frames_give_empty_frames():
    assert select_comparable(facts(), reports(), indicators()).is_empty()
    assert list_left_out(facts(), reports(), indicators()).is_empty()
