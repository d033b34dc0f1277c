"""What the command line advises: the words for every remedy, with commands and options."""

from collections.abc import Mapping

from fieldkit.core import remedies as r
from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import FieldkitError, Remedy
from fieldkit.core.facts.roster import TABLE_DA
from fieldkit.core.tell.advice import Words, with_words


def told(error: FieldkitError) -> str:
    """What is wrong and what to do about it, in one sentence."""
    return advised(str(error), error.remedy)


def advised(what: str, remedy: Remedy | None) -> str:
    """As `told`, for what no error brought: a fault in a file, a device's status, a problem of the engine."""
    return with_words(what, remedy, WORDS)


def _see_rows(what: str, remedy: r.SeeRows) -> str:
    table = f" {TABLE_DA[remedy.table]}" if remedy.table is not None else ""
    return f"{what.removesuffix('.')}; se rækkerne med “fieldkit roster show{table}”."


def _take_in_again(what: str, remedy: r.TakeInAgain) -> str:
    return what.removesuffix(".") + _TAKE_IN_AGAIN[remedy.part]


def _print_again(what: str, remedy: r.PrintAgain) -> str:
    again = f"{remedy.document} {remedy.argument}".strip()
    return f"{what.removesuffix('.')}; lav papiret på ny med “fieldkit print {again}”."


def _make_kit(what: str, remedy: r.MakeKit) -> str:
    return what.removesuffix(".") + _MAKE_KIT[remedy.lacking]


def _print_directly(what: str, remedy: r.PrintDirectly) -> str:
    how = "vault show NAVN --print" if remedy.document is DocumentKind.LIST else f"print {remedy.document}"
    return f"{what.removesuffix('.')}; brug “fieldkit {how}”, som sender det lige til printeren."


_MAKE_KIT = {
    r.Lacking.KIT: ("; lav et med “fieldkit init --number N --role ROLLE --place STED” eller prøv “fieldkit demo”."),
    r.Lacking.FOLDER: "; lav kittet med “fieldkit init”.",
}

_TAKE_IN_AGAIN = {
    r.Part.LISTS: (
        "; indlæs listerne igen med “fieldkit roster import MAPPE”, eller godkend dem, som de er, med “fieldkit roster "
        "accept”."
    ),
    r.Part.CARDS: (
        "; læg filen tilbage i kittets mappe cards, eller godkend kortene, som de er, med “fieldkit cards accept”."
    ),
}

