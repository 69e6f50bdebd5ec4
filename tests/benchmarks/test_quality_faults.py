"""The checks find what was planted and call nothing else an error: on samples as read, on generated reports as true."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from benchmarks.quality_faults import count_faults, evaluate, set_first_year_apart
from benchmarks.quality_frames import KnownReport, known_generated, known_samples


def table_of(known: list[KnownReport], read: bool) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    known = set_first_year_apart(known)
    return count_faults(known, evaluate(known, read))


def test_every_fault_of_the_samples_is_found() -> None:
    table, missed, unexplained = table_of(known_samples(), read=True)
    assert table["planted"].sum() >= 20
    assert missed.is_empty()
    assert unexplained.filter(pl.col("severity") == "error").is_empty()


@pytest.mark.parametrize("seed", [5, 77])
def test_every_fault_of_generated_reports_is_found(seed: int) -> None:
    table, missed, unexplained = table_of(known_generated(40, range(2020, 2024), seed, "real", 0.5), read=False)
    assert table["planted"].sum() > 40
    assert table.filter(pl.col("planted") > 0).height > 12
    assert missed.rows(named=True) == []
    assert unexplained.filter(pl.col("severity") == "error").is_empty()


def test_without_faults_nothing_is_called_an_error() -> None:
    _, _, unexplained = table_of(known_generated(40, range(2020, 2024), 9, "dense", 0.0), read=False)
    assert unexplained.filter(pl.col("severity") == "error").is_empty()


def test_a_fault_that_is_not_in_the_numbers_is_missed() -> None:
    known = known_generated(20, range(2020, 2024), 5, "real", 0.5)
    without = [replace(one, numbers=tuple(n for n in one.numbers if n.unit == "%")) for one in known]
    _, missed, _ = table_of(without, read=False)
    assert missed.height > 5
