"""Turns the tables people write (Danish column names, one row a place or a person) into a Roster, or names every fault.

All or nothing: one fault and there is no roster. Files and sheets are opened by the store, not here.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fieldkit.core.facts.roster import TABLE_DA, RosterTable
from fieldkit.core.facts.terms import ADDRESS_WORDS, TOPIC_DA, TRANSPORT_DA, Role
from fieldkit.core.faults import Fault
from fieldkit.core.roster.cells import DANGLING, Cells, Row, Seen, Shape, read_cells
from fieldkit.core.roster.roster import (
    PERSON_ROLE_DA,
    PLACE_KIND_DA,
    UNORDERED,
    LevelStep,
    Partner,
    Person,
    PersonRole,
    Place,
    PlaceKind,
    Plan,
    Resource,
    Roster,
)
from fieldkit.core.text.names import fold_name

Tables = Mapping[str, Sequence[Row]]
"""Rows by file name: `steder.csv`, or `roster.xlsx#steder` for a sheet. The last part says which table it is."""

DENMARK_LAT = (54.5, 57.8)
DENMARK_LON = (8.0, 15.3)
"""Degrees round Denmark with Bornholm; Gedser 54.56 N, Skagen 57.75 N, Blåvandshuk 8.07 E, Christiansø 15.19 E."""

LARGEST_NUMBER = 0xFFFF
NODE_LOWEST, NODE_BROADCAST = 4, 0xFFFFFFFF
"""Meshtastic keeps node numbers 0 to 3 and the broadcast address for itself."""

SHORTEST_PHONE = 3
"""Digits: 112 and 114 are numbers too."""

SHORT_NAME_BYTES = 4
"""Meshtastic's limit for a node's short name."""


SHAPES: dict[RosterTable, Shape] = {
    RosterTable.PLACES: Shape(
        ("nummer", "kortnavn", "navn", "type"),
        ("adresse", "bredde", "længde", "mødested", "radio", "radionavn", "nøgle", "kit"),
    ),
    RosterTable.PEOPLE: Shape(
        ("navn", "rolle"), ("sted", "telefon", "rækkefølge", "stedfortræder for", "transport", "bemærkning")
    ),
    RosterTable.RESOURCES: Shape(("navn",), ("emne", "antal", "enhed", "sted", "ejer", "telefon", "bemærkning")),
    RosterTable.PLANS: Shape(("kortnavn", "navn"), ("ansvarlig", "revideret", "sted", "bemærkning")),
    RosterTable.PARTNERS: Shape(("navn",), ("område", "kontakt", "telefon", "kanal", "bemærkning")),
    RosterTable.LEVELS: Shape(("niveau", "navn"), ("hvornår", "beslutter", "tilkaldes", "klar inden minutter")),
}
"""The tables and their columns. Only the places are needed for a roster to be of use."""


_TABLES = {word: table for table, word in TABLE_DA.items()}


def table_of(file: str) -> RosterTable | None:
    """Which table a file name or `workbook#sheet` holds, None when it is none of them."""
    name = file.rsplit("#", 1)[-1] if "#" in file else file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _TABLES.get(fold_name(name))


def read_roster(tables: Tables) -> tuple[Roster | None, list[Fault]]:
    """The roster in the tables, or None and every fault by file and line. Tables of other names are left alone."""
    faults: list[Fault] = []
    files: dict[RosterTable, str] = {}
    rows: dict[RosterTable, list[Cells]] = {table: [] for table in SHAPES}
    for file, lines in tables.items():
        table = table_of(file)
        if table is None:
            continue
        if table in files:
            what = f"Tabellen {TABLE_DA[table]} findes også i {files[table]}: behold kun den ene."
            faults.append(Fault(file, 0, what))
            continue
        files[table] = file
        rows[table] = read_cells(file, SHAPES[table], lines, faults)
    places = _places(rows[RosterTable.PLACES])
    known = _by_slug(places)
    roster = Roster(
        places=tuple(place for _, place in places),
        people=_people(rows[RosterTable.PEOPLE], known),
        resources=tuple(_resource(cells, known) for cells in rows[RosterTable.RESOURCES]),
        plans=_plans(rows[RosterTable.PLANS], known),
        partners=tuple(_partner(cells) for cells in rows[RosterTable.PARTNERS]),
        levels=_levels(rows[RosterTable.LEVELS]),
    )
    if not known:
        # without a single place every reference dangles: only the cause is worth reading
        faults = [fault for fault in faults if DANGLING not in fault.what] or faults[:1]
    faults.sort()
    return (None if faults else roster), faults


def _places(rows: Iterable[Cells]) -> list[tuple[Cells, Place]]:
    seen = Seen()
    places = [(cells, _place(cells, seen)) for cells in rows]
    known = _by_slug(places)
    for cells, place in places:
        if place.meeting_point is None:
            continue
        owner = known.get(place.meeting_point)
        if place.role is not Role.INSTITUTION:
            cells.fault("mødested må kun udfyldes for en institution.")
        elif owner is None:
            cells.fault(f"mødested “{place.meeting_point}” findes ikke som kortnavn i tabellen.")
        elif owner.role is not Role.MEETING_POINT:
            cells.fault(f"mødested “{place.meeting_point}” er ikke af typen mødested.")
    return places


def _by_slug(places: Iterable[tuple[Cells, Place]]) -> dict[str, Place]:
    """The first place of each slug: a double is a fault already and must not cause others."""
    known: dict[str, Place] = {}
    for _, place in places:
        known.setdefault(place.slug, place)
    return known


def _place(cells: Cells, seen: Seen) -> Place:
    number = cells.whole("nummer", 1, LARGEST_NUMBER)
    slug = cells.slug()
    kind = cells.word("type", PLACE_KIND_DA)
    lat, lon = cells.degrees("bredde", DENMARK_LAT), cells.degrees("længde", DENMARK_LON)
    if bool(cells.text("bredde")) != bool(cells.text("længde")):
        cells.fault("bredde og længde skal begge udfyldes eller begge være tomme.")
    node, key = _node(cells), _key(cells)
    kit = cells.whole("kit", 1, LARGEST_NUMBER)
    node_name = cells.text("radionavn")
    if len(node_name.encode()) > SHORT_NAME_BYTES:
        cells.fault(f"radionavn “{node_name}” er for langt: højst fire tegn.")
    means = ADDRESS_WORDS.get(folded := fold_name(slug))
    everybody = folded in ADDRESS_WORDS and means is None
    others = means is not None and kind is not None and _role(kind) is not means
    if slug.startswith("unknown-") or everybody or others:
        cells.fault(f"kortnavn “{slug}” betyder allerede noget andet: vælg et andet.")
    for what, value, shown in (
        ("nummer", number, str(number)),
        ("kortnavn", slug or None, f"“{slug}”"),
        ("radio", node, cells.text("radio")),
        ("nøgle", key, "(samme nøgle)"),
        ("kit", kit, str(kit)),
    ):
        if value is not None:
            seen.claim(cells, what, value, shown)
    return Place(
        number=number or 0,
        slug=slug,
        name=cells.text("navn"),
        kind=kind or PlaceKind.OTHER,
        address=cells.text("adresse"),
        lat=lat,
        lon=lon,
        meeting_point=cells.text("mødested") or None,
        node=node,
        node_name=node_name,
        public_key=key,
        kit=kit,
    )


def _role(kind: PlaceKind) -> Role:
    return Place(number=1, slug="", name="", kind=kind).role


def _node(cells: Cells) -> int | None:
    text = cells.text("radio")
    if not text:
        return None
    if re.fullmatch(r"![0-9a-fA-F]{8}", text) and NODE_LOWEST <= int(text[1:], 16) < NODE_BROADCAST:
        return int(text[1:], 16)
    cells.fault(f"radio “{text}” er ikke et radionummer: skriv ! og otte tegn 0-9 a-f, fx !0a0f0001.")
    return None


def _key(cells: Cells) -> bytes | None:
    text = cells.text("nøgle")
    if not text:
        return None
    try:
        # The official command line shows keys with this word in front.
        key = base64.b64decode(text.removeprefix("base64:"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) == 32 and any(key):
        return key
    cells.fault("nøgle er ikke en gyldig radionøgle: den skal være 32 byte i base64 (44 tegn).")
    return None


def _people(rows: Iterable[Cells], known: Mapping[str, Place]) -> tuple[Person, ...]:
    seen = Seen()
    people = []
    for cells in rows:
        role = cells.word("rolle", PERSON_ROLE_DA)
        order = cells.whole("rækkefølge", 1, UNORDERED - 1)
        person = Person(
            name=cells.text("navn"),
            role=role or PersonRole.RUNNER,
            place=cells.place(known),
            phone=_phone(cells),
            order=order or UNORDERED,
            stand_in_for=cells.text("stedfortræder for"),
            transport=cells.word("transport", TRANSPORT_DA),
            note=cells.text("bemærkning"),
        )
        if role is not None:
            where = f"{PERSON_ROLE_DA[role]}{' på ' + person.place if person.place else ''}"
            seen.claim(cells, "navn", (person.name, role, person.place), f"“{person.name}” som {where}")
            if order is not None:
                seen.claim(cells, "rækkefølge", (role, person.place, order), f"{order} for {where}")
        people.append((cells, role, person))
    named = {(role, person.name) for _, role, person in people}
    for cells, role, person in people:
        if role is None or not person.stand_in_for:
            continue
        if person.stand_in_for == person.name:
            cells.fault("stedfortræder for peger på personen selv.")
        elif (role, person.stand_in_for) not in named:
            cells.fault(f"stedfortræder for “{person.stand_in_for}” findes ikke i rollen {PERSON_ROLE_DA[role]}.")
    return tuple(person for _, _, person in people)


def _phone(cells: Cells) -> str:
    """Any words that hold a number to ring: with a country code, an extension, or who answers."""
    text = cells.text("telefon")
    if text and sum(char.isdigit() for char in text) < SHORTEST_PHONE:
        cells.fault(f"telefon “{text}” har intet nummer: skriv cifrene, eller lad cellen stå tom.")
    return text


def _resource(cells: Cells, known: Mapping[str, Place]) -> Resource:
    return Resource(
        name=cells.text("navn"),
        topic=cells.word("emne", TOPIC_DA),
        amount=cells.whole("antal", 0, 999_999_999),
        unit=cells.text("enhed"),
        place=cells.place(known),
        owner=cells.text("ejer"),
        phone=_phone(cells),
        note=cells.text("bemærkning"),
    )


def _plans(rows: Iterable[Cells], known: Mapping[str, Place]) -> tuple[Plan, ...]:
    seen = Seen()
    plans = []
    for cells in rows:
        slug, revised = cells.slug(), cells.text("revideret")
        if slug:
            seen.claim(cells, "kortnavn", slug, f"“{slug}”")
        if revised and not _is_date(revised):
            cells.fault(f"revideret “{revised}” er ikke en dato: skriv år-måned-dag, fx 2026-01-31.")
        plans.append(
            Plan(
                slug=slug,
                name=cells.text("navn"),
                owner=cells.text("ansvarlig"),
                revised=revised,
                place=cells.place(known),
                note=cells.text("bemærkning"),
            )
        )
    return tuple(plans)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _partner(cells: Cells) -> Partner:
    return Partner(
        name=cells.text("navn"),
        field=cells.text("område"),
        contact=cells.text("kontakt"),
        phone=_phone(cells),
        channel=cells.text("kanal"),
        note=cells.text("bemærkning"),
    )


def _levels(rows: Iterable[Cells]) -> tuple[LevelStep, ...]:
    """The ladder from its lowest step; steps follow each other from 0 or 1."""
    seen = Seen()
    steps = []
    for cells in rows:
        level = cells.whole("niveau", 0, 9)
        if level is None:
            continue
        seen.claim(cells, "niveau", level, str(level))
        words = [word.strip() for word in cells.text("tilkaldes").split(",") if word.strip()]
        called = [cells.meant("tilkaldes", word, PERSON_ROLE_DA) for word in words]
        step = LevelStep(
            level=level,
            name=cells.text("navn"),
            when=cells.text("hvornår"),
            decides=cells.text("beslutter"),
            calls=tuple(role for role in called if role is not None),
            full_within_min=cells.whole("klar inden minutter", 1, 100_000),
        )
        steps.append((cells, step))
    steps.sort(key=lambda pair: pair[1].level)
    below = None
    for cells, step in steps:
        if below is None and step.level > 1:
            cells.fault(f"niveau {step.level} kan ikke være det laveste: stigen begynder med 0 eller 1.")
        elif below is not None and step.level > below + 1:
            cells.fault(f"niveau {below + 1} mangler: stigen springer fra {below} til {step.level}.")
        below = step.level
    return tuple(step for _, step in steps)
