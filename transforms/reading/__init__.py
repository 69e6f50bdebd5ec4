"""From the text of a document to what it is: title, issuer, year, dates, type, sections, and what the source lost.

Here: `describe_reports` (texts -> `dim_report`, `dim_section`), `divide_reports` (for a type that was decided),
`judge_structure` (these -> `mart_structure`) and
`find_sections` (one text -> its parts with roles).
Belongs here: rules on the words officials use, as data in the YAML files beside the modules, each with examples.
Does not belong here: bytes and file formats (`transforms.documents`), numbers (`transforms.extraction`), codes of
places.
"""

from transforms.reading.describe import describe_reports, divide_reports, report_id_of
from transforms.reading.sections import Section, find_sections
from transforms.reading.structure import judge_structure

__all__ = [
    "Section",
    "describe_reports",
    "divide_reports",
    "find_sections",
    "judge_structure",
    "report_id_of",
]
