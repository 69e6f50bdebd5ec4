"""What stands above and below a drawing: title, subtitle, notes, source.

Here: `add_caption`. Not here: the words (`texts`), the drawing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.charts import theme
from transforms.charts.layout import wrap_text
from transforms.charts.texts import Text

if TYPE_CHECKING:
    import altair as alt


def add_caption(
    drawing: alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart,
    title: Text,
    subtitle: Sequence[str],
    notes: Sequence[Text],
    width: float,
) -> alt.VConcatChart:
    """The drawing in the project's theme, its title above, its notes below, all broken into lines of `width` pixels."""
    import altair as alt

    lines = [title.en, *subtitle]
    heading = alt.Title(
        text=wrap_text(title.zh, width / theme.TITLE_SIZE),
        subtitle=[line for text in lines for line in wrap_text(text, width / theme.SUBTITLE_SIZE)],
        frame="bounds",
    )
    footing = alt.Title(
        text=[
            line for note in notes for words in (note.zh, note.en) for line in wrap_text(words, width / theme.NOTE_SIZE)
        ],
        orient="bottom",
        frame="bounds",
        fontSize=theme.NOTE_SIZE,
        lineHeight=theme.NOTE_SIZE + 6,
        color=theme.QUIET_INK,
        offset=16,
    )
    return alt.vconcat(
        drawing.properties(title=heading),
        title=footing,
        description=f"{title.zh} | {title.en}",
        config=alt.Config.from_dict(theme.theme_config()),
    )
