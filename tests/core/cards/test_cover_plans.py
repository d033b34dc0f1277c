"""Every task that the five source documents name stands in a card's step. The table goes document by document.

A row says: section · the task in few words · card · words of the one step that answers it. `åbnes når` as words' prefix
means the card's triggers. The documents are neutral names: the level-2 main plan, the communication plan, the
secretariat's and the labour-market department's sub-plans, and the municipalities' association's 2026 advice.
"""

import pytest
from paths import CARDS

from fieldkit.core.cards.cards import Card
from fieldkit.store.files.cards import load_cards

MAIN_PLAN = """
1.0 | leaders and key persons know the plan | planer-oevelser | kender planen og deres rolle
1.1 | who has the task daily keeps it in a crisis | fagcenter | Du har ansvaret for dine opgaver, som du plejer
1.1 | daily procedures and responsibilities go on | rammesaettende-stab | Sig det til alle centerchefer
1.1 | in doubt choose the higher readiness | niveau-0-1-2 | vælg det høje niveau
1.1 | lower the readiness again in time | operationel-stab | Vurdér, om niveauet kan sænkes
1.1 | parts of the plan are used as needed | rammesaettende-stab | hvilke planer der tages i brug
1.3 | level 0: nearest leader with own people | niveau-0-1-2 | Niveau 0:
1.3 | level 0: the head of centre is kept informed | niveau-0-1-2 | Centerchefen holdes orienteret
1.3 | level 1: the head of centre decides | niveau-0-1-2 | Centerchefen beslutter
1.3 | level 1: the centre's own staff and plan | afdelingens-stab | Kald afdelingens krisestab ind
1.3 | level 1: mayor and directors kept informed | niveau-0-1-2 | Hold borgmester og direktion orienteret
1.3 | a director may raise to level 2 | niveau-0-1-2 | En direktør kan hæve til niveau 2
1.3 | level 2: the staff across centres | niveau-0-1-2 | Niveau 2: Er driften alvorligt ramt
1.4 | the staff asks the organisation how things are | operationel-stab | Hvordan står det til?
1.4 | the centres answer | fagcenter | Svar staben
1.4 | the health plan is looked at | niveau-0-1-2 | sundhedsberedskabsplanen
1.4 | the health plan's capacity in much sickness | stor-sygdom | Spørg sundhedsberedskabet
1.4 | plans printed at the heads and directors | planer-oevelser | Print planer, kort og lister
1.4 | centres update their plans and cards | planer-oevelser | Spørg hver centerchef
1.5 | the joint fire service joins the staff | rammesaettende-stab | om det fælles beredskab, politiet
1.5 | it coordinates across municipalities | flere-kommuner | Meld dig hos den koordinerende stab
1.5 | it runs meetings across and links to the state | lokal-stab | bindeled til staten
1.6 | revise once an election period | planer-oevelser | mindst én gang i valgperioden
1.6 | heads tell of changes in organisation and key persons | planer-oevelser | nye nøglepersoner eller ny organisation
1.6 | great changes to the council | planer-oevelser | Forelæg store ændringer
1.6 | exercise at least every second year | planer-oevelser | mindst hvert andet år
1.6 | evaluate after exercise and use | evaluering | det fælles beredskab om at lede evalueringen
1.6 | write the political case | planer-oevelser | Skriv den politiske sag
1.6 | send the approved plan in | planer-oevelser | Send den godkendte plan
2.1 | is the event a crisis | rammesaettende-stab | skal krisestaben i gang, ja eller nej
2.2 | see that something may become a crisis | alarm | åbnes når: kan blive til en krise
2.2 | dangerous weather | alarm | åbnes når: farligt vejr
2.2 | threat assessments | alarm | åbnes når: trusselsvurdering
2.2 | alarms of others and international organisations | alarm | åbnes når: alarm fra andre
2.2 | media about great events | alarm | åbnes når: medierne omtaler
2.2 | supply failure and accidents | alarm | åbnes når: forsyning svigter
2.2 | other staffs are activated | alarm | åbnes når: stab uden for kommunen
2.2 | what the alarm says is written down | alarm | Skriv fire ting
2.3 | can the daily organisation cope | alarm | Kan det center, der har opgaven til daglig
2.3 | with own head of centre or stand-in | alarm | din nærmeste leder og din centerchef
2.3 | calling order until somebody answers | alarm | Hvis nej eller ved ikke
2.3 | those decide the level | niveau-0-1-2 | Find den, der må beslutte
2.3 | those decide whether the staff starts | rammesaettende-stab | Beslut: skal krisestaben i gang
2.4 | raised national readiness: decide the measures | forhoejet-beredskab | Beslut for hvert tiltag
2.4 | some need political approval first | forhoejet-beredskab | kræver politisk godkendelse, og få den
2.4 | own measures without a national level | forhoejet-beredskab | Sæt egne tiltag i gang
3 | the staff is in touch with police and the other staffs | operationel-stab | i andre stabe og netværk
3.1 | started without warning | operationel-stab | Indkald medlemmerne
3.1 | full within two hours | operationel-stab | Start uret
3.1 | lasts three days | operationel-stab | mindst tre døgn
3.1 | draws people and things from all units | operationel-stab | også fra enheder, der ikke plejer
3.2 | framing staff: mayor and directors | rammesaettende-stab | Saml borgmester og så mange
3.2 | framing staff: the mayor leads | rammesaettende-stab | Borgmesteren leder mødet
3.2 | framing staff: overview | rammesaettende-stab | Skab overblik
3.2 | framing staff: passes it on to heads and key persons | rammesaettende-stab | Giv nøglepersoner overblikket
3.2 | framing staff: escalate or not, expectations | rammesaettende-stab | Hæv, sænk eller behold
3.2 | framing staff: chooses and warns the members | rammesaettende-stab | Vælg medlemmer
3.2 | framing staff: calls in other authorities | rammesaettende-stab | politiet eller andre myndigheder
3.2 | framing staff: activates plans | rammesaettende-stab | hovedplanen, delplaner
3.2 | operational staff: who leads | rammesaettende-stab | hvem er stabschef fra nu af
3.2 | operational staff: members come and go | operationel-stab | Ret holdet til
3.2 | operational staff: a coordinator at the first meeting | operationel-stab | Udpeg en tovholder
3.2 | operational staff: working groups | operationel-stab | Nedsæt en arbejdsgruppe
3.2 | operational staff: representatives in other staffs | operationel-stab | Beslut, hvem der repræsenterer
3.2 | operational staff: meets at short notice | operationel-stab | Hold det første møde
3.2 | operational staff: coordinates communication | operationel-stab | én linje, ét sted
3.2 | operational staff: secretariat and log | operationel-stab | Få krisesekretariatet i gang
3.2 | operational staff: which centres can help | ressourcer | Spørg centrene, hvem der kan frigøres
3.2 | operational staff: persons responsible | operationel-stab | alle roller har en person
3.3 | tell all heads that the staff works | rammesaettende-stab | alle centerchefer eller deres stedfortrædere
3.3 | heads tell their centres at once | fagcenter | Sig det til hele centret straks
3.3 | doubt is settled with the leadership | fagcenter | Er du i tvivl om ansvaret
3.3 | staffed outside working hours | fagcenter | også uden for arbejdstid
3.3 | strengthened by other units | fagcenter | Hjælp et andet center
3.3 | the mayor ends the staff's work | operationel-stab | Bed borgmesteren eller stedfortræderen
3.3 | centres that go on at level 1 | operationel-stab | hvilke centre der fortsætter
3.3 | the fire service stands in at the local staff | lokal-stab | allerede sidder der for os
3.3 | own representative relieves soon | lokal-stab | afløse så hurtigt som muligt
3.3 | with power to decide and clearance | lokal-stab | Må personen beslutte?
3.4 | a security organisation with cleared staff | forhoejet-beredskab | Kald de sikkerhedsgodkendte ind
3.4 | confidential knowledge | forhoejet-beredskab | Skriv intet fortroligt
3.4 | takes part in national staffs | forhoejet-beredskab | nationale og regionale stabe
3.4 | supply and evacuation | forhoejet-beredskab | Tal forsyning, evakuering
3.4 | works with own staff and fire service | forhoejet-beredskab | kommunens egen stab orienteret
3.5 | support in communication, logistics, IT, HR, law | sekretariat-start | personale eller jura
3.5 | substitutes for key functions | to-hold | suppleant for hver nøglerolle
3.5 | agenda keeper has a substitute | sekretariat-start | en afløser for hver
3.5 | cleaning and access | stabsrum | Få gjort rent
3.5 | working groups report back | operationel-stab | Den melder tilbage til staben
3.6 | coordinator: overview of tasks | tovholder | Lav én liste over alle opgaver
3.6 | coordinator: roles for new kinds of task | tovholder | Giv hver opgave en ejer
3.6 | coordinator: mandate across | tovholder | fordele opgaver på tværs
3.6 | coordinator: questions and answers in one place | tovholder | Saml alle spørgsmål ét sted
3.6 | coordinator: what else must be activated | tovholder | skal kobles på
3.6 | coordinator: an assistant to call | tovholder | Udpeg en hjælper
3.6 | coordinator: sorts the mail, sees it acted on | tovholder | Sortér post og henvendelser
3.7 | communication department is told the needs | kommunikation-start | Afklar hos staben, hvad der siges
3.7 | communication sits in the staff | kommunikation-drift | Sid med i staben
3.7 | a press spokesperson | presse | vælge en pressetalsperson
3.7 | the spokesperson is given facts | tovholder | Giv pressetalspersonen fakta
3.7 | own employees are told, and what is expected of them | kommunikation-start | Giv medarbejderne besked
3.7 | council, MED, employees | kommunikation-drift | MED-udvalg og kommunalbestyrelse
3.7 | citizens, associations, companies | kommunikation-drift | virksomheder, foreninger
3.8 | department: is there something for us | fagcenter | Rammer det os
3.8 | department: which plans and cards | fagcenter | Find centrets egne planer
3.8 | department: do the cards suffice | fagcenter | Dækker vores kort
3.8 | department: leads upwards | fagcenter | Led opad
3.8 | department: does what the plans say | fagcenter | Gør det, planerne siger
3.8 | department: the health plan's borders | fagcenter | tal med sundhedsberedskabet
3.8 | department: own head in the staff | fagcenter | Tilbyd at sidde med i staben
3.8 | IT of the staff works | stabsrum | Få it-folk i rummet
3.8 | immediate IT help | it-telefon-nedbrud | Giv stabens it forrang
3.8 | maps in the staff | stabsrum | vise kort over kommunen
4.0 | resources go where they are most needed | ressourcer | hvor det gør mest nytte
4.1 | framing meeting: overview | rammesaettende-stab | Hvad ved vi ikke?
4.1 | framing meeting: escalate or not | rammesaettende-stab | Hæv, sænk eller behold niveauet
4.1 | framing meeting: inform heads and key persons | rammesaettende-stab | Brug alarmeringslisten
4.1 | framing meeting: who is in staff and secretariat | rammesaettende-stab | folk til sekretariatet
4.2 | secretariat 1: warn and call in | sekretariat-start | Indkald stabens medlemmer
4.2 | secretariat 2: run staff meetings | sekretariat-start | Hold stabsmøder i fast takt
4.2 | secretariat 3: the staff's room | sekretariat-start | Klargør stabsrummet
4.2 | secretariat 4: agendas and minutes | sekretariat-start | Indkald til det første stabsmøde
4.2 | secretariat 5: minutes soon made and passed on | sekretariat-start | så snart det er godkendt
4.2 | secretariat 6: log and filing | sekretariat-start | Journalisér dagsordener
4.2 | secretariat 6: log and filing, the log | sekretariat-start | Start loggen
4.2 | secretariat 7: decisions reach those concerned | sekretariat-start | hver beslutning når dem
4.2 | secretariat 8: local partners | sekretariat-start | Hold kontakt til lokale partnere
4.2 | secretariat 9: outer networks | sekretariat-start | eksterne netværk
4.2 | secretariat 10: mail groups and mailboxes | sekretariat-start | fælles postkasse
4.2 | secretariat 11: watch main number and mailbox | sekretariat-start | hovednummer og hovedpostkasse
4.2 | secretariat 12: logistics | sekretariat-start | Sørg for mad, kørsel
4.2 | tasks may be delegated | sekretariat-start | giv opgaven til en bestemt person
4.3 arbejdsgange | a keeper of the agenda | sekretariat-start | Udpeg en dagsordenansvarlig
4.3 arbejdsgange | 1 agenda: ask for items | stabsmoede | Hent punkter hos
4.3 arbejdsgange | 1 agenda: is there a deadline | stabsmoede | Er der en frist?
4.3 arbejdsgange | 1 agenda: mails and media daily | stabsmoede | Læs mail udefra
4.3 arbejdsgange | 1 agenda: cancel when too little | stabsmoede | aflys mødet
4.3 arbejdsgange | 2 sent: discuss or decide, proposal | stabsmoede | Skal vi drøfte eller beslutte?
4.3 arbejdsgange | 2 sent: the day before | stabsmoede | Send dagsordenen, helst dagen før
4.3 arbejdsgange | 3 qualified: additions sent again | stabsmoede | Få nye punkter med
4.3 arbejdsgange | 4 held: the chief of staff leads | stabsmoede | Stabschefen leder mødet
4.3 arbejdsgange | 4 held: the coordinator's oral status | stabsmoede | Tovholderen giver status
4.3 arbejdsgange | 4 held: members add from their fields | stabsmoede | Hør hvert center kort
4.3 arbejdsgange | 5 minutes: discussion, decision, who does what | stabsmoede | Skriv referatet
4.3 arbejdsgange | 5 minutes: approved by three | stabsmoede | Få det godkendt
4.3 arbejdsgange | 6 sent: staff and chosen levels | stabsmoede | Send referatet til staben
4.3 arbejdsgange | 6 sent: the council | stabsmoede | kommunalbestyrelsen til orientering
4.3 arbejdsgange | 7 filed on the case, folder by month | stabsmoede | en mappe for hver måned
4.3 ressourcer | units hardest hit get people | operationel-stab | Tilfør folk
4.3 anmodning | requests met from own means | anmodning | Har vi det: send det
4.3 anmodning | requests passed on to others | anmodning | Har vi det ikke
4.3 ressourcer | overview of critical resources | ressourcer | Skriv det kritiske op
4.3 ressourcer | what can be freed or moved | ressourcer | uden at svække
4.3 ressourcer | a logistics staff | stabsrum | opret en logistikstab
4.3 ressourcer | tactical resources and how to get them | ressourcer | Ring til dem, der har nøgle
4.3 ændringer | what needs action now goes straight to the staff | situationsbillede | gå direkte til staben
4.3 ændringer | alternatives when the picture changes | situationsbillede | to eller tre forslag
4.3 beslutninger | options are discussed, then decided | beslutning-opfoelgning | Stil to eller tre muligheder op
4.3 beslutninger | acute decisions told at the next meeting | beslutning-opfoelgning | orientér staben på næste møde
4.3 beslutninger | decisions filed | beslutning-opfoelgning | Log og journalisér
4.3 beslutninger | written orders | beslutning-opfoelgning | Skriv en kort ordre
4.3 opfølgning | every measure followed up | beslutning-opfoelgning | Spørg til hvert tiltag
4.3 opfølgning | status in the file | beslutning-opfoelgning | Læg status i journalen
4.3 evaluering | evaluate, write down, file | evaluering | Skriv erfaringerne ned
4.3 evaluering | small changes straight into the plan | evaluering | Ret små ting
4.3 evaluering | great changes to directors and council | evaluering | Forelæg store ændringer for direktion
4.4 | first picture as early as possible | situationsbillede | så tidligt som muligt
4.4 | every centre reports orally; minutes are the picture | situationsbillede | Saml stabens mundtlige meldinger
4.4 | a case of its own for log, notes, reports | logfoerer | én sag i journalen
4.4 | paper copies in an ordered folder until the end | tovholder | Hold én papirmappe i orden
4.4 | which numbers and mailboxes are watched closely | rammesaettende-stab | holdes særligt øje med
4.4 | media watch soon after activation | medieovervaagning | Sæt en person på
4.4 | tv, radio, web, social media | medieovervaagning | Følg tv, radio, netaviser
4.4 | a reporting scheme | rapportering | Beslut takten
4.4 | unscheduled reports | rapportering | meld straks ved noget kritisk
4.4 | unscheduled reports, at the institution | melding | Bliver noget kritisk
4.4 | a crisis mailbox that is watched | rapportering | Peg på, hvem der modtager
4.5 | people are told of kind, extent and course | kommunikation-drift | hvor stort det er
4.5 | told as early as possible | kommunikation-start | Skriv det første budskab
4.5 | what people should do themselves | kommunikation-drift | hvad folk skal gøre, og hvad kommunen gør
4.5 | overview with key persons before the first meeting | kommunikation-start | Få overblik hos fagcentret
4.5 | draft communication plan with press strategy | kommunikation-start | Læg et udkast
4.5 | the framing staff takes a stand on it | rammesaettende-stab | udkastet fra kommunikation
4.5 | media database | medieovervaagning | mediedatabasen
4.5 | media are right about the crisis | presse | Ret fejl i medierne
4.5 fælles it-system | a shared log system, taught fast | logfoerer | fælles it-system med andre kommuner
5 | each municipality's own staff in own rooms | flere-kommuner | egen stab er i gang
5 | a liaison officer is named | flere-kommuner | Bed stabschefen udpege dig
5.1 | coordinating staff meets virtually or not | flere-kommuner | virtuelt eller fysisk
5.1 | one shared picture | flere-kommuner | situationsbillede frem
5.1 | overview of tasks and resources | flere-kommuner | Lav én fælles liste
5.1 | coordinated communication, templates | flere-kommuner | samme skabelon
5.1 | exchange knowledge | flere-kommuner | Del det, I lærer
5.1 | coordinate with police, fire service, supply | flere-kommuner | hvem der gør hvad
5.2 | sharing by system or mail | flere-kommuner | fælles it-system eller mail
5.2 | fetch and bring answers | flere-kommuner | Hent svar hjem
5.2 | mandate agreed | flere-kommuner | aftal dit mandat
5.3 | joint leadership of mayors | flere-kommuner | fælles kriseledelse
6 | appendix A calling list | kontakter | Ring i den rækkefølge
6 | appendix B resources | ressourcer | listen over kommunens ressourcer
6 | appendix C plans | fagcenter | planer og actioncards på papir
6 | appendix D partners | kontakter | Ring til partnerne
6 | appendix E templates, and all appendices kept up | planer-oevelser | Se alle bilag efter
6 | appendix F the secretariat's cards | planer-oevelser | Vis actioncards frem
"""

