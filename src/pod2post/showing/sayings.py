"""The sentences of the rules in the Chinese of Taiwan: what is wrong, and what can be done.

A row holds a rule's own English with names for what changes from case to case, and the same in
Chinese. The first row that fits is taken. A test reads the rules and fails where a row is missing.
"""

Row = tuple[str, str]

WRONG: tuple[Row, ...] = (
    # quotations and who spoke them
    ("the quotation {q} rests on no cue, which was never heard", "引文 {q} 沒有指出是哪一句話"),
    (
        "the quotation {q} rests on {ids}, which was never heard",
        "引文 {q} 依據的 {ids} 不在逐字稿裡",
    ),
    (
        "the words of the quotation {q} were not found in the transcript",
        "逐字稿裡找不到引文 {q} 的原話",
    ),
    ("the quotation {q} is not what its cues say", "引文 {q} 和它依據的原話不一樣"),
    (
        "the quotation {q} joins words that were not spoken together",
        "引文 {q} 把不是連著說的話接在一起",
    ),
    ("the quotation {q} failed the test {test}: {note}", "引文 {q} 沒有通過「{test}」：{note}"),
    (
        "the quotation {q} is given to {who}, and spoken by {other}",
        "引文 {q} 寫成是 {who} 說的，其實是 {other} 說的",
    ),
    (
        "who spoke could not be told from the recording for {n} quotations",
        "有 {n} 則引文從錄音聽不出是誰說的",
    ),
    (
        "the prose gives {q} to {who}, and {other} spoke it",
        "文中把 {q} 寫成是 {who} 說的，其實是 {other} 說的",
    ),
    (
        "the prose gives to {who} what {other} says in {cue}",
        "文中寫成是 {who} 說的，{cue} 裡說這句話的是 {other}",
    ),
    ("the text gives to {who} what {other} said", "文中把 {other} 說的話歸給了 {who}"),
    (
        "a quotation that was typed and not chosen: 「{text}」",
        "這句引文是直接打進去的，沒有對過錄音：「{text}」",
    ),
    ("there is no verified quotation {q}", "沒有這則查證過的引文：{q}"),
    ("the quotation {q} stands {n} times", "引文 {q} 出現了 {n} 次"),
    ("a quotation in the {kind}", "{kind}裡放了引文"),
    ("the verified quotation {q} is not used", "查證過的引文 {q} 沒有用到"),
    ("a direct quotation ({q}) in {part}", "〈{part}〉裡放了引文（{q}）"),
    (
        "the quotation {q} was changed by hand and not compared with what was said",
        "引文 {q} 經人改過，還沒有和原話比對",
    ),
    ("a paragraph cites {ids}, which the transcript lacks", "這一段註明的 {ids} 不在逐字稿裡"),
    ("a paragraph that rests on no cue", "這一段沒有註明依據哪一句話"),
    # names
    (
        "{name} is neither on the name sheet nor in the words it rests on",
        "「{name}」不在名單上，也不在依據的原話裡",
    ),
    (
        "{name} is spoken elsewhere in the episode, not in the cues that are cited",
        "節目別處提到過「{name}」，但不在這裡依據的原話裡",
    ),
    (
        "the rendering of {q} names {name}, which the words it rests on do not carry",
        "引文 {q} 的譯文提到「{name}」，依據的原話裡沒有",
    ),
    (
        "the text names {name}, which the words it rests on do not carry",
        "文中提到「{name}」，依據的原話裡沒有",
    ),
    (
        "{text} is not how the name sheet writes {name}",
        "「{text}」和名單上 {name} 的寫法不同",
    ),
    ("the site's list has no {name}", "網站的名單裡沒有 {name}"),
    (
        "{name} is named {n} times and not in the site's list",
        "文中提到 {name} {n} 次，網站的名單裡沒有",
    ),
    # numbers
    (
        "{text} is {n} times too large: the source says {other}",
        "{text} 是原話的 {n} 倍：原話說的是 {other}",
    ),
    (
        "{text} is {n} times too small: the source says {other}",
        "{text} 只有原話的 {n} 分之一：原話說的是 {other}",
    ),
    ("{text} is in another unit: the source says {other}", "{text} 的單位不同：原話說的是 {other}"),
    ("{text} is not in the source", "原話裡沒有 {text}"),
    (
        "{text} is converted from {other}, the rate is unchecked",
        "{text} 是從 {other} 換算來的，匯率沒有查證",
    ),
    (
        "{one} and {two} stand in the other order than they were spoken",
        "{one} 和 {two} 的先後和說的時候相反",
    ),
    (
        "{text} is another day than the source's ({days})",
        "{text} 和原話的日期不同（原話：{days} 日）",
    ),
    (
        "{text} is another month than the source's ({said})",
        "{text} 和原話的月份不同（原話：{said}）",
    ),
    (
        "{text} is another weekday than the source's ({said})",
        "{text} 和原話的星期不同（原話：{said}）",
    ),
    (
        "{text} is another season than the source's ({said})",
        "{text} 和原話的季節不同（原話：{said}）",
    ),
    ("{text} where the source speaks of some", "寫的是「{text}」，原話說的是其中一部分"),
    (
        "{text}: nobody said that it is the first or the greatest",
        "「{text}」：沒有人說它是第一或是最⋯⋯的",
    ),
    ("{text} was not said, and {other} was", "原話沒有 {text}，有的是 {other}"),
    ("{text} was said and then taken back", "原話說了 {text}，隨後又更正"),
    ("{text} where the source says by the {unit}", "寫的是「{text}」，原話是以 {unit} 計"),
    ("{text} is another share than the source's", "「{text}」和原話的比例不同"),
    (
        "{text} measures what the source counts: {other}",
        "{text} 用了度量單位，原話只是數個數：{other}",
    ),
    ("{text} is {way}, and the source says {other}", "寫的是「{way} {text}」，原話是「{other}」"),
    # what renderings and paragraphs mean
    ("{a} characters for {b} words: {way}", "原話 {b} 個英文字，譯文 {a} 個字：{way}"),
    (
        "{text}: {a} characters for {b} words: {way}",
        "「{text}」：原話 {b} 個英文字，譯文 {a} 個字：{way}",
    ),
    (
        "the source negates what the rendering does not: {text}",
        "原話是否定的，譯文不是：{text}",
    ),
    (
        "the rendering negates what the source does not: {text}",
        "譯文是否定的，原話不是：{text}",
    ),
    ("the source negates what the text does not: {text}", "原話是否定的，文中不是：{text}"),
    ("the text negates what the source does not: {text}", "文中是否定的，原話不是：{text}"),
    ("one denies what the other asserts: {text}", "一邊肯定、一邊否定：{text}"),
    ("“not until” became {text}", "“not until”（直到……才）成了「{text}」"),
    ("“hardly” was left out or turned round", "“hardly”（幾乎不）漏譯了，或意思反了"),
    ("“{one}” became {text}", "“{one}” 成了意思相反的「{text}」"),
    ("the sentence goes on: “{text}”", "這句話沒有說完，後面是「{text}」"),
    ("“{text}” was said, and it is told without", "原話有「{text}」這個保留，文中沒有"),
    (
        "a cause made of {one} and {two}, which stand far apart",
        "{one} 和 {two} 相隔很遠，文中卻寫成因果",
    ),
    ("the rendering shares no word with its source", "譯文和原話沒有一個詞對得上"),
    ("the rendering shares hardly a word with its source", "譯文和原話幾乎沒有詞對得上"),
    ("a sentence that the source does not carry: {text}", "原話裡沒有這一句：{text}"),
    ("a sentence without a counterpart: {text}", "原話的這一句沒有譯出來：{text}"),
    ("words without a counterpart: {text}", "原話的這些字沒有譯出來：{text}"),
    ("words that the source does not carry: {text}", "原話裡沒有這些字：{text}"),
    (
        "a sentence that {ids} fit far better than the cues that are cited",
        "這一句和 {ids} 合得多，和註明的依據不太合",
    ),
    ("a sentence that the cited cues do not carry", "註明的依據裡沒有這一句的內容"),
    (
        "a paragraph that has hardly a word in common with the cues that it cites",
        "這一段和註明的依據幾乎沒有共同的詞",
    ),
    (
        "{n} renderings were not compared with their source word by word: no dictionary",
        "有 {n} 則譯文沒有逐詞對照：這台電腦沒有詞典",
    ),
    ("a model doubts the rendering of {q}: {note}", "模型懷疑引文 {q} 的譯文：{note}"),
    ("the judge has no opinion on {n} quotations", "複核的模型對 {n} 則引文沒有意見"),
    # how the post is built
    ("{n} sections, at least {least} are wanted", "只有 {n} 節，至少要 {least} 節"),
    ("{n} sections, at most {most} are wanted", "有 {n} 節，最多 {most} 節"),
    (
        "{n} Han of text from an episode of {m} minutes or more",
        "{m} 分鐘以上的節目，文章只有 {n} 個字",
    ),
    ("{n} Han of text", "文章有 {n} 個字"),
    ("the {name} id {id} is not of the form that players take", "{name} 的編號 {id} 不合格式"),
    ("{n} % of the text is direct speech", "引文佔全文的 {n}%"),
    ("the same sentence {n} times", "同一句話出現 {n} 次"),
    ("ids of the transcript stand in the text: {ids}", "內文裡留下了逐字稿的編號：{ids}"),
    ("a {kind} that is not Chinese", "這裡的{kind}不是中文"),
    ("the heading is empty", "小標是空的"),
    ("the heading is {n} characters long", "小標有 {n} 個字"),
    ("the heading ends with {mark}", "小標最後有「{mark}」"),
    ("the heading stands twice", "有兩個一樣的小標"),
    ("the section is empty", "這一節是空的"),
    ("there is no lead", "沒有前言"),
    ("a paragraph is empty", "有一段是空的"),
    ("a paragraph of {n} characters", "這一段有 {n} 個字"),
    ("the {kind} is empty", "{kind}是空的"),
    ("the {kind} has {n} characters", "{kind}有 {n} 個字"),
    ("there are no tags", "沒有標籤"),
    ("a tag is empty", "有一個標籤是空的"),
    ("{n} tags", "有 {n} 個標籤"),
    ("the tag {tag} stands {n} times", "標籤「{tag}」出現 {n} 次"),
    ("the tag {tag} loses {mark} in its address", "標籤「{tag}」的網址會少掉「{mark}」"),
    ("第{one} stands where 第{two} is due", "這裡該是「第{two}」，寫成了「第{one}」"),
    ("{text} outside a quotation", "引號之外出現「{text}」"),
    ("{name} is first called by the surname alone", "{name} 第一次出現時只寫了姓"),
    ("the full name {name} stands again", "{name} 的全名又寫了一次"),
    ("“{text}” and no source for it", "寫了「{text}」，沒有說出處"),
    (
        "what somebody did or is, which neither the post nor your notes carry",
        "說了某人做過什麼、是什麼，文章和你的筆記裡都沒有",
    ),
    # letters, words, marks
    ("{one} is a Simplified character, in Taiwan {two}", "「{one}」是簡體字，台灣寫「{two}」"),
    ("{text}: {one} is {two} in Taiwan", "「{text}」裡的「{one}」，台灣寫「{two}」"),
    ("{one} is Japanese, in Taiwan {two}", "「{one}」是日文漢字，台灣寫「{two}」"),
    ("{one} is {two} in Taiwan", "「{one}」台灣寫「{two}」"),
    ("{text} is said otherwise in Taiwan", "「{text}」台灣有別的說法"),
    ("{one} where this site writes {two}", "寫了「{one}」，本站用「{two}」"),
    ("no space between Han and Latin: {text}", "中文和英文、數字之間少了空格：{text}"),
    ("more than one space between Han and Latin", "中文和英文、數字之間的空格不只一個"),
    ("a space beside a full-width mark", "全形標點旁邊有空格"),
    ("a space between Han", "中文字之間有空格"),
    ("a half-width mark beside Han: {text}", "中文旁邊用了半形標點：{text}"),
    ("full-width letters: {text}", "用了全形的英文或數字：{text}"),
    ("{kind} letters: {text}", "用了{kind}：{text}"),
    ("{text} is not used in this house", "本站不用「{text}」"),
    ("{text} is no Taiwanese quotation mark", "「{text}」不是台灣的引號"),
    ("{mark} has no partner", "「{mark}」沒有成對"),
    ("「 inside 「", "「」裡面又用了「」"),
    ("『 outside 「", "『』用在「」外面"),
    ("a full stop on both sides of 」", "」的前後都有句號"),
    ("speech without a stop before its 」", "引的是整句話，」前面卻沒有句號"),
    ("{text} is louder than this house writes", "「{text}」的語氣太重"),
    # where the material comes from, and earlier changes
    (
        "{length} of speech were not recognised: {places}",
        "有 {length} 的談話沒有辨識出來：{places}",
    ),
    (
        "this may be a part of the episode only: {why}",
        "這份音訊可能只是節目的一部分，請對照原節目的長度",
    ),
    ("the description links to {links}", "節目說明裡有連結：{links}"),
    (
        "written by {model}: wrong numbers, other languages and statements that {rest}",
        "初稿由 {model} 寫成：這種模型常寫錯數字、夾雜其他語言，也會寫出沒有人說過的話",
    ),
    (
        "your text for section {id} is not used: the draft has no such section",
        "你寫的 {id} 這一節沒有用上：草稿裡沒有這一節",
    ),
    (
        "your text for section {id} is not used: the section was written anew",
        "你寫的 {id} 這一節沒有用上：這一節後來重寫了",
    ),
    (
        "your title, description, tags and lead are not used: they were written anew",
        "你寫的標題、摘要、標籤與前言沒有用上：後來重寫了",
    ),
    (
        "your change to the quotation {q} is not used: there is no such quotation",
        "你改的引文 {q} 沒有用上：已經沒有這則引文",
    ),
    (
        "your change to the quotation {q} is not used: it was chosen anew",
        "你改的引文 {q} 沒有用上：這則引文後來重選了",
    ),
    (
        "section {id} was taken out, and it was written anew since",
        "{id} 這一節你拿掉過，後來又重寫了",
    ),
    ("section {id} is new since you arranged them", "{id} 這一節是你排好順序之後才有的"),
    (
        "a text that was fixed lost its evidence: {note}",
        "鎖定的文字失去了依據：現在的逐字稿裡找不到這些話",
    ),
    ("a waived finding is gone: {rule}: {text}", "放行過的一項已經不在了（{rule}）：{text}"),
)
