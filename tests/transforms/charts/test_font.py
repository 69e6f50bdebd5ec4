"""The shipped font: its licence, its characters, and that pictures need no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from transforms.catalog.loading import CATALOG
from transforms.charts import theme

PROJECT = Path(__file__).parents[3]
FONTS = PROJECT / "transforms" / "charts" / "fonts"
FONT = FONTS / "FazhiSansSC-Regular.otf"

_PROGRAM = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
import altair as alt
import vl_convert
from transforms.charts import render_png, theme

def chart(words):
    data = alt.InlineData(values=[{"words": words}])
    marks = alt.Chart(data).mark_text(font=theme.FONT_STACK, fontSize=40).encode(text="words:N")
    return marks.properties(width=120, height=80)

words = ("法", "治", "硚", "\\ue000", "\\ue001")
before = [vl_convert.vegalite_to_png(chart(word).to_dict()) for word in words]
after = [render_png(chart(word)) for word in words]
for pictures in (before, after):
    print(*(hashlib.sha256(picture).hexdigest() for picture in pictures))
"""


@pytest.fixture(scope="module")
def characters() -> set[str]:
    return {chr(code) for code in TTFont(str(FONT), lazy=True).getBestCmap()}


def test_the_font_is_small_and_named_as_the_theme_asks():
    assert FONT.stat().st_size < 3_000_000
    names = TTFont(str(FONT), lazy=True)["name"]
    assert names.getDebugName(1) == theme.FONT_FAMILY
    assert theme.FONT_STACK.startswith(theme.FONT_FAMILY + ",")


def test_the_licence_goes_with_the_font_and_its_reserved_name_is_not_used():
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    names = TTFont(str(FONT), lazy=True)["name"]
    assert "Adobe" in names.getDebugName(0)
    assert "Open Font License" in names.getDebugName(13)
    assert "Source" not in names.getDebugName(1)


def test_the_font_has_gb2312_and_rare_characters_of_place_names(characters):
    gb2312 = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                gb2312.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    assert len(gb2312) == 6763
    assert gb2312 <= characters
    assert set("硚浉瀍垟堽") <= characters


def test_the_font_has_every_character_that_charts_print(characters):
    used = {
        character
        for name in ("chart_texts.yaml", "indicators.yaml")
        for character in (CATALOG / name).read_text(encoding="utf-8")
        if character.isprintable()
    }
    assert sorted(used - characters) == [], "rebuild the font with transforms/charts/fonts/build_font.py"


def test_the_font_has_the_signs_of_reports(characters):
    assert set("≥≤≈—…·～％（）《》〔〕“”‘’↑↓→■●◆①⑩ⅠⅫ㎡℃﹝﹞") <= characters


def test_chinese_is_drawn_where_the_system_has_no_fonts(tmp_path):
    empty = tmp_path / "fonts.conf"
    empty.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>'
    )
    hidden = {**os.environ, "FONTCONFIG_FILE": str(empty), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(PROJECT)],
        capture_output=True,
        text=True,
        check=True,
        env=hidden,
        cwd=tmp_path,
    )
    before, after = (line.split() for line in done.stdout.splitlines())
    if len(set(before)) > 1:
        pytest.skip("the fonts of this system cannot be hidden with FONTCONFIG_FILE")
    law, rule, rare, missing, missing_too = after
    assert len({law, rule, rare, missing}) == 4, "each character has its own picture, none is the missing-glyph box"
    assert missing == missing_too, "characters that no font has look alike"
