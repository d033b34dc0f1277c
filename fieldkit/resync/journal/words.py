"""The journal's Danish words."""

from fieldkit.core.facts.body import Personal
from fieldkit.core.text.wording import many_da

TITLE = "Journal"
EXERCISE = "ØVELSE"
UNNAMED = "Hændelse"
KIT = "Kit"
NOTHING = "Ingen linjer."
YES = "ja"
REPLACED = "erstattet af nr."
APART = "sat til side: kittet var spærret"
FORKED = "flere udgaver af nummeret"
FORKS_TITLE = "Numre med flere udgaver"
FORKS_WHY = (
    "Et kit har talt de samme numre to gange, fordi dets disk blev kopieret eller gendannet, eller to kits har fået "
    "det samme nummer. Alle udgaver er bevaret; et menneske må afgøre, hvad der gælder."
)
INCIDENTS = "Hændelser"
OUTSIDE = "Uden for hændelser"
GOES_ON = "fortsat"
NOT_SAID = "ikke oplyst i hændelserne"
MUNICIPALITY = "Kommune"
PERIOD = "Periode"
SERIES = "nummerserie"
KEPT_ON = "Ført på kit"
GAPS = "Mangler"
NO_GAPS = "intet nummer mangler mellem det første og det sidste, som er set fra hvert kit"
SIGNED = "Underskrift"
PERSONAL = "Personoplysninger"
CHOSEN = "Udvalg"
SORTS = {Personal.NAME: "navn", Personal.CONTACT: "kontaktoplysning", Personal.FREE: "fri tekst"}
LEFT_OUT = {
    Personal.NAME: "[navn udeladt]",
    Personal.CONTACT: "[oplysning udeladt]",
    Personal.FREE: "[tekst udeladt]",
}
UNKNOWN_KIND = "Slags, som denne udgave ikke kender:"
MARKED = "{names}navne og kontaktoplysninger{end} og {free}det, som nogen har skrevet med egne ord{end}, er markeret"
ALL_LEFT_OUT = "udeladt: navne, kontaktoplysninger og det, som nogen har skrevet med egne ord"
NO_NAMES = "ingen navne er noteret"
NAMES_LEFT_OUT = "navne er udeladt"
WHOLE = "Alt, hvad disse kits har noteret."
DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
CONTENTS = "Dage og hændelser"
PAGE, OF_PAGES = "Side ", " af "
HTML_HEADINGS = ("Nr.", "Tid", "Hvem", "Slags", "Hvad skete der", "Via", "Underskrift")
CSV_HEADINGS = (
    "nummer",
    "tid",
    "tid (ISO)",
    "hændelse",
    "slags",
    "hvad skete der",
    "hvem",
    "noteret hos",
    "via",
    "tillid",
    "underskrift",
    "sat til side",
    "flere udgaver",
    "erstatter",
    "erstattet af",
    "personoplysninger",
    "kit",
    "epoke",
    "id",
)
KEPT_MOST = 40
"""Names, incidents, gaps and editions told at the head; the rest are counted, and stand in the lines."""


def span(count: int, first: str, last: str) -> str:
    """`214 linjer fra … til …`."""
    return f"1 linje, {first}." if count == 1 else f"{count} linjer fra {first} til {last}. Dansk tid."


def several(told: list[str], between: str = ", ", most: int = KEPT_MOST) -> str:
    """`a, b og 3 andre`."""
    more = len(told) - most
    return between.join(told[:most]) + (f" og {more} andre" if more > 0 else "")


def period(first: str, last: str) -> str:
    """From when to when."""
    return first if first == last else f"{first} til {last}"


def apart(lines: int) -> str:
    """How many lines are apart."""
    return f"{many_da(lines, 'linje', 'linjer')} er noteret på kit, som var spærret, og sat til side"


def municipality(code: int, name: str) -> str:
    """`Eksempelkommune (kommunekode 999)`."""
    if not code:
        return name
    return f"{name} (kommunekode {code})" if name else f"kommunekode {code}"


def chosen(lines: int, of: int, incident: str, place: str, person: str) -> str:
    """What was chosen: `12 af 214 linjer: hændelsen “Strømsvigt”; stedet Åskolen`."""
    what = [f"hændelsen “{incident}”"] if incident else []
    what += [f"linjer om eller fra {place}"] if place else []
    what += [f"linjer, der nævner {person}"] if person else []
    return f"{lines} af {of} linjer: {'; '.join(what)}"


def more_numbers(more: int) -> str:
    """How many numbers with several editions are marked in their lines alone."""
    return f"Og {many_da(more, 'nummer', 'numre')} til; de er markeret i linjerne."


ONE_PERSON = "en bestemt person"
