"""One form of writing for matching, without moving a single character, and the places of the marks that matter.

Here: `fold`, which turns full-width digits and punctuation, odd spaces and traditional characters into the form that
rules are written in, one code point for one code point, so that offsets stay those of the source; `read_marks`, the
places of numerals, clause ends and sentence ends. Not here: meaning.
NFKC is not used: it changes lengths (℃, ½, ①) and would move every later span.
Texts are looked up in tables of all code points at once, which costs a tenth of `str.translate`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_WIDE |= {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "○": "〇",
    "Ｏ": "〇",
    "﹪": "%",
    "．": ".",
}
# Punctuation that marks clauses stays Chinese, so that a rule can tell ，from the comma in 1,260.
for _kept in "，；：！？（）":
    _WIDE.pop(_kept, None)

# Characters that stand in the vocabulary, traditional to simplified. Words outside it need no folding: nothing
# matches them.
_TRADITIONAL = (
    "調调處处糾纠紛纷護护發发區区業业務务個个條条項项場场員员名名萬万億亿餘余類类級级鎮镇鄉乡縣县開开辦办審审複复議议訴诉訟讼"
    "應应庭庭機机關关領领導导幹干部部學学習习訓训練练參参與与宣宣傳传單单冊册資资料料諮咨詢询覽览導导檢检執执證证罰罚"
    "規规範范備备案案協协覆覆蓋盖結结決决報报護护網网電电話话證证書书雙双隨随機机隱隐患患災灾難难問问題题團团隊队組组織织"
    "設设長长達达標标劃划計计實实際际現现動动態态負负責责據据數数戶户錄录廣广強强約约過过戰战後后從从來来對对專专業业"
    "優优勝胜敗败撤撤銷销變变維维確确認认違违責责損损償偿挽挽財财產产億亿錢钱債债薪薪資资欄栏橫横畫画張张貼贴幅幅懸悬掛挂"
    "滿满意意佔占較较減减縮缩壓压擴扩創创評评選选獲获獎奖示示點点線线遠远進进階阶環环節节鄰邻婚婚嬰婴購购買买賣卖藥药"
    "體体農农創创觀观講讲課课堂堂種种質质屬属館馆園园聯联繫系衛卫滅灭歸归監监檔档歷历積积訪访批批諾诺營营門门號号間间時时"
    "無无爲为於于這这還还將将國国會会賽赛戲戏區区職职員员嘎嘎統统終终給给經经續续總总線线編编緩缓縱纵車车輛辆輪轮轉转"
    "輿舆辯辩迴回適适遞递遷迁醫医鑒鉴鑑鉴長长闡阐陣阵隊队階阶隨随雜杂靈灵順顺預预頒颁頻频顧顾顯显飛飞養养驗验黨党齊齐"
    "離离補补裝装製制複复訂订託托設设許许誤误誠诚誰谁請请論论識识譯译譽誉讓让貢贡貫贯貴贵費费貿贸賠赔贈赠趕赶較较軍军"
    "鍵键鏈链鐵铁鑽钻鎖锁鋼钢錯错鎮镇銀银針针釋释鄭郑鄰邻運运遊游選选遺遗邊边邏逻範范築筑籌筹籤签級级紀纪納纳"
    "紅红紙纸細细絡络絕绝統统絲丝經经維维綱纲綜综緊紧縣县繳缴罷罢習习聖圣聞闻聲声聽听腦脑臨临舉举舊旧艱艰莊庄"
    "葉叶蘭兰處处虛虚蟲虫術术衝冲裏里見见親亲覺觉觸触計计記记"
)

NUMERALS = "零〇一二三四五六七八九十百千万亿两"
_CODE_POINTS = 0x110000
_NUMERAL, _CLAUSE, _PHRASE, _SENTENCE = 1, 2, 4, 8


class Marks(NamedTuple):
    """Offsets in order. Clauses end at ，。；！？ and line ends, phrases at colons too, sentences at all but commas."""

    numerals: list[int]
    clause_ends: list[int]
    phrase_ends: list[int]
    sentence_ends: list[int]


def fold(text: str) -> str:
    """The text with every character in its common form; same length, same offsets."""
    folded: str = _FOLD[_codes(text)].tobytes().decode("utf-32-le", "surrogatepass")
    return folded


def read_marks(folded: str) -> Marks:
    """Places of the numerals and marks of a folded text."""
    kinds = _KIND[_codes(folded)]
    clause, phrase, sentence, numeral = (
        np.flatnonzero(kinds & kind).tolist() for kind in (_CLAUSE, _PHRASE, _SENTENCE, _NUMERAL)
    )
    return Marks(numeral, clause, phrase, sentence)


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold_table() -> np.ndarray:
    table: np.ndarray = np.arange(_CODE_POINTS, dtype=np.uint32)
    for written, common in _WIDE.items():
        table[ord(written)] = ord(common)
    for i in range(0, len(_TRADITIONAL) - 1, 2):
        table[ord(_TRADITIONAL[i])] = ord(_TRADITIONAL[i + 1])
    return table


def _kind_table() -> np.ndarray:
    table: np.ndarray = np.zeros(_CODE_POINTS, dtype=np.uint8)
    for characters, kind in (
        (NUMERALS + "0123456789", _NUMERAL),
        ("，,。；;！？!?\n", _CLAUSE),
        ("，,。；;！？!?\n：:", _PHRASE),
        ("。！？!?\n；;", _SENTENCE),
    ):
        for character in characters:
            table[ord(character)] |= kind
    return table


_FOLD, _KIND = _fold_table(), _kind_table()
