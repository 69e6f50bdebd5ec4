"""A simplified-script shadow of a text, character for character, for rules to look at.

Pages in traditional script (big5 sites, mirrors) say 縣, 區, 報告; the rules say 县, 区, 报告. The shadow has the same
length as the text, so every offset found in it is an offset in the text. It is not a conversion for readers: only the
characters that rules use are mapped.
"""

from __future__ import annotations

_PAIRS = (
    "縣县 區区 鎮镇 鄉乡 辦办 處处 員员 會会 報报 總总 結结 劃划 點点 設设 發发 時时 間间 來来 問问 題题 "
    "責责 職职 舉举 績绩 況况 導导 監监 執执 環环 產产 業业 農农 經经 濟济 開开 術术 創创 試试 驗验 務务 "
    "財财 統统 計计 審审 衛卫 療疗 應应 軍军 機机 關关 構构 聞闻 號号 類类 別别 標标 簡简 體体 長长 書书 "
    "記记 黨党 風风 險险 難难 實实 現现 擬拟 與与 進进 續续 強强 優优 辯辩 證证 據据 貫贯 徹彻 習习 轉转 "
    "變变 網网 門门 戶户 單单 對对 於于 為为 從从 個个 們们 並并 項项 數数 條条 萬万 億亿 補补 備备 東东 "
    "寧宁 義义 漢汉 陽阳 陰阴 滬沪 蘇苏 鄭郑 鄰邻 龍龙 龜龟 廣广 閩闽 瀋沈 濱滨 臺台 灣湾 贛赣 陝陕 隴陇 "
    "衝冲 樂乐 觀观 遼辽 渾浑 瀘泸 瀏浏 灤滦 澤泽 濰潍 縱纵 練练 縮缩 織织 訴诉 訟讼 調调 爭争 議议 擔担 "
    "復复 銷销 決决 維维 護护 權权 勞劳 動动 違违 約约 賠赔 償偿 錄录 製制 給给 團团 隊队 師师 幹干 層层 "
    "級级 薦荐 選选 獎奖 懲惩 認认 識识 說说 讀读 學学 課课 講讲 談谈 請请 謝谢 該该 詳详 語语 誤误 託托 "
    "論论 讓让 討讨 訓训 訂订 訪访 許许 評评 詞词 詩诗 話话 見见 親亲 規规 視视 覽览 覺觉 貝贝 負负 貢贡 "
    "貨货 販贩 貧贫 貪贪 貴贵 買买 費费 資资 賓宾 賴赖 質质 購购 趙赵 車车 軌轨 輪轮 輕轻 載载 較较 輔辅 "
    "輛辆 輸输 佈布 後后 爲为 衆众 眾众 綱纲 圖图 佔占 併并 複复 際际 顯显 鋼钢 錢钱 銀银 園园 極极 協协 "
    "幫帮 彙汇 匯汇 樞枢 僅仅 雖虽 盡尽 儘尽 還还 節节 將将 須须 畫画 過过 運运 達达 遠远 邊边 這这 "
)
# Frequent characters of traditional script: without any of them a text is taken as simplified.
TRADITIONAL_SIGNS = ("設", "報", "區", "縣", "鎮", "執", "進", "開", "題", "與")
_TABLE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def simplified(text: str) -> str:
    """`text` with the traditional characters of the rules' words replaced; same length."""
    if any(sign in text for sign in TRADITIONAL_SIGNS):
        return text.translate(_TABLE)
    return text
