"""What a step cost: seconds, processor time and peak memory, as metadata of what it made.

Here: `measured`, the decorator under which every step stands, and `highest_memory`. Not here: what a step counts (its
own metadata), the record of a whole run (`run_record`).

The peak is that of this process in the step alone, where the kernel can begin to count anew (Linux), or of the largest
process that the step started; elsewhere it is the highest of the process so far.
"""

import functools
import inspect
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import dagster as dg

Step = TypeVar("Step", bound=Callable[..., Any])
SECONDS, PROCESSOR_SECONDS, PEAK_MEMORY = "seconds", "processor_seconds", "peak_memory_mib"

_MEBIBYTE = 2**20
# Of macOS, getrusage counts bytes.
_UNIT = 1 if sys.platform == "darwin" else 1024
_highest_before = 0


def measured(step: Step) -> Step:
    """The step, with its cost added to the metadata of each of its results.

    Results of a generator are given out when it has ended, as only then its cost is known; none is lost when it raises.
    """
    if inspect.isgeneratorfunction(step):

        @functools.wraps(step)
        def generate(*arguments: Any, **more: Any) -> Iterator[Any]:
            cost, results = _Cost(), []
            try:
                for result in step(*arguments, **more):
                    results.append(result)
            except Exception:
                yield from results
                raise
            yield from (_with(result, cost.metadata()) for result in results)

        return generate  # type: ignore[return-value]

    @functools.wraps(step)
    def run(*arguments: Any, **more: Any) -> Any:
        cost = _Cost()
        return _with(step(*arguments, **more), cost.metadata())

    return run  # type: ignore[return-value]


def highest_memory() -> int:
    """The most bytes that this process has had at once, also before the kernel began to count anew."""
    return max(_highest_before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT)


class _Cost:
    def __init__(self) -> None:
        global _highest_before
        _highest_before = highest_memory()
        self._begins_anew = _count_anew()
        self._children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self._wall, self._processor = time.monotonic(), _processor_seconds()

    def metadata(self) -> dict[str, float]:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if self._begins_anew else highest_memory() // _UNIT
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        # The largest child ever is one of this step only when it is larger than those before.
        peak = max(own, children if children > self._children else 0)
        return {
            SECONDS: round(time.monotonic() - self._wall, 3),
            PROCESSOR_SECONDS: round(_processor_seconds() - self._processor, 3),
            PEAK_MEMORY: round(peak * _UNIT / _MEBIBYTE, 1),
        }


def _processor_seconds() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _count_anew() -> bool:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _with(result: Any, cost: dict[str, float]) -> Any:
    if isinstance(result, dg.MaterializeResult | dg.AssetCheckResult):
        metadata: dict[str, Any] = {**(result.metadata or {}), **cost}
        return result._replace(metadata=metadata)
    return result
