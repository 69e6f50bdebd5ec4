"""Decisions, duplicates, the expected list and the review queue in real runs of the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_reports import Ran, World, write_report

from transforms.decisions import parse_decisions

ROOT = Path(__file__).parents[2]
LIST = (
    "publisher,region_name,report_year\n"
    "柳溪镇人民政府,柳溪镇,2023\n松坪乡人民政府,松坪乡,2023\n白鹭镇人民政府,白鹭镇,2023\n"
)


class Desk:
    """A world with decisions and an expected list beside it."""

    def __init__(self, root: Path) -> None:
        self.world = World(root)
        self.decisions = root / "decisions"
        self.decisions.mkdir()
        self.expected = root / "expected.csv"
        self.expected.write_text(LIST, encoding="utf-8")

    def decide(self, *entries: dict[str, Any]) -> None:
        whole = [{"reason": "查过原文", "role": "reviewer", "date": "2026-03-02", **entry} for entry in entries]
        text = yaml.safe_dump({"decisions": whole}, allow_unicode=True)
        (self.decisions / "2026.yaml").write_text(text, encoding="utf-8")

    def run(self) -> Ran:
        return self.world.run(None, "--decisions", str(self.decisions), "--expected", str(self.expected))

    def reports(self) -> dict[str, tuple[str, str, int | None]]:
        rows = self.world.query("SELECT source_path, report_id, state, report_year FROM dim_report")
        return {path: (report, state, year) for path, report, state, year in rows}

    def mediated(self) -> dict[str, float]:
        return dict(
            self.world.query(
                "SELECT source_path, value FROM fact_indicator JOIN dim_report USING (report_id) "
                "WHERE indicator_id = 'dispute.mediated' AND breakdown = ''"
            )
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two versions of one report, one without a year, one that is on no list; nothing decided yet."""
    made = Desk(tmp_path_factory.mktemp("desk"))
    old = write_report("柳溪镇", 2023, 50, 40).replace("2024年1月20日", "2024年1月21日")
    made.world.put("liuxi-a.txt", old)
    made.world.put("liuxi-b.txt", write_report("柳溪镇", 2023, 57, 40).replace("2024年1月20日", "2024年1月21日"))
    made.world.put(
        "songping.txt",
        write_report("松坪乡", 2023, 62, 40).replace("2023年", "今年").replace("2023年度", "").replace("2024年", ""),
    )
    made.world.put("gudu.txt", write_report("古渡镇", 2023, 70, 40))
    ran = made.run()
    assert ran.release == 1, ran.progress
    return made


def test_before_any_decision_everything_is_asked(desk: Desk) -> None:
    reports = desk.reports()
    assert (reports["liuxi-a.txt"][1], reports["liuxi-b.txt"][1]) == ("undecided", "undecided")
    assert reports["songping.txt"][1:] == ("year_unknown", None)
    asked = desk.world.query("SELECT kind, source_path FROM review_queue ORDER BY ALL")
    assert {("duplicate", "liuxi-a.txt"), ("duplicate", "liuxi-b.txt"), ("year", "songping.txt")} <= set(asked)
    statuses = dict(desk.world.query("SELECT entry, status FROM expected_report"))
    gudu = reports["gudu.txt"][0]
    assert statuses == {"line 2": "duplicate", "line 3": "missing", "line 4": "missing", gudu: "unexpected"} or statuses == {
        "line 2": "duplicate", "line 3": "missing", "line 4": "missing", gudu: "unexpected", reports["songping.txt"][0]: "unexpected",
    }  # fmt: skip
    assert desk.world.query(
        "SELECT count(*) FROM mart_benchmark JOIN dim_report USING (report_id) WHERE source_path LIKE 'liuxi%'"
    ) == [(0,)]


