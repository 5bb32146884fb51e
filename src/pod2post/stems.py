"""English words cut to their stems, so that "kept", "keeps" and "keeping" meet. Pure.

The endings follow the idea of M. Porter's stemmer (1980), far shorter; the irregular forms,
which no ending tells, stand in a table.
"""

import re
from functools import lru_cache

LEAST = 3  # letters that must remain
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")

# What each word of a row is cut to is the stem of the first.
_IRREGULAR = """
be am is are was were been being,become became,begin began begun,bear bore born borne,bite bit
bitten,blow blew blown,break broke broken,breed bred,bring brought,build built,burn burnt,buy
bought,catch caught,child children,choose chose chosen choice,come came,deal dealt,dig dug,do
does did done,draw drew drawn,dream dreamt,drink drank drunk,drive drove driven,eat ate
eaten,fall fell fallen,far further farther furthest,feed fed,feel felt,fight fought,find
found,flee fled,fly flew flown flies flight,foot feet,forbid forbade forbidden,forget forgot
forgotten,forgive forgave forgiven,freeze froze frozen,get got gotten,give gave given,go goes
went gone,good better best,grow grew grown growth,hang hung,have has had,hear heard,hide hid
hidden,hold held,keep kept,knife knives, know knew known knowledge,lay laid,lead led,leaf
leaves,leave left,lend lent,lie lay lain lying,life lives live,light lit,lose lost loss,make
made,man men,mean meant,meet met,mouse mice,pay paid,person people,prove proof,ride rode
ridden,ring rang rung,rise rose risen,run ran,say said,see saw seen,seek sought,sell sold
sale,send sent,shake shook shaken,shine shone,shoot shot,show shown,sing sang sung song,sink
sank sunk,sit sat,sleep slept asleep,speak spoke spoken speech,spend spent,stand stood, steal
stole stolen,stick stuck,strike struck,swear swore sworn,swim swam swum,swing swung,take took
taken,teach taught,tear tore torn,tell told,think thought,throw threw thrown,tooth
teeth,understand understood,wake woke woken awake,wear wore worn,weave wove woven,win won,wind
wound,wolf wolves,woman women,worse worst bad,write wrote written,belief believe,strength
strong,decision decide,length long,depth deep,width wide,height high,death die dead dying,heat
hot,birth born,truth true,sight see,weight weigh,thief thieves theft,half halves,advice advise
"""
_ENDINGS = (
    *("ization", "isation", "ational", "fulness", "ousness", "iveness", "ability", "ibility"),
    *("ation", "ition", "ement", "ments", "ness", "ment", "less", "able", "ible", "ance", "ence"),
    *("sion", "tion", "ical", "ally", "ship", "hood", "ful", "ous", "ive", "ize", "ise", "ity"),
    *("ist", "ism", "ily", "ion", "ant", "ent", "ate", "al", "ly", "est", "er", "or", "ic", "th"),
)


def words(text: str) -> list[str]:
    """Words in small letters, possessives and contractions without what follows the mark."""
    low = text.lower().replace("’", "'")
    return [found.split("'")[0] for found in _WORD.findall(low)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one word in small letters."""
    base = _inflection(word)
    listed = (_LISTED.get(form) for form in (word, base, base + "e"))
    return next(filter(None, listed), None) or _cut(word)


def _cut(word: str) -> str:
    word = _inflection(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > LEAST:
            word = word.removesuffix(ending)
            break
    return _even(word)


def _inflection(word: str) -> str:
    """Without the endings of number and time."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ied", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= LEAST and re.search("[aeiouy]", rest):
            return rest + ("y" if ending == "ied" else "")
    return word


def _even(word: str) -> str:
    """One form where spelling wavers: a final e or y, a doubled letter."""
    if len(word) > LEAST:
        word = re.sub(r"([bdfgklmnprtz])\1$", r"\1", word)
    if len(word) > LEAST and word[-1] in "ey":
        word = word[:-1]
    return re.sub("i$", "", word) if len(word) > LEAST else word


_LISTED = {
    form: _cut(row.split()[0])
    for row in " ".join(_IRREGULAR.split()).split(",")
    for form in row.split()
}