SECRETARIAT_PLAN = """
1 | vulnerable citizens at the counter | callcenter | Vær tålmodig med de sårbare
1 | information gathered from citizens | callcenter | Hvor er du? Hvad ser du?
1 | the counter's own services | borgerservice | Sundhedskort, folkeregister
1 | passports and driving licences | borgerservice | Pas og kørekort
2 | mayor and directors always supported | sekretariat-start | Indkald stabens medlemmer
2 | communication in and out, whatever the crisis | kommunikation-start | Virker nettet ikke
2 | the plan always works | planer-oevelser | Se alle bilag efter
3 | depends on IT, phone, network, power | it-telefon-nedbrud | hvad der er dødt
4 | alternative place when the town hall is shut | alternativt-sted | Hvilket sted flytter vi til
4 | power failure: power for network and phones | it-telefon-nedbrud | Find strøm til netudstyr
4 | attack or no access: other channels | it-telefon-nedbrud | Gå over til radio og runnere
4 | overload of the lines | it-telefon-nedbrud | Er linjerne overbelastede
5 | the leadership is called in right and in time | kontakter | Ring i den rækkefølge
5 | facilities and resources for it | stabsrum | Lås op, tænd lys
5 | right communication to staff, press, citizens | kommunikation-start | Giv medarbejderne besked
5 | how information that comes in is handled | callcenter | Send vigtige oplysninger til sekretariatet
5 | capacity for the amount of communication | callcenter | Indkald ekstra folk
5 | channels that fail are planned for | it-telefon-nedbrud | Find papir
6 | communication told from level 1 on | niveau-1-2-3 | Ring til kommunikation, uanset niveau
6 | other centres told, directors and mayor | kommunikation-start | Skal andre centre, direktion eller borgmester
6 | the need to communicate judged with the centre | niveau-1-2-3 | Afklar med det berørte center
7 | the channels: mail, intranet, web, social media, phone | kommunikation-start | Brug alle kanaler
7 | the register helps to find citizens in an area | ressourcer | Bed folkeregistret
"""

