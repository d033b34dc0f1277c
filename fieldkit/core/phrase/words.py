"""The vocabulary of the Danish shorthand: which words and turns of phrase mean what.

Only data and its shapes; how words are recognised despite typing lies in `core.phrase.spelling`, how they bind in
`core.phrase.binding`.
"""

from enum import Enum, auto

import msgspec

from fieldkit.core.facts.terms import Condition, Level, Topic


class Kind(Enum):
    """What part a word plays."""

    TOPIC = auto()
    MARK = auto()
    """Says how a topic is."""
    PUNCT = auto()
    """A run of ! and ?: a mark right after a topic, else only tone."""
    NOT = auto()
    ALL = auto()
    LEVEL = auto()
    LEVEL_NOUN = auto()
    CHILDREN = auto()
    STAFF = auto()
    HOUR_UNIT = auto()
    HOURS = auto()
    NUMBER = auto()
    FILL = auto()
    """Grammar that carries nothing of its own."""
    PREPOSITION = auto()
    ADVERB = auto()
    """Worth noting, but does not come between a topic and its mark."""
    DOUBT = auto()
    """Makes a statement conditional, past or uncertain."""
    ASK = auto()
    """Makes it a question or a request."""
    AND = auto()
    COMMA = auto()
    COLON = auto()
    DASH = auto()
    STOP = auto()
    BUT = auto()
    OTHER = auto()


class Tone(Enum):
    """How a mark behaves when it is negated or meets another."""

    PLAIN = auto()
    WORKS = auto()
    """`virker`: negated, the thing is out of order."""
    FIRM = auto()
    """`mangler ikke`: an exclamation mark after it changes nothing."""
    GRAVE = auto()
    """`kritisk`: negated, still something is lacking."""
    GONE = auto()
    LITTLE = auto()
    WEAK = auto()
    """`tilbage`, `igen`: ok only when nothing else is said."""


class Sense(msgspec.Struct, frozen=True):
    """What a word means. `before`/`after`: where a mark may stand as seen from its topic."""

    kind: Kind
    topic: Topic | None = None
    condition: Condition | None = None
    level: Level | None = None
    before: bool = False
    after: bool = False
    tone: Tone = Tone.PLAIN
    verb: bool = False
    """A following `ikke` belongs to it."""
    about_people: bool = False
    """`utrygge`, `fryser`: a number of children before it is not the count of all."""
    factor: int = 1


OK, SHORTAGE, CRITICAL = Condition.OK, Condition.SHORTAGE, Condition.CRITICAL
GRAVITY = {Condition.UNKNOWN: 0, OK: 0, SHORTAGE: 1, CRITICAL: 2}

OTHER = Sense(Kind.OTHER)
FILL = Sense(Kind.FILL)
NO = Sense(Kind.MARK, condition=CRITICAL, before=True, after=True)
BROKEN = Sense(Kind.MARK, condition=CRITICAL, after=True)
FINE = Sense(Kind.MARK, condition=OK, before=True, after=True)
SURELY_FINE = Sense(Kind.MARK, condition=OK, before=True, after=True, tone=Tone.FIRM)
LACKING = Sense(Kind.MARK, condition=SHORTAGE, before=True, after=True)
LITTLE = Sense(Kind.MARK, condition=SHORTAGE, before=True, after=True, tone=Tone.LITTLE)


def _topic(
    topic: Topic, words: str, condition: Condition | None = None, about_people: bool = False
) -> dict[str, Sense]:
    sense = Sense(Kind.TOPIC, topic=topic, condition=condition, about_people=about_people)
    return dict.fromkeys(words.split(), sense)


def _same(sense: Sense, words: str) -> dict[str, Sense]:
    return dict.fromkeys(words.split(), sense)


def _turns(sense: Sense, turns: str) -> dict[tuple[str, ...], Sense]:
    return {tuple(turn.split()): sense for turn in turns.split(",")}


