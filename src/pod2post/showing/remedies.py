"""What can be done about a finding, in the Chinese of Taiwan; beside it the words of single holes.

As `sayings`: a rule's own English, and the same in Chinese. What is done at the command line is
told as what can be done on the page.
"""

from collections.abc import Mapping

from pod2post.showing.sayings import Row

MENDED: tuple[Row, ...] = (
    (
        "Take it out, say it as paraphrase, or choose the quotation anew.",
        "拿掉、改成轉述，或重選一則引文。",
    ),
    ("Attribute it to {who}, or take it out.", "改成是 {who} 說的，或拿掉。"),
    ("Listen to each and see that it stands under the right name.", "每則都聽一遍，看名字對不對。"),
    ("Name {who}, or place another quotation.", "改成 {who}，或換一則引文。"),
    (
        "Name {who}, or cite the cues in which {other} says it.",
        "改成 {who}，或註明 {other} 說這句話的地方。",
    ),
    ("Name {who}, or let the text say who tells it.", "改成 {who}，或寫明是誰轉述的。"),
    (
        "Name the one who said it, or cite the cue in which it was said.",
        "改成真正說的人，或註明是哪一句。",
    ),
    (
        "Place a verified quotation by its id, or paraphrase without 「」.",
        "換成查證過的引文，或不用「」改成轉述。",
    ),
    ("Place one that was verified.", "換成查證過的引文。"),
    ("Place it once.", "只放一次。"),
    ("Quote in paragraphs only.", "引文只放在內文段落。"),
    ("Place it, or leave it: nothing is wrong.", "可以放進文章，也可以不理它。"),
    ("Say it in the editor's words, or move it to a section.", "改用你自己的話，或移到別節。"),
    (
        "Compare it, then waive this. The words spoken: {text}",
        "對照原話，沒有問題就放行。原話：{text}",
    ),
    ("Cite cues that exist.", "改註明逐字稿裡有的句子。"),
    ("Cite what it is drawn from, or take it out.", "註明依據哪一句，或拿掉。"),
    ("Did you mean {name}?", "是不是「{name}」？"),
    ("Take it out, or add it to the names.", "拿掉，或把它加進名單。"),
    (
        "Write the name that was said, or cite the cue that says it.",
        "改成說的那個名字，或註明是哪一句說的。",
    ),
    ("They name {names}.", "原話說的是 {names}。"),
    ("Name what was said, or cite the cue that names it.", "改成原話說的，或註明是哪一句說的。"),
    ("Correct it, or add it to the file that [site] vocabulary names.", "改正，或加進網站的名單。"),
    (
        "Add it to the file that [site] vocabulary names, or leave it.",
        "可以加進網站的名單，也可以不理它。",
    ),
    (
        "Write the number that was said, or cite the cue that says it.",
        "改成說的那個數字，或註明是哪一句說的。",
    ),
    ("Translate the number that was said.", "照原話的數字譯。"),
    ("Compare numbers and units with the words that were spoken.", "對照原話的數字和單位。"),
    (
        "Give the sum that was said, and the conversion in the text as yours.",
        "寫原話的金額；換算要說是文章自己換的。",
    ),
    (
        "Render all of the words that were spoken, and nothing else. The source: “{text}”",
        "說的都要譯，沒說的不要加。原話：“{text}”",
    ),
    (
        "Quote the sentence to its end: what was left out turns it. The source: “{text}”",
        "把句子引完：少掉的部分會改變意思。原話：“{text}”",
    ),
    (
        "Read both once more: is the meaning turned around, or {rest}? The source: “{text}”",
        "兩邊再看一次：是意思反了，還是慣用語？原話：“{text}”",
    ),
    (
        "Read both once more: is the meaning turned around, or is it an idiom?",
        "兩邊再看一次：是意思反了，還是慣用語？",
    ),
    (
        "Compare it with the cues that it cites: is the meaning turned around?",
        "對照註明的句子：意思是不是反了？",
    ),
    (
        "It reads like {cue}, “{other}”. Compare it with “{text}”, and translate anew.",
        "讀來更像 {cue}：“{other}”。請對照 “{text}”，重新譯過。",
    ),
    ("Compare it with “{text}”, and translate anew.", "請對照 “{text}”，重新譯過。"),
    ("Cite the cues that it is drawn from.", "註明真正依據的句子。"),
    ("Tell the reservation, too.", "把這個保留也寫出來。"),
    (
        "Tell it as a cause only if the speaker does; cite where.",
        "講者自己說是因果才這樣寫，並註明是哪一句。",
    ),
    ("Cite the cues that it is drawn from, or take it out.", "註明真正依據的句子，或拿掉。"),
    (
        "`pod2post models pull cc-cedict` fetches it; then run again.",
        "在終端機執行 pod2post models pull cc-cedict 取得詞典，再執行一次。",
    ),
    (
        "Hold the Chinese against the words as spoken; correct it, or let it be.",
        "把譯文對照原話：改正，或維持原樣。",
    ),
    ("Compare them yourself.", "請自己對照。"),
    ("Plan the post anew, or divide a section.", "重做大綱，或把一節分成兩節。"),
    ("Join sections that tell one story.", "把講同一件事的幾節合起來。"),
    ("At least {n} are wanted.", "至少要 {n} 個字。"),
    ("At most {n}: cut what repeats.", "最多 {n} 個字，請刪去重複的部分。"),
    ("It is left out; correct it by hand.", "沒有放進文章，請自己改正。"),
    ("Run again: only this part is made anew.", "再執行一次，只會重做這一部分。"),
    (
        "{a} to {b} %: Quote what only the speaker could say, tell the rest.",
        "應在 {a}% 到 {b}% 之間：只有本人才說得出的話用引文，其餘轉述。",
    ),
    ("Say it once.", "說一次就好。"),
    ("Take them out.", "請拿掉。"),
    ("Take it out.", "請拿掉。"),
    ("Render it in Chinese, or quote it.", "譯成中文，或當作引文。"),
    ("Write the section's claim.", "寫這一節的主張。"),
    (
        "{a} to {b} characters, a Latin word counted as two.",
        "應有 {a} 到 {b} 個字，一個英文字算兩個。",
    ),
    ("Take the final mark off.", "最後的標點拿掉。"),
    ("Name each section for itself.", "每一節各有自己的小標。"),
    ("Write it, or leave it out.", "寫完，或拿掉這一節。"),
    ("Open with one to three paragraphs.", "開頭寫一到三段。"),
    ("Divide it: at most {n}.", "請分段，一段最多 {n} 個字。"),
    ("Write it.", "請寫上。"),
    ("{a} to {b} are wanted.", "應有 {a} 到 {b} 個字。"),
    ("Give four to eight.", "請寫四到八個。"),
    ("At most {n}.", "最多 {n} 個。"),
    ("Once: the site merges them.", "留一個就好，網站會把它們併在一起。"),
    ("Write it in letters, digits and blanks.", "只用文字、數字和空格。"),
    ("Count the points in their order.", "請照順序寫。"),
    ("Say who, or keep it for {part}.", "寫明是誰，或留到〈{part}〉再說。"),
    ("Write the full name there.", "那裡請寫全名。"),
    ("After the first time the surname will do.", "第一次之後寫姓就好。"),
    (
        "Link the source, put it into your notes, or take it out.",
        "附上出處、寫進你的筆記，或拿掉。",
    ),
    ("Write it in Traditional Chinese.", "請寫正體字。"),
    ("Write the character that belongs into this word.", "請寫這個詞該用的字。"),
    ("Write it as Taiwan does.", "請用台灣的寫法。"),
    (
        "Write it as Taiwan does, unless a Japanese name is to stand as it is.",
        "請用台灣的寫法；日文的專有名詞可以照原樣。",
    ),
    (
        "Write it in Chinese, or the name as the speaker's country writes it in Latin letters.",
        "請譯成中文，名字可以用當地的拉丁字母寫法。",
    ),
    ("Say it in plain words.", "請說得平實。"),
    ("Write {one}, or change [site] tai.", "請寫「{one}」；要改用字，請改 [site] tai。"),
    ("Write a space between.", "中間加一個空格。"),
    ("Write one.", "一個就好。"),
    ("Take the space out.", "空格拿掉。"),
    ("Take the space out, or write a mark.", "空格拿掉，或改成標點。"),
    ("Use the full-width mark: {marks}", "請用全形標點：{marks}"),
    (
        "Use 「」, and 『』 inside; a quotation of the speaker's is placed by its id.",
        "請用「」，裡面再用『』；說話者的引文要放查證過的。",
    ),
    ("Write {text}.", "請寫「{text}」。"),
    ("Say it in words.", "請用文字說。"),
    ("Open and close each.", "每個引號都要成對。"),
    ("Outside 「」, inside it 『』.", "外面用「」，裡面用『』。"),
    ("One inside is enough.", "」前面有一個就夠了。"),
    ("Write 「……。」", "請寫成「……。」"),
    (
        "Run it again (the rest is kept), or listen there: does it change the post?",
        "再執行一次（其餘會保留），或聽聽那裡：會不會影響文章？",
    ),
    (
        "Name a host in [site] references, or the links in edits.json.",
        "要列入的話，在設定的 [site] references 寫上網域。",
    ),
    (
        "Hold every sentence against the audio, or have a larger model write it.",
        "每一句都對照錄音，或換較大的模型來寫。",
    ),
    ("Say so in the post, or write about the whole episode.", "在文章裡說明，或改寫完整的一集。"),
    (
        "It is kept in edits.json. Compare the two; set its base to {digest} where {rest}.",
        "你的文字還在 edits.json。請比較兩者，再決定用哪一個。",
    ),
    (
        "It is kept in edits.json. Compare; set its base to {digest} where yours shall stand.",
        "你的修改還在 edits.json。請比較兩者，再決定用哪一個。",
    ),
    (
        "It is kept in edits.json. Plan it again, or make it a section of your own.",
        "你的文字還在 edits.json。重排大綱，或把它當作自己的一節。",
    ),
    ("It is kept in edits.json. Choose its words again.", "你的修改還在 edits.json。請重選原話。"),
    (
        "It is kept in edits.json. Take it out again, or forget its entry under `removed`.",
        "請再拿掉一次，或就讓它留著。",
    ),
    ("It is kept in edits.json. Place it, or not.", "請決定放在哪裡。"),
    (
        "Listen to it, then change the text, or unlock the section and have it written anew.",
        "聽過再改文字，或解鎖這一節重寫。",
    ),
    ("Nothing needs to be done.", "不必做什麼。"),
)
TAILS: tuple[Row, ...] = (
    ("{text}; it stands elsewhere in the episode", "{text}（節目別處說過）"),
    ("{text}; it follows from {of}", "{text}（可以從 {of} 算出來）"),
    ("{text}; {n} more like it", "{text}；同樣的還有 {n} 處"),
    ("{text} and {n} more", "{text} 等，另有 {n} 個"),
)
WORDS: Mapping[str, str] = {
    "nobody": "沒有人",
    "at least": "至少",
    "at most": "至多",
    "something was left out": "可能漏譯了",
    "something was added": "可能多譯了",
    "title": "標題",
    "description": "摘要",
    "tag": "標籤",
    "heading": "小標",
    "paragraph": "段落",
    "(without an id)": "（沒有編號）",
    "Cyrillic": "西里爾文（俄文等）",
    "Greek": "希臘文",
    "Japanese kana": "日文假名",
    "Hangul": "韓文",
    "Arabic": "阿拉伯文",
    "Hebrew": "希伯來文",
    "Thai": "泰文",
    "Devanagari": "天城文",
    "Armenian": "亞美尼亞文",
    "Georgian": "喬治亞文",
    "these words are not found in the transcript as it is now": "現在的逐字稿裡找不到這些話",
}
