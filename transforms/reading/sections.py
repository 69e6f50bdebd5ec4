"""The parts of a report and what each is for: whether a number in it is a result, a plan or a shortcoming.

`find_sections` partitions a text. The top headings (一、, or （一） or 1. where a text has no 一、) always open a part;
headings below them, unnumbered headings and the opening words of paragraphs (下一步，我镇将…) open one only where the
role changes.
Belongs here: how headings and roles follow from each other. Does not belong here: finding headings (`headings`), what
their words mean (`roles`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter

from transforms.reading.headings import (
    ATTACHMENT,
    BARE,
    FIRST,
    INLINE_OUTLINE,
    PARAGRAPH,
    PART,
    SECOND,
    THIRD,
    UNSURE,
    Heading,
    end_of,
    find_headings,
    find_inline_headings,
    title_of,
)
from transforms.reading.outline import (
    BLANK,
    ODD_LINE_END,
    OPENING,
    SENTENCE_END,
    TRADITIONAL,
    read_outline,
)
from transforms.reading.roles import (
    GOALS,
    GUIDING,
    LEADER,
    MEASURES,
    OTHER,
    PLAN,
    PROBLEMS,
    REQUIREMENTS,
    names_plan_and_problems,
    role_of_bare_line,
    role_of_heading,
    role_of_opening,
    role_of_plan_heading,
    role_of_subheading,
)
from transforms.reading.simplified import simplified

SENTENCE = "sentence"

# In an outline: what may begin a heading or opening words inside a line.
_BEHIND_SENTENCE = re.compile(rf"\{SENTENCE_END}[{BLANK}{ODD_LINE_END}]*(?={OPENING}|{INLINE_OUTLINE})")
_SENTENCE_LEAD = re.compile(
    r"在?下一?[步阶年个]|接下来|在?今后|明年|来年|新的一年|我[们镇乡街区县市局].{0,3}将|针对|为此|对此"
)
# The look-behind stands after the literal, by which years are found much sooner.
_YEAR = re.compile(r"(20(?<![\d\-—－–~～至]20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
_FORWARD = re.compile("进一步|继续|持续|今后")
_UNIT_WILL = re.compile(r"(?:20\d\d年度?|我|本|全)[^。；;\n]{0,15}?将(?!会)")
_PAUSE = re.compile(r"[，,。；;：:\r\n]")
_HEAD = 3000
_TITLE_LINE = re.compile(
    r"[^。；，,\r\n]{0,40}(?:报告|总结|情况|汇报|要点|计划|方案|安排)[^。；，,\r\n]{0,12}(?=[\r\n]|$)"
)
_DEFAULT_ROLES = {"work_plan": PLAN, "notice": OTHER}
_start_of = attrgetter("start")
_DEPTH = {FIRST: 1, SECOND: 2, THIRD: 3}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: code points `start` to `end`, its heading as written (empty before the first) and level.

    `heading_level` is 0 for what stands before the first heading, 1 for a top heading, 2 below it.
    """

    role: str
    heading: str
    heading_level: int
    start: int
    end: int


def find_sections(text: str, document_type: str) -> list[Section]:
    """Parts of `text` in order: they do not overlap and together cover it (an empty text has none).

    `document_type` is one of the types of `dim_report`; in a ``work_plan`` everything is the plan but its aims and
    requirements, in other reports everything is measures and results but what says otherwise.
    """
    if not text:
        return []
    shadow, outline = text, read_outline(text)
    if TRADITIONAL in outline:
        shadow = simplified(text)
        outline = read_outline(shadow)
    walk = _Walk(text, shadow, outline, document_type)
    walk.run()
    parts = walk.parts
    ends = [part[0] for part in parts[1:]] + [len(text)]
    return [
        Section(role, heading, level, start, end)
        for (start, role, heading, level), end in zip(parts, ends, strict=True)
        if end > start
    ]


