"""Makes hostile report files, reads each as a run would; prints outcome, time, peak memory of the reading process.

    python -m benchmarks.hostile_files [--limits memory_mb,cpu_seconds,wall_seconds]

Here: the files and the measuring. Not here: what must come out of each (tests/orchestration/test_hostile_files.py).
Exit status 1 when the measuring itself fails.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from orchestration.guarded import Limits
from orchestration.intake import list_files, read_files

MEGABYTE = 1024**2
SENTENCE = "全年开展普法宣讲三十场，调解邻里纠纷四十二件，群众的满意程度逐年提高，工作的成效看得见。"
MAIN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def pack(members: dict[str, bytes | str]) -> bytes:
    """A ZIP container in memory."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def inflating_pdf(megabytes: int) -> bytes:
    """A PDF whose page is a stream of drawing orders that unfolds to `megabytes`."""
    orders = b"BT /F1 9 Tf 1 1 Td (legal legal legal legal legal legal) Tj ET\n" * 16_384
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(orders) for _ in range(megabytes)) + packer.flush()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(content),
    )


def archives_within(depth: int) -> bytes:
    """An archive in an archive in an archive."""
    content = pack({"a.txt": SENTENCE * 3})
    for _ in range(depth):
        content = pack({"inner.zip": content})
    return content


ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "法治">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
SECRET = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
FILES: dict[str, Callable[[], bytes]] = {
    "zip_bomb.docx": lambda: pack({"word/document.xml": b"0" * (300 * MEGABYTE)}),
    "zip_bomb.zip": lambda: pack({"a.txt": b"0" * (300 * MEGABYTE)}),
    "nested_archives.zip": lambda: archives_within(12),
    "xxe.docx": lambda: pack({"word/document.xml": SECRET + MAIN.format("&x;")}),
    "entity_bomb.docx": lambda: pack({"word/document.xml": ENTITIES + MAIN.format("&i;")}),
    "deep.docx": lambda: pack({"word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}),
    "deep.html": lambda: ("<html><body>" + "<div>" * 100_000 + SENTENCE * 9).encode(),
    "wide.html": lambda: ("<html><body>" + f"<div><span>{SENTENCE}</span></div>" * 150_000).encode(),
    "open_tags.html": lambda: ("<html><body>" + "<table><tr><td>" * 90_000 + SENTENCE * 9).encode(),
    "comments.html": lambda: ("<html><body>" + "<!--<script>" * 900_000 + SENTENCE * 9).encode(),
    "inflating.pdf": lambda: inflating_pdf(400),
    "cut.pdf": lambda: inflating_pdf(1)[:900],
    "cut.docx": lambda: pack({"word/document.xml": MAIN.format(""), "x": os.urandom(9_000)})[:5_000],
    "cut.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(9_000),
    "loop.doc": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(9_000)
    ),
    "picture.pdf": lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000),
    "program.html": lambda: b"\x7fELF" + bytes(9_000),
    "control\x1b[31m\nname.html": lambda: f"<html><body><p>{SENTENCE * 9}".encode(),
}


def make_files(folder: Path) -> None:
    """Every hostile file, one of a gigabyte, and a link out of the folder; each in a folder of its own."""
    for number, (name, make) in enumerate(FILES.items()):
        place = folder / f"{number:02}"
        place.mkdir()
        (place / name).write_bytes(make())
    (folder / "huge").mkdir()
    with open(folder / "huge" / "gigabyte.html", "wb") as huge:
        huge.truncate(1024 * MEGABYTE)
    (folder / "link").mkdir()
    (folder / "link" / "out.html").symlink_to("/etc/hostname")


def read_one(folder: Path, limits: Limits) -> str:
    """Outcome, seconds and peak memory of reading the one file of `folder`, in a process of its own."""
    import resource

    begun = time.monotonic()
    documents, refused = read_files(list_files(folder), 1, limits)
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    outcome = (
        f"read, {documents['text'].str.len_chars().sum()} characters" if documents.height else refused["reason"][0]
    )
    name = next(iter([*documents["source_path"], *refused["source_path"]]))
    return f"{name:32} {outcome:28} {seconds:7.1f} s {peak:9.0f} MB"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limits", default="2048,20,120", help="memory in MB, processor seconds, seconds on the clock")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    memory, cpu, wall = (float(part) for part in options.limits.split(","))
    limits = Limits(int(memory * MEGABYTE), int(cpu), wall)
    if options.one:
        print(read_one(options.one, limits))
        return 0
    status = 0
    print(f"{'file':32} {'outcome':28} {'time':>9} {'peak memory':>12}   (0 MB: no reading process was needed)")
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder))
        for place in sorted(Path(folder).iterdir()):
            command = [
                sys.executable,
                "-m",
                "benchmarks.hostile_files",
                "--limits",
                options.limits,
                "--one",
                str(place),
            ]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            print(ran.stdout.rstrip() or ran.stderr.rstrip()[-300:], flush=True)
            status |= ran.returncode
    return status


if __name__ == "__main__":
    raise SystemExit(main())
