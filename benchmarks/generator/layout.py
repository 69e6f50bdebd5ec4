"""The page around a report: what stands above the title, the title, signature and foot.

Here: `Dates`, `choose_dates`, `choose_title`, `add_head`, `add_signature`. Not here: the body.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from benchmarks.generator.drafting import Draft
from benchmarks.generator.fixed_numbers import Mark
from benchmarks.generator.places import Place, mix


@dataclass(frozen=True, slots=True)
class Dates:
    """`published` as the page head says, `signed` below the text; None where the page has none."""

    published: datetime.date | None
    signed: datetime.date | None


def choose_dates(place: Place, year: int) -> Dates:
    """Most are published between January and the end of March, some late, some before the year is over."""
    bits = mix(place.key, 0xDA7E + year)
    when = bits & 0xFF
    first = datetime.date(year + 1, 1, 6).toordinal()
    if when < 200:
        signed = first + (bits >> 8) % 72
    elif when < 236:
        signed = first + 86 + (bits >> 8) % 110
    else:
        signed = first - 28 + (bits >> 8) % 20
    published = signed + (bits >> 24) % 9
    return Dates(
        datetime.date.fromordinal(published) if bits >> 40 & 7 else None,
        datetime.date.fromordinal(signed) if bits >> 43 & 7 else None,
    )


def is_whole_year(place: Place, year: int) -> bool:
    """Whether nothing dates the report before the end of its year."""
    dates = choose_dates(place, year)
    return all(date is None or date.year > year for date in (dates.published, dates.signed))


def choose_title(place: Place, year: int) -> tuple[str, int]:
    """The title, and where its year stands."""
    before, after = (
        (place.name, "年法治政府建设年度报告"),
        (f"{place.full_name}关于", "年度法治政府建设情况的报告"),
        (f"{place.county if place.level != 'county' else ''}{_short(place)}", "年法治政府建设情况报告"),
        (f"{place.name}", "年度法治政府建设工作情况报告"),
        (f"{_short(place)}", "年推进法治政府建设工作总结报告"),
        (f"{place.full_name}", "年法治政府建设年度报告"),
    )[mix(place.key, 0x717E + year // 3) % 6]
    return f"{before}{year}{after}", len(before)


def _short(place: Place) -> str:
    return place.name


def add_head(draft: Draft, title: str, year_at: int, dates: Dates) -> None:
    """What a page says above the body: path, index, dates, title once or twice."""
    place, year = draft.place, draft.year
    bits = mix(place.key, 0x4EAD + year // 4)
    title_marks: tuple[Mark, ...] = ((year_at, year_at + 4, "year"),)
    style = bits % 6
    visits = str(60 + (mix(bits, year) & 0x3FF))
    if dates.published is None:
        if style > 2:
            draft.add(f"您现在的位置：首页 > {place.name} > 政务公开 > 法治政府建设年度报告\n\n")
        draft.add(title + "\n\n", title_marks)
        return
    date = dates.published.isoformat()
    if style == 0:
        draft.add(title + "\n\n", title_marks)
        _line(draft, ("来源：" + place.full_name + "　发布时间：", None), (date, "date"), ("\n\n", None))
    elif style == 1:
        draft.add(f"当前位置：首页>政府信息公开>{place.county}>{place.name}>法治政府建设年度报告\n")
        index, number = f"{place.code}{place.letters}", f"{mix(bits, year) % 400 + 1:05d}"
        _line(
            draft, ("[ 索引号 ] ", None), (f"{index}-{dates.published.year}-{number}", "page_chrome"),
            ("   [ 主题分类 ] 司法   [ 发布日期 ] ", None), (date, "date"), ("   [ 有效性 ] 有效\n", None),
        )  # fmt: skip
        _line(
            draft, ("【字体：大 中 小】 【打印】 【关闭】   阅读：", None), (visits, "page_chrome"), (" 次\n\n", None)
        )
        draft.add(title + "\n\n", title_marks)
    elif style == 2:
        draft.add(title + "\n", title_marks)
        _line(draft, ("日期：", None), (date, "date"), (f" 来源：{place.name}\n语音播报\n\n", None))
        draft.add(title + "\n\n", title_marks)
    elif style == 3:
        draft.add(f"首页 / 政务公开 / 法定主动公开内容 / {place.name}\n\n")
        draft.add(title + "\n\n", title_marks)
        _line(
            draft, ("时间：", None), (date, "date"), (f"   来源：{place.name}   访问量：", None),
            (visits, "page_chrome"), ("   【打印文本】\n分享到：\n\n", None),
        )  # fmt: skip
    elif style == 4:
        draft.add(f"{place.full_name} | 政务公开 | 法治政府建设年度报告\n")
        written = (dates.signed or dates.published).isoformat()
        _line(
            draft, (f"发布机构：{place.full_name} | 成文日期：", None), (written, "date"),
            (" | 发布日期：", None), (date, "date"), ("\n\n", None),
        )  # fmt: skip
        draft.add(title + "\n\n", title_marks)
    else:
        draft.add(title + "\n\n", title_marks)
        written = f"{dates.published.year}年{dates.published.month}月{dates.published.day}日"
        _line(
            draft,
            ("发布时间：", None),
            (written, "date"),
            ("  浏览次数：", None),
            (visits, "page_chrome"),
            ("  字号：【大】【中】【小】\n\n", None),
        )
    if bits >> 8 & 7 == 0 and place.level != "department":
        sign = f"{place.name[0]}政发"
        _line(
            draft, (sign + "〔", None), (str(dates.published.year), "document_number"), ("〕", None),
            (str(mix(bits, year + 1) % 60 + 1), "document_number"), ("号\n\n", None),
        )  # fmt: skip


def add_signature(draft: Draft, dates: Dates) -> None:
    """Who signs, the date, and the foot of the page."""
    place = draft.place
    bits = mix(place.key, 0xF007)
    if bits & 3:
        indent = "                              " if bits & 4 else ""
        draft.add(f"{indent}{place.full_name}\n")
        if dates.signed:
            written = f"{dates.signed.year}年{dates.signed.month}月{dates.signed.day}日"
            _line(draft, (indent, None), (written, "date"), ("\n", None))
    foot = bits >> 4 & 7
    if foot == 0:
        phone = f"0990-{6000000 + bits % 999983}"
        _line(
            draft,
            (f"\n主办：{place.full_name}  联系电话：", None),
            (phone, "phone"),
            ("  网站标识码：", None),
            (place.code[:10], "page_chrome"),
            ("\n", None),
        )
    elif foot == 1:
        _line(draft, ("\n扫", None), ("一", "page_chrome"), ("扫在手机打开当前页面\n", None))
    elif foot == 2:
        _line(
            draft,
            (f"\n版权所有：{place.name}  云泽ICP备", None),
            (f"{20990000 + bits % 9973}", "page_chrome"),
            ("号\n", None),
        )


def _line(draft: Draft, *pieces: tuple[str, str | None]) -> None:
    for text, reason in pieces:
        draft.add(text, ((0, len(text), reason),) if reason else ())