WORDS: dict[str, Sense] = {
    **_topic(Topic.WATER, "vand vandet drikkevand drikkevandet"),
    **_topic(Topic.FOOD, "mad maden madvarer madvarerne forplejning forplejningen spise"),
    **_topic(Topic.HEAT, "varme varmen fjernvarme fjernvarmen"),
    **_topic(Topic.HEAT, "kulde kulden koldt", CRITICAL),
    **_topic(Topic.LIGHT, "lys lyset belysning belysningen lommelygte lommelygter lommelygterne"),
    **_topic(Topic.LIGHT, "mørkt mørke mørket", CRITICAL),
    **_topic(
        Topic.HYGIENE,
        "hygiejne hygiejnen håndhygiejne håndhygiejnen håndsprit håndspritten sæbe sæben håndsæbe "
        "håndvask håndvasken håndvaske håndvaskene",
    ),
    **_topic(
        Topic.TOILET,
        "toilet toilettet toiletter toiletterne wc wcet wcer wc'er wc'et wc'erne latrin latrinet latriner latrinerne "
        "kloak kloakken kloakker kloakkerne",
    ),
    **_topic(
        Topic.COMMS,
        "kommunikation kommunikationen radio radioen radioer radioerne tlf telefon telefonen telefoner telefonerne "
        "net nettet internet internettet kontakt kontakten forbindelse forbindelsen",
    ),
    **_topic(
        Topic.POWER,
        "strøm strømmen nødstrøm nødstrømmen el elektricitet elektriciteten generator generatoren generatorer "
        "generatorerne nødgenerator nødgeneratoren powerbank powerbanken powerbanks",
    ),
    **_topic(Topic.POWER, "strømsvigt strømafbrydelse strømafbrydelsen strømudfald", CRITICAL),
    **_topic(
        Topic.PAPER,
        "papir papiret papirer papirerne klasseliste klasselister klasselisterne lister listerne "
        "fravær fraværet fraværsliste fraværslister kontaktlister",
    ),
    **_topic(Topic.PICKUP, "afhentning afhentningen hent hentes hentning hentningen forældre forældrene"),
    **_topic(Topic.CALM, "ro tryghed trygheden"),
    **_topic(Topic.CALM, "trygt trygge roligt rolige", OK),
    **_topic(Topic.CALM, "uro uroen utryghed utrygheden utrygt uroligt", SHORTAGE),
    **_topic(Topic.CALM, "utryg utrygge urolige", SHORTAGE, about_people=True),
    # How it is.
    **_same(FINE, "ok okay okey oki fint fin fine godt god gode"),
    **_same(SURELY_FINE, "nok rigeligt rigelig tilstrækkeligt tilstrækkelig"),
    **_same(Sense(Kind.MARK, condition=OK, after=True), "ja normalt normal"),
    **_same(Sense(Kind.MARK, condition=OK, after=True, tone=Tone.WORKS, verb=True), "virker fungerer kører dur"),
    **_same(Sense(Kind.MARK, condition=OK, after=True, tone=Tone.WEAK), "tilbage igen"),
    **_same(
        Sense(Kind.MARK, condition=SHORTAGE, before=True, after=True, verb=True),
        "mangler manglede mangle manglende savner",
    ),
    **_same(LACKING, "mangel knap knapt knaphed begrænset begrænsede sparsomt sparsom svagt svag problemer problem"),
    **_same(Sense(Kind.MARK, condition=SHORTAGE, before=True, verb=True), "behøver"),
    **_same(LITTLE, "lidt"),
    **_same(Sense(Kind.MARK, condition=SHORTAGE, after=True, tone=Tone.LITTLE), "snart"),
    **_same(NO, "ingen intet"),
    **_same(Sense(Kind.MARK, condition=CRITICAL, before=True), "uden"),
    **_same(Sense(Kind.MARK, condition=CRITICAL, before=True, after=True, tone=Tone.GRAVE), "kritisk kritiske"),
    **_same(
        Sense(Kind.MARK, condition=CRITICAL, after=True, tone=Tone.GONE),
        "nej ude væk slut nede tom tomt tomme opbrugt afbrudt stoppet tilstoppet lukket defekt defekte forsvundet",
    ),
    **_same(Sense(Kind.NOT), "ikke ikk ik ej"),
    # Everything, levels, counts, hours.
    **_same(Sense(Kind.ALL), "alt alting resten ellers"),
    **_same(Sense(Kind.LEVEL, level=Level.GREEN), "grøn grønt"),
    **_same(Sense(Kind.LEVEL, level=Level.YELLOW), "gul gult"),
    **_same(Sense(Kind.LEVEL, level=Level.RED), "rød rødt"),
    **_same(Sense(Kind.LEVEL_NOUN), "niveau status kode farve"),
    **_same(Sense(Kind.CHILDREN), "børn barn b elever elev"),
    **_same(Sense(Kind.STAFF), "voksne voksen v personale personaler ansatte ansat medarbejdere medarbejder"),
    **_same(Sense(Kind.HOUR_UNIT), "t time timer timers tim h"),
    **_same(Sense(Kind.HOUR_UNIT, factor=24), "døgn dage dag"),
    # Grammar.
    **_same(
        FILL,
        "er har vi der det de den nu stadig fortsat også bare kun lige helt meget her os så en et jo da pt ialt både "
        "begge alle noget nogen nogle mere flere endnu desværre heldigvis børnene tilstede holder "
        "rækker rent hele vores",
    ),
    **_same(
        Sense(Kind.PREPOSITION),
        "i på ved hos fra til for om med af siden efter under over omkring mellem inde udenfor indenfor",
    ),
    **_same(Sense(Kind.ADVERB), "ca cirka akut straks hurtigt snarest desperat virkelig totalt fuldstændig tak please"),
    **_same(Sense(Kind.DOUBT), "hvis når måske tror havde var næsten muligvis formentlig vist ville"),
    **_same(Sense(Kind.ASK), "hvornår hvordan hvor hvad hvem hvorfor send husk sig giv køb bestil skaf"),
    **_same(Sense(Kind.AND), "og eller samt"),
    **_same(Sense(Kind.BUT), "men"),
}

