"""What the page calls things, in the Chinese of Taiwan: rules, marks, tests, places.

What a finding's own sentence says is in `sayings` and `remedies`; before it stands what its rule
is about.
"""

from typing import Literal

from pod2post.values import Finding
from pod2post.writing.tasks import clock

State = Literal["verified", "warning", "error", "unchecked"]

STATES: dict[str, str] = {
    "verified": "已查證",
    "warning": "要留意",
    "error": "有錯",
    "unchecked": "未查證",
}
SEVERITIES: dict[str, str] = {"error": "錯誤", "warning": "留意", "note": "備註"}
VERDICTS: dict[str, str] = {"ok": "通過", "failed": "不符", "not checked": "未檢查"}
GRADES: dict[str, str] = {
    "exact": "與錄音逐字相符",
    "light": "與錄音相符，只略去語助詞",
    "stitched": "由不相連的話接成",
    "not found": "逐字稿裡找不到",
}
TESTS: dict[str, str] = {
    "verbatim": "逐字比對",
    "cues": "出處",
    "speaker": "說話者",
    "numbers": "數字",
    "names": "名稱",
    "length": "長度",
    "gloss": "逐詞對照",
    "heard": "重聽確認",
    "judge": "模型複核",
}
# By rule: its name on the page, and what an editor should do about it.
RULES: dict[str, tuple[str, str]] = {
    "attribution": ("說話者歸屬", "文中把話歸給了別人，請對照錄音改正。"),
    "bare_quotes": ("沒有出處的引號", "引號裡的話沒有對應的錄音，請改成轉述或換一則引文。"),
    "edits": ("先前的修改", "您先前的修改對不上現在的文字，請比較後決定。"),
    "evidence": ("引文依據", "引文與錄音對不上，請換一則、改成轉述或刪去。"),
    "figures": ("數字", "數字與錄音不同或錄音沒有提到，請聽原話後改正。"),
    "first_person": ("第一人稱", "引號之外出現「我」，請改寫。"),
    "foreign_scripts": ("外國文字", "請譯成中文，或改用拉丁字母的名稱。"),
    "full_names": ("全名", "人物第一次出現時請寫全名。"),
    "head": ("標題與摘要", "請補上，或調整長度。"),
    "headings": ("小標", "請調整小標的長度或用字。"),
    "holes": ("未完成的部分", "這一部分模型沒有寫成，請再要一次或自己寫。"),
    "ids_in_text": ("殘留的編號", "請把編號從內文拿掉。"),
    "judge": ("模型複核", "模型懷疑譯意有出入，請對照原話。"),
    "length": ("篇幅", "請增刪內容。"),
    "links": ("播放器連結", "請改正連結。"),
    "mainland_terms": ("用語", "台灣另有說法，請改用。"),
    "meaning": ("譯意", "請把中文和原話對照一次。"),
    "names": ("名稱", "名稱不在名單上，也不在依據的原話裡，請核對拼法。"),
    "negation": ("肯定與否定", "中文和原話一正一反，請對照。"),
    "observation": ("我的觀察", "這是編輯的意見：不放引文，事實要有出處。"),
    "pairs": ("引號配對", "引號沒有成對，或內外用反了。"),
    "paragraphs": ("段落", "請分段或刪去空段。"),
    "partial": ("音訊不完整", "這份音訊可能只是節目的一部分。"),
    "points": ("論點順序", "「第一、第二」的順序有缺。"),
    "proportion": ("譯文長短", "譯文比原話長太多或短太多，請對照。"),
    "punctuation": ("標點", "請改用台灣的全形標點。"),
    "quotes": ("引文的位置", "請確認引文放在該放的地方，而且只放一次。"),
    "references": ("參考資料", "節目說明裡有連結，可以考慮列入。"),
    "related": ("相關公司與人物", "請確認要不要列入。"),
    "repeated": ("重複的句子", "同一句話說了不只一次。"),
    "sections": ("段落結構", "請調整節數。"),
    "sensation": ("聳動用語", "語氣過重，請改得平實。"),
    "simplified": ("簡體字", "請改成正體字。"),
    "simplified_words": ("簡體用字", "請改成台灣的寫法。"),
    "small_model": ("小型模型", "初稿由小型模型寫成，請逐句對照錄音。"),
    "spacing": ("空格", "中文與英文、數字之間的空格要一致。"),
    "speaker": ("說話者", "無法確定是誰說的，請聽錄音。"),
    "speech": ("談話篇幅", "請看看說明。"),
    "stops": ("句號位置", "引文的句號放在引號裡面。"),
    "support": ("段落依據", "這一段沒有對應的錄音，請補上出處或刪去。"),
    "tags": ("標籤", "請調整標籤。"),
    "tai": ("台與臺", "請用本站選定的寫法。"),
    "unheard": ("沒有辨識出的談話", "有些談話沒有辨識出來，請聽過再決定。"),
    "untranslated": ("未翻譯", "這裡還是原文，請譯成中文。"),
    "variants": ("異體字", "請改成台灣通行的字形。"),
}
PLACES: dict[str, str] = {
    "title": "標題",
    "description": "摘要",
    "tags": "標籤",
    "lead": "前言",
    "head": "標題與前言",
    "quotes": "全部引文",
    "length": "全文",
    "sections": "全文",
    "page": "全文",
    "links": "播放器",
    "front matter": "文章資料",
    "observation": "我的觀察",
}


def rule_name(finding: Finding) -> str:
    """The rule's name; one that the page does not know keeps its own."""
    return RULES.get(finding.rule, (finding.rule, ""))[0]


def advice(finding: Finding) -> str:
    return RULES.get(finding.rule, ("", ""))[1]


def span(start_ms: int, end_ms: int) -> str:
    """A stretch of time as it is shown: 0:36–0:41."""
    return f"{clock(start_ms)}–{clock(end_ms)}"