COMMUNICATION_PLAN = """
1 | fast, exact and right, to all groups | kommunikation-drift | Har hver gruppe fået besked
1 | says what to do and what the municipality does | kommunikation-drift | komme tilbage til normalen
2 | who leads communication at the top level | niveau-1-2-3 | Lad kommunikation gå i gang
2 | works closely with the centres hit | kommunikation-start | hvem er ramt, hvad skal folk gøre
3 | contacted at levels 1, 2 and 3 | alarm | Giv kommunikationsafdelingen besked
3 | initial: may start before the first meeting | kommunikation-start | må du gå i gang før første møde
3 | initial: draft of communication and press strategy | kommunikation-start | kommunikationsplan og pressestrategi
3 | initial: press service and media watch | kommunikation-start | Få medieovervågning i gang
3 | initial: press service | kommunikation-start | Få presse og callcenter i gang
3 | initial: preliminary news in and out | presse | kort foreløbig nyhed
3 | instructions to call centre and guides | kommunikation-start | Skriv et svarark
3 | general: stronger media watch, social media too | medieovervaagning | sociale medier og lokale grupper
3 | general: press inquiries registered | presse | Skriv hver henvendelse ned
3 | general: press inquiries ranked and passed on | presse | Sæt henvendelserne i rækkefølge
3 | general: texts in and out | kommunikation-drift | Passer opslag, svarark
3 | general: the council is told | kommunikation-start | Giv kommunalbestyrelsen besked
3 | call centre: extra people or a hotline | callcenter | en særlig linje
3 | call centre: answers from the instructions | callcenter | Svar kun det, der står
3 | call centre: gathers information | callcenter | Skriv det ned
4 | practise twice a year, reserves and call centre too | planer-oevelser | to gange om året
4 | alternative channels planned | it-forberedelse | Vælg andre veje at give besked
5 | spokespersons, mayor, politicians | kommunikation-drift | Brug borgmester, politikere
5 | the line is set by the leadership | kommunikation-drift | få linjen besluttet der
6 | extra people for web, social media, phone | kommunikation-drift | Sørg for folk nok
6 | extra people in the call centre | callcenter | når køen vokser
6 | past 24 hours: two teams | to-hold | Del kommunikationen i to hold
6 | help from other centres | to-hold | Lån folk fra andre centre
7 | local newspaper and other media | presse | Tal med lokalavis
7 | statements coordinated with other authorities | presse | Aftal udtalelser
8 | card: contacts | kontakter | Print kontaktlisten
8 | card: crisis communication | kommunikation-start | Send det ud
8 | card: IT and phone failure | it-telefon-nedbrud | Meld fejlen til leverandøren
"""