@dataclass(slots=True)
class _Walk:
    """One pass over the headings and paragraphs of a text; `parts` grows by (start, role, heading, level)."""

    text: str
    shadow: str
    outline: str
    document_type: str
    parts: list[tuple[int, str, str, int]] = field(default_factory=list)
    year: int | None = None
    year_is_read: bool = False
    is_report: bool = True
    default: str = MEASURES
    top_kind: str | None = None
    # The top heading in force, and the number reached in its run.
    top_role: str = OTHER
    top_title: str = ""
    number: int = 0
    is_combined: bool = False
    chapter_role: str | None = None
    nested_number: int = 0
    # Below it: the kind and number of the last subheading, the role that opening words have set.
    sub_kind: str | None = None
    sub_number: int = 0
    opened: str | None = None
    # Role of an unnumbered heading since the last top heading: it may head a chapter (2022年工作计划 above 一、).
    line_role: str | None = None
    revert: tuple[int, str, str, int] | None = None

    @property
    def role(self) -> str:
        return self.parts[-1][1]

    def run(self) -> None:
        self.is_report = self.document_type not in _DEFAULT_ROLES
        self.default = _DEFAULT_ROLES.get(self.document_type, MEASURES)
        lines = find_headings(self.shadow, self.outline)
        sentences = [stop.end() for stop in _BEHIND_SENTENCE.finditer(self.outline)]
        inline = find_inline_headings(self.shadow, self.outline, sentences)
        leads = self._find_leads(sentences) if self.is_report else []
        self.top_kind = _top_kind(lines, inline)
        events = lines
        if inline or leads:
            # The sort is stable: of what begins at one place, headings come before opening words.
            events = sorted(lines + inline + leads, key=_start_of)
        self.top_role = OTHER if self.top_kind else self.default
        self.parts.append((0, self.top_role, "", 0))
        many_tops = bool(inline) and sum(heading.kind == FIRST for heading in lines) >= 2
        body = False
        for event in events:
            kind = event.kind
            if kind == self.top_kind and not (event.inline and many_tops and not self._continues(event)):
                self._top(event)
            elif kind in _DEPTH:
                self._sub(event)
            elif kind == PARAGRAPH:
                body = body or self.shadow.find("。", event.start, event.line_end) >= 0
                self._paragraph(event.start)
            elif kind == BARE:
                if (body or self.number) and not self._bare(event):
                    self._paragraph(event.start)
            elif kind == SENTENCE:
                self._sentence(event.start)
            elif kind == UNSURE:
                if self.top_kind == FIRST and 0 < self.number == (event.number or 0) - 1:
                    self._top(event)
            elif kind == PART:
                self._chapter(event)
            elif kind == ATTACHMENT:
                self._attachment(event)

    def _find_leads(self, sentences: list[int]) -> list[Heading]:
        """Sentences inside lines whose first words may open another part: …。下一步，我镇将…"""
        return [
            Heading(place, place, place, SENTENCE, None)
            for place in sentences
            if self.outline[place] == OPENING and _SENTENCE_LEAD.match(self.shadow, place)
        ]

    def _continues(self, event: Heading) -> bool:
        """Whether a heading inside a line is the next of the run and says what it is for."""
        return event.number == self.number + 1 and self._role_of(title_of(self.shadow, event)) not in (None, MEASURES)

    def _role_of(self, title: str) -> str | None:
        """Role that a heading of a report names; the year the text speaks of is read only where it matters."""
        named, coming = role_of_heading(title)
        if coming is not None:
            if not self.year_is_read:
                self.year, self.year_is_read = _year_of(self.shadow), True
            if self.year is not None and coming > self.year:
                return PLAN
        return named

    def _open(self, start: int, role: str, heading: str, level: int) -> None:
        self.revert = None
        if self.parts[-1][0] == start:
            self.parts.pop()
        self.parts.append((start, role, heading, level))

    def _words(self, heading: Heading) -> str:
        return self.text[heading.start : end_of(self.shadow, heading)].strip()

    def _top(self, event: Heading) -> None:
        """A top heading: of the run, the restart of a run inside a part, or the first of the next chapter."""
        number = self.number + 1 if event.number is None else event.number
        title = title_of(self.shadow, event)
        if number == self.number and title == self.top_title:
            return
        named = self._role_of(title) if self.is_report else role_of_plan_heading(title)
        if self.nested_number:
            if number != self.number + 1 or (number == self.nested_number + 1 and named is None):
                self.nested_number = number
                self._sub(event)
                return
            self.nested_number = 0
        elif number == 1 and self.number and self.opened is not None:
            self.chapter_role = self.opened
        elif number == 1 and self.number and named in (None, self.top_role):
            self.nested_number = 1
            self._sub(event)
            return
        if self.line_role in (PLAN, MEASURES):
            self.chapter_role = self.line_role
        role = named or self._inherited(title)
        if named is not None:
            self.chapter_role = self.chapter_role if self.chapter_role == named else None
        self.number, self.top_role, self.top_title = number, role, title
        self.is_combined = self.is_report and names_plan_and_problems(title)
        self.sub_kind, self.sub_number, self.opened, self.line_role = None, 0, None, None
        self._open(event.start, role, self._words(event), 1)

    def _inherited(self, title: str) -> str:
        """Role of a top heading that names none: its chapter's, the plan's once the plan has begun, the default."""
        if self.chapter_role is not None:
            return self.chapter_role
        if not self.is_report:
            return self.default
        if self.top_role == PLAN or (self.top_role == PROBLEMS and _FORWARD.match(title)):
            return PLAN
        return self.default

    def _chapter(self, event: Heading) -> None:
        """第一部分 …: its role holds for all top headings in it that name none."""
        title = title_of(self.shadow, event)
        named = self._role_of(title) if self.is_report else role_of_plan_heading(title)
        role = named or self.default
        self.chapter_role = self.top_role = role
        self.number = self.nested_number = self.sub_number = 0
        self.opened = None
        self._open(event.start, role, self._words(event), 1)

    def _attachment(self, event: Heading) -> None:
        """附件: what follows the signature belongs to no block; headings in it count anew."""
        if not self.number:
            return
        self.number = self.nested_number = self.sub_number = 0
        self.top_role, self.chapter_role, self.opened = OTHER, None, None
        self._open(event.start, OTHER, self._words(event), 1)

    def _sub(self, event: Heading) -> None:
        """A heading below the top: opens a part only where it changes the role."""
        depth = _DEPTH.get(event.kind, 2)
        if self.sub_kind is None or depth < _DEPTH[self.sub_kind]:
            self.sub_kind = event.kind
        elif depth > _DEPTH[self.sub_kind]:
            return
        named = self._named_below(event)
        number = event.number
        if named is None:
            if self.opened is not None and number == 1:
                self.top_role = self.opened
            elif self.opened is not None and (number is None or number != self.sub_number + 1):
                named = self.opened
            if named is None:
                self.opened = None
                named = self.top_role
        self.sub_number = number if number is not None else self.sub_number + 1
        if named != self.role:
            self._open(event.start, named, self._words(event), 2)
        self.revert = None

    def _named_below(self, event: Heading) -> str | None:
        """Role that a subheading names and that its part admits."""
        if not self.is_report:
            if self.top_role not in (GUIDING, GOALS):
                return None
            named = role_of_plan_heading(title_of(self.shadow, event))
            return named if named in (GUIDING, GOALS, REQUIREMENTS) else None
        if self.top_role == PLAN and not self.is_combined:
            return None
        named = role_of_subheading(title_of(self.shadow, event))
        if self.is_combined:
            return None if named == LEADER else named
        if self.top_role == PROBLEMS:
            return named if named == PLAN else None
        return named

    def _bare(self, event: Heading) -> bool:
        """An unnumbered line that is a heading by its words; True when it was taken as one."""
        if not self.is_report:
            return False
        title = title_of(self.shadow, event)
        if title[-1:] in "，；" or "，" in title:
            return False
        role = role_of_bare_line(title)
        if role is None or (role == LEADER and len(title) > 30):
            return False
        if role in (MEASURES, LEADER) and self.role == PLAN:
            return False
        self.line_role = role
        if role != self.role:
            self._open(event.start, role, self._words(event).rstrip("：:"), 1)
            self.opened = role
        return True

    def _paragraph(self, start: int) -> None:
        """Opening words of a paragraph may change the role up to the next heading."""
        if self.revert is not None and start >= self.revert[0]:
            self._open(start, *self.revert[1:])
        if not self.is_report or (self.top_kind and not self.number and self.chapter_role is None):
            return
        role = self.role
        if role == PLAN and not self.is_combined:
            return
        opened = role_of_opening(self.shadow, start, role)
        if opened is None and self.is_combined and role == PROBLEMS and _UNIT_WILL.match(self.shadow, start):
            opened = PLAN
        if opened is not None and opened != role:
            self._open(start, opened, self._opening_words(start), 2)
            self.opened = opened

    def _sentence(self, start: int) -> None:
        """下一步，… in the middle of a paragraph: to its end in a part of results, to the next heading in others."""
        role = self.role
        if role == PLAN or (self.top_kind and not self.number and self.chapter_role is None):
            return
        if role_of_opening(self.shadow, start, role) != PLAN:
            return
        _, _, heading, level = self.parts[-1]
        self._open(start, PLAN, self._opening_words(start), 2)
        if role == PROBLEMS:
            self.opened = PLAN
        else:
            self.revert = (start, role, heading, level)

    def _opening_words(self, start: int) -> str:
        """First clause, or first two where the first is a mere 下一步."""
        pause = _PAUSE.search(self.text, start, start + 40)
        if pause and pause.start() - start < 8 and pause[0] in "，,":
            pause = _PAUSE.search(self.text, pause.end(), start + 40)
        return self.text[start : pause.start() if pause else start + 40].strip()


def _year_of(shadow: str) -> int | None:
    """Year the text speaks of: that of its title line, else the later of the first and the most frequent one."""
    years = list(_YEAR.finditer(shadow))
    if not years:
        return None
    for found in years[:3]:
        if found.start() < _HEAD and _TITLE_LINE.match(shadow, found.end()):
            return int(found[1])
    counts = Counter(found[1] for found in years)
    most = max(counts.values())
    return max(int(years[0][1]), *(int(year) for year, count in counts.items() if count == most))


def _top_kind(lines: list[Heading], inline: list[Heading]) -> str | None:
    """The outermost mark that numbers a run: 一、 before （一） before 1."""
    for kind in (FIRST, SECOND, THIRD):
        numbers = [heading.number for heading in lines if heading.kind == kind]
        if kind == FIRST and len(numbers) < 2:
            numbers += [heading.number for heading in inline if heading.kind == kind]
        if len(numbers) >= 2 or (kind == FIRST and 1 in numbers):
            return kind
    return None
