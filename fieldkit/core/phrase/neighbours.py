"""Danish words one letter away from a word of the shorthand. They mean themselves and are never read as misspelt.

Found by holding a Danish word list against the vocabulary.
"""

_WORDS = """
    aben advarer afsat afsatte afventning afventningen angel ansats anset ansæt ansætte arme armen baden bandet
    bedøver begramset begrænse begrænsende begrænser begrænses behovet behøve behøves berøver bister blister boksen
    britisk britiske broen brygge cisterne defekten defekter dirker eleven elevere elles elver engen euroen farme
    farmen festen fingerer fister forandre forbandelse forbandelsen forbindelser forsvunden fravæn front frygt fulde
    funderer fungere fungeret gaben gaden grant groft grøft harme heftes hellers hendes henning henter hesten hestes
    holdt håndtaske håndtasken inden inte intel inter interne internt ister kalde kaldt karme kilde kilden kimer
    kirker kister kisterne klister kloaker klokken klokker klokkerne klude kluden knaps knast kold kolde
    kommunikations kontakte kontakter kontaktet kontant kontrakt kontrakten kritik kroen kuld kuldet kulen kulten
    kunde kunden kæben laden landet larme larmen laster lasterne latin latiner latinerne lester lettet lever lifter
    lifterne ligeligt limer lirker liste listen listet liter lynet lyse lyser lyst lyste lyster lysterne læben
    læsterne made madens madvaner madvaren magen mandel manden mandet mandler mangen manges manglen manuel market
    maven mister modarbejder moden mordet more morse mort moske mulden måden mærke mærket møre mørk mørkne mørt
    nettets norma normale nuttet opbragt opbrudt pair paper personager personal pesten pirker pisterne problemet
    raden radisen radiser radiserne randet ratio ratioer renten rentes rester retten rettet rimelig rimeligt rimer
    ringen risten rister roen rolig rusten røsten sabel sablen sagen sagt salen sandet sart saven sister skulde
    skulden slagt smagt smart snar snert spagt spice spidse spies spike spire spis spiser spises spist spiste staben
    start stimer storm stram stryg strø strøg strømme strømmer strøms strør strøs svage svigt sæber sæden tapir
    tapirer tarme tarmen telefoni testen tider tiders tier tiger tigers timen times tingen tomlet tragt troen trygl
    trygle trykt trægt tygge tørke uafbrudt ubegrænsede ubegrænset ukritisk ulde ulden ungen unormalt uren urten
    utilstrækkelig utilstrækkeligt utrolige utroligt utrykt vadet vande vander vandret vandt vanket varde varen varm
    varmer varmes varmet varpe varte ventes vesten vikker vingen vinker virke virket visker vokse voksent vokser
    vokset vundet våndet værker
"""

NEIGHBOURS: frozenset[str] = frozenset(_WORDS.split())