LABOUR_MARKET_PLAN = """
formål | safety of citizens and employees | evakuering | Alle ud nu
kritiske funktioner | threats and violence | trusler-vold | Gå væk fra faren
kritiske funktioner | much sickness | stor-sygdom | Tæl: hvem er her
kritiske funktioner | evacuation | evakuering | Hjælp dem først
kritiske funktioner | payments | udbetalinger | næste dato, hvor der skal udbetales
kritiske funktioner | switchboard | borgerservice | Omstillingen
kritiske funktioner | early pension and weddings of the dying | udbetalinger | førtidspension og vielse
kritiske funktioner | weddings in need | borgerservice | Nødvielser
kritiske funktioner | trainees, wage subsidy, mentors | borgerservice | Praktik, løntilskud og mentor
kritiske funktioner | counselling | borgerservice | Rådgivning
kritiske funktioner | passports and driving licences | borgerservice | løs kun det, der haster
kritiske funktioner | driving to the doctor | borgerservice | Kørsel til læge
kritiske funktioner | IT failure | digital-noeddrift | Meld fejlen til it
opgave | overview of the extent | afdelingens-stab | Skab overblik
opgave | actions by the right plan | afdelingens-stab | Find den plan og det kort
opgave | media, partners | afdelingens-stab | Følg medierne
opgave | coordination with the crisis staff | afdelingens-stab | Meld status og næste skridt
mødested | meets at the head's office | afdelingens-stab | Mød på dit kontor
kontakt | how members reach each other | afdelingens-stab | hvordan I får fat i hinanden
kontakt | work phones, texts, mail; heads reachable off duty | kontakter | Prøv arbejdstelefon
øverste krisestab | the head sits in the top staff too | afdelingens-stab | Sid med i den øverste stab
øverste krisestab | the top staff is told when others are hit | afdelingens-stab | Rammer det andre afdelinger
alarmering | every employee may and must raise the alarm | alarm | Du må slå alarm
alarmering | nearest leader and head by phone | alarm | Ring til din nærmeste leder
indrapportering | the local leader reports all the time | afdelingens-stab | Bed lederen på stedet melde
indrapportering | status and next steps reported | trusler-vold | hvad der er næste skridt
information | employees, partners told | afdelingens-stab | Sig til medarbejdere og samarbejdspartnere
information | the press through communication | afdelingens-stab | før nogen taler med pressen
"""

