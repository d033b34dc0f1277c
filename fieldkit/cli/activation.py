"""Commands for activation: the level with its clock and history, and the calling order."""

from collections.abc import Callable

import click

from fieldkit.acts import activation
from fieldkit.acts.trust import must_count
from fieldkit.cli.moments import clock, happened_at, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import CALL_RESULT_DA, CallResult
from fieldkit.core.tell.parts import join
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.activation import (
    CHANGE_DA,
    Activation,
    CallSeat,
    LevelLine,
    NextCall,
    calling_order,
    decided_words,
    make_activation,
    next_call,
)
from fieldkit.core.views.crew import find_people, role_words
from fieldkit.kit import Kit

_by = name_option("--by", required=True, help="Who decided it.")
_at = click.option("--at", default="", help="When, for example 14.30; default: now.")


@click.group()
def level() -> None:
    """The level of the crisis: decide it, raise it, lower it, stand down; the clock to a complete staff."""


def _decided(places: Places, act: Callable[[Kit, int | None], Event], at: str, as_json: bool) -> None:
    """Do one of the acts, with the time it is said to have happened, and tell where the level stands then."""
    with open_kit(places) as kit:
        now = kit.now()
        event = act(kit, happened_at(at, now))
        must_count(kit, event)
        after = make_activation(kit.state, kit.roster, now, event.incident)
        line = next(one for one in after.history if one.number == event.number)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "change": line.change, **_level_json(after)})
            return
        say(f"{event.number}  {_line_words(line)}.")
        for told in _clock_lines(after, now):
            say(told)


@level.command("set")
@click.argument("step", type=int)
@_by
@_at
@text_option("--reason", help="Why.")
@as_json
@click.pass_obj
def level_set(places: Places, step: int, by: str, at: str, reason: str, as_json: bool) -> None:
    """Record who decided which step of the municipality's ladder.

    \b
    Example: fieldkit level set 2 --by "kommunaldirektøren" --reason "strømmen er væk i hele kommunen"
    """
    _decided(places, lambda kit, when: activation.decide(kit, step, by=by, at=when, reason=reason), at, as_json)


@level.command("full")
@name_option("--by", required=True, help="Who says so.")
@_at
@as_json
@click.pass_obj
def level_full(places: Places, by: str, at: str, as_json: bool) -> None:
    """Record that the staff is complete: the clock stops.

    \b
    Example: fieldkit level full --by "tovholderen"
    """
    _decided(places, lambda kit, when: activation.complete(kit, by=by, at=when), at, as_json)


@level.command("stand-down")
@_by
@_at
@click.option("--to", "step", type=int, help="The level that holds from now on; default: none.")
@text_option("--reason", help="Why.")
@as_json
@click.pass_obj
def level_stand_down(places: Places, by: str, at: str, step: int | None, reason: str, as_json: bool) -> None:
    """Record that the staff's work ends.

    \b
    Example: fieldkit level stand-down --by "borgmesteren" --to 1
    """
    _decided(places, lambda kit, when: activation.stand_down(kit, step, by=by, at=when, reason=reason), at, as_json)


@level.command("list")
@as_json
@click.pass_obj
def level_list(places: Places, as_json: bool) -> None:
    """Show the level, the clock to a complete staff and who decided what when.

    \b
    Example: fieldkit level list --json
    """
    with open_kit(places) as kit:
        now = kit.now()
        found = make_activation(kit.state, kit.roster, now)
        if as_json:
            show_json({**_level_json(found), "history": [_line_json(line) for line in found.history]})
            return
        if found.level is None:
            say("Intet niveau er besluttet.")
        else:
            name = f" ({found.name})" if found.name else ""
            say(f"Niveau {found.level}{name}, {decided_words(found.decided_by)}.")
        for told in _clock_lines(found, now):
            say(told)
        for line in found.history:
            say(f"{clock(line.at, now, sure=line.time_sure):<14} {line.number:<8} {_line_words(line)}")


def _line_words(line: LevelLine) -> str:
    step = "" if line.level is None else f"niveau {line.level} "
    why = f": {line.reason}" if line.reason else ""
    told = f"{step}{CHANGE_DA[line.change]}{join(' af ', line.by)}{why}"
    return told[:1].upper() + told[1:]  # names keep their capitals


def _clock_lines(found: Activation, now: float) -> list[str]:
    if found.clock is None:
        return []
    timer = found.clock
    if timer.full_at is not None:
        first = f"Staben var fuldtallig {clock(timer.full_at, now)}{' (FOR SENT)' if timer.late else ''}."
    elif timer.late:
        first = (
            f"Staben skulle være fuldtallig {clock(timer.full_by, now)}: {how_long(now - timer.full_by)} OVER TIDEN."
        )
    else:
        first = f"Staben skal være fuldtallig {clock(timer.full_by, now)}: {how_long(timer.full_by - now)} tilbage."
    lines = [first, f"Staben skal kunne holde til {clock(timer.endure_until, now)}."]
    if timer.missing:
        lines.append(f"Ingen på vagt som: {', '.join(role_words(role) for role in timer.missing)}.")
    return lines


