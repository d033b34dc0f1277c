"""What people call the things that the eleven points are about, as running text names them.

Only data. How a word is recognised is `core.phrase.wording`; what is said of it, `core.phrase.claims`.
"""

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.listed import listed

THINGS: dict[Topic, str] = {
    Topic.WATER: """
        vand vandet drikkevand drikkevandet vandhane vandhanen vandhaner vandhanerne hane hanen haner hanerne vanddunk
        vanddunke vanddunkene vandtank vandtanken vandvogn vandvognen tankvogn tankvognen vandflasker vandflaskerne
        vandforsyning vandforsyningen vandtryk vandtrykket vandbeholder kildevand postevand vandpumpe vandpumpen
        drikkedunke drikke drikkevarer vandtilførsel vandtilførslen dunke dunkene dunk dunken 💧 🚰
    """,
    Topic.FOOD: """
        mad maden aftensmad aftensmaden morgenmad morgenmaden middagsmad middagsmaden madvarer madvarerne madpakke
        madpakker madpakkerne forplejning forplejningen brød brødet rugbrød rugbrødet franskbrød boller suppe suppen
        grød grøden havregryn havregrød havregrynene mælk mælken mælkeerstatning modermælkserstatning frugt frugten
        kiks kiksene kager knækbrød pasta ris kartofler pølser dåser dåsemad konserves babymad grønt proviant
        provianten måltid måltider måltidet fødevarer kost kosten frokost frokosten middag middagen smør ost pålæg
        gryderet lasagne rationer rationerne aftenmad nødrationer bananer æbler rosiner spise spisen sandwich
        sandwichene sandwicher pandekager pandekagerne kød kødet leverpostej madder rugbrødsmadder nudler pølse æg
        yoghurt grøntsager gulerødder rundstykker snacks havregrød vafler 🍞 🍽 🍲 🥪
    """,
    Topic.HEAT: """
        varme varmen fjernvarme fjernvarmen radiator radiatoren radiatorer radiatorerne fyr fyret oliefyr oliefyret
        gasfyr gasfyret brændeovn brændeovnen varmeovn varmeovne varmeovnen varmeovnene gasovn gasovnen varmeapparat
        varmeapparater varmeblæser varmeblæsere varmeblæseren varmepumpe varmepumpen gulvvarme gulvvarmen kakkelovn
        varmekilde varmesystem varmesystemet varmeanlæg varmeanlægget varmekanon varmelegeme centralvarme
        centralvarmen bål bålet kamin kaminen pejs pejsen gasvarmer gasvarmere temperatur temperaturen pillefyr
        pillefyret ovn ovnen ovne brænde brændet brændeknuder
    """,
    Topic.LIGHT: """
        lys lyset lysene belysning belysningen nødbelysning nødbelysningen nødlys nødlyset lommelygte lommelygten
        lommelygter lommelygterne lygte lygten lygter lygterne lampe lampen lamper lamperne pandelampe pandelamper
        pandelampen stearinlys stearinlysene pære pæren pærer pærerne lysstofrør gadelys lyskilde lyskilder
        arbejdslampe arbejdslamper lanterne lanterner 💡 🔦 fakler fyrfadslys projektør projektøren
    """,
    Topic.HYGIENE: """
        hygiejne hygiejnen håndhygiejne håndsprit håndspritten sprit spritten sæbe sæben håndsæbe håndsæben ble bleen
        bleer bleerne voksenbleer natbleer vådserviet vådservietter vådservietterne servietter toiletpapir
        toiletpapiret wcpapir lokumspapir tissepapir køkkenrulle køkkenruller rengøring rengøringen rengøringsmidler
        affaldssække affaldsposer tandbørster tandpasta shampoo bind hygiejnebind tamponer håndklæder vaskeklude klude
        handsker engangshandsker desinfektion desinfektionsmiddel håndvask håndvasken håndvaske håndvaskene
        papirhåndklæder 🧻 🧼 zinksalve salve hånddesinfektion desinficering afspritning skraldeposer underlag bleskift
    """,
    Topic.TOILET: """
        toilet toilettet toiletter toiletterne toiletterene wc wcet wcer wcerne wc'et wc'er wc'erne latrin latrinet
        latriner latrinerne kloak kloakken kloakker kloakkerne kloakpumpe kloakpumpen lokum lokummet das dasset potte
        potten afløb afløbet afløbene tissekumme kumme kummen kummerne træk-og-slip septiktank septiktanken
        festivaltoilet festivaltoiletter tørkloset nødtoilet nødtoiletter toiletvogn toiletvognen 🚽 pissoir wckummen
    """,
    Topic.COMMS: """
        kommunikation kommunikationen radio radioen radioer radioerne telefon telefonen telefoner telefonerne
        telefonnet telefonnettet fastnet fastnettelefon mobil mobilen mobiler mobilerne mobiltelefon mobiltelefonen
        mobilnet mobilnettet mobildækning dækning dækningen net nettet netværk netværket internet internettet wifi
        signal signalet forbindelse forbindelsen walkie walkien walkietalkie walkie-talkie walkie-talkien sender
        satellittelefon tlf mob dækn telefonlinje telefonlinjen telefonlinjerne 📞 📱 📻 linje linjen antenne antennen
        kontakt kontakten telefonforbindelse telefonforbindelsen radioforbindelse radioforbindelsen netforbindelse
        router routeren samband sambandet vhf uhf sms mobilmast mobilmasten masten bredbånd datanet opkald
    """,
    Topic.POWER: """
        nødstrøm nødstrømmen strøm strømmen el ellen elektricitet elektriciteten generator generatoren generatorer
        generatorerne nødgenerator nødgeneratoren nødstrømsanlæg nødstrømsanlægget nødstrømsgenerator aggregat
        aggregatet aggregater nødaggregat nødaggregatet dieselgenerator dieselgeneratoren diesel dieselen benzin
        benzinen brændstof brændstoffet brændstoftank dieseltank dieseltanken olie olien olje batteri batteriet
        batterier batterierne batterie powerbank powerbanken powerbanks oplader opladere elforsyning elforsyningen
        strømforsyning
        strømforsyningen strømkabel sikring sikringen hovedsikring hovedsikringen sikringer hfi-relæ hpfi-relæ ups'en
        solceller forlængerledning elværk 🔋 ⚡ 🔌 hpfi hfi hpfi'en nødstrømsanlæggets brændsel brændslet
        strømafbrydelse strømsvigt strømudfald batt gen generatorbrændstof dieselaggregat radiobatteri radiobatterier
        radiobatteriet generatordiesel batteribank nødanlæg nødanlægget akku akkuen akkuer akkuerne ups accu
    """,
    Topic.PAPER: """
        papir papiret papirer papirerne liste listen lister listerne klasseliste klasselister klasselisten
        klasselisterne navneliste navnelister navnelisten navnelisterne fremmødeliste fremmødelisten fremmødelister
        protokol protokollen skema skemaer skemaet skemaerne blanket blanketter blanketten blanketterne formular
        formularer printer printeren printerpapir udskrift udskrifter kontaktliste kontaktlister kontaktlisten
        kontaktlisterne fraværsliste fraværslister papirlister papirliste medicinliste medicinlister medicinlisten
        medicinlisterne journal journaler journalerne beboerliste beboerlisten vagtliste vagtlisten børneliste
        børnelisten telefonliste telefonlisten telefonlister registrering registreringen registreringsskemaer
        skriveblok journalark ark kopimaskine kopimaskinen blyant blyanter notesblok kuglepen kuglepenne tusch
        mødeliste mødelister mødebogen
    """,
    Topic.PICKUP: """
        afhentning afhentningen hentning hentningen
    """,
    Topic.CALM: """
        ro roen stemning stemningen tryghed trygheden uro uroen humøret humør panik panikken
    """,
}
"""Also the plain shorthand's words, so that both readers know them."""