ADVICE_2026 = """
dagtilbud og skoler 1 | water | melding | Vand og mad
dagtilbud og skoler 1 | water, how much | skole-vand | tæl drikkevandet i liter
dagtilbud og skoler 1 | food, special diets | skole-hverdag | børn med særlig kost
dagtilbud og skoler 1 | heat, blankets | skole-varme | huer og tæpper
dagtilbud og skoler 1 | light, torches | skole-stroem | Del lommelygter ud
dagtilbud og skoler 1 | hand hygiene | skole-vand | håndsprit eller vådservietter
dagtilbud og skoler 1 | toilets | skole-vand | toiletposer i spande
dagtilbud og skoler 1 | communication: emergency radio, runners | skole-telefon | Tænd nødradioen
dagtilbud og skoler 1 | communication: paper to the meeting point | skole-telefon | send en voksen til jeres mødested
dagtilbud og skoler 1 | emergency power for phones and radio | skole-stroem | opladt med powerbank
dagtilbud og skoler 1 | paper procedures | skole-telefon | klasselister, kontaktlister, fravær
dagtilbud og skoler 1 | children fetched: others who may | afhentning | også andre end forældre
dagtilbud og skoler 1 | children fetched: gathering places | afhentning | opsamlingssted
dagtilbud og skoler 1 | agreed with parents before | foraeldre-boern-personale | hvem andre der må hente
dagtilbud og skoler 1 | a known day, the vulnerable, analogue activities | skole-stroem | Hold den kendte dag
dagtilbud og skoler 1 | the vulnerable children | skole-hverdag | Har hvert sårbart barn
dagtilbud og skoler 1 | activities without power | skole-hverdag | noget at lave uden strøm
dagtilbud og skoler 1 | meeting points open | moedested-aabn | mødestedet er åbent
dagtilbud og skoler 1 | liaison officers and runners | moedested-aabn | Find to runnere
dagtilbud og skoler 1 | a runner brings the message | runner | Aflever til en voksen
dagtilbud og skoler 1 | meeting points close | moedested-luk | klar besked fra sekretariatet om at lukke
dagtilbud og skoler 2 | parents before | foraeldre-boern-personale | Fortæl forældrene hvert år
dagtilbud og skoler 2 | parents during: cared for | foraeldre-boern-personale | Forældre, der ikke kan nå frem
dagtilbud og skoler 2 | parents after | foraeldre-boern-personale | Fortæl forældrene, hvordan dagen gik
dagtilbud og skoler 2 | children before | foraeldre-boern-personale | når hverdagen bliver afbrudt
dagtilbud og skoler 2 | children during | foraeldre-boern-personale | Sig sandheden kort
dagtilbud og skoler 2 | children after | foraeldre-boern-personale | også næste dag
dagtilbud og skoler 2 | staff before: duties and roles | foraeldre-boern-personale | drift, ansvar, roller
dagtilbud og skoler 2 | staff during | foraeldre-boern-personale | Medarbejdere: Sig
dagtilbud og skoler 2 | staff after, changes to the plan | foraeldre-boern-personale | hvad der bliver ændret
dagtilbud og skoler 2 | administration and institution keep in touch | foraeldre-boern-personale | Forvaltningen: Aftal
dagtilbud og skoler 2 | a team feeds the meeting points | moedested-aabn | sekretariatets opslag på væggen
dagtilbud og skoler 2 | recurring campaign, all families | planer-oevelser | Tal med børn, forældre og borgere
sårbare borgere 1 | a plan for those known | saarbare-borgere | Hav en skrevet plan
sårbare borgere 1 | needs at power failure, with the region | saarbare-borgere | hvem der har brug for hvad
sårbare borgere 1 | respirator and oxygen | saarbare-borgere | Respirator og ilt
sårbare borgere 1 | generators and power banks | saarbare-borgere | generator eller powerbank
sårbare borgere 1 | plan updated after exercise and event | evaluering | Ret små ting i planen
sårbare borgere 2 | those not known: associations, housing | saarbare-borgere | Dem, vi ikke kender
sårbare borgere 2 | agreements made before | saarbare-borgere | Lav aftaler med frivillige
sårbare borgere 3 | exercises of leaders and staff | planer-oevelser | Øv både ledelsen og de enkelte steder
sårbare borgere 3 | clear roles, partners too | saarbare-borgere | Øv med ledelse, medarbejdere og partnere
sårbare borgere 3 | action cards made, spread and known | saarbare-borgere | Hæng actioncards op
energi og forsyning 1 | service goals for the companies | forsyning-aftaler | servicemål for vand og spildevand
energi og forsyning 1 | borders, and who goes on | forsyning-aftaler | hvilke selskaber der fortsætter
energi og forsyning 1 | goals give a right to raise prices | forsyning-aftaler | hæve taksten
energi og forsyning 2 | needs of power and heat mapped | forsyning-aftaler | Kortlæg, hvem der har brug for nødstrøm
energi og forsyning 2 | who must have power and heat now | noedstroem-varme | hvem der må have strøm
energi og forsyning 2 | fuel | noedstroem-varme | Bestil brændstof
energi og forsyning 2 | fuel agreed before | forsyning-aftaler | Aftal levering af brændstof
energi og forsyning 2 | vehicles | noedstroem-varme | Hold biler klar
energi og forsyning 2 | several supplies fail at once | forsyning-aftaler | flere svigt på én gang
energi og forsyning 3 | who says what, when and how, without IT too | forsyning-aftaler | hvem der siger hvad, hvornår
energi og forsyning 3 | drinking water and sewage say the same | drikkevand | Lad drikkevand og spildevand
energi og forsyning 3 | on the agenda of yearly meetings | forsyning-aftaler | de årlige møder
energi og forsyning 4 | cans, tanks, generators, transport | drikkevand | Skaf dunke, tanke
energi og forsyning 4 | institutions and the vulnerable first | drikkevand | Kør først til plejehjem
energi og forsyning 4 | key waterworks | drikkevand | nøglevandværk eller mødested
energi og forsyning 4 | three litres each, guests too | drikkevand | borgere og gæster
energi og forsyning 4 | animals and vital companies | drikkevand | hvad dyr og vigtige virksomheder får
energi og forsyning 5 | service goals: rain water, overflow | forsyning-aftaler | overløb undgås
energi og forsyning 5 | what tap water may be used for | spildevand | hvad hanevand må bruges til
energi og forsyning 5 | texts ready beforehand | forsyning-aftaler | Skriv borgernes tekst
energi og forsyning 5 | latrine collected or buried | spildevand | hentes sammen med restaffaldet
digitale løsninger | who does what in the crisis | it-forberedelse | Bestem, hvem der gør hvad
digitale løsninger | events found and reported in time | it-angreb | Anmeld hændelsen
digitale løsninger | damage limited | it-angreb | Afbryd det ramte
digitale løsninger | who is told and how | it-angreb | hvad de må og ikke må røre
digitale løsninger | back to normal | it-angreb | hvornår normal drift begynder
digitale løsninger | coordinated with the other plans | it-angreb | Afstem med de andre beredskaber
digitale løsninger 1 | critical tasks that need IT | it-forberedelse | opgaver, der ikke kan undvære it
digitale løsninger 1 | order of systems to bring back | it-forberedelse | Skriv den rækkefølge
digitale løsninger 1 | which tasks go on, which are cut | digital-noeddrift | listen over kritiske opgaver
digitale løsninger 1 | critical suppliers, weak points, scenarios | it-forberedelse | Vurdér, hvor I er sårbare
digitale løsninger 1 | analogue plans, tried | it-forberedelse | gøres i stedet på papir
digitale løsninger 2 | IT plan that fits the whole plan | it-angreb | følg it-beredskabsplanen
digitale løsninger 2 | emergency plans without IT | digital-noeddrift | Tag nødplan og blanketter
digitale løsninger 2 | recovery plans | it-forberedelse | tre planer, der passer sammen
digitale løsninger 2 | recovery in the agreed order | it-angreb | Genopret i den rækkefølge
digitale løsninger 2 | backups offline, tried | it-forberedelse | Tag sikkerhedskopi
digitale løsninger 2 | daily emergency lists | noedlister | nattens lister er lavet
digitale løsninger 2 | kept apart, up to seven days | noedlister | Slet dem, der er ældre end syv dage
digitale løsninger 2 | printed from one PC on generator power | noedlister | Start den ene pc
digitale løsninger 2 | used in emergency operation | digital-noeddrift | Print nødlisterne
digitale løsninger 3 | who is responsible: leaders, IT, suppliers | it-forberedelse | ledelse, it, leverandør
digitale løsninger 3 | criteria for the crisis staff | it-angreb | kriterierne for krisestab
digitale løsninger 3 | directors involved | it-angreb | Få direktionen med
digitale løsninger 3 | fast, clear communication, no rumours | it-angreb | Giv kommunikation fakta
digitale løsninger 3 | alternative ways of communication | it-telefon-nedbrud | Sig til alle, at det er vejen nu
digitale løsninger 3 | siren or alarm at all units | trusler-vold | sirene
digitale løsninger 4 | act safely every day | it-forberedelse | Lær chefer og medarbejdere
digitale løsninger 4 | key persons with access and power to decide | it-forberedelse | Udpeg nøglepersoner
digitale løsninger 4 | people and leaders have the skills | planer-oevelser | Sørg for, at ledere og nøglepersoner
digitale løsninger 4 | duty rotas | it-forberedelse | Lav en vagtordning
digitale løsninger 4 | contracts with suppliers | it-forberedelse | Skriv i kontrakten
digitale løsninger 4 | contracts used | it-angreb | Brug leverandørens aftale
digitale løsninger 5 | regular exercises with suppliers | it-forberedelse | Øv jævnligt
digitale løsninger 5 | exercises across and national | planer-oevelser | Deltag i øvelser med andre
digitale løsninger 5 | plans follow the threats | planer-oevelser | når truslerne ændrer sig
digitale løsninger 5 | structured evaluation | evaluering | Gå frister og tavse steder igennem
digitale løsninger 6 | learn from faults | evaluering | fejl uden at pege på nogen
digitale løsninger 6 | outside audits and tests | it-forberedelse | prøve at bryde ind
digitale løsninger 7 | network segments | it-forberedelse | Del nettet op
digitale løsninger 7 | offline backups tested | it-angreb | prøv at gendanne
digitale løsninger 7 | zero trust, two factors | it-forberedelse | Kræv to trin
digitale løsninger 7 | patches, antivirus, firewalls | it-forberedelse | Hold alt opdateret
digitale løsninger 7 | monitoring with alarms | it-forberedelse | Overvåg systemerne
"""

