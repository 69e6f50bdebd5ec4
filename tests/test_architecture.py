"""Imports go one way, files are opened in few places, modules are short and say what they are for."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("transforms", "warehouse", "expectations", "orchestration")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# Modules that may open a file: the one command line, and the loaders of data that ships with the package.
OPENERS = {
    "transforms/extraction/__main__.py",
    "transforms/catalog/loading.py",
    "transforms/catalog/divisions.py",
    "transforms/extraction/kernel/compiling.py",  # tells compiled code of other sources apart by a digest of them
    "transforms/extraction/indicator_rules.py",  # lists the files of catalog/rules; reads them through `loading`
    "transforms/charts/rendering.py",
    "transforms/charts/report_page.py",  # the style sheet and the script beside it
    "transforms/charts/theme.py",
    "transforms/charts/texts.py",
    "transforms/charts/fonts/build_font.py",
    "transforms/site/rendering.py",  # the style sheet and the scripts beside it
    "transforms/documents/zip_members.py",  # opens members of an archive that is held in memory
    "transforms/reading/identity_flags.py",
    "transforms/reading/patterns.py",
    "transforms/reading/place_names.py",
}
OPENING = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "replace_file", "iterdir", "glob", "rglob",
    "read_parquet", "read_csv", "read_ndjson", "scan_parquet", "scan_csv", "write_parquet", "write_csv", "write_ndjson", "urlopen",
}  # fmt: skip
LIMIT, HARD_LIMIT = 400, 450


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Names imported, as module.name, each with whether it stands inside a function."""

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{name_of(path)}:{child.lineno}: relative import"
                yield from ((f"{child.module}.{alias.name}", inside) for alias in child.names)
            yield from walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    return walk(tree_of(path), False)


def is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def allowed(path: Path, name: str) -> bool:
    package = name_of(path).split("/")[0]
    own = name.split(".")[0]
    if own not in PACKAGES:
        return True
    if package == "orchestration" or own == package:
        # The table specification stands below everything and knows nothing else of ours.
        return not name_of(path).startswith("warehouse/tables/") or is_below(name, "warehouse.tables")
    return is_below(name, "warehouse.tables")


def test_there_are_modules_to_look_at() -> None:
    assert {name_of(path).split("/")[0] for path in MODULES} == set(PACKAGES)
    assert len(MODULES) > 80


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_of_our_own_go_one_way(path: Path) -> None:
    assert [name for name, _ in imports_of(path) if not allowed(path, name)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_frameworks_stay_in_their_room(path: Path) -> None:
    room = name_of(path).split("/")[0]
    for name, inside in imports_of(path):
        if name.split(".")[0].startswith("dagster"):
            assert room == "orchestration", name
        if name.split(".")[0] == "great_expectations":
            assert room == "expectations", name
            assert inside, f"{name} is imported when the module is: seconds for every process"
        if name.split(".")[0] in ("duckdb", "sqlalchemy", "duckdb_engine"):
            assert room in ("warehouse", "expectations"), name
        if name.split(".")[0] in ("tests", "pytest", "hypothesis"):
            pytest.fail(f"imports {name}")


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path).startswith("transforms/")], ids=name_of)
def test_transforms_touch_no_file_clock_or_chance(path: Path) -> None:
    names = [name for name, _ in imports_of(path)]
    imported = {name.split(".")[0] for name in names}
    assert (
        imported
        & {"random", "time", "secrets", "uuid", "socket", "requests", "http", "tempfile", "shutil", "subprocess"}
        == set()
    )
    assert [name for name in names if is_below(name, "urllib.request")] == []
    if name_of(path) in OPENERS:
        return
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert calls & OPENING == set()
    assert calls & {"now", "today", "utcnow", "getenv", "urandom"} == set()
    assert imported & {"os", "io"} == set()


def test_the_list_of_openers_holds_no_module_that_is_gone() -> None:
    assert sorted(name for name in OPENERS if not (ROOT / name).is_file()) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        pytest.fail("is empty: a package says in one sentence what belongs into it")
    assert (ast.get_docstring(tree_of(path)) or "").strip()


def test_modules_are_short() -> None:
    python = [path for path in tracked() if path.suffix == ".py"]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python}
    assert {name: length for name, length in lengths.items() if length > HARD_LIMIT} == {}
    long = {name: length for name, length in lengths.items() if length > LIMIT}
    assert long == {}, f"more than {LIMIT} lines"


@cache
def tracked() -> list[Path]:
    """Files under version control and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no version control here: cannot tell the project's files from others")
    files = sorted({ROOT / name for name in listed.stdout.decode().split("\0") if name})
    return [path for path in files if path.is_file() and not path.is_symlink()]


def test_no_path_of_a_machine_is_written_down() -> None:
    machine = re.compile(r"(?<![\w.~-])/(?:work|home|root|Users|mnt|tmp)/[A-Za-z0-9_.-]+")
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in (".ttf", ".otf", ".woff2", ".png", ".lock"):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {match[0]}" for match in machine.finditer(text)]
    assert found == []


def test_test_files_have_names_of_their_own() -> None:
    """Without packages pytest imports tests by file name."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []
