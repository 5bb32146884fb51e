"""Simplified characters, told by two character sets that every Python brings. Pure.

GB 2312 was made for Simplified Chinese and Big5 (cp950) for Traditional. A character that
only the first holds is a simplification, but for some two hundred that both scripts write
alike and Big5 left out; those stand below. No dictionary, and no guess about characters
that both sets hold (后, 里, 几): words with them stand in terms_tw.csv.
"""

_BOTH_SCRIPTS = frozenset(
    "丨丬丶丿亠亻仫伲倮傈冂冖冫凇凼刂劐勐勹卟卩厶吖吡吣吲呋咔咣咴哌哐哚唣唿啉喹嗪嗬嗵嘞嘣嘭噍噔噻噼嚯坂垡垧埝埯塄塬墒"
    "墚夂宀尜岙岜峁崾嵛嵴巛幞幺廴彐彡忄憷扌揞揸擀攴攵敫晗桊桕榀榘檫毪氵氽沲浜溻漤灬炻烀煅煊煳煺熘犏犟犭狍猸猹珉珏甙畲"
    "疃疒痃癀癍癔癯睃砘砹砼硇硷碹磙礴礻筢筻箢篼罱耠耥耱肀肟肷肼肽胩胬脎脒脲腈腙腚膪臁舭舾艹芪苄苊苘苷茚莜萘萜葜蒈蒽蔸"
    "藁蝰蝽螋蟮衤踺軎辶郄酞酰酶醌鐾阝鞴骶骺鬏黢鼗齄"
)


def is_simplified(character: str) -> bool:
    """Is it written in Mainland China only?"""
    if not "\u4e00" <= character <= "\u9fff" or character in _BOTH_SCRIPTS:
        return False
    return _within(character, "gb2312") and not _within(character, "cp950")


def _within(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