# source as cards cite it: (its table, every section that names a task)
DOCUMENTS = {
    "hovedplan": (
        MAIN_PLAN,
        "1.0 1.1 1.3 1.4 1.5 1.6 2.1 2.2 2.3 2.4 "
        "3 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 4.0 4.1 4.2 4.3 4.4 4.5 5 5.1 5.2 5.3 6",
    ),
    "delplan politisk sekretariat": (SECRETARIAT_PLAN, "1 2 3 4 5 6 7"),
    "kommunikationsplan": (COMMUNICATION_PLAN, "1 2 3 4 5 6 7 8"),
    "delplan arbejdsmarked": (
        LABOUR_MARKET_PLAN,
        "formål kritiske opgave mødested kontakt øverste alarmering indrapportering information",
    ),
    "KL 2026": (ADVICE_2026, "dagtilbud sårbare energi digitale"),
}
ROWS = [
    (source, *(cell.strip() for cell in row.split("|")))
    for source, (table, _) in DOCUMENTS.items()
    for row in table.strip().splitlines()
]


@pytest.fixture(scope="module")
def cards() -> dict[str, Card]:
    return load_cards(CARDS)[0]


@pytest.mark.parametrize("source", DOCUMENTS)
def test_every_task_of_the_document_stands_in_a_step(source: str, cards: dict[str, Card]) -> None:
    missing = []
    for _, section, task, card_id, words in (row for row in ROWS if row[0] == source):
        card = cards.get(card_id)
        if card is None:
            missing.append(f"{section}: {task}: no card {card_id}")
            continue
        if words.startswith("åbnes når: "):
            found = [t for t in card.triggers if words.removeprefix("åbnes når: ") in t]
        else:
            found = [step.text for step in card.steps if words in step.text]
        if len(found) != 1:
            missing.append(f"{section}: {task}: “{words}” stands {len(found)} times in {card_id}")
    assert missing == []


