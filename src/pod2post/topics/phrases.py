"""What people say when it is no programme: the phrases of advertisements, breaks and housekeeping.

A row is (what it speaks for, weight, why, pattern); the weight is about the logarithm of how much
likelier the phrase is there than in talk. None says anything alone: `advertisements` weighs them
with all that stands around. The reasons are shown to editors. English and Chinese stand in one
table, since a programme in one language carries advertisements in the other.
"""

import re
from typing import Literal

Kind = Literal["advertisement", "intro", "small talk"]
AD: Kind = "advertisement"
INTRO: Kind = "intro"
SMALL: Kind = "small talk"

SPONSOR, ADDRESS, CODE, OFFER = "贊助用語", "念出網址", "優惠碼", "優惠"
TERMS, CALL, PRICE, OWN = "條款", "叫聽眾去做一件事", "價錢", "節目自己的商品或會員"
BREAK, RETURN, CARE, CREDITS, WELCOME = (
    "宣布休息",
    "回到節目",
    "請聽眾訂閱或評分",
    "工作人員",
    "開場白",
)
PROMO = "別的節目的預告"

_NUMBER = (
    r"(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen"
    r"|twenty|twenty[- ]five|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|hundred)"
)
_MONEY = r"(?:dollars?|pounds?|euros?|bucks|cents?|quid)"
_ENDING = (
    r"(?:com|net|org|co|io|fm|tv|app|shop|store|dev|uk|us|eu|tw|hk|me|ai|info|show|audio|club"
    r"|example|test|health|online|tech|life|world|earth|coop|art|studio|radio|edu|gov)"
)
SPOKEN = rf"\bdot\s+{_ENDING}\b(?!\s+(?:bubble|era|boom|crash))"
WRITTEN = rf"\b[\w-]{{2,}}\.{_ENDING}(?![\w-])"
# Verbs that begin a sentence spoken to whoever listens.
_DO = (
    r"(?:go(?: on)? (?:over )?to|head (?:over )?to|visit|call|ring|text|download|sign up|apply|book"
    r"|order|try|get (?:your|a|an|the|yours|started)|join|start (?:your|a|with)|find (?:out|it|us|them)|learn more"
    r"|shop|search for|search|follow|discover|ask (?:your|for)|check (?:out|them|it)|switch|save|claim|redeem"
    r"|enter|pick up|give|donate|listen (?:to|now|wherever)|subscribe|tap|click|scan|grab|come (?:and|to|see))"
)