ENDINGS: dict[Topic, str] = {
    Topic.WATER: "drikkevand drikkevandet vandhane vandhanen",
    Topic.FOOD: "maden brød brødet suppe suppen grød grøden mælk mælken pakker erstatning rationer",
    Topic.HEAT: "varme varmen radiator radiatoren fyret ovnen brændeovn",
    Topic.LIGHT: "lygte lygten lygter lygterne lampe lampen lamper lamperne belysning belysningen lyset",
    Topic.HYGIENE: "bleer bleerne sæbe sæben sprit spritten servietter toiletpapir toiletpapiret",
    Topic.TOILET: "toilet toilettet toiletter toiletterne kloak kloakken",
    Topic.COMMS: "radio radioen telefon telefonen telefoner telefonerne forbindelsen nettet dækning",
    Topic.POWER: "strøm strømmen generator generatoren batteri batteriet batterier batterierne aggregat aggregatet",
    Topic.PAPER: "liste listen lister listerne skema skemaer skemaerne blanketter blanketterne papirerne",
}
"""The last part of a compound word, which says what kind of thing it is: `skolemad`, `køkkenlampen`."""

ITEMS: dict[Topic, frozenset[str]] = {
    Topic.FOOD: listed(
        """
        aftensmad aftensmaden babymad bananer boller brød brødet dåsemad dåser franskbrød frokost frugt frugten
        grød grøden grønt havregryn havregrød kager kartofler kiks kiksene knækbrød konserves middag morgenmad
        morgenmaden mælk mælken ost pasta pålæg pølser ris rosiner rugbrød rugbrødet sandwich smør suppe suppen
        æbler pandekager pandekagerne kød kødet leverpostej madder rugbrødsmadder nudler pølse æg yoghurt
        grøntsager gulerødder rundstykker snacks vafler
        """
    ),
    Topic.LIGHT: listed(
        """
        fakler fyrfadslys pære pæren pærer pærerne stearinlys stearinlysene
        """
    ),
    Topic.PAPER: listed(
        "kuglepen kuglepenne printer printeren printerpapir tusch blyant blyanter kopimaskine kopimaskinen"
    ),
    Topic.POWER: listed(
        """
        batteri batterier batterierne batteriet benzin benzinen diesel dieselen forlængerledning olie olien
        oplader opladere powerbank powerbanken powerbanks sikring sikringen sikringer
        """
    ),
    Topic.HEAT: listed(
        """
        brænde brændet fyr fyret radiator radiatoren temperatur temperaturen
        """
    ),
    Topic.COMMS: listed("antenne antennen router routeren"),
    Topic.TOILET: listed("afløb afløbet kloakpumpe kloakpumpen potte potten"),
    Topic.WATER: listed("drikke drikkevarer vandpumpe"),
}
"""Parts of a point: that there are some does not say that the point is in order."""