@pytest.mark.parametrize("source", DOCUMENTS)
def test_every_section_that_names_a_task_has_a_row(source: str) -> None:
    covered = {row[1].split()[0] for row in ROWS if row[0] == source}
    assert covered == set(DOCUMENTS[source][1].split())


@pytest.mark.parametrize("source", DOCUMENTS)
def test_a_card_that_answers_a_document_names_it_as_its_source(source: str, cards: dict[str, Card]) -> None:
    answering = {row[3] for row in ROWS if row[0] == source}
    silent = {card_id for card_id in answering if not any(s.startswith(source) for s in cards[card_id].sources)}
    assert silent == set()


def test_every_source_that_a_card_names_is_one_of_the_documents(cards: dict[str, Card]) -> None:
    for card in cards.values():
        for source in card.sources:
            assert source.startswith(tuple(DOCUMENTS)), (card.id, source)


def test_all_five_numbered_recommendations_of_each_field_are_covered() -> None:
    covered = {row[1] for row in ROWS if row[0] == "KL 2026"}
    wanted = {"dagtilbud og skoler": 2, "sårbare borgere": 3, "energi og forsyning": 5, "digitale løsninger": 7}
    for field, count in wanted.items():
        assert {f"{field} {number}" for number in range(1, count + 1)} <= covered
