"""The page behind `?`: every key, and the words and marks that need saying."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.steady import Window

HELP = """Overalt
  F2 overblik · F3 meldinger · F4 actioncards · F5 ny melding · F6 log
  F7 folk og runnere · F8 papir: det, der vises · Esc tilbage
  F9 opgaver: det, der venter på jer nu; anmodninger, opslag, spørgsmål,
     blanketter. A er anmodninger; H er hændelse og øvelse.
  Linjen øverst er det, der haster mest: F9 fører til det.
  Ctrl-N  hvem er du: en anden tager skærmen      Ctrl-Q  slut
          Et tal vælger en, der er på vagt her. Navnet står øverst til højre,
          og alt, der noteres her, bærer det. V i F7 er et helt vagtskifte.
  Ctrl-Z  fortryd den besked, du lige har sendt (10 sekunder; ikke akut)
  Bogstaver virker, når du ikke står i et felt, hvor der skrives.
  Håndscanneren virker overalt: scan en seddels QR-kode, hvor du står. Det,
  der er halvt skrevet, bliver stående; nederst står, hvad der kom, og hvad
  der mangler.

Overblik (F2)
  Værste sted øverst, med farve, navn, hvor længe siden det er hørt, og det
  værste punkt: VAND kritisk · vand mangel, klares endnu · 2t ca. to timer
  tilbage · 0t? måske slut · +1 ét punkt mere. Det valgte sted står nedenunder.
  Det, ingen har meldt, er UKENDT og aldrig ok.
  ! stedet er tavst længere end aftalt · u afsenderen er ubekræftet
  a meldingen er set eller hørt af andre end stedet selv
  Pile: op og ned gennem alle, til siden mellem spalterne · Enter åbner stedet
  K forstået · S orden: værst, længst tavs, navn · / find et navn
  M kun ét mødested · P kun problemer · U udskriv det viste straks
  På et åbent sted: N besked til stedet · K forstået · F5 melding herfra
  T  fortæl, hvilket sted en ukendt radio hører til
  B  landkort: pile går til det nærmeste sted den vej, Enter til tavlen
  N  nabokommunens billede, når kittet følger en; der kan kun læses

Meldinger (F3)
  i kø: ligger her · sendt: er i luften · hørt: en radio har bragt den videre
  modtaget: stedets kit eller radio har den
  forstået: et menneske på stedet har sagt, at den er læst
  Frist for “forstået”: akut 5 min, haster 30 min, rutine 2 timer.
  K forstået · N ny · S svar · R erstat egen · V vis mere eller mindre

Ny melding (F5)
  a er “alt ok”; 43b 6v er 43 børn og 6 voksne; vand! kritisk, vand? mangel,
  vand 6t rækker 6 timer; rød, gul, grøn er stedets farve. Resten er note.
  Begyndelsen af stedets navn er nok. Kladden ligger der også efter strømsvigt;
  Ctrl-T sletter den. Enter viser, hvad der noteres; Enter igen noterer det.

Actioncards (F4)
  Ét trin ad gangen står stort, med hvem der skal ringes til; pil går til et andet,
  V viser alle. Mellemrum er gjort og går videre; hvem og hvornår står i loggen.
  Mellemrum på et trin, der er gjort, åbner det igen.
  I ikke relevant, med hvorfor · B begynd · L læg væk · U stop et ur

Log (F6)
  U  USB-nøgle: henter det, andre kit har lagt, og lægger dette kits log.
     Nøglen bærer alt, også når radioen ikke når; kun kommunens kit kan læse den.
  S  seddel: det, det næste kit mangler, i QR-koder på papir eller på skærmen.

Hændelse og øvelse (H)
  S slut · E hvad lærte vi: svar på det, du ved. Når den er slut, udskriver
  F8 evalueringen, med linjer til de svar, der mangler.
  Under en øvelse: B begynder noget virkeligt, og det går forud med det samme ·
  D viser den, der leder, hvad der er kommet, og hvad der kommer nu.
  O øv efter en drejebog: led den herfra, følg et andet kit, udskriv papirerne
  P pause, og videre igen · G gem evaluering og journal i en fil (også i loggen)
  X slet navnene i en hændelse, der er slut, når kommunens frist er gået

Opgaver (F9) og Folk (F7)
  Hver er flere lister: tal eller pil til siden skifter. Nederst står de
  bogstaver, der gælder for rækken. Enter åbner den; Esc går tilbage.
  I et skema: Enter går til næste felt, → tager forslaget, og linjen under
  felterne er præcis det, der bliver noteret. Esc gemmer kladden.
  Runde (F9, 7): hvem der har meldt, og hvem der mangler · S spørger dem alle
  L under F7: nødlister, bag adgangskode; en vist liste lukker efter 2 minutter.
  Personer og Steder kan rettes: R ret, T tilføj, X fjern. Det når alle kit.
  ! noget er for sent · et tal efter navnet: så meget er åbent
  Blanketter: N tager dem i nummerorden; klokken på papiret holdes adskilt
  fra den, de skrives ind; ? tid ukendt · “mangler” tabt · “ubrugt” tom

Print (F8)
  Papiret til den skærm, du kom fra, med længde og tid. Enter eller F8 igen
  udskriver; mere end 3 meter eller 25 sedler spørger først og tager J.
  2 Udskrifter: venter · printer nu · kom ud · sendt uden svar · fejlede. Enter
  viser papiret, og hvad der skal gøres; G genudskriv (der står KOPI på det);
  X tag ud af køen · 3 Papirer: alt, kittet kan udskrive

Kit (F10)
  Hvordan kittet er, det værste først; Enter åbner. B kopi · U USB-nøgle ·
  R radiokort · N nøglekort. 2 de andre kit · 3 eftersyn · 4 fejl, også dem,
  der er ovre. ! se på det · ? vides ikke. Sendetid: loven tillader en radio
  at sende 6 min i timen; er de brugt, venter alt, til der er plads igen.

Statuslinjen
  ØVELSE: alt, der sendes og printes nu, er øvelse.
  motor standset: intet bliver sendt eller printet; det ligger i kø. Er disken fuld, så
    gør plads: så går motoren i gang igen inden for et minut.
  usendt: så meget venter på at komme af sted · ca.: uret er ikke stillet sikkert"""


class HelpPage(Window[None]):
    """Any of Esc, ? and Enter closes it; arrows scroll."""

    DEFAULT_CSS = """
    HelpPage { background: #101418; }
    HelpPage VerticalScroll { height: 1fr; padding: 0 1; }
    HelpPage .hint { dock: bottom; }
    """
    BINDINGS = [("escape,question_mark,enter,f2", "close", "Luk")]

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(Content(HELP))
        yield Static(" Pil op og ned: rul · Esc: luk", classes="hint")

    def action_close(self) -> None:
        self.dismiss(None)
