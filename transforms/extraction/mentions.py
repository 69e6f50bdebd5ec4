"""The record of one mention while a text is being read. Not here: its columns in a frame (`extract`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Mention:
    """One numeric mention; fields as in the extraction interface, `group` is the measure word's group of units.yaml."""

    start: int
    end: int
    unit_end: int
    order: int
    quote: str
    clause: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    group: str
    qualifier: str
    disposition: str
    reason: str | None
    indicator: str | None
    phrase: str | None
    implicit: bool
    rule: str
    breakdown: str | None = None
    parent_start: int | None = None
    period: str | None = None
    region: str | None = None
    scope: str | None = None

    @property
    def is_measured(self) -> bool:
        """It measures something, now, before, or as a plan."""
        return self.disposition != "not_metric"
