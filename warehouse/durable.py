"""Files that survive a killed program: written aside, forced to disk, put in place in one step.

Here: the few file operations that the lake and the releases share. Not here: what the files hold.
The lock is the operating system's (POSIX `flock`): it ends with the process that holds it, however that process ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path


def replace_file(path: Path, write: Callable[[Path], object]) -> str:
    """Let `write` fill a file aside, force it to disk, and rename it to `path`; returns the SHA-256 of its bytes.

    Readers of `path` see the old file or the new one, nothing between. What a killed writer leaves is overwritten by
    the next one, therefore only one writer of a path at a time: see `hold_lock`.
    """
    aside = path.with_name(f".{path.name}.writing")
    try:
        write(aside)
        content = hash_file(aside)
        sync(aside)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    sync(path.parent)
    return content


def replace_link(link: Path, target: str) -> None:
    """Make `link` a symbolic link to `target` in one step, whether or not it was one before."""
    aside = link.with_name(f".{link.name}.writing")
    aside.unlink(missing_ok=True)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync(link.parent)


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the exclusive lock of the file `path` if nobody else does; gives whether it is held."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_free = True
        except BlockingIOError:
            is_free = False
        yield is_free
    finally:
        os.close(descriptor)


def sync(path: Path) -> None:
    """Force a file, or the entries of a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Force every file and folder below `folder`, and `folder` itself, to disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))


def hash_file(path: Path) -> str:
    """SHA-256 of the bytes of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_unchanged(path: Path) -> str:
    """`hash_file`, read again only when the file is another one or was written to since this process last looked."""
    status = path.stat()
    return _hash_once(path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@lru_cache(maxsize=100_000)
def _hash_once(path: Path, *_: int) -> str:
    return hash_file(path)


def copy_or_link(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, which must never be written to again, or a copy where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        # Another file system, or one without hard links.
        shutil.copyfile(source, target)


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the exclusive lock of the file `path`, waiting for whoever has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
