"""Rebuilds FazhiSansSC-Regular.otf: the Simplified Chinese face of Noto Sans CJK, cut down to what charts can need.

    apt-get download fonts-noto-cjk unicode-data
    for package in *.deb; do dpkg-deb -x "$package" unpacked; done
    python -m transforms.charts.fonts.build_font \\
        unpacked/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \\
        unpacked/usr/share/unicode/Unihan_OtherMappings.txt.bz2

Built from fonts-noto-cjk 1:20220127+repack1-1 (version 2.004) and unicode-data 15.0.0-1; the same inputs give the same
bytes. Kept: the 8,105 characters of 通用规范汉字表 (it has the rare ones of place names: 硚口, 浉河, 瀍河), GB 2312,
every character of the catalogue, Latin letters, punctuation and the signs that charts use. Dropped: hinting and layout
features. The family has a name of its own, so that an installed font of another cut is never taken for this one.
Needs fonttools, a development dependency.
"""

from __future__ import annotations

import argparse
import bz2
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

FAMILY = "Fazhi Sans SC"
FACE = "Noto Sans CJK SC"
HERE = Path(__file__).parent
OUTPUT = HERE / "FazhiSansSC-Regular.otf"
CATALOGUE = HERE.parents[1] / "catalog"
# Latin, general punctuation, letterlike signs, arrows, geometric shapes, CJK punctuation and its small and full forms.
SIGNS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2010, 0x205E),
    (0x20AC, 0x20AC),
    (0x2103, 0x2122),
    (0x2150, 0x217F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2600, 0x2642),
    (0x3000, 0x3029),
    (0x3200, 0x33FF),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE6),
)
DROPPED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]


def build_font(noto: Path, unihan: Path, output: Path = OUTPUT) -> int:
    """Write the subset and return its number of code points. Raises ValueError when the collection lacks the face."""
    faces = [face["name"].getDebugName(1) for face in TTCollection(str(noto), lazy=True).fonts]
    if FACE not in faces:
        raise ValueError(f"{noto}: no face {FACE}, only {faces}")
    font = TTFont(str(noto), fontNumber=faces.index(FACE), recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True
    )
    options.drop_tables += DROPPED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted_characters(unihan))
    subsetter.subset(font)
    _rename(font)
    font.save(str(output), reorderTables=True)
    return len(font.getBestCmap())


def wanted_characters(unihan: Path) -> set[int]:
    """Code points to keep, where the source has them."""
    wanted = {code for first, last in SIGNS for code in range(first, last + 1)}
    wanted.update(_gb2312())
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        wanted.update(int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line and line[0] == "U")
    for path in sorted(CATALOGUE.rglob("*.yaml")):
        wanted.update(ord(character) for character in path.read_text(encoding="utf-8") if character >= " ")
    return wanted


def _gb2312() -> Iterator[int]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def _rename(font: TTFont) -> None:
    """The family's own name; copyright and licence stay as they are."""
    names = font["name"]
    version = names.getDebugName(5).split(";")[0]
    postscript = FAMILY.replace(" ", "") + "-Regular"
    renamed = {
        1: FAMILY,
        2: "Regular",
        3: f"{postscript}; subset of {FACE} {version}",
        4: FAMILY,
        5: f"{version}; subset",
        6: postscript,
    }
    for number, words in renamed.items():
        names.removeNames(nameID=number)
        names.setName(words, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    cff.topDictIndex[0].FullName = FAMILY
    cff.topDictIndex[0].FamilyName = FAMILY


def main() -> None:
    """Command line: the Noto collection and the Unihan file in, the font out."""
    parser = argparse.ArgumentParser(description="Rebuild the font that charts are drawn with.")
    parser.add_argument("noto", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("unihan", type=Path, help="Unihan_OtherMappings.txt.bz2")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    given = parser.parse_args()
    count = build_font(given.noto, given.unihan, given.output)
    print(f"{given.output}: {count} characters, {given.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
