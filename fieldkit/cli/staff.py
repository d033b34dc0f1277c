"""Commands for people on duty: crew and handover."""

import click
import msgspec

from fieldkit.acts import cards, duty, typed
from fieldkit.acts.trust import must_count
from fieldkit.cli.moments import clock, happened_at, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.clock.age import age_s
from fieldkit.core.tell.staff import seat_words, warning_words
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.crew import Spell, TeamsState, find_people, on_duty, role_key, role_words, spells, two_teams
from fieldkit.core.views.handover import SECTION_DA, Deadline, HandoverList, Section, handover_list
from fieldkit.core.views.requests import RequestView
from fieldkit.core.views.warnings import WarningView
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, read_status


@click.group()
def crew() -> None:
    """Sign people in and out; who is on duty where since when."""


_place = click.option("--place", default="", help="Where; default: this kit's own place.")
_since = click.option("--since", default="", help="When, for example 14.30; default: now.")
_by = name_option("--by", help="Who writes it down.")


@crew.command("in")
@click.argument("name")
@click.option("--role", default="", help="In Danish or by its key; default: the person's role on the roster.")
@_place
@_since
@_by
@as_json
@click.pass_obj
def crew_in(places: Places, name: str, role: str, place: str, since: str, by: str, as_json: bool) -> None:
    """Sign a person in, by a name of the roster or any other.

    \b
    Example: fieldkit crew in "Øvelse Andersen" --role kriseleder --since 14.30
    """
    with open_kit(places) as kit:
        where = typed.place(place, kit.roster) if place else kit.place
        when = happened_at(since, kit.now())
        event = duty.sign_in(kit, name, place=where, role=role_key(role), since=when, by=by)
        body = event.body
        if as_json:
            known = bool(find_people(name, kit.roster))
            show_json({"number": event.number, "id": event.id.hex(), "body": body, "on_roster": known})
            return
        must_count(kit, event)
        here = on_duty(kit.state, kit.now(), event.incident, where)
        spell = next(spell for spell in here if spell.name == body.name)
        role_text = f" som {role_words(spell.role)}" if spell.role else ""
        say(f"{event.number}  {spell.name} er på vagt{role_text}, {place_name(where, kit.roster)}.")
        if spell.elsewhere:
            names = ", ".join(place_name(number, kit.roster) for number in spell.elsewhere)
            click.echo(f"Samme navn står også på vagt: {names}. Er det samme person, så meld ud der.", err=True)


