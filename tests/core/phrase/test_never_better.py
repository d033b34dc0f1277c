"""What must not be read better than it says: sentences in which nothing is in order, and such that say the worst."""

import pytest

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.parse import parse

NOTHING_IN_ORDER = """
Vandet løber kun når pumpen er med os
Vi har vand så længe Erik henter det i spand
Lyset virker i den ene fløj, resten sidder i mørke
Radioen virkede fint indtil for en time siden
Varmen er okay hvis man sidder helt tæt på ovnen
Vi har lys, hvis nogen vil cykle på dynamoen
Toilettet virker når man hælder to spande i
Generatoren kører men vi har snart ikke mere diesel
Generatoren kører på de sidste dråber
Vi har mad, den er bare frossen og vi kan ikke tø den op
Der er mad men den er fordærvet
Maden er her, men der er ingen til at lave den
Bleerne er kommet men det er den forkerte størrelse
Vi fik sæbe, men det var vaskepulver
Børnene er stille, for stille
Alle er rolige undtagen Oskar på 3 som skriger
De er glade nu men det holder ikke længe
Naboens generator kører fint, vores er stendød
Hos Solsikken har de lys og varme, vi har ingen af delene
Pedellen siger at der er varme, men jeg fryser
Man har lovet os vand kl 8
Vi har fået besked om at strømmen er tilbage, men her er sort
Forældrene er på vej men vejen er lukket
De fleste er hentet, tre mangler stadig
Alle er hentet undtagen tvillingerne
Nogen har hentet den forkerte dreng
Lister har vi ikke brug for, vi har ingen børn
Vi har papir men printeren er død
Telefonen virker, men ingen svarer
Telefonen ringer hele tiden, vi kan ikke høre noget
Vandet er tilbage men det er brunt
Vandet er kommet igen, drik det ikke
Vandet er godt nok til at vaske i
Strømmen er tilbage i køkkenet, ikke på stuerne
Strømmen kom og gik igen
Strømmen kommer og går
Lyset er tændt men det blinker
Vi har to lamper til hele huset
Vi har et enkelt stearinlys tilbage
Der er varme i teorien
Vi har varme tæpper men ingen varme
Ovnen er varm men stuen er iskold
Er der vand hos jer? For vi har ikke
Vi mangler ikke vand endnu men snart
Det ville være fint med noget mad
Fint hvis I kan skaffe vand
God aften, vi har ikke noget vand
Alt er godt bortset fra maden
Maden rækker til i aften
Maden slap op mens vi ventede på jer
Vi spiste det sidste brød kl 18
Alle har spist men der er ikke mere
Børnene har spist men de voksne har ikke fået noget i to dage
Vi har spist op
Toilettet kan bruges til småting
Toilettet er åbent men løber over
Toilettet er ikke stoppet endnu men det bobler
Vi har ét toilet til 60 mennesker
Batteriet er fuldt opladet siger lampen, men radioen er tavs
Batterierne er nye men passer ikke
Radioen virker til at modtage, ikke til at sende
Vi kan høre jer men I kan ikke høre os
Sprit har vi, sæbe ikke
Vi har bleer til de store, ikke til de små
Ham med nøglen til depotet med vandet er væk
Der er vand på gulvet i kælderen
Der står vand i kælderen og det stiger
Det er lysere udenfor nu
Solen giver lidt lys og varme
Det er ikke så slemt med kulden
Stemningen er ved at vende
Humøret var højt i går
Der var ro til midnat, så begyndte det
De sover ikke men ligger stille
Hun siger hun er rolig men hun ryster
Vi er ikke urolige endnu
Hvis forældrene kommer nu er alt godt
Vi regner med at få varme i løbet af natten
Der skulle være vand i hanen nu, jeg har ikke tjekket
Jeg tror der er nok mad
Måske virker toilettet igen
Ved ikke om lyset virker
Vi håber maden kommer
Vandvognen holder på pladsen men den er tom
Vandvognen kom forbi uden at stoppe
Køkkenet har mad, men kun til de små
Vi har vand til børnene men ikke til os selv
Så fik vi lys! Nej, det gik igen
Lyset kom, men kun i ti minutter
Der var strøm i en time, nu er det slut
Fjernvarmen er tilbage siger de, radiatorerne er stadig kolde
Nettet er oppe men alt for langsomt
Internettet virker på min mobil men ikke på tabletten
Journalerne er på plads i skabet, men skabet er låst
Listen er skrevet men den er våd og kan ikke læses
Vi har skrevet navne på en serviet
Vi er færdige med papiret
Min mor er hentet, jeg venter stadig
To af tre søskende er hentet
Vagten er hentet af sin kone
Hunden er hentet, børnene er her endnu
Børnene bliver hentet i morgen
Børnene kan hentes ved skolen på Vestergade
Forældrene kom, men de fik ikke børnene med
Alle forældre er ringet op
Vi har hentet vand i åen men det skal koges først
Vi har hentet brænde men det er vådt
Vi låner strøm hos naboen, men kun til radioen
Der er strøm på naboens side af gaden
Lyset hos jer kan vi se herfra
Radioen siger at alt er normalt
I siger der er vand nok, men vi får ikke noget
Det er sidste gang jeg siger det: vi har ikke vand nok
Vi havde vand nok i går
Normalt har vi to generatorer der kører
Vi kunne have haft lys hvis I var kommet
Der er varme på vej
Vandet er næsten tilbage
Snart har vi lys igen
Toilettet er repareret næsten
Generatoren er startet men gik ud igen
Generatoren startede, hostede og døde
Batterierne er ladet halvt op
Radioen er god nok men batteriet er fladt
Vi har fået nye batterier men de virker ikke
Telefonen er opladet men der er ingen dækning
Dækningen er fin på taget
Man kan få signal hvis man går op på bakken
Bleer er her, men vådservietter mangler
Vi har bleer nok men ingen sæbe
Toilettet er rent men kan ikke skylle
Lokummet i gården fungerer ikke i frost
Varmen er god i køkkenet og ingen andre steder
Radiatorerne er lune, ikke mere
Der er 17 grader og det falder
Vi har mad nok til halvdelen
Mad er der nok af til jer, ikke til os
Maden er god men der er for lidt
Maden er fin hvis man ikke er sulten
Maden kom for sent
Maden kommer lige om lidt
Vi får mad når bilen kommer
Kokken er her men maden er ikke
Vand nok? Nej
Har vi vand nok? Det tror jeg ikke
Er der ro? Nej, slet ikke
Er der styr på listerne? Ikke rigtigt
Ro? Glem det
Alt ok? Nej
Fint vejr her men ingen varme
Godt at I spørger. Vandet er væk
Super, så er lyset gået igen
Dejligt, nu lugter toilettet også
Tak for ingenting, vi venter stadig på maden
Tak for maden. Næste gang må den gerne være spiselig
Tak for lygterne. Batterierne manglede
Tak for vandet, det var desværre forurenet
Flot, generatoren er druknet
Ja ja, alt er i skønneste orden, vi sidder bare i mørke uden vand
Det går godt, bortset fra at vi fryser
Det går fint med vandet, det løber ned ad væggene
Børnene er rolige, de er for trætte til at græde
De gamle er stille, jeg er bekymret for dem
De små er faldet til ro, de store er helt oppe at køre
Ingen panik endnu
Panikken er ikke langt væk
Stemningen er god hos de voksne, børnene er bange
Vi er trygge så længe døren er låst
Vi føler os ikke trygge
Alle sover bortset fra fire der græder
Folk synger for at holde modet oppe, mange er bange
Vi har brugt alle stearinlysene til at varme med
Vi bytter vand for brænde med naboen
Vandet går til dyrene først
Vi gemmer vandet til i morgen
Vi fylder vand på dunke så længe der er tryk
Maden står ude i sneen
Maden er i fryseren hos naboen
Børnene har fået slik i stedet for mad
Vi fik en lampe af brandmanden, pæren er sprunget
Lyset fra gadelampen er det eneste vi har
Vi læser med en mobil som lygte
Fyret brummer men giver ingen varme
Fyret er tændt, radiatorerne mærker det ikke
Brændeovnen er tændt men skorstenen er stoppet
Pumpen er startet, der er luft i rørene
Toilettet bliver tømt når slamsugeren kommer
Toilettet er nyt, det er vandet der mangler
Latrinen er gravet men det regner ned i den
Radioen er tændt hele tiden, der er bare ingen der svarer
Telefonen har fået nyt kort men det er låst
Nødgeneratoren er testet i går, i dag siger den ikke en lyd
Elværket siger at strømmen er stabil, det er den ikke her
Strømmen er stabil nede i byen
Lister over medicin er afleveret til lægen
Listen passer ikke med antallet
Papiret er vådt
Bleerne er talt, der er seks
Sæben er låst inde i kælderen
Sprit er der, men det er brændesprit
De pårørende er informeret om at de ikke kan komme
Forældrene har fået besked
Forældrene er samlet på skolen i byen
To forældre kom forbi med kage
Bussen er kommet men chaufføren er væk
Bussen er fuld
De gamle er lagt i seng med tøj på fordi det er koldt
Børnene har tegnet og leget, nu græder de
Alle hyggede sig indtil lyset gik
Personalet er roligt udadtil
Vi er rolige herude i skuret, inde er der kaos
Det er roligt udenfor
Vejret er fint
Vi er fine nok men nabofløjen er helt færdig
Kaffen er god, alt andet er skidt
Sovemedicinen virker
Det lugter godt fra køkkenet men gryden er tom
Vi klarer os uden varme
Vi klarer os uden lys
Vi kan godt undvære strøm i to timer mere
Lidt vand har vi da
Lidt lys er der
En smule varme fra ovnen
Et par æbler er der også
Der er vand nok til en kop hver
Vi har vand nok til at overleve
Der er mad nok til to
Vi har en radio og to batterier
Vi har en ovn
Vi har lamper men ingen pærer
Vi har et fyr men ingen olie
Vi har generator men ingen benzin
Vi har vandhaner, bare ikke noget i dem
Vi har telefoner i lange baner, men intet net
""".strip().splitlines()
"""Each limits, doubts, excepts, supposes, quotes or takes back what it says, or tells of others or another time."""

