"""What one kit alone has kept of an incident, in Danish: its paper, its battery, its time on the air, what was lost."""

from fieldkit.core.documents import danish_of
from fieldkit.core.tell.evaluation_parts import Body, Cell, Facts, Said, Told
from fieldkit.core.tell.evaluation_words import NOTHING, UNKNOWN, clock
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.evaluation_local import Battery, OnAir, Printed


def local_body(of: Told) -> Body:
    """The part about what only the reader's own kit knows."""
    local = of.local
    if local is None:
        return (Said("Papir, batteri og sendetid fører hvert kit selv regnskab med; det står ikke her."),)
    return (
        Said(f"Kun det, som kit {local.kit} selv har ført regnskab med. De andre kits har deres eget."),
        Facts(
            (
                ("Udskrifter", Cell(_printed(local.printed), local.printed is not None and local.printed.failed > 0)),
                ("Papir", Cell(_paper(local.printed))),
                ("Batteri", Cell(_battery(local.battery, of.evaluation.started_at))),
                ("Sendetid", Cell(_airtime(local.on_air))),
                ("Nåede frem", Cell(_losses(local.on_air), local.on_air is not None and local.on_air.lost > 0)),
                ("Tekster til telefoner", Cell(_texts(local.on_air))),
            )
        ),
    )


def _printed(printed: Printed | None) -> str:
    if printed is None:
        return NOTHING
    count = sum(printed.jobs.values())
    kinds = ", ".join(f"{danish_of(kind)} {many}" for kind, many in sorted(printed.jobs.items()))
    unsure = f"; {printed.unsure} uvist, om de kom ud" if printed.unsure else ""
    failed = f"; {printed.failed} fejlede" if printed.failed else ""
    return f"{count} ({kinds}){unsure}{failed}"


def _paper(printed: Printed | None) -> str:
    if printed is None:
        return NOTHING
    if printed.millimetres is None:
        return UNKNOWN
    more = (
        f" og {many_da(printed.forgotten, 'udskrift', 'udskrifter')}, hvis indhold er slettet"
        if printed.forgotten
        else ""
    )
    return f"ca. {_comma(printed.millimetres / 1000)} m{more}"


def _battery(battery: Battery | None, begun: int) -> str:
    if battery is None:
        return UNKNOWN
    first, last = clock(battery.first_at, begun), clock(battery.last_at, begun)
    change = f"brugt {battery.used} %" if battery.used >= 0 else f"ladet {-battery.used} % op"
    return f"{battery.first} % kl. {first}, {battery.last} % kl. {last}: {change}"


def _airtime(on_air: OnAir | None) -> str:
    if on_air is None:
        return "kittet har ingen radio"
    lines = many_da(on_air.events, "linje", "linjer")
    return f"mindst {_comma(on_air.seconds)} s for kittets egne {lines}, sendt én gang hver ({on_air.preset})"


def _losses(on_air: OnAir | None) -> str:
    if on_air is None:
        return UNKNOWN
    if not on_air.wanted:
        return "intet er sendt til noget sted"
    share = round(100 * on_air.lost / on_air.wanted)
    return f"{on_air.reached} af {on_air.wanted} forsendelser; {on_air.lost} blev sendt uden svar ({share} %)"


def _texts(on_air: OnAir | None) -> str:
    if on_air is None or not on_air.texts:
        return NOTHING
    return f"{on_air.texts}, heraf {on_air.texts_received} modtaget og {on_air.texts_failed} opgivet"


def _comma(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