NOT_THINGS = """
    varmt vand,varme vand,kogende vand,koldt vand,saltvand,spildevand,smeltevand,når som helst,vand i kælderen,
    grundvand,varme tæpper,varme tøj,varmt tøj,varme tanker,varme drikke,varme hilsner,varm hilsen,hilsen,
    varm vand,kan ikke varme,ingen grund til,ingen grund til uro,på batteri,stået ude,står ude,god tid,god aften,
    god dag,god morgen,god nat,god vagt,godt nok,kan godt,kunne godt,vil godt,må godt,skal godt,så godt,
    godt klar over,ingen er døde,døde af,død af,varme den,varme dem,varme op,alt for godt,på toilettet,på toilet,
    på toiletterne,wc papir,på wc,i toilettet,ud på toilettet,gå på toilettet,toilet papir,ved toiletterne,
    ved toilettet,på listen over ønsker,over radioen,med radioen,det er ikke det,er ikke det,ro og orden,
    ro i maven,ud i mørket,vand står,står vand,der står vand,vand på gulvet,vand i kælderen,med stearinlys,
    stearinlys og sang,grund til uro,på radioen,via radioen,i telefonen,på telefonen,over telefonen,i lyset af,
    i ro og mag,lidt til,tage det roligt,tag det roligt,i kontakt med,få kontakt med,i nærheden,i virkeligheden,
    til maden,lave mad,lave maden,lave suppe,til suppen,koge vand
"""
"""Turns in which a thing's word is not what is spoken of."""
