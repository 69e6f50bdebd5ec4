"""Pictures of facts: what to draw, the drawings, and the pages and images made of them.

Here: choosing (`choice`), quoting the sentence behind each value (`evidence`), drawing (a module a kind: `trend`,
`comparison`, `slope`, `panels`, `funnel`, `index_band`, `stated_growth`, `coverage`, `reporters`, `source_quality`,
`province_tiles`), files (`rendering`), the page that lists charts (`index_page`); below them words (`texts`), numbers
(`magnitude`), line breaks (`layout`), marks (`points`, `marks`, `caption`, `nothing`), the look (`theme`) and the font
(`fonts/`).
A new kind of chart is a new module beside `trend`.
Not here: what may be compared (`transforms.benchmarks`), words and unit names (`catalog/chart_texts.yaml`).

Altair and vl-convert are slow to import and are imported inside functions.
"""

from transforms.charts.choice import (
    Comparison,
    Funnel,
    Panels,
    Slope,
    Trend,
    choose_comparisons,
    choose_funnels,
    choose_index_groups,
    choose_panels,
    choose_slopes,
    choose_trends,
)
from transforms.charts.comparison import describe_comparison, draw_comparison
from transforms.charts.coverage import draw_coverage
from transforms.charts.evidence import quote_values
from transforms.charts.funnel import describe_funnel, draw_funnel
from transforms.charts.index_band import draw_index_band
from transforms.charts.index_page import KINDS, ChartEntry, index_page
from transforms.charts.panels import describe_panels, draw_panels
from transforms.charts.province_tiles import draw_province_tiles
from transforms.charts.rendering import render_html, render_png, render_svg, specify, write_specification, write_values
from transforms.charts.reporters import choose_reporter_groups, draw_reporters
from transforms.charts.slope import describe_slope, draw_slope
from transforms.charts.source_quality import draw_source_quality
from transforms.charts.stated_growth import draw_stated_growth
from transforms.charts.texts import load_chart_texts
from transforms.charts.trend import describe_trend, draw_trend

__all__ = [
    "KINDS",
    "ChartEntry",
    "Comparison",
    "Funnel",
    "Panels",
    "Slope",
    "Trend",
    "choose_comparisons",
    "choose_funnels",
    "choose_index_groups",
    "choose_panels",
    "choose_reporter_groups",
    "choose_slopes",
    "choose_trends",
    "describe_comparison",
    "describe_funnel",
    "describe_panels",
    "describe_slope",
    "describe_trend",
    "draw_comparison",
    "draw_coverage",
    "draw_funnel",
    "draw_index_band",
    "draw_panels",
    "draw_province_tiles",
    "draw_reporters",
    "draw_slope",
    "draw_source_quality",
    "draw_stated_growth",
    "draw_trend",
    "index_page",
    "load_chart_texts",
    "quote_values",
    "render_html",
    "render_png",
    "render_svg",
    "specify",
    "write_specification",
    "write_values",
]
