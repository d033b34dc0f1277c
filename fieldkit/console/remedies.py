"""What the screen advises: the words for every remedy, with its keys and lists. None: nothing to do at a screen."""

from collections.abc import Mapping

from fieldkit.core import remedies as r
from fieldkit.core.errors import FieldkitError, Remedy
from fieldkit.core.tell.advice import Words, with_words


def told(error: FieldkitError) -> str:
    """What is wrong and what to do about it, in one sentence."""
    return advised(str(error), error.remedy)


def advised(what: str, remedy: Remedy | None) -> str:
    """As `told`, for what no error brought: a fault in a file, a device's status, a problem of the engine."""
    return with_words(what, remedy, WORDS)


WORDS: Mapping[type[Remedy], Words] = {
    # the log and the incident
    r.SeeNumbers: "; numrene står under F6 Log.",
    r.StartIncident: "; begynd en under H Hændelse.",
    r.NameReader: None,
    # the roster
    r.SeePlaces: ": navnene står under F7 Folk, liste 7 Steder.",
    r.ImportRoster: ": listerne skal først læses ind i kittet.",
    r.TakeInAgain: "; en tekniker skal læse filerne ind igen eller godkende dem, som de er.",
    r.SeeRows: "; rækkerne står under F7 Folk, liste 6 og 7.",
    r.WriteCells: "; ret mindst ét felt.",
    r.UndoEdit: lambda what, _remedy: f"{what} Ret den anden række under F7 Folk, liste 6 og 7.",
    r.DoItAnyway: "; tilføj et nyt sted med et nyt nummer i stedet.",
    # paper
    r.CorrectChit: lambda _what, remedy: (
        f"Blanket {remedy.label} er allerede skrevet ind som {remedy.number}; ret den fra listen (R)."
    ),
    r.ChooseChitSort: "; skriv for eksempel “vand ok mad?”, eller vælg besked eller notat.",
    r.ChooseCard: ": de står under F4 Kort.",
    r.SeeAnswers: "; de står under F9 Opgaver, liste 5 Svar.",
    r.GiveArgument: None,
    r.PrintExample: None,
    r.NameRole: None,
    r.NamePlaces: ": send en runner fra F7 Folk, liste 2 Runnere, med de steder, der skal besøges.",
    r.PrintList: None,
    r.CompareMarks: None,
    r.BeginKeyChange: None,
    r.CarryKey: None,
    r.PrintKeyCard: None,
    r.PrintAgain: "; udskriv det på ny fra F8 Print, liste 3 Papirer.",
    r.SeeJobs: "; de står under F8 Print, liste 2 Udskrifter.",
    # slips, bundles and copies
    r.CarryOnStick: None,
    r.CarryLess: "; brug en USB-nøgle.",
    r.CompareKeys: "; sammenlign de to kits kendetal.",
    r.FetchKey: "; hent kommunens nøgle.",
    r.ReadAsKeyCard: None,
    r.ReadAsSlip: None,
    r.ChooseBundle: None,
    r.ImportAsOwn: None,
    r.ImportAsNeighbours: None,
    r.AddReadKey: "; få en læsenøgle fra dem.",
    r.FetchNeighbours: None,
    r.ChooseReadKey: None,
    r.FetchRoot: None,
    r.ExportBundle: None,
    r.ChooseStick: "; tag de andre ud.",
    r.CheckDisk: "; brug et andet medie, og få kittets disk set efter.",
    r.ChangeDisk: "; tag en kopi af kittet, og skift disken.",
    r.FetchCopy: (
        "; en tekniker skal gøre den nyeste kopi til kit igen, eller hent de andre kits logge ind i et nyt kit."
    ),
    # a kit and its keys
    r.MakeKit: None,
    r.ChooseOtherHome: None,
    r.ChooseFolder: None,
    r.MakeKey: "; hent kommunens.",
    r.ChooseKeyFile: "; hent kommunens.",
    # the archive
    r.SayMunicipality: None,
    r.GiveKey: None,
    # emergency lists
    r.InsertListKey: "; sæt vagtens USB-nøgle i.",
    r.MakeListKey: None,
    r.RenameList: "; giv den et andet navn.",
    r.NameList: "; giv den et.",
    r.UseKeyFile: None,
    r.SeeLists: None,
    # what people do
    r.PurgeAll: None,
    r.PrintDirectly: "; det går lige til printeren fra F8 Print, liste 3 Papirer.",
    r.SetPrinter: "; en tekniker skal skrive den i kittets opsætning.",
    r.SeeCards: "; de står under F4 Kort.",
    r.SeeRunningCards: "; det står øverst under F4 Kort.",
    r.StartCard: "; begynd det under F4 Kort.",
    r.GiveReason: None,
    r.WriteName: "; skriv det.",
    r.WriteNameCalled: "; skriv, hvem der blev ringet til.",
    r.SeeCrew: "; listen står under F7 Folk, liste 1 På vagt.",
    r.ChoosePlace: "; vælg ét under F7 Folk, liste 1 På vagt.",
    r.SayThreeThings: None,
    r.NameBoth: None,
    r.WriteNamesOut: None,
    r.NameDecider: None,
    r.DecideLevelFirst: "; beslut først niveauet under F7 Folk, liste 4 Niveau.",
    r.SeeLevels: None,
    r.SeeQuestions: "; de står under F9 Opgaver, liste 4 Spørgsmål.",
    r.SendQuestion: lambda _what, _remedy: (
        "Sekretariatet skriver svarene, så de er ens overalt; spørgsmålet er på vej dertil."
    ),
    r.SayWhyDeclined: "; skriv den.",
    r.SeeEdits: None,
    r.SayWhenWritten: None,
    # devices and programs
    r.SetUpRadio: ": den skal sættes op til kommunens net",
    r.EnterRadio: "; sæt den rigtige radio i, eller ret nummeret under F7 Folk, liste 7 Steder",
    r.ChoosePort: None,
    r.StartAgain: "; skærmen virker, men slut med Ctrl-Q, og start den igen.",
    # what people type, and what they ask for
    r.WriteIt: "; skriv {it}.",
    r.WriteText: "; skriv {it}.",
    r.SetLetters: "; skriv {it} igen.",
    r.LeaveEmpty: ", eller lad {what} stå tomt.",
    r.SendAsMessage: "; skriv fx “vand ok”, eller send en besked (F3, N).",
    r.SeeErrands: "; se F7 Folk, liste 2 Runnere.",
}
