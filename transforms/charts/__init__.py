"""Pictures of facts: what to draw, the drawings, and the pages and images made of them.

Here: choosing (`choice`), quoting the sentence behind each value (`evidence`), drawing (`trend`, `comparison`), files
(`rendering`), the page that lists charts (`index_page`); below them words (`texts`), numbers (`magnitude`), line breaks
(`layout`), marks (`points`, `marks`, `caption`), the look (`theme`) and the font (`fonts/`).
A new kind of chart is a new module beside `trend`.
Not here: what may be compared (`transforms.benchmarks`), words and unit names (`catalog/chart_texts.yaml`).

Altair and vl-convert are slow to import and are imported inside functions.
"""

from transforms.charts.choice import Comparison, Trend, choose_comparisons, choose_trends
from transforms.charts.comparison import describe_comparison, draw_comparison
from transforms.charts.evidence import quote_values
from transforms.charts.index_page import ChartEntry, index_page
from transforms.charts.rendering import render_html, render_png
from transforms.charts.trend import describe_trend, draw_trend

__all__ = [
    "ChartEntry",
    "Comparison",
    "Trend",
    "choose_comparisons",
    "choose_trends",
    "describe_comparison",
    "describe_trend",
    "draw_comparison",
    "draw_trend",
    "index_page",
    "quote_values",
    "render_html",
    "render_png",
]
