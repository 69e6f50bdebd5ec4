"""Six layouts of web pages around one report, as content management systems of governments make them."""

from __future__ import annotations

import html
from collections.abc import Callable

MENU = "".join(
    f'<li><a href="/c{n}/">{name}</a></li>'
    for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流", "走进本地", "数据开放2024"))
)
HEADER = f'<div class="top"><span>今天是 2031年7月9日 星期三</span> <a href="/login">登录</a></div><ul class="nav">{MENU}</ul>'
OTHERS = "".join(
    f'<li><a href="/art{n}.html">某某镇20{10 + n}年法治政府建设情况报告</a><span>20{11 + n}-02-0{n + 1}</span></li>'
    for n in range(6)
)
RELATED = f'<div class="xg"><h4>相关阅读</h4><ul>{OTHERS}</ul></div>'
NEIGHBOURS = '<div>上一篇：<a href="/a1">某某镇2019年法治政府建设年度报告</a></div><div>下一篇：<a href="/a2">某某镇2018年工作总结</a></div>'
TOOLS = '<div class="share">分享到：<a>微信</a><a>微博</a> 【<a>打印本页</a>】【<a>关闭窗口</a>】</div>'
FOOTER = '<div class="foot"><p>版权所有：某某县人民政府办公室　地址：某某县新街7号</p><p>京ICP备10203040号-5　网站标识码：9988770001</p><p>建议使用1024×768分辨率浏览</p></div>'
SCRIPT = '<script type="text/javascript">var visits = 777; document.write("<p>共访问888次，谢谢。</p>");</script>'


def lines_of(text: str) -> list[str]:
    return [html.escape(line) for line in text.splitlines() if line.strip()]


def _page(head: str, body: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html><head>\n{head}<title>政务公开</title>{SCRIPT}</head>\n<body>\n{body}\n</body></html>\n"
    )


def paragraphs(head: str, text: str) -> str:
    """One paragraph element a line."""
    body = "\n".join(f'<p style="text-indent:2em">{line}</p>' for line in lines_of(text))
    return _page(
        head,
        f'{HEADER}<div class="main"><div class="TRS_Editor">{body}</div>{TOOLS}{NEIGHBOURS}</div>{RELATED}{FOOTER}',
    )


def line_breaks_in_tables(head: str, text: str) -> str:
    """Nested tables that arrange the page; lines end with <br>."""
    body = "<br>\n".join("&nbsp;&nbsp;" + line for line in lines_of(text))
    return _page(
        head,
        f'<table width="980"><tr><td colspan="2">{HEADER}</td></tr><tr><td width="200"><table><tr><td><a>栏目一</a></td></tr><tr><td><a>栏目二</a></td></tr>'
        f'</table></td><td><table><tr><td class="content"><font face="仿宋" size="3">{body}</font></td></tr><tr><td>{TOOLS}</td></tr></table></td></tr>'
        f"<tr><td colspan=2>{FOOTER}</td></tr></table>",
    )


def blocks(head: str, text: str) -> str:
    """A div a line, broken in the source, without a class that tells anything."""
    body = "\n".join(f"<div>\n  {line}\n</div>" for line in lines_of(text))
    return _page(head, f"<div>{HEADER}</div><div><div><div>{body}</div></div><div>{RELATED}</div></div>{FOOTER}")


def split_in_two(head: str, text: str) -> str:
    """The report in two boxes, as pages do that put a picture between."""
    lines = [f"<p>{line}</p>" for line in lines_of(text)]
    half = len(lines) // 2
    return _page(
        head,
        f'{HEADER}<div id="article"><div class="part">{"".join(lines[:half])}</div><img src="a.png"><div class="part">{"".join(lines[half:])}</div></div>'
        f"{NEIGHBOURS}{TOOLS}{FOOTER}",
    )


def spans(head: str, text: str) -> str:
    """Sections of spans, as editors paste them from Word: numbers stand in elements of their own."""
    body = ""
    for line in lines_of(text):
        middle = len(line) // 2
        while 0 < middle < len(line) and "&" in line:
            middle = 0
        body += f'<section><span style="font-family:仿宋">{line[:middle]}</span><span lang="EN-US"><span>{line[middle:]}</span></span><o:p></o:p></section>'
    return _page(head, f'{HEADER}<div class="rich_media_content" id="js_content">{body}</div>{RELATED}{FOOTER}')


def unclosed(head: str, text: str) -> str:
    """Old markup: upper case, paragraphs that are never closed, a hidden menu, comments."""
    body = "".join(f"<P>　　{line}" for line in lines_of(text))
    return (
        f"<HTML><HEAD>{head}<TITLE>政务公开</TITLE></HEAD><BODY><!-- <p>注释里有99件 --><DIV style='display:none'>{HEADER}</DIV>"
        f"<CENTER>{HEADER}</CENTER><DIV id=zoom>{body}</DIV>{TOOLS}{FOOTER}"
    )


LAYOUTS: dict[str, Callable[[str, str], str]] = {
    layout.__name__: layout for layout in (paragraphs, line_breaks_in_tables, blocks, split_in_two, spans, unclosed)
}