def test_decisions_take_effect_in_the_next_run(desk: Desk) -> None:
    reports = desk.reports()
    keep, other, songping, gudu = (
        reports[name][0] for name in ("liuxi-b.txt", "liuxi-a.txt", "songping.txt", "gudu.txt")
    )
    [(start, end)] = desk.world.query(
        f"SELECT start, \"end\" FROM fact_mention WHERE report_id = '{gudu}' AND quote = '70'"
    )
    desk.decide(
        {"id": "liuxi", "kind": "duplicate", "keep": keep, "supersede": [other]},
        {"id": "songping", "kind": "report", "report": songping, "set": {"report_year": 2023}},
        {
            "id": "gudu",
            "kind": "number",
            "report": gudu,
            "span": [start, end],
            "quote": "70",
            "action": "set",
            "set": {"value": 77},
        },
    )
    ran = desk.run()
    assert ran.release == 2, ran.progress
    states = {path: (state, year) for path, (_, state, year) in desk.reports().items()}
    assert states == {
        "liuxi-a.txt": ("superseded", 2023), "liuxi-b.txt": ("accepted", 2023), "songping.txt": ("accepted", 2023), "gudu.txt": ("accepted", 2023),
    }  # fmt: skip
    assert desk.mediated() == {"liuxi-b.txt": 57.0, "songping.txt": 62.0, "gudu.txt": 77.0}
    assert desk.world.query(
        "SELECT quote, value, decided[1].before, decided[1].after FROM fact_mention WHERE decided IS NOT NULL"
    ) == [("70", 77.0, "70.0", "77.0")]
    assert desk.world.query("SELECT DISTINCT decision_ids FROM fact_indicator WHERE decision_ids IS NOT NULL") == [
        (["gudu"],)
    ]
    assert desk.world.query("SELECT count(*) FROM decision WHERE status = 'active'") == [(3,)]
    asked = {kind for (kind,) in desk.world.query("SELECT kind FROM review_queue")}
    assert not asked & {"duplicate", "year"}
    assert dict(desk.world.query("SELECT entry, status FROM expected_report"))["line 3"] == "received"
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    open_questions, before_and_after = (
        desk.world.query(query) for query in re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    )
    assert len(open_questions) == desk.world.query("SELECT count(*) FROM review_queue")[0][0]
    assert ("gudu", "70", "value", "70.0", "77.0") in before_and_after
    log = desk.world.query(
        "SELECT decision_id, kind, action, issuer, indicator_id, field, before, after, sentence FROM reviewer_log() "
        "WHERE field IN ('value', 'report_year', 'superseded_by') AND status = 'active'"
    )
    assert log == [
        ("gudu", "number", "set", "古渡镇", "dispute.mediated", "value", "70.0", "77.0", "全年调解矛盾纠纷70件，调解成功40件。"),
        ("liuxi", "duplicate", "keep", "柳溪镇", None, "superseded_by", None, keep, None),
        ("songping", "report", "set", "松坪乡", None, "report_year", None, "2023", None),
    ]  # fmt: skip
    assert desk.world.query("SELECT DISTINCT role, reason, decided_on::VARCHAR, file FROM reviewer_log()") == [
        ("reviewer", "查过原文", "2026-03-02", "2026.yaml")
    ]
    assert desk.world.query("SELECT count(*) FROM reviewer_log(role := 'nobody')") == [(0,)]
    again = desk.run()
    assert "nothing changed, release 2 is current" in again.printed


def test_a_decision_that_matches_no_longer_fails_by_file_and_entry_and_the_release_stays(desk: Desk) -> None:
    kept = desk.world.put("gudu.txt", write_report("古渡镇", 2023, 71, 40))
    ran = desk.run()
    assert (ran.status, ran.release) == (1, 2)
    assert "2026.yaml: gudu: there is no report" in ran.progress
    assert "Traceback" not in ran.progress
    kept.write_text(write_report("古渡镇", 2023, 70, 40), encoding="utf-8")
    assert desk.run().release == 2


def test_a_correction_without_a_number_fails_by_name(desk: Desk) -> None:
    reports = desk.reports()
    text = desk.world.query("SELECT text FROM dim_report WHERE source_path = 'gudu.txt'")[0][0]
    place = text.index("群众的")
    before = (desk.decisions / "2026.yaml").read_text(encoding="utf-8")
    wrong = {
        "id": "air",
        "kind": "number",
        "report": reports["gudu.txt"][0],
        "span": [place, place + 2],
        "quote": "群众",
        "action": "drop",
    }
    extra = yaml.safe_dump(
        {"decisions": [{"reason": "试", "role": "reviewer", "date": "2026-03-02", **wrong}]}, allow_unicode=True
    )
    (desk.decisions / "more.yaml").write_text(extra, encoding="utf-8")
    ran = desk.run()
    assert (ran.status, ran.release) == (1, 2)
    assert "more.yaml: air: no number was read at" in ran.progress
    (desk.decisions / "more.yaml").unlink()
    assert (desk.decisions / "2026.yaml").read_text(encoding="utf-8") == before


def test_a_faulty_file_fails_by_name(desk: Desk) -> None:
    (desk.decisions / "bad.yaml").write_text("decisions:\n- id: x\n", encoding="utf-8")
    ran = desk.run()
    assert (ran.status, ran.release) == (1, 2)
    assert "bad.yaml" in ran.progress
    (desk.decisions / "bad.yaml").unlink()


def test_the_example_in_the_folder_of_decisions_is_a_file_that_is_accepted() -> None:
    text = (ROOT / "decisions" / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)

    assert parse_decisions({"README.md": example}).height == 4
