"""Files packed in a ZIP container, held in memory and within limits.

Here: `ZipMembers`. Belongs here: what docx and archives share. Does not belong here: what the members mean.
Nothing is ever written to disk, so a member's path is only a label.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from transforms.documents.document import DocumentRefused

MAX_MEMBERS = 5_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
_ENCRYPTED = 0x1
_UTF8 = 0x800
# What the standard library raises for containers whose sizes and offsets contradict each other.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
)


class ZipMembers:
    """Members of a container. Raises `DocumentRefused` with reason ``damaged`` or ``too_large`` when it is opened."""

    def __init__(self, content: bytes) -> None:
        try:
            self._container = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise DocumentRefused("damaged", f"The ZIP container is cut off or broken: {error}.") from None
        self._members = [member for member in self._container.infolist() if not member.filename.endswith("/")]
        if len(self._members) > MAX_MEMBERS:
            raise DocumentRefused("too_large", f"{len(self._members)} files are packed; the limit is {MAX_MEMBERS}.")
        unpacked = sum(member.file_size for member in self._members)
        if unpacked > MAX_UNPACKED_BYTES:
            raise DocumentRefused(
                "too_large", f"What is packed unfolds to {unpacked} bytes; the limit is {MAX_UNPACKED_BYTES}."
            )

    @property
    def names(self) -> list[str]:
        """Paths of the members as they should read: GBK names come out as Chinese."""
        return [_name(member) for member in self._members]

    def read(self, name: str, limit: int) -> bytes | None:
        """Bytes of the member called `name`, None when there is none."""
        place = next((place for place, member in enumerate(self._members) if member.filename == name), None)
        return None if place is None else self.read_at(place, limit)

    def read_at(self, place: int, limit: int) -> bytes:
        """Bytes of the member at `place` of `names`.

        Raises `DocumentRefused` with reason ``encrypted``, ``too_large`` or ``damaged``.
        """
        member = self._members[place]
        if member.flag_bits & _ENCRYPTED:
            raise DocumentRefused("encrypted", "The packed file is protected by a password.")
        try:
            with self._container.open(member) as stream:
                content = stream.read(limit + 1)
        except _BROKEN as error:
            raise DocumentRefused("damaged", f"The packed file cannot be unpacked: {error}.") from None
        if len(content) > limit:
            raise DocumentRefused("too_large", f"The packed file has more than {limit} bytes.")
        return content


def _name(member: zipfile.ZipInfo) -> str:
    """Archives made on Chinese Windows hold GBK names, which the format takes for code page 437."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
