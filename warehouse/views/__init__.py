"""Views and macros of the warehouse: questions that everyone asks, answered once.

Here: `VIEWS` and `MACROS`, in the order in which they are made; each with the tables it needs and its meaning.
Not here: numbers that are computed (transforms), named queries (`warehouse.named_queries`).
"""

from warehouse.views.choices import UNUSED_MENTION, VALUE_CANDIDATE, VALUE_PART
from warehouse.views.denominated import VALUE_PER_MEASURE
from warehouse.views.evidence import OPEN_PHRASE, VALUE_SENTENCE
from warehouse.views.quality import COPIED_SENTENCE, FACT_FLAGGED, QUALITY_SOURCE
from warehouse.views.search import FIND_EVIDENCE, SEARCH_FACTS, SEARCH_SENTENCES
from warehouse.views.specification import Macro, View

VIEWS: tuple[View, ...] = (
    VALUE_SENTENCE,
    OPEN_PHRASE,
    VALUE_CANDIDATE,
    UNUSED_MENTION,
    VALUE_PART,
    VALUE_PER_MEASURE,
    FACT_FLAGGED,
    QUALITY_SOURCE,
    COPIED_SENTENCE,
)
MACROS: tuple[Macro, ...] = (SEARCH_SENTENCES, SEARCH_FACTS, FIND_EVIDENCE)

__all__ = ["MACROS", "VIEWS", "Macro", "View"]