OPEN_ENDED = frozenset({"hvis", "naar"})
"""Words of doubt that reach to the end of the sentence, not only to the next comma."""

LEFT_OPEN = frozenset({"el"})
"""Between two topics it may as well be short for `eller`."""

ORDERS = frozenset({"hent", "kontakt"})
"""Before a thing these are orders (`hent vand`), not topics."""

BEFORE_A_THING = frozenset({"varme"})
"""Right before a thing it is an adjective: `varme tæpper` are warm blankets, not heat."""

_AMOUNTS = "liter l flasker dunke kasser pakker poser portioner rationer kg stk"
AMOUNTS = frozenset(_AMOUNTS.split())
"""After a number: how much of a thing, which goes to the note and does not come between a mark and the thing."""

ABOUT_ANOTHER = frozenset({"til", "med", "for", "fra", "af", "om", "over", "efter", "mod"})
"""Right before a topic they make it part of something else: `ingen grund til uro`, `på vej med vand`."""

ASKING_VERBS = frozenset({"kan", "maa", "skal", "har", "er", "kommer", "vil", "faar", "ved", "findes", "mangler"})

_LIMITS = "mindst mere flere over under end yderligere ekstra nye andre hoejst max maks plus minus hver klasse"
LIMITS = frozenset(_LIMITS.split())
"""Before a number: it is not the count of all."""

ALL_FINE_ONLY = frozenset({"vel"})
"""Means ok after `alt`, nothing by itself."""

