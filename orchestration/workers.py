"""Doing one thing to many batches in several processes, in order.

Here: `map_batches`. Processes are spawned: a fork after Polars has run hangs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Batch = TypeVar("Batch")
Result = TypeVar("Result")


def map_batches(do: Callable[[Batch], Result], batches: Sequence[Batch], workers: int) -> Iterator[Result]:
    """Results of `do` for each batch, in the order of the batches, whatever the number of workers.

    With one batch or one worker everything happens in this process. `do` must be a module-level function.
    """
    if workers <= 1 or len(batches) <= 1:
        yield from map(do, batches)
        return
    with ProcessPoolExecutor(
        min(workers, len(batches)), mp_context=get_context("spawn"), initializer=_single_threaded
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
