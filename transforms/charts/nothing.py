"""A picture that says why it is empty.

Here: `draw_nothing`. Not here: the reasons (`catalog/chart_texts.yaml`, group `empty`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.layout import wrap_text
from transforms.charts.texts import Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_WIDTH = 620
_LINE = 20


def draw_nothing(title: Text, reason: Text, subtitle: tuple[str, ...] = ()) -> alt.VConcatChart:
    """The title, and in the place of a drawing the reason why there is none."""
    import altair as alt

    lines = [line for words in (reason.zh, reason.en) for line in wrap_text(words, 40)]
    rows = [{"words": line, "at": number} for number, line in enumerate(lines)]
    drawing = (
        alt.Chart(marks.inline(rows))
        .mark_text(align="left", color=theme.QUIET_INK, fontSize=theme.LABEL_SIZE)
        .encode(
            x=alt.value(0),
            y=alt.Y("at:O", axis=None, scale=alt.Scale(type="point", padding=1)),
            text="words:N",
        )
        .properties(width=_WIDTH, height=_LINE * (len(lines) + 1))
    )
    source = load_chart_texts().text("notes", "source")
    return add_caption(alt.layer(drawing), title, list(subtitle), [source], _WIDTH)