@crew.command("out")
@click.argument("name")
@_place
@click.option("--at", "since", default="", help="When, for example 22.05; default: now.")
@_by
@as_json
@click.pass_obj
def crew_out(places: Places, name: str, place: str, since: str, by: str, as_json: bool) -> None:
    """Sign a person out.

    \b
    Example: fieldkit crew out "Øvelse Andersen"
    """
    with open_kit(places) as kit:
        spell = duty.who_is_on_duty(kit, name, typed.place(place, kit.roster) if place else None)
        event = duty.sign_out(kit, spell, at=happened_at(since, kit.now()), by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(f"{event.number}  {spell.name} er gået af vagt, {place_name(spell.place, kit.roster)}.")


@crew.command("list")
@click.option("--place", default="", help="Only this place.")
@click.option("--history", is_flag=True, help="Also those who have left.")
@as_json
@click.pass_obj
def crew_list(places: Places, place: str, history: bool, as_json: bool) -> None:
    """List who is on duty where since when, and say when two teams are needed.

    \b
    Example: fieldkit crew list --json
    """
    with open_kit(places) as kit:
        now = kit.now()
        where = typed.place(place, kit.roster) if place else None
        if history:
            found = [s for s in spells(kit.state, now) if where in (None, s.place)]
        else:
            found = on_duty(kit.state, now, place=where)
        for spell in found:
            if as_json:
                show_json(_spell_json(kit, spell))
            else:
                say(_spell_line(kit, spell, now))
        if as_json:
            return
        if not found:
            say("Ingen er meldt på vagt.")
        for line in _teams_lines(kit, now):
            say(line)


def _spell_json(kit: Kit, spell: Spell) -> dict[str, object]:
    return {
        "name": spell.name,
        "role": spell.role,
        "place": place_slug(spell.place, kit.roster),
        "since": iso(spell.since),
        "since_certain": spell.time_sure,
        "until": iso(spell.until),
        "number": spell.number,
        "long": spell.long,
        "elsewhere": [place_slug(number, kit.roster) for number in spell.elsewhere],
    }


def _spell_line(kit: Kit, spell: Spell, now: float) -> str:
    start = clock(spell.since, now, sure=spell.time_sure)
    if spell.until is None:
        age = age_s(spell.since, now)
        time = f"siden {start} ({'ukendt tid' if age is None else how_long(age)})"
    else:
        time = f"{start}-{clock(spell.until, now)}"
    marks = ["BØR AFLØSES"] if spell.long and spell.until is None else []
    marks += [f"også på {', '.join(place_name(n, kit.roster) for n in spell.elsewhere)}"] if spell.elsewhere else []
    role = role_words(spell.role) or "uden rolle"
    tail = f"  {'; '.join(marks)}" if marks else ""
    return f"{place_name(spell.place, kit.roster):<24} {spell.name:<24} {role:<20} {time}{tail}"


def _teams_lines(kit: Kit, now: float) -> list[str]:
    teams = two_teams(kit.state, kit.roster, now)
    if teams.state is TeamsState.NOT_YET or teams.at is None:
        return []
    if teams.state is TeamsState.SOON:
        head = f"Hændelsen har snart varet et døgn ({clock(teams.at, now)}): find hold 2 nu."
    else:
        head = f"Hændelsen har varet mere end et døgn (siden {clock(teams.at, now)}): del staben i to hold."
    lines = [head]
    for seat in teams.seats:
        first, second = seat_words(seat)
        lines.append(f"  {role_words(seat.role):<18} hold 1: {first}; hold 2: {second}")
    return lines


@click.group()
def handover() -> None:
    """Change of the person on duty: the list, and the record of it."""


@handover.command("show")
@click.option("--place", default="", help="Whose list; default: this kit's own place.")
@as_json
@click.pass_obj
def handover_show(places: Places, place: str, as_json: bool) -> None:
    """Show what is to be handed over: open items, unconfirmed numbers, runners out, decisions, deadlines, battery.

    \b
    Example: fieldkit handover show
    """
    with open_kit(places) as kit:
        battery = read_status(kit.log).get(Device.BATTERY)
        percent = battery.facts.get("percent") if battery else None
        now = kit.now()
        found = handover_list(
            kit.state,
            kit.roster,
            now,
            place=typed.place(place, kit.roster) if place else kit.place,
            kit=kit.identity.kit,
            battery=percent if isinstance(percent, int) else None,
            cards=cards.followed(kit),
        )
        if as_json:
            show_json(_handover_json(kit, found))
            return
        for line in _handover_lines(kit, found, now):
            say(line)


def _handover_json(kit: Kit, found: HandoverList) -> dict[str, object]:
    return {
        "place": place_slug(found.place, kit.roster),
        "battery": found.battery,
        "crew": [_spell_json(kit, spell) for spell in found.crew],
        "two_teams": found.teams.state,
        "waiting": [entry.number for entry in found.waiting],
        "unconfirmed": [entry.number for entry in found.unconfirmed],
        "unverified": [entry.number for entry in found.unverified],
        "requests": [
            {"number": r.number, "what": r.amount, "place": place_slug(r.place, kit.roster), "state": r.state,
             "holder": r.holder, "late": r.late} for r in found.requests
        ],
        "runners": [
            {"number": e.number, "runner": e.runner, "expected": iso(e.expected_at), "overdue": e.overdue}
            for e in found.runners
        ],
        "questions": [{"number": q.number, "text": q.text, "count": q.count} for q in found.questions],
        "decisions": [
            {"number": d.number, "at": iso(d.at), "text": d.text, "by": d.by} for d in found.decisions
        ],
        "warnings": [
            {"number": w.number, "at": iso(w.at), "source": w.source, "from": w.sender, "text": w.text, "by": w.by}
            for w in found.warnings
        ],
        "deadlines": [
            {"at": iso(d.at), "what": d.what, "number": d.number, "late": d.late} for d in found.deadlines
        ],
        "cards": [msgspec.structs.asdict(card) for card in found.cards],
    }  # fmt: skip


def _waits(request: RequestView) -> str:
    return ", FOR SENT" if request.overdue else ", INGEN HAR TAGET DEN" if request.late else ""


def _deadline_line(one: Deadline, now: float) -> str:
    late, number = " OVERSKREDET" if one.late else "", f"  {one.number}" if one.number else ""
    return f"{clock(one.at, now, sure=one.sure)}{late}  {one.what}{number}"


def _warning_line(one: WarningView, now: float) -> str:
    told = warning_words(one.text, one.source, one.sender)
    return f"{clock(one.at, now, sure=one.time_sure)}  {one.number}  {told}{f' ({one.by})' if one.by else ''}"


def _handover_lines(kit: Kit, found: HandoverList, now: float) -> list[str]:
    battery = "ukendt" if found.battery is None else f"{found.battery} %"
    sections: list[tuple[Section, list[str]]] = [
        (Section.CREW, [_spell_line(kit, spell, now) for spell in found.crew]),
        (
            Section.WAITING,
            [
                f"{e.number}  {place_name(e.sender, kit.roster)}: {e.text or 'melding uden bemærkning'}"
                for e in found.waiting
            ],
        ),
        (
            Section.UNCONFIRMED,
            [
                f"{e.number}  {e.text} (mangler {len(e.waiting)} {'sted' if len(e.waiting) == 1 else 'steder'})"
                for e in found.unconfirmed
            ],
        ),
        (Section.UNVERIFIED, [f"{e.number}  {place_name(e.sender, kit.roster)}" for e in found.unverified]),
        (
            Section.REQUESTS,
            [
                f"{r.number}  {r.amount}, {place_name(r.place, kit.roster)}"
                f"{f', {r.holder} har den' if r.holder else ''}{_waits(r)}"
                for r in found.requests
            ],
        ),
        (
            Section.RUNNERS,
            [f"{e.number}  {e.runner}{', IKKE TILBAGE I TIDE' if e.overdue else ''}" for e in found.runners],
        ),
        (Section.QUESTIONS, [f"{q.number}  {q.text} ({q.count})" for q in found.questions]),
        (
            Section.DECISIONS,
            [
                f"{clock(d.at, now, sure=d.time_sure)}  {d.number}  {d.text}{f' ({d.by})' if d.by else ''}"
                for d in found.decisions
            ],
        ),
        *([(Section.WARNINGS, [_warning_line(w, now) for w in found.warnings])] if found.warnings else []),
        (
            Section.DEADLINES,
            [_deadline_line(one, now) for one in found.deadlines],
        ),
        (
            Section.CARDS,
            [
                f"{c.title}: {c.done} af {c.total if c.total is not None else '?'} trin"
                f"{f'; næste er {c.next_step}' if c.next_step else ''}"
                for c in found.cards
            ],
        ),
    ]
    lines = [f"Vagtskifte, {place_name(found.place, kit.roster)}. Batteri: {battery}."]
    for section, body in sections:
        lines += ["", f"{SECTION_DA[section]} ({len(body)})", *(f"  {line}" for line in body)]
    teams = _teams_lines(kit, now)
    return [*lines, *([""] if teams else []), *teams, "", "Den, der møder, gentager tre ting; skriv dem med --fact."]


@handover.command("done")
@name_option("--from", "outgoing", required=True, help="Who goes off duty.")
@name_option("--to", "incoming", required=True, help="Who comes on duty.")
@click.option("--fact", "facts", multiple=True, help="What the incoming person repeated; three times.")
@click.option("--role", default="", help="Default: the role that the outgoing person has.")
@_place
@click.option("--at", default="", help="When, for example 22.00; default: now.")
@as_json
@click.pass_obj
def handover_done(
    places: Places, outgoing: str, incoming: str, facts: tuple[str, ...], role: str, place: str, at: str, as_json: bool
) -> None:
    """Record a handover: signs the outgoing person out and the incoming one in.

    \b
    Example: fieldkit handover done --from "Øvelse Andersen" --to "Prøve Andersen" \\
               --fact "Runner 1-0044 er ude" --fact "Vand er rødt på Uglemoseskolen" --fact "Møde kl. 18"
    """
    with open_kit(places) as kit:
        where = typed.place(place, kit.roster) if place else kit.place
        going = duty.who_leaves(kit, outgoing, where)
        when = happened_at(at, kit.now())
        event = duty.hand_over(kit, going, incoming, facts, place=where, role=role_key(role), at=when)
        body = event.body
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": body})
            return
        say(f"{event.number}  {body.incoming} har overtaget vagten efter {body.outgoing}.")
        if isinstance(going, str):
            click.echo(f"{body.outgoing} stod ikke på vagt her; kun {body.incoming} er meldt ind.", err=True)


COMMANDS = [crew, handover]
