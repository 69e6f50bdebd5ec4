"""Regular expressions as trees: what the parser of the standard library reads, in a few kinds of nodes.

Here: `Node`, `read_tree`, `ranges_at`, `least_width`, `ends_the_text`, `without_empty_start`. Kinds: character (code
point), set (ranges), sequence, branch, group (number or None), repeat (least, most, greedy), atomic, look (behind,
not), at (place), fail. What has no kind is refused with ValueError. Not here: instructions (`programs`).
"""

from __future__ import annotations

from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from transforms.extraction.kernel.character_sets import EVERYTHING, Ranges, category, complement, ranges_of, union

# Places that `at` asks for: the beginning of the text, its end or a last line end, its very end.
START, END, VERY_END = 14, 15, 16
UNBOUNDED = int(_constants.MAXREPEAT)
_NO_LINE_END = complement(ranges_of({ord("\n")}))


class Node(NamedTuple):
    kind: str
    argument: Any = None
    parts: tuple[Node, ...] = ()


class Tree(NamedTuple):
    """A parsed pattern; `groups`: name or number -> number of each group."""

    node: Node
    groups: dict[str, int]
    group_count: int


def read_tree(pattern: str, crosses_lines: bool) -> Tree:
    """The tree of a pattern. `crosses_lines`: a dot matches a line end (re.DOTALL)."""
    tree = _parser.parse(pattern, _constants.SRE_FLAG_DOTALL if crosses_lines else 0)
    if tree.state.flags & ~(_constants.SRE_FLAG_UNICODE | _constants.SRE_FLAG_DOTALL):
        raise ValueError(f"flags are not read: {pattern}")
    node = _with_line_ends(_node(list(tree))) if crosses_lines else _node(list(tree))
    groups = {**tree.state.groupdict, **{str(number): number for number in range(1, tree.state.groups)}}
    return Tree(node, groups, tree.state.groups)


def _node(items: list[Any]) -> Node:
    parts = tuple(_one(operation, argument) for operation, argument in items)
    return parts[0] if len(parts) == 1 else Node("sequence", None, parts)


def _one(operation: Any, argument: Any) -> Node:
    if operation is _constants.LITERAL:
        return Node("character", argument)
    if operation is _constants.NOT_LITERAL:
        return Node("set", complement(ranges_of({argument})))
    if operation is _constants.ANY:
        return Node("set", _NO_LINE_END)
    if operation is _constants.IN:
        return Node("set", _members(argument))
    if operation is _constants.BRANCH:
        return Node("branch", None, tuple(_node(list(branch)) for branch in argument[1]))
    if operation is _constants.SUBPATTERN:
        group, added, removed, inner = argument
        if added or removed:
            raise ValueError("flags are not read")
        return Node("group", group, (_node(list(inner)),))
    if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        least, most, inner = argument
        return Node(
            "repeat", (int(least), int(most), operation is _constants.MAX_REPEAT), (_one_of(_node(list(inner))),)
        )
    if operation is _constants.POSSESSIVE_REPEAT:
        least, most, inner = argument
        return Node("atomic", None, (Node("repeat", (int(least), int(most), True), (_one_of(_node(list(inner))),)),))
    if operation in (_constants.ASSERT, _constants.ASSERT_NOT):
        direction, inner = argument
        node = _node(list(inner))
        if _has_group(node):
            raise ValueError("a group inside an assertion is not read")
        return Node("look", (direction < 0, operation is _constants.ASSERT_NOT), (node,))
    if operation is _constants.AT:
        places = {
            _constants.AT_BEGINNING: START,
            _constants.AT_BEGINNING_STRING: START,
            _constants.AT_END: END,
            _constants.AT_END_STRING: VERY_END,
        }
        if argument not in places:
            raise ValueError(f"{argument} is not read")
        return Node("at", places[argument])
    if operation is _constants.FAILURE:
        return Node("fail")
    raise ValueError(f"{operation} is not read")


def _one_of(node: Node) -> Node:
    """What a repeat holds, without a group that is not asked for."""
    while node.kind == "group" and node.argument is None:
        node = node.parts[0]
    return node


def _members(items: list[Any]) -> Ranges:
    parts: list[Ranges] = []
    is_negated = False
    for operation, argument in items:
        if operation is _constants.NEGATE:
            is_negated = True
        elif operation is _constants.LITERAL:
            parts.append(ranges_of({argument}))
        elif operation is _constants.RANGE:
            parts.append(((argument[0], argument[1] + 1),))
        elif operation is _constants.CATEGORY:
            parts.append(_category(argument))
        else:
            raise ValueError(f"{operation} is not read")
    found = union(parts)
    return complement(found) if is_negated else found


def _category(name: Any) -> Ranges:
    letter = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[str(name).rpartition("_")[2]]
    found = category(letter)
    return complement(found) if "_NOT_" in str(name) else found


def ranges_at(node: Node) -> Ranges:
    return ranges_of({node.argument}) if node.kind == "character" else node.argument


def _has_group(node: Node) -> bool:
    return (node.kind == "group" and node.argument is not None) or any(_has_group(part) for part in node.parts)


def ends_the_text(node: Node) -> bool:
    """Whether a match can only stand at the very end."""
    if node.kind == "sequence":
        return ends_the_text(node.parts[-1])
    if node.kind == "group":
        return ends_the_text(node.parts[0])
    if node.kind == "branch":
        return all(ends_the_text(part) for part in node.parts)
    return node.kind == "at" and node.argument == VERY_END


def least_width(node: Node) -> int:
    if node.kind in ("character", "set"):
        return 1
    if node.kind in ("sequence", "group", "atomic"):
        return sum(least_width(part) for part in node.parts)
    if node.kind == "branch":
        return min(least_width(part) for part in node.parts)
    if node.kind == "repeat":
        return int(node.argument[0]) * least_width(node.parts[0])
    return 0


def _with_line_ends(node: Node) -> Node:
    """Dots match everything."""
    if node.kind == "set" and node.argument == _NO_LINE_END:
        return Node("set", EVERYTHING)
    return Node(node.kind, node.argument, tuple(_with_line_ends(part) for part in node.parts))


def without_empty_start(node: Node) -> Node:
    if node.kind == "sequence":
        parts = list(node.parts)
        while len(parts) > 1 and parts[0].kind == "repeat" and parts[0].argument[0] == 0 and not _has_group(parts[0]):
            parts.pop(0)
        if len(parts) > 1:
            parts[0] = without_empty_start(parts[0])
            return Node("sequence", None, tuple(parts))
        return parts[0]
    if node.kind == "group" and node.argument is None:
        return Node("group", None, (without_empty_start(node.parts[0]),))
    return node
