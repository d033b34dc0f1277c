"""Commands about the work at hand: request (new, status, list) and note."""

from typing import Any

import click

from fieldkit.acts import notes, requests, typed
from fieldkit.acts.trust import must_count
from fieldkit.cli.moments import clock, iso, seconds_from
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.facts.body import MAX_COUNT, UNIT_CHARS
from fieldkit.core.facts.said import ENTRY_SORT_DA, EntrySort
from fieldkit.core.facts.work import REQUEST_STATE_DA, Request
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.requests import RequestView, make_requests
from fieldkit.kit import Kit


@click.group()
def request() -> None:
    """Requests for assistance: what, how much, where, by when, and who has it."""


@request.command("new")
@click.argument("what")
@click.option("--place", "where", default="", help="Where it is needed; by default this kit's own place.")
@click.option("--count", type=click.IntRange(0, MAX_COUNT), default=None, help="How many.")
@text_option("--unit", limit=UNIT_CHARS, help="Of what: stk., liter, personer …")
@click.option("--due", default="", help='By when: 14.30, "om 2 t", 2026-11-21T14:30.')
@click.option("--topic", default="", help="Which of the eleven points it is about (vand, varme, … or water, heat, …).")
@click.option("--precedence", default="rutine", show_default=True, help="akut, haster, rutine or orientering.")
@click.option("--ref", "source", default="", help="The report or message it comes from.")
@name_option("--by", help="Who asks.")
@as_json
@click.pass_obj
def request_new(
    places: Places,
    what: str,
    where: str,
    count: int | None,
    unit: str,
    due: str,
    topic: str,
    precedence: str,
    source: str,
    by: str,
    as_json: bool,
) -> None:
    """Ask for something.

    \b
    Example: fieldkit request new tæpper --count 40 --unit stk. --place uglemoseskolen --topic varme --due 14.30
    """
    with open_kit(places) as kit:
        event = requests.ask(
            kit,
            what,
            place=typed.place(where, kit.roster) if where else None,
            count=count,
            unit=unit,
            due=seconds_from(due, kit.now()) if due else None,
            topic=typed.word(typed.TOPICS, topic, "et af de elleve punkter") if topic else None,
            precedence=typed.word(typed.PRECEDENCES, precedence, "en hastegrad"),
            source=typed.ref(source, kit),
            by=by,
        )
        must_count(kit, event)
        view = next(v for v in make_requests(kit.state, kit.roster, kit.now(), event.incident) if v.ref == event.ref)
        if as_json:
            show_json(_request_row(view, kit))
            return
        say(f"{event.number}  {place_name(view.place, kit.roster)}: {view.amount}")
        for resource in view.resources:
            amount = f"{resource.amount} {resource.unit}".strip() if resource.amount is not None else "antal ukendt"
            say(f"    {resource.name} ({amount}), {resource.place or 'sted ukendt'}, {resource.owner} {resource.phone}")


@request.command("status")
@click.argument("number")
@click.argument("state")
@name_option("--holder", help="Who has it now.")
@text_option("--note", help="What is worth knowing.")
@name_option("--by", help="Who says so.")
@as_json
@click.pass_obj
def request_status(places: Places, number: str, state: str, holder: str, note: str, by: str, as_json: bool) -> None:
    """Say how far a request is: afventer, under udførelse, gennemført, afvist (waiting, working, done, declined).

    \b
    Example: fieldkit request status 2-0031 working --holder "Vej og park"
    """
    chosen = typed.word(typed.REQUEST_STATES, state, "en status")
    with open_kit(places) as kit:
        asked, _ = typed.event_of(number, kit, Request, "en anmodning")
        event = requests.tell(kit, asked.ref, chosen, holder=holder, note=note, by=by)
        if as_json:
            show_json({"number": event.number, "request": asked.number, "state": chosen})
        else:
            say(f"{event.number}  Anmodning {asked.number} er {REQUEST_STATE_DA[chosen]}.")


@request.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are done or declined.")
@as_json
@click.pass_obj
def request_list(places: Places, everything: bool, as_json: bool) -> None:
    """List requests, late ones first.

    \b
    Example: fieldkit request list --json
    """
    with open_kit(places) as kit:
        now = kit.now()
        found = [view for view in make_requests(kit.state, kit.roster, now) if view.open or everything or as_json]
        if not found and not as_json:
            say("Ingen åbne anmodninger." if not everything else "Ingen anmodninger.")
        for view in found:
            if as_json:
                show_json(_request_row(view, kit))
                continue
            late = ""
            if view.overdue:
                late = f"  FOR SENT ({how_long(now - (view.late_at or now))})"
            elif view.late:
                late = f"  INGEN HAR TAGET DEN ({how_long(now - view.asked_at)})"
            due = f"  inden {clock(view.due_at, now)}" if view.due_at else ""
            holder = f"  ({view.holder})" if view.holder else ""
            state = REQUEST_STATE_DA[view.state]
            say(f"{view.number}  {place_name(view.place, kit.roster)}: {view.amount}{due}  {state}{holder}{late}")


def _request_row(view: RequestView, kit: Kit) -> dict[str, Any]:
    return {
        "number": view.number,
        "id": view.event_id.hex(),
        "what": view.what,
        "count": view.count,
        "unit": view.unit,
        "place": place_slug(view.place, kit.roster),
        "due": iso(view.due_at),
        "topic": view.topic,
        "precedence": view.precedence,
        "ref": view.source or None,
        "by": view.by,
        "at": iso(view.asked_at),
        "state": view.state,
        "holder": view.holder,
        "note": view.note,
        "late": view.late,
        "resources": [
            {"name": r.name, "amount": r.amount, "unit": r.unit, "place": r.place, "owner": r.owner}
            for r in view.resources
        ],
    }


@click.command()
@click.argument("text")
@click.option("--entry", default=EntrySort.NOTE.value, show_default=True, help="note, action, decision or omission.")
@name_option("--by", help="Who did, decided or left it out.")
@as_json
@click.pass_obj
def note(places: Places, text: str, entry: str, by: str, as_json: bool) -> None:
    """Write a line in the log: an action, a decision, an omission, or a plain note.

    \b
    Example: fieldkit note "Skolen holder åbent til kl. 20" --entry decision --by "kriseleder"
    """
    chosen = typed.word(notes.ENTRY_WORDS, entry, "en slags notat")
    with open_kit(places) as kit:
        event = notes.write(kit, text, entry=chosen, by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(f"{event.number}  {ENTRY_SORT_DA[chosen]}: {text.strip()}")


COMMANDS: list[click.Command] = [request, note]
