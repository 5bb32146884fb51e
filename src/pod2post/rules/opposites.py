"""Where one side says the opposite word of the other: agreed for refused, before for until. Pure.

Only plain cases: a word of one pole in the source and none of the other, the reverse in the
Chinese, and no negation beside that might turn it back.
"""

import re

from pod2post.rules.negators import IDLE_ZH, STRONG_EN, STRONG_ZH

# English of one pole and of the other, Chinese of the one and of the other.
_PAIRS: tuple[tuple[str, str, str, str], ...] = (
    (
        r"accept(?:ed|s)?|agreed?|said yes|approved?",
        r"said no|refus\w+|declin\w+|turned \w+ down|reject\w+",
        r"答應|同意|接受|首肯|點頭",
        r"拒絕|婉拒|回絕|謝絕|推辭|否決|沒有?答應|不答應|沒有?同意|沒有?點頭|沒有?接受|不同意|反對|搖頭",
    ),
    (
        (
            r"rose|ris(?:e|es|ing)|grew|grow\w*|increas\w+"
            r"|climbed|went up|doubled|tripled|gain\w*"
        ),
        (
            r"fell|fall\w*|drop\w*|declin\w+|decreas\w+"
            r"|went down|shr[aiu]nk\w*|halved|lost|reduc\w+"
        ),
        r"上升|增加|成長|上漲|攀升|提高|漲到|漲了|升到|翻倍",
        r"下降|減少|下滑|下跌|降到|跌到|跌了|衰退|萎縮|降低|腰斬",
    ),
    (
        r"faster|quicker|sped up",
        r"slower|slowed?",
        r"更快|比較快|變快|加速|加快",
        r"更慢|比較慢|變慢|減速|放慢",
    ),
    (
        r"cheap(?:er|est)?",
        r"expensive|dear|costly|pricey",
        r"便宜",
        r"昂貴|太貴|很貴|更貴|比較貴|最貴",
    ),
    (
        r"won|wins?|winning",
        r"lost|los(?:es?|ing)",
        r"贏|獲勝|打敗|勝訴",
        r"輸|落敗|敗訴|敗給",
    ),
    (
        r"bought|buys?|buying|acquir\w+",
        r"sold|sells?|selling",
        r"買下|收購|買進|購入",
        r"賣掉|賣出|售出|出售",
    ),
    (
        r"opened|opens?|opening",
        r"closed|closes?|closing|shut",
        r"開門|開放|打開|開張|開幕",
        r"關門|關閉|關上|歇業|打烊",
    ),
    (
        r"passed",
        r"failed",
        r"通過|及格",
        r"失敗|不及格|沒有?通過",
    ),
    (
        r"earl(?:y|ier|iest)|sooner",
        r"late|later|latest",
        r"提早|提前|更早",
        r"太晚|延後|延遲|更晚|遲到",
    ),
    (
        r"strong(?:er|est)?",
        r"weak(?:er|est)?",
        r"更強|比較強|變強",
        r"更弱|比較弱|變弱",
    ),
    (
        r"most of|the majority",
        r"(?:a )?minority|few of",
        r"大多數|多數|大部分",
        r"少數|極少數",
    ),
    (
        r"love[sd]?|liked?",
        r"hate[sd]?|dislike\w*",
        r"喜歡|熱愛|喜愛",
        r"討厭|厭惡|痛恨|不喜歡",
    ),
    (
        r"guilty|convicted",
        r"innocent|acquitted|not guilty",
        r"有罪|定罪",
        r"無罪|清白",
    ),
    (
        r"legal|lawful",
        r"illegal|unlawful",
        r"合法",
        r"非法|違法|不合法",
    ),
    (
        r"nearer|closer",
        r"farther|further away",
        r"更近|比較近",
        r"更遠|比較遠",
    ),
    (
        r"well spent|worth(?:while| it)|paid off",
        r"wast(?:ed?|ing)|in vain|for nothing|a waste",
        r"值得|沒有?白費|划算|花得有價值",
        r"(?<!沒)(?<!沒有)白費|浪費|不值得|白花|徒勞|枉費",
    ),
    (
        r"profit\w*|ma[dk](?:e|ing) money|in the black",
        (
            r"los(?:e|es|ing|t) (?:\w+ ){0,4}(?:money|dollars|euros|pounds|million|billion)"
            r"|unprofitable|in the red|loss-making"
        ),
        r"轉虧為盈|(?<!沒)(?<!沒有)(?<!未)獲利|賺錢|有盈餘|盈利",
        r"虧損|虧錢|賠錢|虧了|赤字|由盈轉虧|沒有?獲利|尚未獲利",
    ),
    (
        r"(?:percent|per cent|third|half|quarter|times) (?:more|higher|above)",
        r"(?:percent|per cent|third|half|quarter) (?:less|fewer|lower|below)",
        r"高出|多出|高了|多了|高於|多於|貴了",
        r"低了|少了|低於|少於|減了|便宜了",
    ),
    (
        r"eas(?:y|ier|iest|ily)|simple",
        r"hard(?:er|est)?|difficult\w*|tough",
        r"容易|簡單|輕鬆",
        r"困難|很難|難以|不容易|不簡單|艱難",
    ),
    (
        r"remember(?:s|ed)?",
        r"forg[eo]t\w*",
        r"記得",
        r"忘記|忘了|不記得|忘掉",
    ),
    (
        r"saf(?:e|er|est|ely)",
        r"dangerous\w*|unsafe|risky",
        r"安全",
        r"危險|不安全",
    ),
    (
        r"trust(?:s|ed)?|believ(?:e|es|ed)",
        r"distrust\w*|doubt(?:s|ed)?|disbeliev\w*",
        r"信任|相信",
        r"懷疑|不信|不相信",
    ),
    (
        r"allow(?:s|ed)?|permit(?:s|ted)?",
        r"forbid\w*|forbade|bann?(?:ed|s)?|prohibit\w*",
        r"允許|准許|許可|開放",
        r"禁止|不准|不許|嚴禁",
    ),
)
_ROWS = tuple(
    (
        re.compile(rf"\b(?:{one})\b"),
        re.compile(rf"\b(?:{other})\b"),
        re.compile(one_zh),
        re.compile(other_zh),
    )
    for one, other, one_zh, other_zh in _PAIRS
)
_MARKS = re.compile("[,;:.?!]")
_UNTIL = re.compile(
    r"\b(?:not|never|nobody|no one|\w+n't)\b[^.?!;]{0,60}\buntil\b|\bnot? (?:\w+ ){0,3}until\b"
)
_BEFORE_ZH = re.compile(r"(?:還沒|還未|尚未|沒等)[^。！？]{1,24}?就")
_HARDLY = re.compile(r"\b(?:hardly|scarcely)\b(?! (?:a|any) (?:surprise|wonder))")
_HARD_ZH = re.compile("難|勉強|幾乎|根本|才|剛|哪|談不上|稱不上|算不上|罕|少|豈|怎麼|零星")
_EAGER = re.compile(r"\bcan(?:no|')t wait\b|\bcouldn't agree more\b|\blook(?:ing)? forward\b")
_UNWILLING = re.compile(
    "不想|不願|不敢|懶得|不打算|不同意|不認同|不以為然|不期待|沒興趣|不急|等不了|不肯"
)
_EAGER_ZH = re.compile("等不及|迫不及待|不能同意更多|再同意不過|恨不得|巴不得|期待")


