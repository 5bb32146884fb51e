"""Words that negate, seem to, or may stand for a negation, in both languages. Pure data."""

import re

# Phrases that hold a negation and negate nothing; each row is a row of alternatives.
_IDLE_EN = r"""
no (?:fewer|more|later|earlier|longer) than|not (?:less|more|fewer) than
not only|not just|not merely|not simply|not to mention|not least|(?:not|\w+n't) until
not bad\b|can(?:no|')t wait|couldn't agree more|couldn't be \w+er
couldn't have (?:been|asked|said)|can(?:no|')t help (?:but )?|no problem|no doubt|no wonder
no matter|no sooner|no less|no big deal|no worries|no brainer|nothing (?:but|less|like|short)
said no|none other|no choice but|no other choice|no option but|nothing left but|never mind
never (?:miss|fail)\w*|nevertheless|nonetheless|nonstop|whether or not|or not\b|if not\b
if nothing else|more often than not|believe it or not|like it or not|last but not least
why not|not un\w+|not in(?:significant|considerable)\w*|not without
nothing (?:i|we|he|she|they)(?:'d| would) rather
(?:can(?:no|')t|never) (?:be|have|get|do) (?:too|enough)\b|not for nothing|not so much
not that\b|not a(?:nother)? \w+ (?:goes|went) by(?: without)?|don't you think|isn't it
aren't they|didn't (?:we|they|he|she|it|you)\?|you know what i mean|(?:i )?don't know(?=[,.?!]|$)
nothing wrong|wouldn't have it any other way
could(?:n't| not| never) (?:have )?\w+ (?:\w+ )?without
"""
_IDLE_ZH = """
沉沒 沒落 淹沒 埋沒 沒收 出沒 沒入 吞沒 非洲 非營利 非凡 非同 別墅 別針 別緻 派別 莫大 莫斯科
無名 無辜 無花果 不銹鋼 不鏽鋼 不動產 不丹 不二 不列顛 不管部 未婚 未亡
不只 不僅 不但 (?<![信受熬撐看說瞞逃躲比敵贏打跑鬥忍])不過 不管 不論 不同 不少
不斷 不停 不久 差不多 不好意思 對不起 不得不 不得了
了不起 忍不住 不禁 不如 不然 要不 不外乎 不錯 不愧 不一 恨不得 巴不得 不小心 不由得 不免 不妨
不知不覺 不可思議 不可或缺 不可(?![能以]) 好不容易 說不定 不得已 不時 不見 毫不
不單 不止 不已 等不及
迫不及待 不料 不等 不再 不惜 不用說 不必說 不太 無論 無數 無非 無線電 無線 無人機 無所謂 無疑
無比 無限 無意間 無奈 無不 莫不 莫名 莫非 非常 非得 非要 除非 是非 並非不 未來 未免 未必不 特別
別人 分別 個別 性別 區別 級別 告別 類別 別的 別處 別家 離別 道別 差別 送別 識別 辨別 判別 別名
不知怎 不知為何 不知何故 不起眼 不輸 不亞於 不遜 不及 不下於 無聊 無趣 少不了 免不了 不忍 不下來
沒錯 沒問題 是否 能否 可否 否則 否認 沒多久 不是沒有 不是不 不會不 不能不 沒有不 無時無刻
不難 不缺 不乏 不壞 不假
不折不扣 不約而同 不到 不出 不滿 無所不在 無所不能 無處不在 無一不 換湯不換藥 沒有?[^，。]{1,8}例外
沒有[^，。、]{1,8}不
"""
# What may be a negation in the other language: a lack, a refusal, a prefix.
_SOFT_EN = r"""
let \w+ down
hardly|scarcely|barely|rarely|seldom|(?<!a )few|fewer|(?<!a )little|less|(?<!at )least|until
too \w+ (?:to|for)|than \w+ \w+ ever|than (?:\w+ ){0,2}any\w*
fail\w*|refus\w*|reject\w*|lack\w*|shortage
den(?:y|ied|ies)|prevent\w*|avoid\w*|resist\w*|instead|rather|thr[eo]w|still|sat|said no
unless|except|forbid\w*|ban\w*
against|forg[eo]t\w*|miss(?:ed|ing|es)?|lost|los(?:e|es|ing)|empty|absen\w+|quit|stop\w*
far from|doubt\w*|wrong\w*|false|bad|badly|worse|g[ai]ve up|ignor\w*|alone
un(?!der|til|ion|it|iq|if)[a-z]{4,}|dis(?!c|t|h|k|p)[a-z]{4,}
im(?:perfect|patient|mature|possib|precis|mobil)\w*|\w{2,}less
in(?:visib|correct|accura|capab|efficien|complet|dependen|secur|stabil|credib|tolerab|valid)\w*
ir(?:relevan|regular|responsib)\w*|il(?:legal|logical)\w*|hard (?:to|for)|difficult\w*
oppos\w+|objections?|objected|spare|r[au]ns? out
awake|no longer|overrul\w*|t(?:ake|akes|ook|aken) away|revok\w*
ke(?:ep|pt) (?:\w+ )?from|minus|zero|gone|secret|differen\w+
"""

