"""One look for all charts: type, colours that colour-blind readers can tell apart, spacing.

Here: the font stack, the colours and `theme_config`. Not here: the font file (`fonts/`) and where it is registered
(`rendering`).
"""

from __future__ import annotations

from typing import Any

FONT_FAMILY = "Fazhi Sans SC"
# The shipped font first; in a browser without it, what the reader's system has for Chinese.
FONT_STACK = (
    f"{FONT_FAMILY}, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Hiragino Sans GB, "
    "Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
)

# Okabe and Ito's palette: told apart with any colour vision, and by lightness in grey print.
VALUE_COLOUR = "#0072B2"
FLAG_COLOUR = "#D55E00"
MEDIAN_COLOUR = "#5A5A5A"
FALL_COLOUR = "#CC79A7"
WARN_COLOUR = "#E69F00"
INFO_COLOUR = "#56B4E9"
# From pale to dark in one hue, for shares from 0 to 100.
SEQUENCE = ("#F2F7FB", "#C7DDEE", "#85B8DA", "#3D8DC0", "#0B5F93")
INK = "#1F2933"
QUIET_INK = "#52606D"
GRID = "#E4E7EB"
BACKGROUND = "#FFFFFF"

TITLE_SIZE = 20
SUBTITLE_SIZE = 13
LABEL_SIZE = 13
NOTE_SIZE = 11


def theme_config() -> dict[str, Any]:
    """The Vega-Lite configuration that every chart carries."""
    text = {"font": FONT_STACK, "fontWeight": "normal"}
    return {
        "background": BACKGROUND,
        "padding": 20,
        "font": FONT_STACK,
        "view": {"stroke": None},
        "concat": {"spacing": 0},
        "title": {
            **text,
            "fontSize": TITLE_SIZE,
            "color": INK,
            "lineHeight": TITLE_SIZE + 6,
            "subtitleFont": FONT_STACK,
            "subtitleFontSize": SUBTITLE_SIZE,
            "subtitleColor": QUIET_INK,
            "subtitleLineHeight": SUBTITLE_SIZE + 6,
            "subtitlePadding": 8,
            "anchor": "start",
            "offset": 22,
        },
        "axis": {
            "labelFont": FONT_STACK,
            "titleFont": FONT_STACK,
            "labelFontWeight": "normal",
            "titleFontWeight": "normal",
            "labelFontSize": LABEL_SIZE,
            "titleFontSize": LABEL_SIZE,
            "labelColor": INK,
            "titleColor": QUIET_INK,
            "titlePadding": 12,
            "titleLineHeight": LABEL_SIZE + 5,
            "labelLimit": 0,
            "titleLimit": 0,
            "gridColor": GRID,
            "domainColor": "#9AA5B1",
            "tickColor": "#9AA5B1",
        },
        "text": {**text, "fontSize": LABEL_SIZE, "color": INK, "limit": 0},
    }