def turned(source: str, chinese: str) -> str | None:
    """What stands for its opposite, in words; None where nothing does. English sources only."""
    low = " ".join(source.lower().replace("’", "'").split())
    if _UNTIL.search(low) and (found := _BEFORE_ZH.search(chinese)) and "才" not in chinese:
        return f"“not until” became {found[0]}"
    denied = STRONG_ZH.search(IDLE_ZH.sub("", chinese))
    if _HARDLY.search(low) and not denied and not _HARD_ZH.search(chinese):
        return "“hardly” was left out or turned round"
    unwilling = None if _EAGER_ZH.search(chinese) else _UNWILLING.search(chinese)
    if unwilling and _EAGER.search(low):
        return f"“{_EAGER.findall(low)[0]}” became {unwilling[0]}"
    return _exchanged(low, chinese)


def _exchanged(low: str, chinese: str) -> str | None:
    for one, other, one_zh, other_zh in _ROWS:
        first, second = one.search(low), other.search(low)
        if bool(first) == bool(second):
            continue
        said = first or second
        right, wrong = (one_zh, other_zh) if first else (other_zh, one_zh)
        plain = right.sub("", chinese)
        found = wrong.search(plain)
        if said is None or found is None or plain != chinese:
            continue
        near = _MARKS.split(low[: said.start()])[-1] + " " + _MARKS.split(low[said.end() :])[0]
        about = chinese[max(0, found.start() - 5) : found.start()]
        if not STRONG_EN.search(near) and not STRONG_ZH.search(about):
            return f"“{said[0]}” became {found[0]}"
    return None