IDLE_EN = re.compile("|".join(_IDLE_EN.split("\n")[1:-1]))
IDLE_ZH = re.compile("|".join(sorted(_IDLE_ZH.split(), key=len, reverse=True)))
SOFT_EN = re.compile(rf"\b(?:{'|'.join(_SOFT_EN.split(chr(10))[1:-1])})\b")
SOFT_ZH = re.compile(
    "乏|[睡放忘受擋攔停記]不[著下了住得起]|拒|回絕|謝絕|缺|難|很少|少有|避免|以免|免得|停|放棄|錯|失|忘|反對|禁|而非|否|怎麼[會能可敢]|哪[有會能]"
    "|何[必嘗曾]|豈|才怪|反而|壞|誰[會能知說]|嫌|以外|之外|除了|廢|零|嗎|只有|只能|擇一|選一|只剩|還在|仍在|仍然|頂多|勉強|罕"
    "|推辭|婉|兩碼|兩回事|另一回事|頭一[次回]|第一次|都一樣|什麼都|[信受熬撐看]不過"
)
STRONG_EN = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|nowhere|neither|nor|cannot|without|ain't|\w+n't)\b"
)
STRONG_ZH = re.compile(r"不|沒|無|未|非|別|勿|莫|毋|甭|休想")
A_NOT_A = re.compile(r"([\u4e00-\u9fff])[不沒]\1|有沒有|是不是|[對好行可]不[對好行可]")
# Rhetorical questions say the opposite of what they seem to.
ASKED_EN = re.compile(r"(?:\bwhy|\bhow|\bwho|^|[,.;] ?)\s*\w+n't\b[^.?!]*\?|\b\w+n't \w+\?")
ASKED_ZH = re.compile(
    "難道|何嘗|豈|何必|哪有|哪裡(?=[會能有是算懂需用敢肯還])|怎麼[能會可]|不是嗎|不就|不也"
)
CLAUSE_EN = re.compile(r"[,;:.?!—]|\b(?:but|because|although|though|whereas|so that|and)\b")
CLAUSE_ZH = re.compile("[，；：。？！、]|(?:但是?|(?<![人會])因為|而是|雖然|卻)")
# Idle as well, and never a negation's counterpart.
NEUTRAL = re.compile(
    "非常|特別|(?<![信受熬撐看說瞞逃躲比敵贏打跑鬥忍])不過|分別|別人|個別|不久|不少|不只|不僅|不但|不斷|不停|無論|不管|不論|未來|是否|能否"
)
# What a negation bears on is a word that says something.
EMPTY = frozenset(
    """i you he she it we they me him her us them this that there one do did does have has had be
    is are was were been any what who whom which how why when where whether if as than since
    until once ever yet even still just quite very myself yourself himself herself ourselves
    themselves itself think thought believe guess suppose mean whole""".split()
)