WORDS: Mapping[type[Remedy], Words] = {
    # the log and the incident
    r.SeeNumbers: "; se numrene med “fieldkit log”.",
    r.StartIncident: "; start en med “fieldkit incident start NAVN”.",
    r.NameReader: lambda _what, _remedy: (
        "Skriv hvem der har læst beskeden (--by NAVN); et forstået uden navn tæller ikke."
    ),
    # the roster
    r.SeePlaces: ": se navnene med fieldkit roster show.",
    r.ImportRoster: ": indlæs den med fieldkit roster import.",
    r.TakeInAgain: _take_in_again,
    r.SeeRows: _see_rows,
    r.WriteCells: "; skriv kolonnen og det nye, for eksempel “telefon=00 00 00 00”.",
    r.UndoEdit: lambda what, remedy: (
        f"{what} Ret den anden række, eller fortryd med “fieldkit roster undo {remedy.number}”."
    ),
    r.DoItAnyway: "; skal det ske alligevel, så tilføj --anyway.",
    # paper
    r.CorrectChit: "; se efter nummeret, eller ret den med --correct.",
    r.ChooseChitSort: "; skriv for eksempel “vand ok mad?”, eller vælg besked eller notat.",
    r.ChooseCard: ": se dem med “fieldkit cards list”.",
    r.SeeAnswers: "; se dem med “fieldkit answer list”.",
    r.GiveArgument: lambda _what, remedy: f"Skriv {remedy.asks} efter {remedy.document}.",
    r.PrintExample: ": skriv for eksempel {document} {argument}.",
    r.NameRole: ", for eksempel: badge runner.",
    r.NamePlaces: lambda what, remedy: (
        f"{what.removesuffix('.')}: "
        f"skriv {'stedet efter nummeret' if remedy.one else 'stederne efter nummeret, adskilt af komma'}."
    ),
    r.PrintList: ": lås op og udskriv med “fieldkit vault show NAVN --print”.",
    r.PrintKeyCard: ": lav kortet med “fieldkit keys card”.",
    r.PrintAgain: _print_again,
    r.SeeJobs: "; se dem med “fieldkit jobs”.",
    # slips, bundles and copies
    r.CarryOnStick: " (fieldkit bundle export).",
    r.CarryLess: "; begynd ved et senere nummer (--since) eller brug en USB-nøgle (fieldkit bundle export).",
    r.CompareKeys: "; sammenlign kendetal med “fieldkit keys show”.",
    r.FetchKey: "; se kittets nøgle med “fieldkit keys show”, og hent kommunens.",
    r.ReadAsKeyCard: "; læs det med “fieldkit keys scan FIL”.",
    r.ReadAsSlip: "; læs den med “fieldkit slip scan”.",
    r.ChooseBundle: "; vælg den fil, som “fieldkit bundle export” skrev.",
    r.ImportAsOwn: "; hent den med “fieldkit bundle import”.",
    r.ImportAsNeighbours: ", eller hent den som naboens med “fieldkit neighbour import”.",
    r.AddReadKey: "; få en læsenøgle fra dem (fieldkit neighbour key), og læs den ind med “fieldkit neighbour add”.",
    r.FetchNeighbours: "; hent en med “fieldkit neighbour import”.",
    r.ChooseReadKey: "; vælg den fil, som “fieldkit neighbour key” skrev.",
    r.FetchRoot: "; giv det kommunens rod med “fieldkit keys trust”.",
    r.ExportBundle: "; lav en med “fieldkit bundle export”.",
    r.ChooseStick: "; tag de andre ud, eller skriv --stick MAPPE.",
    r.CheckDisk: "; brug et andet medie, og se kittets disk efter med “fieldkit doctor”.",
    r.ChangeDisk: "; tag en kopi med “fieldkit backup” og skift disken.",
    r.FetchCopy: (
        "; brug den nyeste kopi, som “fieldkit backup” har lagt, som kit (README.md: “Tilbage fra en kopi”), eller "
        "flet de andre kits logge ind i et nyt kit."
    ),
    # the archive
    r.SayMunicipality: "; angiv kommunens kode med --municipality KODE.",
    r.GiveKey: "; angiv den med --key FIL.",
    # a kit and its keys
    r.CompareMarks: ". Sammenlign kendetallene i “fieldkit keys kits” med kittenes egne skærme, og sig så --unvouched.",
    r.BeginKeyChange: "; begynd på en ny med “fieldkit keys rotate begin”.",
    r.CarryKey: "; vent, bær den ud med “fieldkit keys rotate give”, eller gå videre uden dem med --without-rest.",
    r.MakeKit: _make_kit,
    r.ChooseOtherHome: ". Vælg en anden mappe med --home.",
    r.ChooseFolder: "; vælg en anden mappe med --home.",
    r.MakeKey: "; lav en med “fieldkit keys new FIL” eller hent kommunens.",
    r.ChooseKeyFile: "; brug filen fra “fieldkit keys new”.",
    # emergency lists
    r.InsertListKey: "; sæt vagtens USB-nøgle i, eller lav en med “vault key FIL”.",
    r.MakeListKey: "; lav en med “fieldkit vault key FIL”.",
    r.RenameList: "; giv den et andet navn med --name.",
    r.NameList: "; giv den et med --name, for eksempel --name klasseliste-3b.",
    r.UseKeyFile: " (--key FIL).",
    r.SeeLists: "; se dem med “fieldkit vault list”.",
    # what people do
    r.PurgeAll: "; stil uret, eller brug --all.",
    r.PrintDirectly: _print_directly,
    r.SetPrinter: "; sæt den i kit.toml, eller vis papiret med --text.",
    r.SeeCards: "; se dem med “fieldkit cards list”.",
    r.SeeRunningCards: "; se det med “fieldkit card list”.",
    r.StartCard: "; start det med “fieldkit card start {card}”.",
    r.GiveReason: lambda _what, remedy: f"Skriv grunden (--reason): {remedy.question}",
    r.WriteName: "; skriv det i anførselstegn, for eksempel “Øvelse Andersen”.",
    r.WriteNameCalled: "; skriv, hvem der blev ringet til, i anførselstegn.",
    r.SeeCrew: "; se listen med “fieldkit crew list”.",
    r.ChoosePlace: lambda what, remedy: f"{what.removesuffix('.')}; tilføj --place {' eller '.join(remedy.slugs)}.",
    r.SayThreeThings: lambda _what, remedy: (
        f"Den, der møder, skal gentage tre ting, og her er {remedy.written}; skriv dem med --fact, en for hver."
    ),
    r.NameBoth: lambda _what, _remedy: "Et navn mangler; skriv både den, der går (--from), og den, der møder (--to).",
    r.WriteNamesOut: lambda _what, _remedy: (
        "Den, der går, og den, der møder, er samme navn; skriv begge navne helt ud."
    ),
    r.NameDecider: lambda _what, _remedy: (
        "Skriv, hvem der har besluttet det (--by NAVN); et niveau uden navn kan ikke efterprøves."
    ),
    r.DecideLevelFirst: "; beslut først niveauet med “fieldkit level set N --by NAVN”.",
    r.SeeLevels: "; se historikken med “fieldkit level list”.",
    r.SeeQuestions: "; se dem med “fieldkit question list”.",
    r.SendQuestion: (
        "; send spørgsmålet ind med “fieldkit question add”, eller tilføj --on-behalf, når sekretariatet har "
        "besluttet teksten."
    ),
    r.SayWhyDeclined: "; skriv den med --note.",
    r.SeeEdits: "; se rettelserne med “fieldkit roster edits”.",
    r.SayWhenWritten: lambda _what, _remedy: (
        "Skriv, hvornår blanketten er udfyldt (--at 14.30), eller --at ? hvis det ikke står der."
    ),
    # devices and programs
    r.SetUpRadio: ": sæt den op med “fieldkit radio setup”",
    r.EnterRadio: (
        "; sæt den rigtige radio i, eller skriv den nye ind med “fieldkit roster change steder {place} radio={node}”"
    ),
    r.ChoosePort: ": vælg en anden med --port, eller stop det, der bruger den.",
    r.StartAgain: "; start fieldkit igen.",
    # what people type, and what they ask for
    r.WriteIt: "; skriv {it}.",
    r.WriteText: "; skriv en tekst i anførselstegn.",
    r.SetLetters: "; sæt terminalen til UTF-8 og skriv {it} igen.",
    r.LeaveEmpty: None,
    r.SendAsMessage: ("; skriv for eksempel “vand ok mad?”, eller send den som besked med “fieldkit message”."),
    r.SeeErrands: "; se “fieldkit dispatch list --all”.",
}