_ROWS: tuple[tuple[Kind | None, float, str, str], ...] = (
    # --- who pays ---------------------------------------------------------------------
    (AD, 5, SPONSOR, r"\b(?:brought|presented) to you (?:in part )?by\b"),
    (
        AD,
        5,
        SPONSOR,
        r"\b(?:episode|show|podcast|series|season|program(?:me)?|hour|week|today|month)(?:'s| is| was)? (?:also )?(?:sponsored|supported|presented|made possible) by\b",
    ),
    (
        AD,
        4,
        SPONSOR,
        r"\b(?:today's|this week's|this episode's|our|the show's|a new|next) (?:first |second |other |friends and |presenting )?sponsors?\b(?! (?:was|were|at the time))",
    ),
    (
        AD,
        4,
        SPONSOR,
        r"\b(?:support|funding) (?:for|of) [\w' ]{3,40} (?:comes|is provided|also comes) (?:from|by)\b",
    ),
    (
        AD,
        4,
        SPONSOR,
        r"\bthank(?:s| you|ing)(?: so much| again| also)?(?:,)? (?:to )?[\w' -]{2,40} for (?:sponsoring|supporting) (?:the|this|our|today)",
    ),
    (
        AD,
        3,
        SPONSOR,
        r"\bfor (?:sponsoring|supporting) (?:the|this|our) (?:show|podcast|episode|program(?:me)?|week)\b|\bis (?:proudly )?supported by\b|\bpaid (?:advertisement|promotion|partnership)\b",
    ),
    (
        AD,
        4,
        SPONSOR,
        r"\b(?:a (?:quick |short |brief )?(?:word|message|note) from|hear from) (?:the |our |one of )|\bpeople who (?:make|keep|pay for) (?:this|the) show\b",
    ),
    (
        AD,
        3,
        SPONSOR,
        r"\b(?:a|this) (?:public service )?(?:message|announcement|service) (?:from|by|of) the\b|\bpartner(?:ed|ing)? with\b(?=.*\b(?:listeners|you)\b)",
    ),
    (
        AD,
        5,
        SPONSOR,
        r"本(?:集|節目|週|期|單元)(?:節目)?(?:內容)?(?:是)?由.{1,24}(?:贊助|提供|支持|冠名|合作)|贊助(?:商|播出|單位|夥伴)|(?:感謝|謝謝).{1,16}(?:贊助|支持本節目)|業配|工商(?:時間|服務)|廣告(?:時間|之後|過後|回來)|進(?:一段|個)廣告",
    ),
    # --- where to go ------------------------------------------------------------------
    (AD, 3, ADDRESS, SPOKEN),
    (AD, 3, ADDRESS, WRITTEN),
    (AD, 1.5, ADDRESS, r"\b(?:forward )?slash [a-z]{3,}\b"),
    (
        AD,
        2,
        ADDRESS,
        r"\blinks? (?:is |are )?(?:in|down in) the (?:description|show notes|notes|bio|episode)|\bin (?:the|our) show notes\b|\b(?:our|their) (?:own )?(?:shop|store|website|web site)\b",
    ),
    (
        AD,
        2,
        ADDRESS,
        r"(?:資訊|說明|節目|下方|底下)欄|節目(?:資訊|說明|介紹)|(?:下方|下面|專屬|官方)(?:的)?(?:連結|網站|網頁)|官網|點(?:選|擊|開).{0,6}連結|(?:連結|網址)(?:就)?(?:放)?在|[A-Za-z0-9-]+\s*(?:點|\.)\s*(?:com|tw|net|org)\b|斜線",
    ),
    # --- for less ---------------------------------------------------------------------
    (
        AD,
        3,
        CODE,
        r"\b(?:promo|promotional|coupon|offer|discount|voucher|checkout) code\b|\b(?:use|enter|with|using|type|put in) (?:the |our |my )?code (?!(?:of|is|was|that|we|in|and|base|on|for|to)\b)|\bat checkout\b|\b(?:put in|use|with|mention|enter|say|type) the (?:word|name|phrase|password)\b",
    ),
    (
        AD,
        3,
        CODE,
        r"(?:折扣|優惠|推薦|序號|通關)(?:代)?(?:碼|密語)|輸入.{0,12}(?:碼|代號)|結帳(?:時|頁)",
    ),
    (
        AD,
        3,
        OFFER,
        rf"\b{_NUMBER}(?: ?%| percent| per cent) (?:off|discount)|\b{_NUMBER} {_MONEY} off\b|[$£€]\d+ off\b|\bsave (?:up to )?(?:{_NUMBER}\b|[$£€]\d)|\bhalf[- ]price\b(?= (?:for|on|until|with))|\btake .{{0,25}}(?:percent|dollars|pounds) off\b",
    ),
    (
        AD,
        3,
        OFFER,
        r"\bfree (?:\w+[- ]){0,2}(?:trial|shipping|delivery|consultation|quote|sample|refill|returns?|month|week|upgrade|gift)\b(?! nearly)|\b(?:trial|first \w+(?: \w+)?) (?:is |are |on us|for )(?:free|nothing|us)\b|\bmoney[- ]back\b|\bevery (?:cent|penny) back\b|\bbuy one,? get\b|\b(?:for )?a (?:short|limited) time\b|\blimited[- ]time\b|\bwhile (?:stocks|supplies) last\b|\brisk[- ]free\b",
    ),
    (
        AD,
        2,
        OFFER,
        r"\bno (?:card|credit card|contract|commitment|strings|fee|obligation)\b|\bcancel (?:any ?time|whenever)\b|\b(?:skip|pause) (?:a|any) (?:week|month|box)\b|\b(?:exclusive|special|best) (?:offer|deal|discount|price)\b|\bfree for (?:\w+ )?(?:\w+ )?(?:days|weeks|months)\b|\bguarantee(?:d)? (?:of|for) \w+ years?\b|\b(?:listeners|you) (?:can |will |'ll )?(?:get|save|receive)\b|\bthrow in\b|\byou only pay\b|\bbefore the end of the (?:month|week|year)\b|\blifetime (?:subscription|access|guarantee|warranty)\b|\bonly (?:till|until|from|in the)\b",
    ),
    (
        AD,
        2.5,
        OFFER,
        r"買.送.|免運|免費(?:試用|試聽|試讀|體驗|諮詢|送|領|安裝)|限量|限時|即日起|早鳥|特惠|優惠(?!券那)|(?:享|享有|再享|學費|只要|全館|一律|結帳).{0,6}折|賣完為止|售完為止|不綁約|不滿意.{0,6}(?:退|走)|(?:多|再|就|加)(?:送|贈)(?!他)|滿.{1,4}(?:免|折|送)|鑑賞期|試用期",
    ),
    (
        AD,
        0.8,
        PRICE,
        rf"[$£€]\s?\d|\b{_NUMBER}(?:[- ]\w+)? {_MONEY}\b|\b\w+ ninety[- ]nine\b|\b(?:a|per) month\b",
    ),
    (
        AD,
        1,
        PRICE,
        r"只要.{1,8}(?:元|塊|九)|每(?:個)?月(?:只要)?.{1,6}(?:元|塊)|月(?:租|費)|定價|原價|售價",
    ),
    (
        AD,
        4,
        TERMS,
        r"\bterms (?:and conditions )?apply\b|\b(?:terms|conditions|exclusions|charges|fees|restrictions) (?:may )?appl(?:y|ies)\b|\bsee (?:the )?(?:website|site|store|app|pack) for\b|\bsee website\b|\bsubject to (?:status|availability|approval|credit)\b|\bnew customers only\b|\b(?:past|individual) (?:results|performance)\b|\bresults (?:may|can) vary\b|\bside effects\b(?= (?:may|include))|\bmember f ?d ?i ?c\b|\b(?:authori[sz]ed|is) (?:and )?regulated (?:by|in)\b|\b(?:over )?eighteens? (?:and over|only|plus)\b|\bplease (?:drink|play|gamble|bet) responsibly\b|\bcapital (?:is )?at risk\b|\bwhen the fun stops\b",
    ),
    (
        AD,
        4,
        TERMS,
        r"僅供參考|因人而異|(?:詳|請)(?:情)?(?:見|閱|洽).{0,12}(?:官網|公開說明書|條款|門市|網站)|投資一定有風險|(?:飲酒|喝酒)(?:過量|不開車)|有礙健康|衛部|字第.{1,10}號|注意事項|條款|以官網|廣告字號|一般保健",
    ),
    # --- what to do -------------------------------------------------------------------
    (AD, 1.5, CALL, rf"(?:^|[.!?,;:]\s+|\b(?:and|so|then|just|now|please|today) ){_DO}\b"),
    (
        AD,
        1.5,
        CALL,
        r"\b(?:today|right now|now|tonight)[.!]|\b(?:find out|learn|read|hear) more (?:at|on|about it)\b|\bmore at\b|\b(?:in|from) (?:the|your) app(?: store)?\b|\bwherever you (?:listen|shop|get)\b|\b(?:sign|signing) up\b|\bavailable (?:now|at|from|in|wherever)\b|\b(?:tickets|seats) (?:are|from|left|available)\b|\b(?:is|are|we're) (?:now )?hiring\b|\bsearch (?:for|online)\b",
    ),
    (
        AD,
        1.5,
        CALL,
        r"(?:立刻|立即|馬上|現在就|趕快|快來|歡迎|快去|趕緊|記得|不妨).{0,6}(?:搜尋|下載|加入|申請|申辦|上網|撥打|報名|訂購|預約|選購|體驗|點|購買|試)|(?:搜尋|下載|撥打|掃描).{0,14}(?:APP|app|專線|QR|條碼|暖|！|。)|(?:大家|你|您|各位)可以(?:去|到|上).{0,12}(?:看看|試試|官網|網站|申請|訂)|去試試看|動作要快|數量(?:不多|有限)|名額有限|專線|現在(?:只要|就|加入|訂購|購買|申辦)",
    ),
    (
        AD,
        1,
        CALL,
        r"^(?:(?:are|do|did|have|is|were) (?:you|your|there)\b.*\?|(?:tired|sick|looking|struggling|worried|ready|hungry|thirsty|thinking) (?:of|for|with|about|to)\b|picture (?:this|yourself)|imagine\b|introducing\b|meet the\b|that's why\b|because you\b)",
    ),
    (
        AD,
        1.5,
        CALL,
        r"^(?:還在|你是不是(?:也|還|常)|是不是也|想要.{1,14}嗎|(?:開車|上班|工作|冬天|夏天).{0,8}(?:累|怎麼辦)|.{2,16}(?:怎麼辦|煩惱)(?:嗎)?[？?])|還在為",
    ),
    # --- the show's own ---------------------------------------------------------------
    (
        AD,
        4,
        OWN,
        r"\bpatreon\b|\b(?:become|becoming|be) (?:a|one of our) (?:(?:\w+ )?member|supporter|patron|subscriber)s?\b|\b(?:our|the show's|paid|join the) (?:members(?:hip)?|supporters)\b|\bad[- ]free\b|\bwithout any (?:ads|advert\w*)\b|\bbonus (?:episodes?|content)\b|\bearly access\b|\bmerch(?:andise)?\b|\bbuy (?:us|me) a coffee\b",
    ),
    (
        AD,
        2,
        OWN,
        r"\b(?:on tour|live (?:show|tour|on stage|in|at)|going on the road|on the road in)\b|\b(?:each|every|a) conversation\b|\bepisodes? (?:\w+ ){0,2}early\b|\b(?:only|entirely|all) (?:possible )?because of (?:you|listeners)\b|\b(?:keeps?|kept) (?:us|this show|the show) (?:going|running|on)\b|\bgoes (?:straight )?(?:in)?to (?:this|the) show\b|\bin our (?:shop|store)\b",
    ),
    (
        AD,
        3,
        OWN,
        r"(?:付費|訂閱|年度|贊助|白金|專屬)(?:制)?(?:會員|方案)|加入(?:我們的)?會員|周邊(?:商品)?|(?:小額)?(?:贊助|斗內|抖內)(?:我們|節目|連結)|募資|售票|(?:巡迴|見面會|現場場|簽書會)",
    ),
    (
        AD,
        3,
        PROMO,
        r"\b(?:my|our|a|the) new (?:podcast|show|series|season)\b|\bfollow (?:it|us|now|the show|along)? ?(?:now|wherever)\b|\bfrom the (?:makers|creators|team|people) (?:of|behind)\b|\bonly in (?:cinemas|theat(?:er|re)s)\b|\b(?:this|next) (?:autumn|fall|spring|summer|winter), \b|\bnew episodes (?:every|out|each|drop|weekly)\b|\ba(?:n)? (?:new )?(?:original )?(?:podcast|series|production) (?:from|by)\b",
    ),
    (
        AD,
        3,
        PROMO,
        r"(?:全新|另一(?:個|檔)|新(?:的)?)(?:節目|podcast|Podcast)(?!的)|各大(?:平台|收聽平台).{0,8}(?:搜尋|收聽|上架)|每(?:週|周|個禮拜).{1,4}更新",
    ),
    # --- breaks -----------------------------------------------------------------------
    (
        AD,
        3,
        BREAK,
        r"\b(?:quick|short|little|brief) (?:break|pause)\b|\bwe'll be (?:right|straight|back)\b(?: back)?(?: (?:after|in|with))?|\bafter (?:the|this|a) (?:short |quick )?(?:break|message)|\b(?:stay|stick) (?:with us|tuned|around)\b|\bdon't go (?:away|anywhere)\b|\bwe have to (?:pause|take)\b|\bwhen we (?:come|get) back\b",
    ),
    (
        AD,
        3,
        BREAK,
        r"(?:先|來|稍微)?休息(?:一下|片刻)|(?:馬上|稍後|等一下|待會)(?:就)?回來|不要(?:走開|轉台)|別走開",
    ),
    (
        AD,
        2,
        RETURN,
        r"\b(?:and |okay,? |so,? )*we(?:'re| are) back\b|\bwelcome back(?! to)\b|\b(?:let's|now|all right|okay|right|so|and)[,.]? (?:get |go )?back to\b",
    ),
    (
        AD,
        2,
        RETURN,
        r"歡迎回(?:來|到)|(?:我們|好)[，,]?(?:我們)?回(?:來|到)(?:節目|講|談|繼續|剛)?",
    ),
    # --- housekeeping -----------------------------------------------------------------
    (
        SMALL,
        4,
        CARE,
        r"\b(?:rate|review|rating|subscribe|subscribing)\b.{0,60}\b(?:podcasts?|show|us|apple|spotify|stars?|listen|platform|app)\b|\bleave (?:us|me) a (?:\w+ )?(?:review|rating|comment)\b|\b(?:give|leave) us (?:five|a) stars?\b|\bfive[- ]star\b|\b(?:like and|hit|press|click) (?:the )?subscribe\b|\btell (?:a|your|one) friends?\b|\bhelps? (?:other )?(?:people|others|us|listeners)? ?(?:to )?(?:find|discover) (?:the|this|our) show\b",
    ),
    (
        SMALL,
        4,
        CARE,
        r"\b(?:our|a|the|my) (?:\w+ )?(?:newsletter|mailing list)\b|\bfollow us on\b|\byou can (?:write|email|reach|find|follow) (?:to )?us\b|\bwrite to us\b|\bsend (?:us )?(?:your|an) (?:questions|email|voice)\b|\bwrite to \w+ at\b|\b(?:find|get) us (?:on|at)\b|\bdrop us\b",
    ),
    (
        SMALL,
        4,
        CREDITS,
        r"\b(?:is|was) (?:produced|edited|mixed|hosted|made|recorded|engineered|written)(?: and \w+)? by\b(?=.*)|\b(?:our|the|original|theme) (?:theme |title )?(?:music|theme|artwork|producer|producers|engineer|editor|executive producer)(?: is| are|'s| was| by)\b|\bmusic (?:is |was )?(?:by|composed|from)\b|\bthanks this week to\b|\bexecutive producers?\b|\bproduction of\b|\bfact[- ]check(?:ed|ing) by\b",
    ),
    (
        SMALL,
        2,
        CREDITS,
        r"\bsee you (?:next|in|again)\b|\b(?:until|till) next (?:time|week)\b|\bwe'll be back (?:next|in (?:two|a)|on)\b|\bthanks for listening\b|\bthank you for listening\b|\bthat (?:is|was|'s) (?:it|all) (?:for|from)\b|\b(?:goodbye|good night|bye)[.!]|^(?:that was|you've been listening to|you have been listening to) ",
    ),
    (
        SMALL,
        4,
        CARE,
        r"訂閱|五顆星|(?:給|留)(?:我們)?.{0,8}(?:評價|評論|評分)|粉絲(?:專頁|團)|追蹤我們|開啟小鈴鐺|分享給|電子報|留言(?:給|告訴|跟)|來信|寫信(?:給我們|到)|社群",
    ),
    (
        SMALL,
        3,
        CREDITS,
        r"(?:製作人|剪輯|企劃|後製|配樂|錄音師|片尾曲|主題曲)(?:是|為|由|：)|以上就是(?:今天|本集|這集)|我們(?:下(?:次|週|周|禮拜|集|回))(?:再)?見|感謝(?:您的|你的|大家的)?收聽|掰掰|下(?:週|周|禮拜|集)見",
    ),
    # --- how it begins ----------------------------------------------------------------
    (
        INTRO,
        5,
        WELCOME,
        r"^(?i:(?:\w+,? )?(?:hello|hi|hey)?(?:,? (?:everyone|everybody|and))*,? ?welcome (?:back )?to)\b|^(?i:from .{5,40}, )?(?i:this is|you're listening to|you are listening to) [A-Z]|^(?i:coming up (?:on|in|today|later)|that's all after this)\b|^(?i:today on|this week on|(?:in|on) (?:this|today's) (?:episode|show))\b",
    ),
    (
        INTRO,
        3,
        WELCOME,
        r"\b(?i:i'm) [A-Z]\w+(?: [A-Z]\w+)?(?:,? (?:and|your)\b|[.,])|\b(?i:my guest(?: today)?|today's guest|with me (?:is|are|today)|joining me|i'm joined by|my name is|tonight's guest)\b",
    ),
    (
        INTRO,
        5,
        WELCOME,
        r"歡迎收聽|歡迎(?:回到|來到).{2,12}(?:[，,。]|我是)|(?:大家好|哈囉|嗨).{0,12}我是|我是(?:主持人|你(?:們)?的主持人)|^我是.{2,4}。?$|你(?:正在|現在)收聽|(?:這裡|這)是.{2,10}(?:電台|podcast|節目)|各位(?:聽眾|朋友)(?:大家)?好",
    ),
    # --- what is talk -----------------------------------------------------------------
    (
        None,
        -2.5,
        "",
        r"\bthank(?:s| you)(?: so much| both| very much)?,? [A-Z]\w+(?: [A-Z]\w+)?[.!]?$|\b(?i:thanks|thank you) (?:so much )?(?i:for (?:having|coming|joining|inviting|talking|your time|being here))|^(?i:last question|one last|final question)|, (?i:thank you(?: so much| both| very much)*)\.$",
    ),
    (
        None,
        -1,
        "",
        r"^(?i:(?:okay|so|all right|well|now|and)?[,.]? ?let's (?:talk|go|turn|move|start|get))\b",
    ),
    (
        None,
        -2.5,
        "",
        r"(?:謝謝|感謝).{0,10}(?:老師|師傅|醫師|醫生|教授|博士|先生|小姐|來上|接受|今天來|兩位|的分享|的邀請)|^最後(?:一個問題|想問|再問)|今天(?:的來賓|請到|邀請|我們請)",
    ),
)
PHRASES = tuple(
    (kind, float(weight), why, re.compile(pattern, 0 if why in ("", WELCOME) else re.IGNORECASE))
    for kind, weight, why, pattern in _ROWS
)
