"""Commands about who is to report when, and what a person should be asked now: round set, round list, proposals."""

from typing import Any

import click

from fieldkit.acts import rounds
from fieldkit.acts.proposals import asked_now
from fieldkit.cli.moments import clock, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.clock.said import next_turn
from fieldkit.core.facts.work import MAX_ROUND_HOURS, SILENCE_STEP_DA
from fieldkit.core.text.wording import long_ago
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.rounds import RoundRow, make_rounds, round_plan
from fieldkit.kit import Kit


@click.group("round")
def round_group() -> None:
    """Reporting rounds: how often every place reports, who is next, late or silent."""


@round_group.command("set")
@click.argument("hours", type=click.IntRange(0, MAX_ROUND_HOURS))
@click.option("--first", default="", help="One of the rounds, past or to come: 14.00 (default: the next whole hour).")
@name_option("--by", help="Who decided it.")
@as_json
@click.pass_obj
def round_set(places: Places, hours: int, first: str, by: str, as_json: bool) -> None:
    """Let every place report each HOURS hours; 0 calls the rounds off.

    \b
    Example: fieldkit round set 2 --first 14.00 --by "kriseleder"
    """
    with open_kit(places) as kit:
        now = kit.now()
        event = rounds.call(kit, hours, first=next_turn(first, now, hours * 3600) if first else None, by=by)
        at = event.body.first + EPOCH_UNIX_S
        if as_json:
            show_json({"number": event.number, "hours": hours, "first": iso(at)})
        elif hours:
            say(f"{event.number}  Melding hver {hours}. time, første gang kl. {clock(at, now)}.")
        else:
            say(f"{event.number}  Faste meldinger er aflyst.")


@round_group.command("list")
@as_json
@click.pass_obj
def round_list(places: Places, as_json: bool) -> None:
    """List places by their next slot; silent and late ones first.

    \b
    Example: fieldkit round list --json
    """
    with open_kit(places) as kit:
        now, tag = kit.now(), kit.state.current()
        plan = round_plan(kit.state, tag)
        if plan is None and not as_json:
            say("Ingen faste meldinger; sæt dem med “fieldkit round set TIMER”.")
        elif plan is not None and not as_json:
            who = f" ({plan.number})" if plan.number else " (ikke aftalt: det sædvanlige)"
            say(f"Melding hver {plan.every_s // 3600}. time fra kl. {clock(plan.first_at, now)}{who}")
        for row in make_rounds(kit.state, kit.roster, now, tag):
            if as_json:
                show_json(_round_row(row, kit))
                continue
            age = f"sidst hørt {long_ago(row.age_s)}" if row.heard_at is not None else "aldrig hørt"
            state = f"  TAVS, {age}" if row.silent else "  mangler at melde" if row.late else ""
            steps = "".join(f"  {SILENCE_STEP_DA[step.step]} {clock(step.at, now)}" for step in row.steps)
            other = row.second_hand
            said = (
                f"  andenhånds fra {other.by or place_name(other.source, kit.roster)} ({other.number})" if other else ""
            )
            say(f"{clock(row.next_at, now)}  {row.name}{state}{steps}{said}")


def _round_row(row: RoundRow, kit: Kit) -> dict[str, Any]:
    other = row.second_hand
    return {
        "place": row.slug,
        "name": row.name,
        "next": iso(row.next_at),
        "slot": iso(row.slot_at),
        "reported": iso(row.last_at),
        "number": row.last_number or None,
        "heard": iso(row.heard_at),
        "late": row.late,
        "silent": row.silent,
        "age_s": row.age_s,
        "second_hand": {
            "number": other.number,
            "at": iso(other.at),
            "place": place_slug(other.source, kit.roster) if other.source else None,
            "by": other.by,
        }
        if other
        else None,
        "steps": [
            {"step": step.step, "at": iso(step.at), "asked": place_slug(step.asked, kit.roster) if step.asked else None}
            for step in row.steps
        ],
        "next_step": row.next_step,
        "nearest": place_slug(row.nearest, kit.roster) if row.nearest else None,
    }


@click.command()
@as_json
@click.pass_obj
def proposals(places: Places, as_json: bool) -> None:
    """What a person at this kit should be asked about now; nothing is done by itself.

    \b
    Example: fieldkit proposals --json
    """
    with open_kit(places) as kit:
        found = asked_now(kit)
        for item in found:
            if as_json:
                show_json(
                    {
                        "asks": item.asks,
                        "number": item.number or None,
                        "text": item.text,
                        "do": item.do,
                        "places": [place_slug(place, kit.roster) for place in item.places],
                        "since": iso(item.since),
                    }
                )
            else:
                say(item.text)
        if not found and not as_json:
            say("Der er intet at tage stilling til lige nu.")


COMMANDS: list[click.Command] = [round_group, proposals]
