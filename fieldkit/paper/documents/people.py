"""Lists of people and places: roster, sign-in sheet, meeting points, contacts, and the emergency list of a shift."""

from collections.abc import Sequence

from fieldkit.core.facts.terms import TRANSPORT_DA, Role
from fieldkit.core.roster.roster import CRISIS_ROLES, PERSON_ROLE_DA, Person, PersonRole, Place
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.crew import on_duty, role_words
from fieldkit.paper.blocks import Banner, Block, Column, Document, Heading, KeyValue, Rule, Table, Text
from fieldkit.paper.documents.source import DocumentSource, ListRows, in_parts

PER_PART = 24
"""People or places on one part: a hand's length of paper that can be hung up and handed round."""
BLANK_ROWS = 10
"""Empty rows of a sign-in sheet, for those whom nobody had listed."""
LIST_OLD_S = 24 * 3600
LIST_KEPT_S = 7 * 24 * 3600
"""Emergency lists are made daily and kept seven days (KL's recommendations 2026)."""
NO_PHONE = "intet nummer"
SHORT_ROLE = {PersonRole.LIAISON_OFFICER: "FO"}
"""What people call a role whose name is too long for a narrow column."""


def roster_list(source: DocumentSource, place: Place | None = None) -> Document:
    """Mandskabsliste: everybody by role in calling order, or only those of one place."""
    people = source.roster.people_at(place.slug) if place else source.roster.people
    title = f"Mandskabsliste {place.name}" if place else "Mandskabsliste"
    if not people:
        nobody = [Text("Der står ingen på listen. Den skal først læses ind i kittet.")]
        return source.of_now(title, source.lost_lists or nobody)
    entries: list[list[Block]] = []
    for role in PersonRole:
        mine = sorted((person for person in people if person.role is role), key=lambda person: person.order)
        for index, person in enumerate(mine):
            named: list[Block] = [Heading(PERSON_ROLE_DA[role].capitalize())] if index == 0 else []
            entries.append([*named, *_person(person, index + 1, source, with_place=place is None)])
    return source.of_now(
        title,
        [*source.lost_lists, KeyValue("I alt", many_da(len(people), "navn", "navne")), *in_parts(entries, PER_PART)],
    )


def _person(person: Person, order: int, source: DocumentSource, *, with_place: bool) -> list[Block]:
    place = source.roster.by_slug(person.place) if person.place else None
    details = [
        place.name if place and with_place else "",
        TRANSPORT_DA[person.transport] if person.transport else "",
        f"stedfortræder for {person.stand_in_for}" if person.stand_in_for else "",
        person.note,
    ]
    return [
        _phones(((f"{order}. {person.name}", person.phone or NO_PHONE),)),
        *([Text(", ".join(detail for detail in details if detail), indent=3)] if any(details) else []),
    ]


def sign_in_sheet(source: DocumentSource, place: Place | None) -> Document:
    """Fremmødeliste of a place: its people, then empty rows; room for name, in and out."""
    people = source.roster.people_at(place.slug) if place else ()
    columns = (Column("Navn og rolle"), Column("Kom", 5), Column("Gik", 5))
    here = on_duty(source.state, source.now, place=place.number) if place else []
    came = {spell.name: source.clock(spell.since, sure=spell.time_sure) for spell in here}
    rows = [
        (f"{person.name}, {SHORT_ROLE.get(person.role, PERSON_ROLE_DA[person.role])}", came.get(person.name, ""), "")
        for person in people
    ]
    listed = {person.name for person in people}
    rows += [
        (f"{spell.name}, {role_words(spell.role)}", came[spell.name], "") for spell in here if spell.name not in listed
    ]
    entries: list[list[Block]] = []
    for start in range(0, len(rows), PER_PART):
        entries.append([Table(columns, tuple(rows[start : start + PER_PART]), ruled=True)])
    empty = Table(columns, tuple(("\n", "", "") for _ in range(BLANK_ROWS)), header=not rows, ruled=True)
    title = f"Fremmødeliste {place.name}" if place else "Fremmødeliste"
    return source.of_now(
        title,
        [
            *source.lost_lists,
            Text("Skriv klokkeslæt, når du kommer, og når du går. Den vagthavende skriver listen ind i kittet."),
            *in_parts(entries, 1),
            Heading("Andre"),
            empty,
        ],
    )


