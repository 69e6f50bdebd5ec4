"""Where the labels of a line stand, so that neither the line nor a bar runs through them.

Here: `place_along_line`, `place_beyond`, `spread_apart`. Not here: the labels' words (`points`), the marks (`marks`).
"""

from __future__ import annotations

from typing import Any

# Slopes, as a share of the axis a year, below which a line counts as level; and the room a label needs below a point.
_LEVEL = 0.08
_ROOM = 0.13

Point = dict[str, Any]


def place_beyond(points: list[Point], arrows: list[Point]) -> None:
    """Set `label_at` of each point to the upper end of what is drawn for it."""
    tips = {(arrow["unit"], arrow["year"]): arrow["tip"] for arrow in arrows}
    for point in points:
        ends = (point["value"], point["high"], tips.get((point["unit"], point["year"])))
        point["label_at"] = max(end for end in ends if end is not None)


def place_along_line(points: list[Point], arrows: list[Point], ends: tuple[float, float]) -> None:
    """Set `label_at`, `label_side` (above, below) and `label_align` of each point of a line.

    Above a peak, below a valley where there is room, else away from the steeper side. Points are in order of `year`;
    the line joins those with the same `segment`.
    """
    place_beyond(points, arrows)
    span = ends[1] - ends[0]
    tips = {(arrow["unit"], arrow["year"]): arrow["tip"] for arrow in arrows}
    for number, point in enumerate(points):
        neighbours = [
            other
            for other in (*points[max(0, number - 1) : number], *points[number + 1 : number + 2])
            if other["segment"] == point["segment"]
        ]
        rises = [_slope(point, other, span) for other in neighbours]
        bottoms = (point["value"], point["low"], tips.get((point["unit"], point["year"])))
        bottom = min(end for end in bottoms if end is not None)
        is_valley = len(rises) == 2 and min(rises) > 0 and max(rises) > _LEVEL
        point["label_side"], point["label_align"] = "above", "center"
        if is_valley and bottom - ends[0] > _ROOM * span:
            point["label_side"], point["label_at"] = "below", bottom
        elif is_valley:
            point["label_align"] = "right" if rises[0] < rises[1] else "left"
        else:
            for rise, other in zip(rises, neighbours, strict=True):
                if rise > _LEVEL:
                    point["label_align"] = "left" if other["year"] < point["year"] else "right"


def spread_apart(places: list[float], gap: float, ends: tuple[float, float]) -> list[float]:
    """Places as near to the given ones as they can be while each stands `gap` from the next; in the order given.

    Neighbours that are too close move as a block to where their mean was (pool of adjacent violators). Where all do not
    fit between the ends, they are spread evenly.
    """
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    if gap * (len(places) - 1) >= ends[1] - ends[0]:
        gap = (ends[1] - ends[0]) / max(1, len(places) - 1)
    blocks: list[list[float]] = []  # sum of the starts that the members wish for, members
    for rank, number in enumerate(order):
        blocks.append([places[number] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    starts = [total / count for total, count in blocks for _ in range(int(count))]
    highest = ends[1] - gap * (len(places) - 1)
    found = [0.0] * len(places)
    for rank, number in enumerate(order):
        found[number] = min(max(starts[rank], ends[0]), highest) + rank * gap
    return found


def _slope(point: Point, other: Point, span: float) -> float:
    """How much higher the neighbour is, as a share of the axis."""
    return float((other["value"] - point["value"]) / span)
