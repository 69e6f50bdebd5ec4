"""Doing something dangerous to many things in processes that may die, one by one and without harm to the others.

Here: `map_guarded`, `Limits`, `Lost`. Belongs here: limits of time and memory and what happens when they are passed.
Does not belong here: what is done (`intake`).
A worker is spawned, gets a batch at a time, notes in shared memory which item it is at, and is replaced when it dies:
the item at fault is named, the rest of its batch is done again. Address space and processor time are limited by the
operating system, the clock by the parent.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any, Generic, TypeVar

from orchestration.workers import cut_batches

Item = TypeVar("Item")
Result = TypeVar("Result")

_SPAWN = get_context("spawn")
_ITEMS_A_BATCH = 16
_LOOK_EVERY_SECONDS = 0.25
_STARTS_ALLOWED = 3
# Phases of a worker, beside the place of the item that it is at.
_STARTING, _SENDING, _WAITING = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may cost: bytes beyond the worker's own, seconds of processor time, seconds on the clock."""

    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 20
    wall_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that gave no result: `reason` is a key of `transforms.documents.REASONS`."""

    reason: str
    message: str


@dataclass(eq=False)
class _Worker(Generic[Item]):
    process: BaseProcess
    pipe: Any
    # place of the item under way (or phase), and when it began
    at: Any
    batch: list[tuple[int, Item]] = field(default_factory=list)
    has_ended: bool = False
    was_stopped: bool = False


def map_guarded(
    do: Callable[[Item], Result], items: Sequence[Item], workers: int, limits: Limits | None = None
) -> Iterator[Result | Lost]:
    """Result of `do`, or why there is none, for each item, in the order of `items`.

    `do` must be a module-level function; what it raises is a `Lost` with reason ``reader_failed``, or
    ``memory_exceeded`` for a MemoryError. Raises RuntimeError when workers cannot be started at all.
    """
    limits = limits or Limits()
    results: dict[int, Result | Lost] = {}
    batches: deque[list[tuple[int, Item]]] = deque(cut_batches(enumerate(items), _ITEMS_A_BATCH))
    crew: list[_Worker[Item]] = []
    failed_starts = 0
    try:
        while len(results) < len(items):
            while batches and len(crew) < max(workers, 1):
                crew.append(_start(do, limits))
            for worker in crew:
                if not worker.batch and batches:
                    worker.batch = batches.popleft()
                    with suppress(OSError):
                        worker.pipe.send(worker.batch)
            connection.wait([worker.pipe for worker in crew], timeout=_LOOK_EVERY_SECONDS)
            for worker in list(crew):
                answer = _receive(worker)
                if answer is not None:
                    results.update(answer)
                    worker.batch = []
                elif worker.has_ended:
                    crew.remove(worker)
                    if worker.at[0] in (_STARTING, _WAITING):
                        failed_starts += 1
                        if failed_starts >= _STARTS_ALLOWED:
                            raise RuntimeError(f"a reading process ends as it starts: {worker.process.exitcode}")
                        batches.extendleft([worker.batch] if worker.batch else [])
                    else:
                        results.update(_bury(worker, batches, limits))
                elif worker.at[0] >= 0 and time.monotonic() - worker.at[1] > limits.wall_seconds:
                    worker.was_stopped = True
                    worker.process.kill()
    finally:
        for worker in crew:
            with suppress(OSError):
                worker.pipe.close()
        for worker in crew:
            worker.process.join(1)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
    yield from (results[place] for place in range(len(items)))


def _start(do: Callable[[Item], Result], limits: Limits) -> _Worker[Item]:
    ours, theirs = _SPAWN.Pipe()
    at = RawArray("d", [_STARTING, 0.0])
    process = _SPAWN.Process(target=_work, args=(do, theirs, at, limits), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, at)


def _receive(worker: _Worker[Item]) -> list[tuple[int, Any]] | None:
    try:
        if worker.pipe.poll():
            answer: list[tuple[int, Any]] = worker.pipe.recv()
            return answer
    except (EOFError, OSError):
        worker.has_ended = True
    return None


def _bury(worker: _Worker[Item], batches: deque[list[tuple[int, Item]]], limits: Limits) -> list[tuple[int, Lost]]:
    """Name the item at fault and put the others of its batch back into the queue."""
    worker.process.join()
    batch, place = worker.batch, int(worker.at[0])
    if place == _SENDING and len(batch) > 1:
        middle = len(batch) // 2
        batches.extendleft([batch[middle:], batch[:middle]])
        return []
    index = next((index for index, (number, _) in enumerate(batch) if number == place), 0)
    batches.extendleft(rest for rest in (batch[index + 1 :], batch[:index]) if rest)
    return [(batch[index][0], _reason_of(worker, limits))]


def _reason_of(worker: _Worker[Item], limits: Limits) -> Lost:
    code = worker.process.exitcode or 0
    if worker.was_stopped:
        return Lost("time_exceeded", f"Reading took longer than {limits.wall_seconds:.0f} seconds and was stopped.")
    if code == -signal.SIGXCPU:
        return Lost("time_exceeded", f"Reading took more than {limits.cpu_seconds} seconds of processor time.")
    name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return Lost("reader_died", f"The process that read the file died ({name}).")


def _work(do: Callable[[Any], Any], pipe: Any, at: Any, limits: Limits) -> None:
    """Life of a worker: batches in, results out, until the pipe is closed."""
    limit_cpu = _limit(limits)
    at[0] = _WAITING
    while True:
        try:
            batch = pipe.recv()
        except (EOFError, OSError):
            return
        answers = []
        for place, item in batch:
            at[1] = time.monotonic()
            at[0] = place
            limit_cpu()
            answers.append((place, _try(do, item)))
        at[0] = _SENDING
        pipe.send(answers)
        at[0] = _WAITING


def _try(do: Callable[[Any], Any], item: Any) -> Any:
    try:
        return do(item)
    except MemoryError:
        return Lost("memory_exceeded", "Reading took more memory than is allowed.")
    except Exception as error:
        return Lost("reader_failed", f"Reading failed: {type(error).__name__}: {str(error)[:200]}")


def _limit(limits: Limits) -> Callable[[], None]:
    """Limit this process; returns what grants the next item its processor time.

    Without the module `resource` only the clock counts.
    """
    try:
        import resource
    except ImportError:
        return lambda: None
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        allowed = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (allowed, resource.getrlimit(resource.RLIMIT_AS)[1]))
    # A process killed by a limit leaves no picture of its memory behind.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hardest = resource.getrlimit(resource.RLIMIT_CPU)[1]

    def grant() -> None:
        used = time.process_time()
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + limits.cpu_seconds, hardest))

    return grant
