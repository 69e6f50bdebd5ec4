"""The same function over the same batches on the machines of a Dask cluster, in order, whatever dies meanwhile.

Here: `map_on_cluster`. Belongs here: everything that knows Dask, which is the extra `cluster` and imported only when an
address is given. Not here: what is done (readers and extraction), processes of this machine (`workers`).

A batch travels to a worker and its result back; files and the lake stay with the run. A worker that dies loses only the
batches it was at: the scheduler gives them to another. Work done by other code or knowledge than the run's own would be
kept as if it were the run's: each worker compares before each batch.
"""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from orchestration.fingerprints import fingerprint_packages, fingerprint_values

if TYPE_CHECKING:
    from distributed import Future

Batch = TypeVar("Batch")
Result = TypeVar("Result")

# How long a scheduler and its first worker are waited for.
PATIENCE_SECONDS = 60
# Batches on their way for each thread of the cluster: enough that none waits, few enough to be held in memory.
BATCHES_A_THREAD = 3


class ClusterFailed(RuntimeError):
    """The cluster cannot be reached, runs other code, or one batch killed several of its workers."""


def map_on_cluster(do: Callable[[Batch], Result], batches: Sequence[Batch], address: str) -> Iterator[Result]:
    """Results of `do` for each batch, in the order of the batches.

    `address`: that of the scheduler, such as tcp://10.1.2.3:8786. What `do` raises is raised. Raises `ClusterFailed`.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ClusterFailed("the extra `cluster` is not installed: uv sync --extra cluster") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise ClusterFailed(f"no scheduler answers at {address}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except TimeoutError:
            raise ClusterFailed(f"the scheduler at {address} has no workers") from None
        waiting = iter(batches)
        under_way: deque[Future[Any]] = deque()
        mark = fingerprint_work()

        def send(count: int) -> None:
            # Not `pure`: equal batches are not the same work done once, since results are let go of as they are used.
            under_way.extend(client.submit(_work, do, batch, mark, pure=False) for batch in islice(waiting, count))

        threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        send(max(threads, 1) * BATCHES_A_THREAD)
        while under_way:
            try:
                result: Any = under_way.popleft().result()
            except KilledWorker as error:
                raise ClusterFailed(f"a batch killed every worker that it was given to: {error}") from None
            send(1)
            yield result


@cache
def fingerprint_work() -> str:
    """What results follow from besides the batch: our code and knowledge, Python and the library of frames."""
    code = fingerprint_packages("transforms", "warehouse/tables", "orchestration/reading.py")
    return fingerprint_values(code, platform.python_version_tuple()[:2], pl.__version__)


def _work(do: Callable[[Batch], Result], batch: Batch, mark: str) -> Result:
    if fingerprint_work() != mark:
        raise ClusterFailed(f"the worker on {platform.node()} runs other code, Python or Polars than the run")
    return do(batch)