TURNS: dict[tuple[str, ...], Sense] = {
    **_turns(
        Sense(Kind.MARK, condition=SHORTAGE, before=True, tone=Tone.FIRM),
        "brug for,har brug for,behov for,trænger til,problemer med,problem med,mangel på,lav på,løber tør for",
    ),
    **_turns(
        SURELY_FINE,
        "ikke brug for,ingen brug for,ikke behov for,ingen behov for,intet behov for,ingen problemer,ingen problem,"
        "ingen problemer med,ingen problemer i,ikke problemer med,intet problem,intet problem med,uden problemer,"
        "ingen mangel,ingen mangel på,ikke mangel på,nok af,masser af,rigeligt med,rigeligt af",
    ),
    **_turns(Sense(Kind.MARK, condition=OK, after=True), "i orden,på plads,som normalt,som det skal"),
    **_turns(
        LACKING,
        "ikke nok,ikke meget,ikke så meget,ikke rigeligt,ikke tilstrækkeligt,ikke tilstrækkelig,for lidt,meget lidt,"
        "alt for lidt,kun lidt,næsten ingen,næsten intet,næsten ikke mere,næsten ikke noget,snart ikke mere,"
        "snart ingen,ikke ret meget,mangler snart,snart mangler,mangler næsten,næsten ikke,snart brug for,"
        "ikke så mange",
    ),
    **_turns(
        Sense(Kind.MARK, condition=SHORTAGE, after=True),
        "næsten slut,næsten væk,næsten ude,næsten tom,næsten tomt,næsten opbrugt,næsten brugt op,snart slut,snart væk,"
        "snart ude,snart tom,snart tomt,snart tomme,snart opbrugt,snart brugt op,slipper op,slipper snart op,"
        "løber tør,løber snart tør",
    ),
    **_turns(
        NO,
        "ikke mere,ikke flere,ikke noget,ikke nogen,ikke nogle,ikke noget som helst,ingen mere,overhovedet ingen,"
        "kritisk mangel,kritisk mangel på,slet ingen,slet ikke noget,slet ikke nogen,løbet tør for,løbet helt tør for",
    ),
    **_turns(
        BROKEN,
        "ude af drift,i stykker,gået i stykker,brugt op,sluppet op,løbet tør,virker ikke mere,"
        "kan ikke komme,kan ikke komme frem,kan ikke komme igennem,kan ikke komme ind,kan ikke komme ud,"
        "kan ikke komme hertil,kan ikke nå,kan ikke nå frem,kan ikke hente,kan ikke hente børnene,kan ikke bruges,"
        "kan ikke drikkes,kan ikke skylle,kan ikke skylles,kan ikke trækkes,kommer ikke,kommer ikke frem",
    ),
    **_turns(
        Sense(Kind.TOPIC, topic=Topic.HEAT, condition=CRITICAL, about_people=True),
        "vi fryser,børnene fryser,alle fryser,de fryser,børn fryser,personalet fryser",
    ),
    **_turns(
        Sense(Kind.TOPIC, topic=Topic.POWER, condition=CRITICAL),
        "strømmen er gået,strøm gået,strømmen gået,strømmen er røget,strømmen røget,strøm røget",
    ),
    **_turns(Sense(Kind.TOPIC, topic=Topic.LIGHT, condition=CRITICAL), "lyset er gået,lyset gået,lyset er gået ud"),
    **_turns(
        Sense(Kind.TOPIC, topic=Topic.PICKUP, condition=OK),
        "alle hentet,alle er hentet,alle børn hentet,alle børn er hentet,alle børnene er hentet,alle børnene hentet,"
        "alle afhentet,alle er afhentet,alle børn afhentet,alle børn er afhentet",
    ),
    **_turns(Sense(Kind.TOPIC, topic=Topic.CALM, condition=OK), "er ro,er der ro"),
    **_turns(
        Sense(Kind.ALL),
        "alt andet,alt går,alt det andet,det hele,ellers alt,ellers er alt,ellers det hele,i øvrigt alt",
    ),
    **_turns(
        FILL,
        "i alt,til stede,på stedet,på skolen,i skolen,i institutionen,i børnehaven,i huset,hos os,lige nu,for tiden,"
        "for nu,ikke kun,ikke bare",
    ),
    **_turns(
        OTHER,
        "ro på,er ro på,ro og mag,ikke alle,god morgen,god dag,god aften,god nat,god vagt,god weekend,godt nytår,"
        "toilet papir,wc papir,koldt vand,koldt drikkevand,kold mad,"
        "varmt vand,varmt drikkevand,varm mad,koldt ude,koldt udenfor,mørkt ude,mørkt udenfor,"
        "koldt og mørkt ude,ude i,ude på,ude ved,ude foran,ude hos,ude og,inde og ude,el lign,slut prut,over og ud,"
        "godt nok,nok en,ikke længere,røde kors,for varmt",
    ),
    **_turns(Sense(Kind.ASK), "kan i,kan du,må vi,skal vi,mangler du,har du,tak for"),
    **_turns(Sense(Kind.DOUBT), "i går,har haft,har været,bange for,risiko for,frygter at,kan være"),
}
