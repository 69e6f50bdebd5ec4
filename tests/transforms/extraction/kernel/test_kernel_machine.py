"""The machine for expressions finds what `re` finds, for every expression of extraction, on any text."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.extraction import decoys, implicit, part_lists, phrase_words
from transforms.extraction.kernel import expressions, machine
from transforms.extraction.kernel.character_sets import CharacterSets
from transforms.extraction.kernel.pointers import pointer_to
from transforms.extraction.kernel.programs import Programs
from transforms.extraction.signals import _signals

# Shapes that no expression of the catalogue may have today.
SHAPES = [
    r"(?:ab|a)c*?d",
    r"(a+?)(b{2,3})?$",
    r"^(?!x)[^b]*+b",
    r"(?<!a)b|(?<=b)c",
    r"a{0,2}?b\Z",
    r"(?:(a)|(b))+c",
    ".*一",
]


def _expressions() -> list[re.Pattern[str]]:
    found = [pattern for pattern, _ in expressions.PATTERNS.values()]
    for pattern in decoys._patterns():
        found += [part for part in (pattern.before, pattern.number, pattern.after) if part]
    for kind in expressions.KINDS:
        for entry in _signals(kind, None).entries:
            found += [
                part for part in (entry.left, entry.right, entry.without, entry.left_has, entry.right_has) if part
            ]
    found += [pattern for _, pattern in implicit._patterns()]
    found += [part_lists._sort(), phrase_words._words().endings, *map(re.compile, SHAPES)]
    return list(dict.fromkeys(found))


EXPRESSIONS = _expressions()
# What the expressions themselves are made of lets them match; other pieces stand between.
PIECES = sorted(
    {piece for one in EXPRESSIONS for piece in re.findall(r"[\u4e00-\u9fff]+|[，。；、：（）()“”|]", one.pattern)}
)
TEXTS = st.lists(
    st.sampled_from(PIECES)
    | st.sampled_from(["1", "20", "2022", "年", "件", " ", "\n", "a", "b", "c", "％", "𠀀"])
    | st.text(max_size=2),
    max_size=12,
).map("".join)


class _Machine:
    def __init__(self) -> None:
        sets, code = CharacterSets(), []
        programs = Programs(sets, code)
        parsed = [
            tuple(programs.parse(one.pattern, tells, bool(one.flags & re.DOTALL)) for tells in (False, True))
            for one in EXPRESSIONS
        ]
        sets.number_characters()
        self.groups = [full.group_count for full, _ in parsed]
        self.programs = [(programs.write(full), programs.write(telling)) for full, telling in parsed]
        self.integers = np.array(code, dtype=np.int64)
        self.memory = np.zeros(machine.MEMORY, dtype=np.int64)
        self.characters = np.arange(0x110000, dtype=np.int64) | (sets.symbol_of << machine.CODE_BITS)

    def run(self, way: str, text: str, start: int, end: int, program: int) -> int:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        # One character more: a program may be at the end of the text.
        characters = np.append(self.characters[codes], 0)
        function = {"search": machine.search, "match": machine.match_at, "fullmatch": machine.fullmatch}[way]
        return int(function(self.integers, characters, self.memory, 0, start, end, program))


@pytest.fixture(scope="module")
def compiled() -> _Machine:
    return _Machine()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", ["search", "match", "fullmatch"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, bounds=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_every_expression_matches_as_in_re(compiled: _Machine, way: str, text: str, bounds: tuple[int, int]) -> None:
    start, end = min(bounds[0], len(text)), min(max(bounds), len(text))
    for number, expression in enumerate(EXPRESSIONS):
        wanted = getattr(expression, way)(text, start, end)
        found = compiled.run(way, text, start, end, compiled.programs[number][0])
        if wanted is None:
            assert found == (0 if way == "fullmatch" else -1), (expression.pattern, text, start, end)
            continue
        assert found == (1 if way == "fullmatch" else wanted.end() if way == "match" else wanted.start())
        groups = [wanted.span(group) for group in range(compiled.groups[number])]
        spans = compiled.memory[: 2 * compiled.groups[number]].reshape(-1, 2).tolist()
        assert [tuple(span) for span in spans] == groups, (expression.pattern, text)


@pytest.mark.timeout(1800)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_a_program_that_only_tells_finds_what_the_whole_finds(compiled: _Machine, text: str) -> None:
    for number, expression in enumerate(EXPRESSIONS):
        found = compiled.run("search", text, 0, len(text), compiled.programs[number][1])
        assert (found >= 0) == (expression.search(text) is not None), (expression.pattern, text)


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?i)a", "(?m)^a", r"(?:a*)*b", r"(?=(a))b", r"\bx"])
def test_what_the_machine_cannot_do_is_refused(pattern: str) -> None:
    sets = CharacterSets()
    programs = Programs(sets, [])

    def compile_pattern() -> None:
        parsed = programs.parse(pattern)
        sets.number_characters()
        programs.write(parsed)

    with pytest.raises(ValueError, match=r"not read"):
        compile_pattern()


def test_a_pointer_reads_its_array() -> None:
    values = np.array([7, 8, 9], dtype=np.int64)
    from numba import njit

    @njit
    def second(array):  # type: ignore[no-untyped-def]
        return pointer_to(array)[1]

    assert second(values) == 8
