"""Working through action cards from the command line: start, tick, untick, skip, end, list."""

import click

from fieldkit.cli.common import Places, as_json, need_text, open_kit, say, show_json
from fieldkit.core.bodies import CardStep
from fieldkit.core.cards import Card
from fieldkit.core.errors import InputError
from fieldkit.core.state import RunKey
from fieldkit.kit import Kit


@click.group()
def card() -> None:
    """Work through action cards: start, tick, untick, skip, list."""


def _card(kit: Kit, card_id: str) -> Card:
    found = kit.cards.get(card_id)
    if found is None:
        raise InputError(f"Der er intet kort “{card_id}”; se dem med “fieldkit cards list”.")
    return found


def _act(places: Places, card_id: str, act: str, step: int = 0, by: str = "", reason: str = "") -> None:
    with open_kit(places) as kit:
        found = _card(kit, card_id)
        steps = {s.number: s for section in found.sections for s in section.steps}
        if act in ("tick", "untick", "skip") and step not in steps:
            raise InputError(f"Kortet “{card_id}” har ikke trin {step}; det har 1 til {max(steps)}.")
        run = kit.state.runs.get(RunKey(kit.state.current(), kit.identity.kit, card_id))
        if act in ("tick", "untick", "skip", "end") and (run is None or not run.open.value):
            raise InputError(f"Kortet “{card_id}” er ikke startet; start det med “fieldkit card start {card_id}”.")
        event = kit.record(CardStep(card_id, act, step, found.version, by, reason))
        words = {"start": "startet", "tick": "udført", "untick": "ikke udført", "skip": "ikke relevant", "end": "slut"}
        text = steps[step].text if step else found.title
        say(f"{event.number}  {words[act]}: {f'{step}. ' if step else ''}{text}")


_by = click.option("--by", default="", help="Who did it.")


@card.command("start")
@click.argument("card_id")
@_by
@click.pass_obj
def card_start(places: Places, card_id: str, by: str) -> None:
    """Start working through a card.

    \b
    Example: fieldkit card start alarm
    """
    _act(places, card_id, "start", by=by)


@card.command("end")
@click.argument("card_id")
@_by
@click.pass_obj
def card_end(places: Places, card_id: str, by: str) -> None:
    """Lay a card away.

    \b
    Example: fieldkit card end alarm
    """
    _act(places, card_id, "end", by=by)


@card.command("tick")
@click.argument("card_id")
@click.argument("step", type=int)
@_by
@click.pass_obj
def card_tick(places: Places, card_id: str, step: int, by: str) -> None:
    """Tick a step as done.

    \b
    Example: fieldkit card tick alarm 1 --by vagthavende
    """
    _act(places, card_id, "tick", step, by)


@card.command("untick")
@click.argument("card_id")
@click.argument("step", type=int)
@_by
@click.pass_obj
def card_untick(places: Places, card_id: str, step: int, by: str) -> None:
    """Take a tick back.

    \b
    Example: fieldkit card untick alarm 1
    """
    _act(places, card_id, "untick", step, by)


@card.command("skip")
@click.argument("card_id")
@click.argument("step", type=int)
@click.option("--reason", required=True, help="Why it is not relevant here.")
@_by
@click.pass_obj
def card_skip(places: Places, card_id: str, step: int, reason: str, by: str) -> None:
    """Mark a step as not relevant, and say why.

    \b
    Example: fieldkit card skip alarm 4 --reason "ingen børn i huset"
    """
    _act(places, card_id, "skip", step, by, need_text(reason, "Begrundelsen"))


@card.command("list")
@as_json
@click.pass_obj
def card_list(places: Places, as_json: bool) -> None:
    """List the cards in use, with how far they are.

    \b
    Example: fieldkit card list
    """
    with open_kit(places) as kit:
        for key, run in sorted(kit.state.runs.items()):
            if key.incident != kit.state.current():
                continue
            found = kit.cards.get(key.card)
            total = sum(len(section.steps) for section in found.sections) if found else 0
            done = sum(1 for step in run.steps.values() if step.value and step.value.act in ("tick", "skip"))
            if as_json:
                steps = {n: s.value.act for n, s in sorted(run.steps.items()) if s.value}
                version = found.version if found else None
                show_json(
                    {
                        "card": key.card,
                        "kit": key.kit,
                        "open": bool(run.open.value),
                        "steps": steps,
                        "version": run.version.value,
                        "current_version": version,
                    }
                )
            else:
                changed = found is not None and run.version.value not in (None, found.version)
                say(f"kit {key.kit}  {key.card}  {done}/{total}{'  (kortet er ændret siden start)' if changed else ''}")


COMMANDS = [card]
