"""ZIP archives of reports: which files are packed in them, also in archives within, and the bytes of one of them.

Here: `list_members`, `open_member`, `REPORT_ENDINGS`. Belongs here: names and limits of packed files. Does not belong
here: reading the members (`reader`): each is a document of its own, and one that is at fault must not cost the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from transforms.documents.document import DocumentRefused
from transforms.documents.formats import binary_format
from transforms.documents.zip_members import MAX_UNPACKED_BYTES, ZipMembers

MAX_ARCHIVES_WITHIN = 3
MAX_MEMBER_BYTES = 32 * 1024 * 1024
MAX_LISTED = 5_000

# Files of other kinds (README.md, pictures beside a report) are no reports and are counted, not quarantined.
REPORT_ENDINGS = frozenset(
    (
        "",
        ".7z",
        ".doc",
        ".docx",
        ".htm",
        ".html",
        ".mht",
        ".mhtml",
        ".ofd",
        ".pdf",
        ".rar",
        ".rtf",
        ".shtml",
        ".text",
        ".txt",
        ".wps",
        ".xhtml",
        ".zip",
    )
)

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Member:
    """A packed file: its path below the archive, and its place in the archive and in each archive within."""

    path: str
    places: tuple[int, ...]


def list_members(content: bytes) -> list[Member]:
    """Packed files that can be reports, in the order in which they are packed, those of inner archives among them.

    Inner archives that cannot be opened are listed themselves; reading them tells why. Raises `DocumentRefused` with
    reason ``damaged``, ``too_large``, ``too_deep`` or ``no_report_inside``.
    """
    found: list[Member] = []
    _list(content, "", (), found, [MAX_UNPACKED_BYTES])
    if not found:
        raise DocumentRefused("no_report_inside", "The archive holds no file of a format that is read.")
    taken: dict[str, int] = {}
    named = []
    for member in found:
        taken[member.path] = taken.get(member.path, 0) + 1
        again = taken[member.path]
        named.append(member if again == 1 else Member(f"{member.path}#{again}", member.places))
    return named


def open_member(content: bytes, places: tuple[int, ...]) -> bytes:
    """Bytes of the file at `places`. Raises `DocumentRefused` as `ZipMembers.read_at` does."""
    for place in places:
        content = ZipMembers(content).read_at(place, MAX_MEMBER_BYTES)
    return content


def is_safe_name(name: str) -> bool:
    """Whether a name holds no control characters (line ends, escapes, marks that turn the writing around)."""
    return _UNSAFE.search(name) is None


def show_name(name: str) -> str:
    """A name in which every control character is shown as an escape."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), name)


def _list(content: bytes, folder: str, above: tuple[int, ...], found: list[Member], allowance: list[int]) -> None:
    members = ZipMembers(content)
    for place, name in enumerate(members.names):
        path = _clean(name)
        if not _can_be_report(path):
            continue
        if len(found) >= MAX_LISTED:
            raise DocumentRefused("too_large", f"More than {MAX_LISTED} files are packed.")
        path, places = f"{folder}{path}", (*above, place)
        if path.lower().endswith(".zip"):
            if len(places) > MAX_ARCHIVES_WITHIN:
                raise DocumentRefused("too_deep", f"Archives are packed more than {MAX_ARCHIVES_WITHIN} deep.")
            try:
                inner = members.read_at(place, min(MAX_MEMBER_BYTES, allowance[0]))
                if binary_format(inner) == "zip":
                    allowance[0] -= len(inner)
                    _list(inner, f"{path}/", places, found, allowance)
                    continue
            except DocumentRefused as refusal:
                if refusal.reason == "too_deep":
                    raise
        found.append(Member(path, places))


def _clean(name: str) -> str:
    """A path without steps upward: `..\\a/./b` is `a/b`. It is only a label, as nothing is written to disk."""
    steps = name.replace("\\", "/").split("/")
    return "/".join(step for step in steps if step not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", step))


def _can_be_report(path: str) -> bool:
    steps = path.split("/")
    if not path or "__MACOSX" in steps or any(step.startswith((".", "~$")) for step in steps):
        return False
    return PurePosixPath(path).suffix.lower() in REPORT_ENDINGS
