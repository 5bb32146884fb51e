"""我的觀察 is one person's opinion: facts in it are the episode's, her notes', or have a source.

What she thinks is hers. What somebody else did, or what studies are said to show, is a claim
about the world, and a reader will take it for checked.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pod2post import zh
from pod2post.rules.passages import cues, prose, quotes
from pod2post.values import Finding, Subject

CARRIED = 0.45  # share of the pairs of Han that notes or sections must hold: a sentence, a claim
_SOURCE = (
    r"研究|調查|統計|報導|報告|數據|資料|民調|論文|專家|學者|媒體|新聞|外電|分析師|文獻|白皮書"
)
_HEARSAY = re.compile(
    rf"(?:(?P<who>{_SOURCE})[^，。；]{{0,8}}(?:指出|顯示|發現|證實|估計|表明|認為|稱|統計))"
    rf"|(?:根據|依據|按照|據)[^，。；]{{0,14}}?(?P<by>{_SOURCE})"
    r"|據(?:悉|了解|說|稱|傳)|(?:眾所周知|有人統計)"
)
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|surveys?|research\w*|reports?|reported|statistics?|polls?|papers?|data|experts?"
    r"|according)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|\]\(")
_SOMEBODY = re.compile(
    r"[A-Z][A-Za-z]+|公司|工廠|[一-鿿]廠|(?<!當|佈|結|格)局(?!部|面|限)|自來水事業處|管理處|政府|部會|市府|縣府"
    r"|機構|大學|學校|醫院|業者|廠商|企業|集團|基金會|協會|法院|立法院|銀行|團體|官方|當局|港務|法國|德國|日本"
    r"|美國|中國|韓國|歐盟|英國|市場|台灣|臺灣|國內|全台|全國|全球|世界|亞洲|歐洲|業界|同業|單位|公所|車站|機場|中心"
    r"|工作室|診所|警方|檢方|議會|國會|[一-鿿]館|[一-鿿]庫|(?:內政|教育|衛福|經濟|交通|環境|勞動|農業|財政|國防|文化|數發)部"
)
_EVENT = re.compile(
    r"去年|前年|今年|明年|後年|上個?月|下個?月|上週|下週|日前|近年|最近|後來|稍早|已經|正在|曾經?|即將|剛剛|當年"
    r"|目前|至今|事後|一開始|已有|早已|將會|必須|平均|比例|占比|名列|領先|數一數二|成了|成為|轉虧為盈"
    r"|(?:全球|世界|亞洲|全國|全台|台灣|業界|業者|同業)[^，。]{0,8}(?:最[高低大小多少早快好差]|第[一二三]|唯一)"
    r"|[回上]升|下[降滑]|增加|減少|減半|翻倍|採用|跟進|改寫|公布|捐給|出自"
    r"|宣布|(?<!做的)決定(?!的)|成立|引進|列為|推出|收購|併購|挖走|裁員|開除|簽下|簽約|倒閉|上市|起訴|判決|獲獎|得獎|通過了|禁止了"
    r"|出身|父親|母親|畢業|擔任|任職|世家|從小|一輩子|離婚|過世|入獄|每一家|是全球|是全台|第一大|最大的"
)
_OWN = re.compile(
    r"^(?:如果|假如|要是|想像|或許|也許|可能|希望|願|我想|我猜|我認為|我覺得|但願)|[？?]$"
)
_SELF = re.compile("我|你|讀者")  # what she saw herself, or asks for
_SENTENCE = re.compile("(?<=[。？！；])")


def opinion(subject: Subject) -> Iterator[Finding]:
    """Claims in the observation that nothing carries: hearsay, and what others are said to do."""
    if subject.draft.observation is None:
        return
    heard, known = cues(subject), _pairs(_written(subject))
    for passage in prose(subject):
        if not passage.own or passage.kind != "paragraph":
            continue
        cited = " ".join(heard[one].text for one in passage.cues if one in heard)
        for sentence in filter(None, map(str.strip, _SENTENCE.split(passage.text))):
            if found := _HEARSAY.search(sentence):
                word = found["who"] or found["by"] or found[0]
                told = (
                    word in subject.notes or _STUDY.search(cited) or _ADDRESS.search(passage.text)
                )
                if not told:
                    what = f"“{found[0]}” and no source for it"
                    yield _found("error", passage.where, what, sentence)
                continue
            if _claims(sentence, known):
                what = "what somebody did or is, which neither the post nor your notes carry"
                yield _found("warning", passage.where, what, sentence)


def _claims(sentence: str, known: set[str]) -> bool:
    """Does it tell what somebody did, as a fact that is not known?"""
    if _OWN.search(sentence) or not _SOMEBODY.search(sentence):
        return False
    told = [clause for clause in re.split("[，：]", sentence) if _EVENT.search(clause)]
    shares = [_carried(clause, known) for clause in told if not _SELF.search(clause)]
    return bool(told) and min([_carried(sentence, known), *shares]) < CARRIED


def _carried(sentence: str, known: set[str]) -> float:
    """The share of the sentence's pairs of neighbouring Han that are known."""
    pairs = _pairs(sentence)
    return len(pairs & known) / len(pairs) if pairs else 1.0


def _pairs(text: str) -> set[str]:
    return {
        run[at : at + 2] for run in re.findall(f"[{zh.HAN}]+", text) for at in range(len(run) - 1)
    }


def _written(subject: Subject) -> str:
    """Notes, sections and quotations: all that was checked, or is her own."""
    shown = [passage.text for passage in prose(subject) if not passage.own]
    shown += [quote.chinese or "" for quote in quotes(subject).values()]
    return " ".join([subject.notes, *shown])


def _found(severity: Literal["error", "warning"], where: str, what: str, sentence: str) -> Finding:
    return Finding(
        rule="observation",
        severity=severity,
        where=where,
        what=what,
        mend="Link the source, put it into your notes, or take it out.",
        excerpt=sentence[:40],
    )
