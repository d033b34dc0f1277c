"""Commands about runners: dispatch new, delivered, back, recall, list."""

from typing import Any

import click

from fieldkit.acts import runners, typed
from fieldkit.cli.moments import clock, iso, seconds_from
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.facts.terms import Transport
from fieldkit.core.facts.work import MAX_MINUTES, Dispatch
from fieldkit.core.text.wording import how_long, named
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.errands import ERRAND_STATE_DA, Carried, Errand, make_errands
from fieldkit.kit import Kit


@click.group()
def dispatch() -> None:
    """Runners: who is out with what, where, back when."""


@dispatch.command("new")
@click.argument("runner")
@click.option("--to", "to", multiple=True, required=True, help="A place on the way; repeat it in order.")
@click.option("--carry", multiple=True, help="The number of an event on paper in the pocket; repeat it.")
@click.option("--transport", type=click.Choice([str(t) for t in Transport]), help="Default: as the roster says.")
@click.option("--minutes", type=click.IntRange(1, MAX_MINUTES), default=None, help="Expected time out and back.")
@click.option("--left", default="", help="When the runner left, if not now: 14.30.")
@name_option("--by", help="Who sends the runner.")
@as_json
@click.pass_obj
def dispatch_new(
    places: Places,
    runner: str,
    to: tuple[str, ...],
    carry: tuple[str, ...],
    transport: str | None,
    minutes: int | None,
    left: str,
    by: str,
    as_json: bool,
) -> None:
    """Send a runner; says when to expect the return.

    \b
    Example: fieldkit dispatch new "Øvelse Runner" --to uglemoseskolen --to brombaerskolen --carry 1-0042
    """
    with open_kit(places) as kit:
        event = runners.send(
            kit,
            runner,
            [typed.place(place, kit.roster) for place in to],
            carry=[kit.find(number).ref for number in carry],
            transport=Transport(transport) if transport else None,
            left=_happened(left, kit),
            minutes=minutes,
            by=by,
        )
        errand = runners.errand_at(kit, event.ref)
        if as_json:
            show_json(_row(errand, kit))
        elif errand.expected_at is None:
            say(f"{event.number}  {errand.runner} er sendt; ukendt rute, alarm kl. {_clock(errand.alarm_at, kit)}.")
        else:
            say(f"{event.number}  {errand.runner} er sendt; ventes tilbage kl. {_clock(errand.expected_at, kit)}.")


@dispatch.command("delivered")
@click.argument("number")
@click.argument("place")
@name_option("--by", required=True, help="Who signed for it there.")
@click.option("--at", default="", help="When, if not now: 14.30.")
@click.pass_obj
def dispatch_delivered(places: Places, number: str, place: str, by: str, at: str) -> None:
    """Say that a runner handed over at a place, and who signed.

    \b
    Example: fieldkit dispatch delivered 1-0050 uglemoseskolen --by "skoleleder" --at 14.30
    """
    with open_kit(places) as kit:
        errand = _errand(number, kit)
        where = typed.place(place, kit.roster)
        event = runners.delivered(kit, errand.ref, where, by, at=_happened(at, kit))
        say(f"{event.number}  {errand.runner} har afleveret hos {place_name(where, kit.roster)} til {event.body.by}.")


@dispatch.command("back")
@click.argument("number")
@name_option("--by", required=True, help="Who signs the runner in.")
@text_option("--note", help="What the runner tells.")
@click.option("--at", default="", help="When, if not now: 14.30.")
@click.pass_obj
def dispatch_back(places: Places, number: str, by: str, note: str, at: str) -> None:
    """Sign a runner in.

    \b
    Example: fieldkit dispatch back 1-0050 --by "logfører"
    """
    with open_kit(places) as kit:
        errand = _errand(number, kit)
        event = runners.back(kit, errand.ref, by, note=note, at=_happened(at, kit))
        say(f"{event.number}  {errand.runner} er tilbage, modtaget af {event.body.by}.")


@dispatch.command("recall")
@click.argument("number")
@name_option("--by", required=True, help="Who decides it.")
@text_option("--note", help="Why.")
@click.pass_obj
def dispatch_recall(places: Places, number: str, by: str, note: str) -> None:
    """Call a runner back; tell the places ahead with a message of their own.

    \b
    Example: fieldkit dispatch recall 1-0050 --by "kriseleder"
    """
    with open_kit(places) as kit:
        errand = _errand(number, kit)
        event = runners.recall(kit, errand.ref, note=note, by=by).event
        ahead = named([place_name(place, kit.roster) for place in errand.ahead])
        ask = f" Giv besked til {ahead}." if ahead else ""
        say(f"{event.number}  {errand.runner} er kaldt tilbage.{ask}")


@dispatch.command("list")
@click.option("--all", "everything", is_flag=True, help="Also runners who are back.")
@as_json
@click.pass_obj
def dispatch_list(places: Places, everything: bool, as_json: bool) -> None:
    """List errands, overdue runners first.

    \b
    Example: fieldkit dispatch list --json
    """
    with open_kit(places) as kit:
        now = kit.now()
        all_of_them = everything or as_json
        if all_of_them:
            kit.state.look_at(None)  # also those of incidents that are over
        found = make_errands(kit.state, kit.roster, now, every=all_of_them)
        shown = [errand for errand in found if errand.out or all_of_them]
        if not shown and not as_json:
            say("Ingen runnere har været sendt ud." if everything else "Ingen runnere er ude.")
        for errand in shown:
            if as_json:
                show_json(_row(errand, kit))
                continue
            late = f"  OVER TIDEN ({how_long(now - errand.alarm_at)})" if errand.overdue else ""
            over = named([place_name(stop.place, kit.roster) for stop in errand.route])
            with_it = f"  med {named([_carried(item) for item in errand.carried])}" if errand.carried else ""
            when = clock(errand.expected_at if errand.out else errand.returned_at, now)
            state = f"{ERRAND_STATE_DA[errand.state]}, ventes {when}" if errand.out else f"tilbage {when}"
            say(f"{errand.number}  {errand.runner}: {over}{with_it}  {state}{late}")


def _errand(number: str, kit: Kit) -> Errand:
    event, _ = typed.event_of(number, kit, Dispatch, "en afsendelse")
    return runners.errand_at(kit, event.ref)


def _carried(item: Carried) -> str:
    return f"{item.number} (ubekræftet “ok”)" if item.doubted else item.number


def _happened(at: str, kit: Kit) -> int | None:
    return seconds_from(at, kit.now(), past=True) if at else None


def _clock(unix_s: float, kit: Kit) -> str:
    return clock(unix_s, kit.now())


def _row(errand: Errand, kit: Kit) -> dict[str, Any]:
    return {
        "number": errand.number,
        "id": errand.event_id.hex(),
        "runner": errand.runner,
        "from": place_slug(errand.start, kit.roster),
        "transport": errand.transport,
        "route": [
            {"place": place_slug(stop.place, kit.roster), "delivered": iso(stop.delivered_at), "by": stop.signed_by}
            for stop in errand.route
        ],
        "carries": [
            {
                "number": item.number,
                "answered": iso(item.answered_at),
                "by": item.answered_by,
                "unverified": [place_slug(place, kit.roster) for place in item.doubted],
            }
            for item in errand.carried
        ],
        "left": iso(errand.left_at),
        "expected": iso(errand.expected_at),
        "state": errand.state,
        "out": errand.out,
        "overdue": errand.overdue,
        "returned": iso(errand.returned_at),
        "signed_by": errand.signed_by,
    }


COMMANDS: list[click.Command] = [dispatch]