WORST = """
water|Vi har ingen vand
water|Hanerne er helt tørre
water|Vandet forsvandt for en time siden
water|Vandet er lukket på hele vejen
water|Vi er løbet tør for vand
water|Vandet er forurenet, ingen må drikke det
water|vandet virker ikk mer
water|Vi har ikke fået vand hele dagen
water|Tanken med vand er tom
water|Vand: 0
water|vand slut
water|Vi mangler vand NU!
water|HJÆLP VI HAR INGEN VAND
food|Der er ikke mere mad
food|Vi har ikke mad til børnene
food|Køleskabet er tomt og der er ingen mad
food|Maden er brugt op
food|mad nul
food|Ingen har fået mad i dag
heat|Varmen er gået
heat|Fyret er dødt
heat|Fyret er gået i stå og kan ikke startes
heat|Radiatorerne er iskolde
heat|Der er ingen varme på stuerne
heat|Vi fryser
heat|her er koldt
heat|Der er 6 grader på stuen
heat|Varmepumpen står stille
heat|Brændeovnen kan ikke tændes
light|Alt lys er gået
light|Vi sidder i mørke
light|Her er helt mørkt
light|Lamperne er døde
light|Alle lygter er løbet tør for strøm
light|Ingen lys i hele huset
toilet|Toilettet er stoppet
toilet|Toiletterne løber over
toilet|Kloakken er stoppet og det kommer op gennem afløbet
toilet|Ingen af toiletterne virker
toilet|wc ude af drift
comms|Telefonen er død
comms|Ingen dækning og ingen radio
comms|Radioen er gået i stykker
comms|Vi kan ikke få forbindelse med nogen
comms|Nettet er nede
power|Strømmen er gået
power|Generatoren er gået i stå
power|Ingen strøm
power|Vi har hverken strøm eller varme
power|Generatoren vil ikke starte
power|Der er ikke mere diesel
power|Batteriet er fladt
power|Strømmen røg kl 22
hygiene|Ingen sæbe
hygiene|Vi har ikke flere bleer
hygiene|Håndspritten er sluppet op
hygiene|Der er ikke mere toiletpapir
paper|Listerne er væk
paper|Vi har ingen lister
pickup|Forældrene kan ikke komme frem
pickup|Ingen kan hente børnene
pickup|Vejen er spærret, ingen kan komme og hente
calm|Der er panik
calm|Det er kaos og folk slås
water|Vi har intet vand, kun lidt saft
heat|Varmen er væk i hele huset, de små græder af kulde
power|Nødstrømmen gik i gulvet for ti minutter siden og kommer ikke igen
power|Aggregatet brænder!
heat|Vi kan ikke holde varmen længere
water|Vi skal have vand, det er et spørgsmål om liv og død
water|Det sidste vand er drukket
food|Det sidste mad er spist
light|Batterierne til lygterne er brugt op, det er bælgmørkt
""".strip().splitlines()


@pytest.mark.parametrize("text", NOTHING_IN_ORDER)
def test_what_is_limited_doubted_or_of_others_is_not_in_order(text: str) -> None:
    phrase = parse(text)
    assert [topic for topic, state in phrase.topics.items() if state.condition is Condition.OK] == []
    assert phrase.level != "green"


@pytest.mark.parametrize("line", WORST)
def test_what_is_gone_dead_or_cold_is_critical(line: str) -> None:
    topic, _, text = line.partition("|")
    assert parse(text).topics[Topic(topic)].condition is Condition.CRITICAL
