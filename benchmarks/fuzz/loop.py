"""One target under the guidance of coverage (atheris, which is libFuzzer for Python), in a process of its own.

    python -m benchmarks.fuzz.loop TARGET SECONDS FOLDER

Here: what is instrumented, and how a finding is written down without ending the search. Faults of the same kind at the
same line are one finding. A process that dies or hangs leaves the input that did it in FOLDER, by libFuzzer itself.
Not here: several targets and the report (`__main__`).
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from pathlib import Path

import atheris

# The compiled engine is no bytecode; it is compared from outside.
with atheris.instrument_imports(
    include=["transforms", "warehouse.named_queries", "warehouse.ddl", "orchestration.fetching", "olefile", "striprtf"],
    exclude=["transforms.extraction.kernel"],
):
    from benchmarks.fuzz.targets import TARGETS, Target

SECONDS_ONE_INPUT = 20
_MEGABYTES = 3_000


def search(name: str, seconds: int, folder: Path) -> None:
    """Change seeds and what was found before for so long; ends the process."""
    target = TARGETS[name]
    corpus, seeds, findings = (folder / part / name for part in ("corpus", "seeds", "findings"))
    for place in (corpus, seeds, findings):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (seeds / f"{number:02}").write_bytes(seed)
    words = seeds.with_suffix(".words")
    words.write_text("".join(f'"{_escape(word)}"\n' for word in target.words), encoding="ascii")
    known: set[tuple[str, ...]] = set()
    # What is made ready by a first use (compiling, tables of places) is not the time of an input.
    target.check(target.seeds()[0])

    def try_one(content: bytes) -> None:
        try:
            target.check(content)
        except Exception as error:
            if (where := _place_of(error)) not in known:
                known.add(where)
                write_finding(findings, content, error)

    options = [
        f"-max_total_time={seconds}", f"-max_len={target.longest}", f"-dict={words}", f"-timeout={SECONDS_ONE_INPUT}",
        f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={findings}/", "-print_final_stats=1", "-report_slow_units=5",
    ]  # fmt: skip
    atheris.Setup([name, *options, str(corpus), str(seeds)], try_one)
    atheris.Fuzz()


def write_finding(folder: Path, content: bytes, error: BaseException) -> Path:
    """The input, and beside it what went wrong."""
    path = folder / f"{type(error).__name__}-{hashlib.sha256(content).hexdigest()[:12]}"
    path.write_bytes(content)
    path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="replace")
    print(f"FINDING {path}", file=sys.stderr, flush=True)
    return path


def _place_of(error: BaseException) -> tuple[str, ...]:
    """Kind of the fault, and the last lines that led to it."""
    frames = traceback.extract_tb(error.__traceback__)[-2:]
    return (type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames))


def _escape(word: bytes) -> str:
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\x{byte:02x}" for byte in word)


def _check_arguments(arguments: list[str]) -> tuple[str, int, Path, Target]:
    name, seconds, folder = arguments
    return name, int(seconds), Path(folder), TARGETS[name]


if __name__ == "__main__":
    asked, long, place, _ = _check_arguments(sys.argv[1:])
    search(asked, long, place)
