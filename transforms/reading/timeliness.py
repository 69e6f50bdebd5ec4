"""Whether a report was published in time: before 1 April of the year after the one it reports on.

Source of the rule: 法治政府建设与责任落实督察工作规定 (厅字〔2019〕28号), article 24: reports of local governments and
departments are published before 1 April. 之前 does not clearly include the day, which therefore has a class of its own.
Belongs here: class and days. Does not belong here: which date is that of publication (`publication`).
"""

from __future__ import annotations

from datetime import date

PREMATURE, ON_TIME, DEADLINE_DAY, LATE, UNKNOWN = "premature", "on_time", "deadline_day", "late", "unknown"


def deadline_of(year: int) -> date:
    """The day before which a report on `year` is to be published."""
    return date(year + 1, 4, 1)


def days_to_deadline(year: int | None, published_on: date | None) -> int | None:
    """Days from publication to the deadline, negative when late; None without year or date."""
    return None if year is None or published_on is None else (deadline_of(year) - published_on).days


def timeliness_class(year: int | None, published_on: date | None) -> str:
    """premature (in the year reported on or before), on_time, deadline_day, late, or unknown without year or date."""
    if year is None or published_on is None:
        return UNKNOWN
    if published_on <= date(year, 12, 31):
        return PREMATURE
    if published_on == deadline_of(year):
        return DEADLINE_DAY
    return ON_TIME if published_on < deadline_of(year) else LATE
