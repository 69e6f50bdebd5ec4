"""How steps are compiled, and where what was compiled is kept: `compiled`, the decorator of every step.

A step is compiled once a machine and state of what it is made of. That state is a digest of its module, of the modules
of the kernel that it calls, and of the constants that these take from the readable engine; a change to any of them, but
to comments and docstrings, compiles anew what rests on it and nothing else. Kept in the folder for caches of the user
(`NUMBA_CACHE_DIR`, where it is set), so that every copy of the same sources finds it; where no such folder can be made,
each process compiles. Not here: tables of the catalogue, which are no part of compiled code.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from numba import config, njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.misc.appdirs import AppDirs

_PACKAGE = __package__ or ""
_FOLDER = "compiled-extraction"


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called, or load what was compiled of the same sources."""
    dispatcher = njit(function)
    if not getattr(config, "DISABLE_JIT", False) and _folder() is not None:
        dispatcher._cache = _Cache(function)  # type: ignore[no-untyped-call]
    return dispatcher


@cache
def digest_of(module: str) -> str:
    """State of everything that compiled code of a module of the kernel is made of."""
    loaded = importlib.import_module(module)
    tree = ast.parse(Path(inspect.getfile(loaded)).read_text(encoding="utf-8"))
    _leave_out_docstrings(tree)
    digest = hashlib.sha256(ast.dump(tree).encode())
    for imported, names in _imports(tree):
        if imported == __name__:
            continue
        if imported.startswith(f"{_PACKAGE}."):
            digest.update(digest_of(imported).encode())
        elif imported.startswith("transforms."):
            values = vars(importlib.import_module(imported))
            digest.update(repr([(name, values[name]) for name in names if not callable(values[name])]).encode())
    return digest.hexdigest()


def _leave_out_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            del node.body[0]


def _imports(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Modules that a source names in `from … import …`, with the names."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        if node.module == _PACKAGE:
            yield from ((f"{_PACKAGE}.{alias.name}", []) for alias in node.names)
        else:
            yield node.module, [alias.name for alias in node.names]


@cache
def _folder() -> Path | None:
    """Where all states are kept, each in a folder that may be deleted; None where it cannot be written."""
    folders = AppDirs(appname="numba", appauthor=False)  # type: ignore[no-untyped-call]
    folder = Path(getattr(config, "CACHE_DIR", "") or folders.user_cache_dir, _FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


class _Locator(_CacheLocator):
    """Tells numba the folder of a state, and the state."""

    def __init__(self, function: Any) -> None:
        self._digest = digest_of(function.__module__)
        self._path = str(Path(_folder() or "", self._digest[:24]))

    def get_cache_path(self) -> str:
        return self._path

    def get_source_stamp(self) -> str:
        return self._digest

    def get_disambiguator(self) -> str:
        # Names of steps are not used twice in a module, and lines move.
        return "step"

    @classmethod
    def from_function(cls, function: Any, path: str) -> _Locator:
        locator = cls(function)
        locator.ensure_cache_path()  # type: ignore[no-untyped-call]
        return locator


class _Implementation(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # type: ignore[list-item]  # noqa: RUF012 - as in the class above


class _Cache(FunctionCache):
    _impl_class = _Implementation
