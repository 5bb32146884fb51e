"""Words that are ordinary before they are names, and the company that a name keeps.

Chosen by hand: the words said most in conversation, and those that sound like a product or
a surname. Lower case. A name is never read into these words alone without a reason beside.
"""

EVERYDAY = frozenset(
    """
a able about above across act add after again against age ago agree ahead air all almost alone
along already also always am among an and angle animal another answer any anyone anything apart
apple apply arc are area arm army around art as ask at away back bad bag ball band bank bar bare
bark base bay be beach bean bear beat beauty because bed been before began begin behind believe
bell below best bet better between big bill bird bit bite black blank blind block blog blue board
boat body bond bone book boot border both bottle bottom bow box boy brain branch brand bread break
bridge bright bring broad broke brook brother brought brown build building built bus bush business
busy but butter buy by cable cake call came camp can cane cannot cap car card care carry carve case
cash cast castle cat catch caught cause cell center chain chair chance change chapter charge chart
chat cheap check cheese chest chicken chief child children chip choice church circle citizen city
claim clap class claw clawed clay clean clear clever click climb clock close clothes cloud clouds
clue coach coal coast coat cod coda code codes coding coffee coin cold collect color come comes
common company compare cook cool copy cord core corn corner correct cost could count country couple
course court cover cow craft crash cream create credit crew crop cross crowd cry cue cup current
curse cursor cut dad daily dark data date daughter day days dead deal dear death debt deck deep
deer degree demo depth desert desk did die difference different dig dinner direct dirt dish do
doctor does dog doing dollar done door dot double doubt down draft dragon draw dream dress drink
drive drop drum drums dry due dust each ear early earn earth ease east easy eat edge effort egg
eight either electric else empty end enemy energy engine english enjoy enough enter equal even
evening ever every everyone everything exact example except eye eyes face fact fair fall family
famous far farm fast fat father favor fear feed feel feet felt fence few field fight figure fill
film final find fine finger finish fire firm first fish fishing fit five fix flag flat flight flip
float floor flow flower fly focus fold follow food fool foot for force forest forge forget form
former forth forward foundry four fox frame free fresh friday friend from front fruit full fun fund
funny future gain game garden gas gate gather gave gear general gentle get gift girl give given
glad glass go goal goes gold gone good got grace grade grain grand grass gray great green grey grid
ground group grow guard guess guest guide gun guy guys habit had hair half hall hand hands happen
happy harbor hard harm has hat have he head health hear heard heart heat heaven heavy held hello
help her here hers hi hidden high hill him his history hit hold hole holy home hope horn horse hot
hour house how huge human hundred hunt hurt i ice idea if ill image in inch income indeed industry
inner inside into invent iron is island issue it item its itself jar job jobs join joke joy judge
jump june junior just keen keep kept key kick kid kill kind king kitchen knew knife knock know
known lab labor lack lady lake lamb lamp land lane language lantern large last late later laugh law
lay lead leaf learn least leather leave led left leg lemon less lesson let letter level lie life
lift light like limit line lion list listen little live llama load local lock long look lord lose
loss lost lot loud love low luck lunch machine mad made magic mail main make making man many map
march mark market mass master match mate math matter may maybe me meal mean means measure meat
medal medium meet meeting member memories memory men mention mercury met meta metal meter method
middle might mile milk mill mind mine minister mint minute mirror miss mission mix model models
modern moment monday money monitor month moon moral more morning most mother mount mountain mouse
mouth move movie much music must my myself nail name narrow nation native nature near neck need
needle net never new news next nice night nine no noble nobody none noon nor north nose not note
nothing notice notion now number nurse oak ocean of off offer office often oh oil okay old olive on
once one only open opera opinion or orange order other our ours out outer outside over own owner
pack page paid pain paint pair palm pan paper paradox parent park part party pass past path pay
peace peak pearl pen people pepper per perfect perhaps period person phone photo piano pick picture
piece pilot pin pine pink pipe place plain plan plane plant plate play player please plus pocket
poem point police pond pool poor pop port portal possible post pot power press price pride prime
prince print prison private prize problem product program project promise proof proper proud prove
public pull pulse pump pure purple push put quality quarter queen question quick quiet quite race
rack radio rain raise ran range rapid rare rate rather raven reach read ready real really reason
recall record red region release remote rent reply report rest result return rice rich ride right
ring rise river road rock role roll roof room root rope rose rough round row royal rule run running
rush sad safe saffron said sail salad salt same sand sat save saw say scale scene school science
scout screen script sea seal search season seat second secret see seed seem seen self sell send
sense sent series serious serve set seven shade shadow shake shall shape share sharp she sheep
sheet shell shift shine ship shirt shock shoe shop shore short shot should show shown side sight
sign silent silk silver simple since sing single sir sister sit six size skill skin sky slack sleep
slide slip slow small smart smell smile smoke smooth snake snow so social soft soil sold solid some
someone something sometimes son song soon sorry sort soul sound soup source south space spark speak
special speed spell spend spent spin spirit spoke spoon sport spot spread spring square stable
staff stage stand star stars start state station stay steam steel step stick still stir stone stood
stop store storm story strange stream street strike string strong student study stuff style such
sudden sugar suit summer sun sunday super sure surface swift switch table tablet take taken tale
talk tall tank tape task taste tea teach team tear tell temple ten tent term test text than thank
thanks that the their them then there these they thing things think third this those though thought
thousand thread three threw through throw thumb thursday tick tidal tide tides tie tight tile till
time times tin tiny tip tire tired title to today together told tomorrow tone tongue too took tool
tooth top torch total touch tough tour toward tower town toy trace track trade train travel tree
trial tribe trick trip tropic tropical trouble truck true trust truth try tube tuesday tune tunnel
turn twelve twenty twice two type ugly uncle under union unit until up upon upper us use used usual
valley value van vans vast vein very vest video view village violet vision visit voice vote wage
wait wake walk wall want war warm was wash waste watch water wave way we weak wealth wear weather
web wednesday week weight welcome well wells went were west wet what wheel when where which while
white who whole whom whose why wick wide wife wild will win wind window wine wing winter wire wise
wish with within without wolf woman women wonder wood word work world worry worse worth would write
wrong wrote yard year yellow yes yesterday yet you young your yours youth zero zone
""".split()
)

# A name does not stand right after one of these; an ordinary word does.
DETERMINERS = frozenset(
    "a an another any each every her his its my no our some that the their these this those what "
    "which your".split()
)
TITLES = frozenset("ceo cto doctor dr judge mr mrs ms president prof professor sir".split())

# What is talked about where products and companies are.
TRADE = frozenset(
    """
agent agents ai api app apps bot chatbot chatbots code coder coders coding compiler compute copilot
customers cursor debug debugging deploy developer developers editor engineer engineers founded
founder founders gpu gpus investors lab labs launch launched llm llms model models parameters
product products programmer programmers programming prompt prompts python raised reasoning repo
repository research researcher researchers ship shipped software startup startups terminal token
tokens trained training transformer typescript valuation vibe
""".split()
)
