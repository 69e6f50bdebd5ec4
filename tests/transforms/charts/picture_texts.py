"""Where the words of a chart stand in the picture: boxes from the scene graph and the shipped font's own widths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import vl_convert
from fontTools.ttLib import TTFont

from transforms.charts import rendering


@dataclass(frozen=True)
class Box:
    """A line of text with its box in pixels of the picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def text_boxes(chart: Any) -> tuple[float, float, list[Box]]:
    """Width and height of the picture, and the box of every line of text, each once."""
    rendering.render_png(chart, scale=0.1)  # registers the font, so that the layout is that of the picture
    scene = vl_convert.vegalite_to_scenegraph(chart.to_dict(), vl_version=rendering._vegalite_version())
    left, top = scene["origin"]
    boxes = dict.fromkeys(_boxes(scene["scenegraph"], left, top))
    return scene["width"], scene["height"], list(boxes)


def _boxes(mark: dict[str, Any], left: float, top: float) -> Iterator[Box]:
    for item in mark.get("items", []):
        x, y = left + item.get("x", 0), top + item.get("y", 0)
        if mark["marktype"] == "text":
            yield from _lines(item, x + item.get("dx", 0), y + item.get("dy", 0))
        for child in item.get("items", []):
            yield from _boxes(child, x, y)


def _lines(item: dict[str, Any], x: float, y: float) -> Iterator[Box]:
    size = item.get("fontSize", 11)
    text = item.get("text", "")
    lines = text if isinstance(text, list) else str(text).split("\n")
    top = y + {"top": 0.0, "middle": -0.5, "bottom": -1.0}.get(item.get("baseline", "alphabetic"), -0.8) * size
    for number, line in enumerate(line for line in lines if line):
        width = size * sum(_advances().get(ord(character), 1.0) for character in line)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[item.get("align", "left")] * width
        above = top + number * item.get("lineHeight", size + 2)
        yield Box(line, left, above, left + width, above + size)


@cache
def _advances() -> dict[int, float]:
    font = TTFont(str(rendering._FONTS / "FazhiSansSC-Regular.otf"), lazy=True)
    units, metrics = font["head"].unitsPerEm, font["hmtx"]
    return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}
