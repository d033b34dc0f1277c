"""What only a person can say about a screen: what it is for, and what its marks and short words mean.

By the name of a region or a tab (`fieldkit.console.regions`), and of a window's class. The keys themselves are not
here: `fieldkit.console.help` reads them from the screens.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """`text` is read line by line; `marks` are what stands on the screen, and what it means."""

    text: tuple[str, ...]
    marks: tuple[tuple[str, str], ...] = ()


_SENT = (
    ("i kø", "ligger her og venter på at komme af sted"),
    ("sendt", "er i luften"),
    ("hørt", "en radio har bragt den videre"),
    ("modtaget", "stedets kit eller radio har den"),
    ("forstået", "et menneske på stedet har sagt, at den er læst"),
)

HELP: Mapping[str, Words] = {
    "overview": Words(
        (
            "Alle steder, det værste øverst, med farve, navn, hvor længe siden det er hørt, og det værste punkt. Det "
            "valgte sted står nedenunder. Det, ingen har meldt, er UKENDT og aldrig ok.",
            "Pile: op og ned gennem alle, til siden mellem spalterne. Enter åbner stedet; Esc går tilbage til tavlen.",
            "K siger forstået: et menneske her har læst stedets seneste melding. S skifter orden: værst, længst tavs, "
            "navn. / finder et navn. M viser kun ét mødested, P kun problemer. U udskriver det viste straks.",
            "På et åbent sted: N besked til stedet, K forstået, F5 melding herfra.",
            "T fortæller, hvilket sted en ukendt radio hører til. B er landkortet: pile går til det nærmeste sted den "
            "vej. N er nabokommunens billede, når kittet følger en; der kan kun læses.",
        ),
        (
            ("VAND", "kritisk"),
            ("vand", "mangel, klares endnu"),
            ("2t", "ca. to timer tilbage"),
            ("0t?", "måske slut"),
            ("+1", "ét punkt mere"),
            ("!", "stedet er tavst længere end aftalt"),
            ("u", "afsenderen er ubekræftet"),
            ("a", "meldingen er set eller hørt af andre end stedet selv"),
        ),
    ),
    "inbox": Words(
        (
            "Øverst det, der venter på jer: akut ulæst, over frist, ulæst. Derunder en tråd for hvert sted: melding er "
            "stedets punkter, besked er tekst til nogen.",
            "Frist for “forstået”: akut 5 min, haster 30 min, rutine 2 timer.",
            "K siger forstået. S svarer, N skriver en ny besked, R skriver en ny i stedet for en, der er sendt herfra.",
            "M viser, hvem der ikke har læst. U udskriver. V viser andet: kun tråde, alt enkeltvis, kun beskeder, kun "
            "meldinger.",
            "En besked kan fortrydes i 10 sekunder med Ctrl-Z; akut spørger og går straks.",
        ),
        (
            *_SENT,
            ("←", "fra stedet"),
            ("→", "til stedet"),
            ("?", "ubekræftet: intet beviser, hvem der sagde det"),
        ),
    ),
    "cards": Words(
        (
            "Actioncards: de, der er i gang, øverst, så de, der passer til det, der sker. Enter åbner et kort.",
            "Ét trin ad gangen står stort, med hvem der skal ringes til; pil går til et andet, V viser alle. "
            "Mellemrum er gjort og går videre; hvem og hvornår står i loggen. Et trin, der er gjort, åbner det igen.",
            "I er ikke relevant, med hvorfor.",
            "B begynder kortet, L lægger det væk, U stopper et ur. R viser kun én rolles kort.",
        ),
    ),
    "report": Words(
        (
            "En ny melding om et sted. Begyndelsen af stedets navn er nok.",
            "a er “alt ok”. 43b 6v er 43 børn og 6 voksne. rød, gul og grøn er stedets farve. Resten er en note.",
            "Pil ned går til punkterne: O ok, M mangel, K kritisk, U ukendt, et tal er timer, det rækker.",
            "Enter viser, hvad der noteres; Enter igen noterer det. Kladden ligger der også efter strømsvigt.",
        ),
        (
            ("vand!", "kritisk"),
            ("vand?", "mangel, klares endnu"),
            ("vand ok", "i orden"),
            ("vand 6t", "vandet rækker 6 timer"),
        ),
    ),
    "journal": Words(
        (
            "Alt, der er sket, det nyeste øverst. / søger i det hele, efter et ord eller et nummer.",
            "N skriver selv en linje: en handling, en beslutning, noget undladt.",
            "U er USB-nøgle: henter det, andre kits har lagt, og lægger dette kits log. Nøglen bærer alt, også når "
            "radioen ikke når; kun kommunens kits kan læse den.",
        ),
        (("Ø", "sket i en øvelse"),),
    ),
    "staff": Words(
        (
            "Folk og runnere. Tal eller pil til siden skifter liste. Enter åbner rækken; Esc går tilbage.",
            "Nederst står de bogstaver, der gælder for rækken.",
        ),
        (("!", "noget er for sent"), ("tal efter navnet", "så meget er åbent")),
    ),
    "prints": Words(
        (
            "Papiret til den skærm, du kom fra, med længde og tid. Enter eller F8 igen udskriver; mere end 3 meter "
            "eller 25 stykker papir spørger først og tager J. Tal eller pil til siden skifter liste.",
        ),
    ),
    "JOBS": Words(
        (
            "Udskrifter: Enter viser papiret, og hvad der skal gøres. G genudskriver (der står KOPI på det). X tager "
            "den ud af køen.",
        ),
        (
            ("sendt uden svar", "printeren siger ikke, om den kom ud: se efter"),
            ("venter", "ligger i køen"),
        ),
    ),
    "PAPERS": Words(("Alt, kittet kan udskrive. Enter viser papiret; Enter eller F8 igen udskriver det.",)),
    "tasks": Words(
        (
            "Opgaver. Tal eller pil til siden skifter liste. Enter åbner rækken; Esc går tilbage.",
            "Nederst står de bogstaver, der gælder for rækken. O går til det, der venter nu; A til anmodninger.",
        ),
        (("!", "noget er for sent"), ("tal efter navnet", "så meget er åbent")),
    ),
    "incident": Words(
        (
            "Begynder og slutter en hændelse eller en øvelse. Hvert spørger, før det sker.",
            "S slutter den for alle kits. E er “hvad lærte vi”: svar på det, du ved. Når den er slut, udskriver F8 "
            "evalueringen, med linjer til de svar, der mangler.",
            "Under en øvelse: B begynder noget virkeligt, og det går forud med det samme. D viser den, der leder, hvad "
            "der er kommet, og hvad der kommer nu.",
        ),
    ),
    "neighbours": Words(("Nabokommunens billede, når kittet følger en. Der kan kun læses. N er den næste nabo.",)),
    "kit": Words(
        (
            "Hvordan kittet er, det værste først; Enter åbner. Tal eller pil til siden skifter liste.",
            "Sendetid: loven tillader en radio at sende 6 min i timen; er de brugt, venter alt, til der er plads igen.",
        ),
        (("!", "se på det"), ("?", "vides ikke")),
    ),
    "STATE": Words(("Kittets dele, det værste først. B: kopi. U: USB-nøgle. R: radiokort. N: nøglekort.",)),
    "KITS": Words(
        ("De andre kits, som dette kit har hørt fra.",),
        (
            ("mangler 3 linjer", "de ligger ikke her endnu"),
            ("har ikke 3 af vores", "det har ikke fået dem herfra endnu"),
            ("uvidimeret", "kommunens rod har ikke sagt god for kittets nøgle"),
            ("SPÆRRET", "det, der kommer derfra, tæller ikke"),
        ),
    ),
    "CHECKUP": Words(("Eftersyn: kittet ser sig selv efter og siger, hvad der skal gøres. E begynder det.",)),
    "FAULTS": Words(("Fejl, også dem, der er ovre: hvornår de begyndte, og hvornår de holdt op.",)),
    "NOW": Words(
        ("Det, der venter på et menneske her, det, der haster mest, øverst. Intet sker, før du siger ja.",),
    ),
    "REQUESTS": Words(
        (
            "Det, nogen har bedt om. N er en ny. T: nogen tager den. G: gennemført. X: afvist, med hvorfor.",
            "R sender en runner med den. V: den afventer igen.",
        ),
        (("udføres", "under udførelse: nogen har den"),),
    ),
    "NOTICES": Words(
        ("Opslag til borgerne. N er et nyt. H: det hænger nu et sted. T: taget ned. E: et nyt i stedet. P: udskriv.",),
    ),
    "QUESTIONS": Words(
        (
            "Hvad borgerne spørger om. N er et nyt spørgsmål. S: svar. M: gør det til en anmodning.",
            "L: skriv det i loggen. K: luk det.",
        ),
    ),
    "ANSWERS": Words(
        ("De svar, der gives ens overalt. N er et nyt. V: en ny version. X: træk det tilbage. P: udskriv.",),
    ),
    "CHITS": Words(
        (
            "Papirblanketter, der skrives ind. N tager dem i nummerorden; klokken på papiret holdes adskilt fra "
            "den, de skrives ind. S: skriv den ind. R: ret. M: mangler, er tabt. U: ubrugt.",
        ),
        (("?", "tid ukendt"), ("mangler", "tabt"), ("ubrugt", "tom")),
    ),
    "ROUNDS": Words(
        (
            "En runde: hvem der har meldt, og hvem der mangler. N: begynd eller ændr. X: afslut. M: meld for stedet.",
            "S spørger alle tavse steder på én gang: ét ja, én besked, og hvert sted står som rykket.",
        ),
    ),
    "DUTY": Words(
        ("Hvem der er på vagt hvor, og hvor længe. I: meld ind. U: meld ud. V: vagtskifte.",),
        (("!", "for længe på vagt, eller på vagt to steder"),),
    ),
    "RUNNERS": Words(
        ("Runnere, der er ude. N sender en. L: afleveret. B: tilbage. K: kald tilbage.",),
        (("!", "ikke tilbage til tiden"),),
    ),
    "CALLS": Words(
        (
            "Hvem der skal ringes til, i rækkefølge. Øverst står den næste med sit nummer.",
            "F: fik fat i. I: intet svar. B: lagt besked. S: stedfortræderen.",
        ),
        (("NÅET", "pladsen er besat af en, der er fået fat i"),),
    ),
    "LEVEL": Words(
        ("Beredskabets niveau, og hvem der besluttede det. B: beslut. F: fuldtallig. S: staben ophører. V: varsel.",),
    ),
    "SHIFT": Words(("Det, den næste vagt skal vide. V: skift vagt, tre ting gentages. P: udskriv listen.",)),
    "PEOPLE": Words(
        (
            "Kommunens liste over personer. R: ret. T: tilføj. X: fjern. Det når alle kits.",
            "N: hvem har vagten ved skærmen.",
        ),
    ),
    "PLACES": Words(
        ("Kommunens liste over steder. R: ret. T: tilføj. X: fjern. S: vis stedet på overblikket.",),
    ),
}

WINDOWS: Mapping[str, Words] = {
    "Form": Words(
        (
            "Et skema. Enter går til næste felt, → tager forslaget. Pil op og ned skifter felt.",
            "Linjen under felterne er præcis det, der bliver noteret. Esc gemmer kladden; Ctrl-T sletter den.",
        ),
    ),
    "Ask": Words(("Ét svar. Enter bruger det, → tager forslaget, Esc fortryder.",)),
    "Confirm": Words(("Ja eller nej: J eller N. Esc lader alt være, som det var. Det, der er farligt, kræver J.",)),
    "Choose": Words(("Pil op og ned vælger, Enter tager det, Esc fortryder.",)),
    "Palette": Words(
        (
            "Skriv, hvad du vil: et par bogstaver af et ord er nok, i hvilken rækkefølge som helst, og ét bogstav må "
            "være forkert. Æ, ø og å kan skrives ae, oe og aa.",
            "Et sted åbner stedet. En person viser rolle og telefon. Et nummer (12-0147 eller 147) åbner det, der har "
            "det. “skriv til” og “meld for” foran et sted gør det straks.",
            "Til højre står den tast, der gør det samme.",
        ),
    ),
    "StickPage": Words(
        ("USB-nøglen: H henter det, andre har lagt, L lægger dette kits log, og Enter gør begge dele.",)
    ),
    "ScriptPage": Words(("Drejebogen er kun for den, der leder øvelsen.",)),
}

EVERYWHERE = Words(
    (
        "Linjen under statuslinjen er det, der haster mest; F9 fører til det.",
        "Ctrl-P finder alt: det, der kan gøres, steder, folk, numre og kort. Også farverne skiftes der.",
        "Ctrl-N: hvem er du? En anden tager skærmen. Et tal vælger en, der er på vagt her. Navnet står øverst til "
        "højre, og alt, der noteres her, bærer det. V i F7 er et helt vagtskifte.",
        "Ctrl-Z fortryder den besked, du lige har sendt (10 sekunder; ikke akut). Ctrl-T sletter en kladde.",
        "Håndscanneren virker overalt: scan en seddels QR-kode, hvor du står. Det, der er halvt skrevet, bliver "
        "stående; nederst står, hvad der kom, og hvad der mangler.",
        "Bogstaver virker, når du ikke står i et felt, hvor der skrives. Med mus: klik på det, du vil.",
        "En ulæst AKUT ringer og blinker, igen efter 1, 3 og 5 minutter, til nogen åbner den eller trykker K.",
    ),
)
STATUS = Words(
    (),
    (
        ("ØVELSE", "alt, der sendes og printes nu, er øvelse"),
        (
            "motor standset",
            "intet bliver sendt eller printet; det ligger i kø. Er disken fuld, så gør plads: så går motoren i gang "
            "igen inden for et minut",
        ),
        ("pas på", "noget skal ses efter: F10 siger, hvad"),
        ("usendt", "så meget venter på at komme af sted"),
        ("ca.", "uret er ikke stillet sikkert"),
    ),
)