def place_list(source: DocumentSource) -> Document:
    """Mødestedsliste: secretariat and meeting points with address, kit and what belongs to each."""
    places = [*source.roster.with_role(Role.SECRETARIAT), *source.roster.with_role(Role.MEETING_POINT)]
    entries: list[list[Block]] = []
    for place in places:
        officers = [
            person.name for person in source.roster.people_at(place.slug) if person.role is PersonRole.LIAISON_OFFICER
        ]
        belonging = [other.name for other in source.roster.institutions_of(place.slug)]
        entries.append(
            [
                Heading(f"{place.number}. {place.name}"),
                Text(place.address or "adresse ukendt", indent=2),
                Text(f"Kit {place.kit}" if place.kit is not None else "intet kit", indent=2),
                *([Text(f"FO: {', '.join(officers)}", indent=2)] if officers else []),
                *([Text(f"Hører til: {', '.join(belonging)}", indent=2)] if belonging else []),
            ]
        )
    if not entries:
        entries = [source.lost_lists or [Text("Listen over steder er tom. Den skal først læses ind i kittet.")]]
    else:
        entries[0] = [*source.lost_lists, *entries[0]]
    return source.of_now("Mødesteder", in_parts(entries, PER_PART // 2))


def contact_list(source: DocumentSource) -> Document:
    """Kontakter: the crisis staff in calling order, those on duty, partners and how to reach them without phones."""
    entries: list[list[Block]] = []
    for role in (PersonRole.ON_CALL, *CRISIS_ROLES, PersonRole.TECHNICIAN):
        people = source.roster.people_with(role)
        rows = tuple((f"{index}. {person.name}", person.phone or NO_PHONE) for index, person in enumerate(people, 1))
        if rows:
            entries.append([Heading(PERSON_ROLE_DA[role].capitalize()), _phones(rows)])
    for number, partner in enumerate(source.roster.partners):
        told: list[Block] = [Heading("Samarbejdspartnere")] if number == 0 else []
        told += [Text(f"{partner.name}{', ' + partner.field if partner.field else ''}", bold=True)]
        told += [_phones(((partner.contact or "kontakt ukendt", partner.phone or NO_PHONE),))]
        told += [Text(f"Uden telefon: {partner.channel or 'ukendt'}", indent=2)]
        entries.append([*told, *([Text(partner.note, indent=2)] if partner.note else [])])
    secretariat = source.roster.secretariat
    top: list[Block] = [Text("Fare for liv: ring 112", bold=True, tall=True), *source.lost_lists]
    if secretariat is not None:
        top.append(KeyValue("Sekretariat", f"{secretariat.name}, {secretariat.address or 'adresse ukendt'}"))
    return source.of_now("Kontaktliste", [*top, *in_parts(entries, PER_PART)])


def _phones(rows: tuple[tuple[str, str], ...]) -> Table:
    return Table((Column(), Column(width=max(len(phone) for _, phone in rows))), rows, header=False)


def emergency_list(name: str, rows: ListRows, source: DocumentSource) -> Document:
    """Nødliste: personal data for one shift, with its age and the day when the paper must be destroyed."""
    age_s = source.now - rows.made
    old: Sequence[Block] = [Banner("GAMMEL LISTE")] if age_s > LIST_OLD_S else []
    head: list[Block] = [
        Text("PERSONOPLYSNINGER: lad ingen andre se listen", bold=True),
        *old,
        KeyValue("Lavet", source.moment(rows.made)),
        KeyValue("Makuleres senest", source.moment(rows.made + LIST_KEPT_S), bold=True),
        KeyValue("I alt", many_da(len(rows.rows), "linje", "linjer")),
        Rule(),
    ]
    entries = [_listed(rows.columns, row) for row in rows.rows] or [[Text("Listen er tom.")]]
    foot: list[Block] = [Text("Lås listen inde, når den ikke bruges. Den må ikke sendes med radio.", bold=True)]
    return source.of_now(f"Nødliste {name}", [*head, *in_parts(entries, PER_PART // 2), *foot])


def _listed(headers: Sequence[str], row: Sequence[str]) -> list[Block]:
    """One line of the list: the first cell stands out, the others under it, and an empty one is said to be empty."""
    first, *rest = [*row, *[""] * (len(headers) - len(row))]
    told = [KeyValue(header, cell.strip() or "ikke udfyldt") for header, cell in zip(headers[1:], rest, strict=True)]
    return [Text(first, bold=True), *told, Rule()]
