"""Doing one thing to many batches in several processes, in order.

Here: `Workforce`, `map_batches`, `cut_batches`. Processes are spawned: a fork after Polars has run hangs.
Not here: what a cluster needs (`cluster`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from orchestration.cluster import map_on_cluster

Item = TypeVar("Item")
Batch = TypeVar("Batch")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who works: so many processes of this machine or, where an address is given, those of a Dask cluster."""

    processes: int
    cluster: str = ""

    @property
    def here(self) -> Workforce:
        """The processes of this machine alone, for what needs its files."""
        return Workforce(self.processes)


def map_batches(do: Callable[[Batch], Result], batches: Sequence[Batch], workforce: Workforce) -> Iterator[Result]:
    """Results of `do` for each batch, in the order of the batches, whoever works.

    With one batch, or one worker, everything happens in this process. `do` must be a module-level function, or a
    `partial` of one.
    """
    if workforce.cluster and len(batches) > 1:
        yield from map_on_cluster(do, batches, workforce.cluster)
        return
    if workforce.processes <= 1 or len(batches) <= 1:
        yield from map(do, batches)
        return
    with ProcessPoolExecutor(
        min(workforce.processes, len(batches)), mp_context=get_context("spawn"), initializer=_single_threaded
    ) as pool:
        yield from pool.map(do, batches)


def cut_batches(items: Iterable[Item], size: int) -> list[list[Item]]:
    """Items in lists of at most `size`."""
    iterator = iter(items)
    batches = []
    while batch := list(islice(iterator, size)):
        batches.append(batch)
    return batches


def _single_threaded() -> None:
    os.environ["POLARS_MAX_THREADS"] = "1"