def _level_json(found: Activation) -> dict[str, object]:
    timer = found.clock
    return {
        "level": found.level,
        "name": found.name,
        "by": found.decided_by,
        "since": iso(found.since),
        "clock": timer
        and {
            "decided_at": iso(timer.decided_at),
            "full_by": iso(timer.full_by),
            "full_at": iso(timer.full_at),
            "late": timer.late,
            "endure_until": iso(timer.endure_until),
            "missing": list(timer.missing),
        },
    }


def _line_json(line: LevelLine) -> dict[str, object]:
    return {
        "number": line.number,
        "at": iso(line.at),
        "at_certain": line.time_sure,
        "level": line.level,
        "change": line.change,
        "by": line.by,
        "reason": line.reason,
    }


@click.group()
def call() -> None:
    """The calling order: whom to call next, and what came of each call."""


_level = click.option("--level", "step", type=int, help="The level to call for; default: the one decided.")


@call.command("next")
@_level
@as_json
@click.pass_obj
def call_next(places: Places, step: int | None, as_json: bool) -> None:
    """Say whom to call next.

    \b
    Example: fieldkit call next
    """
    with open_kit(places) as kit:
        now = kit.now()
        seats = calling_order(kit.state, kit.roster, now, step)
        found = next_call(seats, now)
        left = sum(not seat.reached for seat in seats)
        if as_json:
            show_json({"next": found and _next_json(found), "open": left, "reached": len(seats) - left})
        elif not seats:
            raise InputError("Mandskabslisten har ingen at ringe til; indlæs den med “fieldkit roster import MAPPE”.")
        elif found is None:
            say("Alle i kalderækkefølgen er nået.")
        else:
            person = found.person
            again = f" Forsøg {found.tried + 1}" if found.tried else ""
            when = f" tidligst {clock(found.due_at, now)}." if found.due_at > now else f".{again and f'{again}.'}"
            instead = f", stedfortræder for {person.stand_in_for}" if person.stand_in_for else ""
            say(f"Ring til {person.name} ({role_words(person.role)}{instead}), {person.phone or 'intet nummer'}{when}")
            say(f"{left} af {len(seats)} pladser mangler.")


def _next_json(found: NextCall) -> dict[str, object]:
    person = found.person
    return {
        "name": person.name,
        "role": person.role,
        "phone": person.phone,
        "stand_in_for": person.stand_in_for,
        "tried": found.tried,
        "due_at": iso(found.due_at),
    }


@call.command("done")
@click.argument("name")
@click.argument("result", type=click.Choice([str(result) for result in CallResult]))
@name_option("--by", help="Who called.")
@_at
@text_option("--note", help="For example when the person can be there.")
@as_json
@click.pass_obj
def call_done(places: Places, name: str, result: str, by: str, at: str, note: str, as_json: bool) -> None:
    """Record one attempt: reached, no-answer, left-message or stand-in.

    \b
    Example: fieldkit call done "Øvelse Andersen" no-answer --by vagthavende
    """
    with open_kit(places) as kit:
        known = find_people(name, kit.roster)
        when = happened_at(at, kit.now())
        event = activation.note_call(kit, name, CallResult(result), by=by, at=when, note=note)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body, "on_roster": bool(known)})
            return
        say(f"{event.number}  {known[0].name if known else name.strip()}: {CALL_RESULT_DA[CallResult(result)]}.")
        if not known:
            click.echo(f"“{name.strip()}” står ikke på mandskabslisten; forsøget er noteret alligevel.", err=True)


@call.command("list")
@_level
@as_json
@click.pass_obj
def call_list(places: Places, step: int | None, as_json: bool) -> None:
    """List the calling order with every attempt.

    \b
    Example: fieldkit call list --json
    """
    with open_kit(places) as kit:
        now = kit.now()
        for seat in calling_order(kit.state, kit.roster, now, step):
            if as_json:
                show_json(_seat_json(seat))
            else:
                _say_seat(kit, seat, now)


def _seat_json(seat: CallSeat) -> dict[str, object]:
    return {
        "role": seat.role,
        "reached": seat.reached,
        "people": [
            {
                "name": callee.person.name,
                "phone": callee.person.phone,
                "on_duty": callee.on_duty,
                "attempts": [
                    {"number": a.number, "at": iso(a.at), "result": a.result, "by": a.by, "note": a.note}
                    for a in callee.attempts
                ],
            }
            for callee in seat.people
        ],
    }


def _say_seat(kit: Kit, seat: CallSeat, now: float) -> None:
    for index, callee in enumerate(seat.people):
        role = role_words(seat.role) if index == 0 else "  stedfortræder"
        mark = "NÅET" if callee.reached else ("-" if seat.reached else "mangler")
        say(f"{role:<20} {callee.person.name:<24} {callee.person.phone:<12} {mark}{', på vagt' * callee.on_duty}")
        for attempt in callee.attempts:
            told = ", ".join(
                part
                for part in (CALL_RESULT_DA[attempt.result], attempt.note, attempt.by and f"ved {attempt.by}")
                if part
            )
            say(f"{'':<22}{clock(attempt.at, now)}  {attempt.number}  {told}")


COMMANDS = [level, call]
