"""Which expressions, sets of characters and kinds of signals of the readable engine the compiled steps use.

Here: `PATTERNS`, `NEVER_EMPTY`, `SETS`, `KINDS`; each expression stands where it is used in the readable engine and
nowhere else. Not here: expressions that come from the catalogue entry by entry, the tables themselves (`tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.extraction import (
    carrying,
    decoys,
    frames,
    instruments,
    numbers,
    part_chains,
    part_lists,
    part_marks,
    part_sums,
    parts,
    phrase_words,
    phrases,
    places,
    qualifiers,
    rates,
    respective,
    statements,
    worth,
)
from transforms.extraction import tables as reference_tables

# Expressions by the name under which the steps ask for them; True: it is only asked whether they occur.
PATTERNS: dict[str, tuple[re.Pattern[str], bool]] = {
    "digits": (numbers._DIGITS, False),
    "chinese": (numbers._CHINESE, False),
    "before_number": (qualifiers._BEFORE, False),
    "after_number": (qualifiers._AFTER_NUMBER, False),
    "after_unit": (qualifiers._AFTER_UNIT, False),
    "place": (places._NAMED, False),
    "instrument": (instruments._INSTRUMENT, False),
    "titles": (frames._EXAMPLE_TITLES, False),
    "header_unit": (reference_tables._UNIT, False),
    "adjacent": (frames._ADJACENT, False),
    "filler": (frames._FILLER, False),
    "no_noun": (frames._NO_NOUN, False),
    "noun": (frames._NOUN, False),
    "opening": (frames._OPENING, False),
    "row": (frames._BRACKETED_OR_NOTHING, False),
    "respectively": (respective._RESPECTIVELY, False),
    "between_values": (respective._BETWEEN_VALUES, False),
    "between_matters": (respective._BETWEEN_MATTERS, False),
    "leads_on": (frames._LEADS_ON, False),
    "own_noun": (frames._OWN_NOUN, False),
    "grades": (carrying._GRADES, False),
    "next_bracket": (carrying._NEXT_BRACKET, False),
    "joined": (carrying._JOINED, False),
    "whose": (carrying._WHOSE, False),
    "next_cell": (carrying._NEXT_CELL, False),
    "next_object": (carrying._NEXT_OBJECT, False),
    "in_one_row": (carrying._IN_ONE_ROW, False),
    "next_body": (carrying._NEXT_BODY, False),
    "year_in_clause": (statements._YEAR_IN_CLAUSE, False),
    "arrived_at": (statements._ARRIVED_AT, False),
    "title": (statements._TITLE, False),
    "counting_before": (worth._COUNTING_BEFORE, True),
    "aimed_at": (worth._AIMED_AT, True),
    "clause_follows": (worth._CLAUSE_FOLLOWS, False),
    "one_and_only": (worth._ONE_AND_ONLY, False),
    "arranged": (worth._ARRANGED, True),
    "rates_joined": (rates._JOINED, False),
    "since_year": (statements._SINCE_YEAR, False),
    "part_of_year": (statements._PART_OF_YEAR, False),
    "bracketed": (part_chains._BRACKETED, False),
    "among": (part_marks._AMONG, False),
    "part_sentence_end": (part_marks._SENTENCE_END, True),
    "new_matter": (part_marks._NEW_MATTER, True),
    "part_semicolon": (part_marks._SEMICOLON, True),
    "equal_row": (part_marks._ROW, True),
    "part_stop": (part_sums._STOPS, True),
    "summed_up": (part_sums._SUMMED_UP, True),
    "share": (part_sums._SHARE, False),
    "sort": (part_lists._sort(), True),
    "first_category": (part_lists._FIRST_CATEGORY, False),
    "next_category": (part_lists._NEXT_CATEGORY, False),
    "total_cell": (part_lists._TOTAL_CELL, True),
    "next_part_cell": (part_lists._NEXT_CELL, False),
    "part_edge": (parts._EDGE, False),
    "no_part_name": (parts._NO_NAME, False),
    "dated": (phrase_words._DATED, False),
    "and": (phrase_words._AND, False),
    "place_name": (phrase_words._PLACE, False),
    "right_end": (phrases._RIGHT_END, False),
    "name_comma": (phrases._COMMA, False),
    "counted_before": (phrases._COUNTED, False),
}
# Those that are looked for one after the other: they never match nothing.
NEVER_EMPTY = (
    "among", "between_matters", "bracketed", "counted_before", "dated", "instrument", "no_noun", "part_edge", "titles",
)  # fmt: skip
# Characters by the name of their set.
SETS: dict[str, Iterable[str]] = {
    "goes_on": numbers._GOES_ON,
    "no_own_noun": frames._NO_OWN_NOUN,
    "vague_before": decoys._VAGUE_BEFORE,
    "together": decoys._TOGETHER,
    "odd_letters": phrase_words._ODD_LETTERS,
    "edge_left": phrase_words._EDGE_LEFT,
    "edge_right": phrase_words._EDGE_RIGHT,
    "edge_inside": phrase_words._EDGE_INSIDE,
    "mode_letters": phrase_words._MODE_LETTERS,
    "place_ends": phrase_words._PLACE_ENDS,
    "before_place": phrase_words._BEFORE_PLACE,
    "clause_marks": phrases._CLAUSE_MARKS,
    "clause_edges": phrases._CLAUSE_EDGES,
    "name_sentence_ends": phrases._SENTENCE_END.pattern.strip("[]").replace("\\n", "\n"),
}
KINDS = ("comparison", "target", "profile", "cumulative_period", "part_year")
