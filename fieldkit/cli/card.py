"""Working through action cards from the command line: start, tick, untick, skip, end, timer, list, suggested."""

import sys
from collections.abc import Iterable
from typing import Any

import click

from fieldkit.acts import cards
from fieldkit.acts.cards import Missing, Ticked
from fieldkit.cli.moments import clock, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.cards.types import Occasion, TopicBad, Trigger
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.card_progress import RunView, StepLine, others_runs, own_runs
from fieldkit.kit import Kit


@click.group()
def card() -> None:
    """Work through action cards: start, tick, untick, skip, end, list, suggested."""


_by = name_option("--by", help="Who did it.")


@card.command("start")
@click.argument("card_id")
@_by
@as_json
@click.pass_obj
def card_start(places: Places, card_id: str, by: str, as_json: bool) -> None:
    """Start working through a card.

    \b
    Example: fieldkit card start alarm
    """
    with open_kit(places) as kit:
        event = cards.start(kit, card_id, by)
        view = cards.follow(kit, card_id)
        if as_json:
            show_json(_event_json(event, card_id))
            return
        say(f"{event.number}  startet: {view.card.title}")
        _say_next(view, kit)


@card.command("end")
@click.argument("card_id")
@_by
@as_json
@click.pass_obj
def card_end(places: Places, card_id: str, by: str, as_json: bool) -> None:
    """Lay a card away.

    \b
    Example: fieldkit card end alarm
    """
    with open_kit(places) as kit:
        left = sum(1 for line in cards.follow(kit, card_id).steps if line.act is None)
        event = cards.end(kit, card_id, by)
        if as_json:
            show_json(_event_json(event, card_id))
        else:
            say(f"{event.number}  slut: {kit.cards[card_id].title if card_id in kit.cards else card_id}")
            if left:
                say(f"{left} trin stod åbne.")


@card.command("tick")
@click.argument("card_id")
@click.argument("step", type=int)
@_by
@text_option("--text", help="The message's text, when the step sends one and the card only begins it.")
@click.option("--about", default="", help="What the step's document is about: a notice's number, a list's name.")
@click.option("--only-tick", is_flag=True, help="Do nothing but tick: the message was sent otherwise.")
@click.option("--again", is_flag=True, help="Let the kit do its part once more, though it has done it on this card.")
@as_json
@click.pass_obj
def card_tick(
    places: Places,
    card_id: str,
    step: int,
    by: str,
    text: str,
    about: str,
    only_tick: bool,
    again: bool,
    as_json: bool,
) -> None:
    """Tick a step as done; the kit sends, prints or starts what the card says for that step, once.

    \b
    Example: fieldkit card tick alarm 3 --by vagthavende
    """
    with open_kit(places) as kit:
        done = cards.tick(kit, card_id, step, by, act=not only_tick, again=again, text=text, argument=about)
        view = cards.follow(kit, card_id)
        if as_json:
            show_json(_ticked_json(done, card_id, step))
            return
        say(f"{done.event.number}  udført: {step}. {view.steps[step - 1].step.text}")
        for line in _did(done, card_id, step, kit):
            say(f"  {line}")
        _say_next(view, kit)


@card.command("untick")
@click.argument("card_id")
@click.argument("step", type=int)
@_by
@text_option("--reason", help="Why it is open again.")
@as_json
@click.pass_obj
def card_untick(places: Places, card_id: str, step: int, by: str, reason: str, as_json: bool) -> None:
    """Take a tick back. What the kit sent or printed stays.

    \b
    Example: fieldkit card untick alarm 3
    """
    with open_kit(places) as kit:
        event = cards.untick(kit, card_id, step, by, reason)
        if as_json:
            show_json(_event_json(event, card_id, step))
        else:
            say(f"{event.number}  åbnet igen: {step}. {cards.follow(kit, card_id).steps[step - 1].step.text}")


@card.command("skip")
@click.argument("card_id")
@click.argument("step", type=int)
@text_option("--reason", help="Why it is not relevant here; asked for when it is left out.")
@_by
@as_json
@click.pass_obj
def card_skip(places: Places, card_id: str, step: int, reason: str, by: str, as_json: bool) -> None:
    """Mark a step as not relevant, and say why. Only where the card says that it may be.

    \b
    Example: fieldkit card skip alarm 1 --reason "ingen er meldt i fare"
    """
    with open_kit(places) as kit:
        view = cards.follow(kit, card_id)
        found = view.card.step(step)
        if not reason.strip() and found is not None and found.may_skip and sys.stdin.isatty():
            reason = click.prompt(found.skip_question, err=True)
        event = cards.skip(kit, card_id, step, reason, by)
        if as_json:
            show_json(_event_json(event, card_id, step))
        else:
            say(f"{event.number}  ikke relevant: {step}. {view.steps[step - 1].step.text}")


@card.command("timer")
@click.argument("card_id")
@click.argument("step", type=int)
@_by
@as_json
@click.pass_obj
def card_timer(places: Places, card_id: str, step: int, by: str, as_json: bool) -> None:
    """Stop the timer that a ticked step started; ticking the step again starts it anew.

    \b
    Example: fieldkit card timer moedested-aabn 10
    """
    with open_kit(places) as kit:
        event = cards.stop_timer(kit, card_id, step, by)
        if as_json:
            show_json(_event_json(event, card_id, step))
        else:
            say(f"{event.number}  uret er stoppet: {card_id}, trin {step}")


@card.command("list")
@as_json
@click.pass_obj
def card_list(places: Places, as_json: bool) -> None:
    """List the cards in use at every kit, with how far they are, what is late here, and timers.

    \b
    Example: fieldkit card list
    """
    with open_kit(places) as kit:
        mine = own_runs(kit.state, kit.identity.kit)
        for name in sorted(mine):
            try:
                view = cards.follow(kit, name)
            except InputError:
                view = None  # neither today's card nor the one it was started on is here
            _show_run(kit, name, view, as_json)
        for key, run in others_runs(kit.state, kit.identity.kit, laid_away=True).items():
            found = kit.cards.get(key.card)
            done = len(run.settled)
            total = len(found.steps) if found else 0
            if as_json:
                show_json(
                    {
                        "card": key.card,
                        "kit": key.kit,
                        "open": bool(run.open.value),
                        "steps": {n: s.value.act for n, s in sorted(run.steps.items()) if s.value},
                        "version": run.version.value,
                        "current_version": found.version if found else None,
                    }
                )
            else:
                say(f"kit {key.kit}  {key.card}  {done}/{total or '?'}{'' if run.open.value else '  (lagt væk)'}")
        if not as_json:
            now = kit.now()
            for timer in cards.timers(kit):
                left = timer.rings_at - now
                when = f"om {how_long(left)}" if left > 0 else f"RINGER (siden {clock(timer.rings_at, now)})"
                say(f"ur  {timer.card}, trin {timer.step}: {timer.label}  {when}")


@card.command("suggested")
@as_json
@click.pass_obj
def card_suggested(places: Places, as_json: bool) -> None:
    """List the cards that fit what goes on now, and why.

    \b
    Example: fieldkit card suggested
    """
    with open_kit(places) as kit:
        for each in cards.suggestions(kit):
            title = kit.cards[each.card].title
            if as_json:
                show_json(
                    {
                        "card": each.card,
                        "title": title,
                        "reason": each.reason,
                        "since": iso(each.since),
                        "trigger": _trigger_json(each.trigger),
                    }
                )
            else:
                say(f"{each.card}  {title}  ({each.reason})")


def _trigger_json(trigger: Trigger) -> dict[str, Any]:
    match trigger:
        case Occasion():
            return {"kind": trigger, "topic": None, "state": None}
        case TopicBad(topic, condition):
            return {"kind": "topic", "topic": topic, "state": condition}


def _show_run(kit: Kit, name: str, view: RunView | None, as_json: bool) -> None:
    run = own_runs(kit.state, kit.identity.kit)[name]
    newest = kit.cards.get(name)
    acts = {n: s.value.act for n, s in sorted(run.steps.items()) if s.value}
    late = view.late if view is not None else ()
    if as_json:
        show_json(
            {
                "card": name,
                "kit": kit.identity.kit,
                "open": bool(run.open.value),
                "steps": acts,
                "version": run.version.value,
                "current_version": newest.version if newest else None,
                "late": [line.step.number for line in late],
            }
        )
        return
    total = str(len(view.card.steps)) if view is not None else "?"
    done = view.done if view is not None else sum(act.settles for act in acts.values())
    marks = [] if run.open.value else ["lagt væk"]
    marks += ["kortet er ændret siden start"] if view is not None and view.changed else []
    beside = f"  ({', '.join(marks)})" if marks else ""
    say(f"kit {kit.identity.kit}  {name}  {done}/{total}{beside}")
    for line in late:
        say(f"  OVER FRISTEN ({_until(line, kit)}): {line.step.number}. {line.step.text}")


def _say_next(view: RunView, kit: Kit) -> None:
    """The step that comes now, with whom to call."""
    line = view.current
    if not view.running:
        return
    if line is None:
        say("Alle trin er gjort. Læg kortet væk: fieldkit card end " + view.card.id)
        return
    say(f"Nu: {line.step.number}. {line.step.text}{f' ({_until(line, kit)})' if line.due_at else ''}")
    if line.step.ring:
        say("    ring: " + " > ".join(_callees(line, kit)))


def _callees(line: StepLine, kit: Kit) -> Iterable[str]:
    from fieldkit.core.views.card_progress import calling_order

    for callees in calling_order(line.step.ring, kit.roster, kit.place):
        told = ", ".join(f"{person.name} {person.phone}".strip() for person in callees.people)
        yield f"{callees.office} ({told})" if told else callees.office


def _until(line: StepLine, kit: Kit) -> str:
    return f"inden {clock(line.due_at, kit.now())}" if line.due_at is not None else ""


def _did(done: Ticked, card_id: str, step: int, kit: Kit) -> Iterable[str]:
    """What the kit did or did not do, as lines for people."""
    if done.message is not None:
        yield f"Besked {done.message.number} er noteret og bliver sendt."
    if done.job is not None:
        yield f"Udskrift {done.job} er i kø."
    if done.report:
        yield "Send nu meldingen: fieldkit report STED TEKST"
    if done.card:
        yield f"Kortet {done.card} er startet: fieldkit card list"
    if done.timer is not None:
        yield f"Uret ringer {clock(done.timer.rings_at, kit.now())}: {done.timer.label}"
    if done.again:
        yield "Kittet har gjort sin del før og gør den ikke igen; brug --again, hvis det skal."
    if done.missing is Missing.TEXT:
        yield f"Intet er sendt: skriv beskeden færdig med fieldkit card tick {card_id} {step} --text “…”"
    if done.missing is Missing.ARGUMENT:
        yield f"Intet er udskrevet: sig hvad med fieldkit card tick {card_id} {step} --about …"
    if done.why:
        yield done.why


def _event_json(event: Event, card_id: str, step: int = 0) -> dict[str, Any]:
    return {"number": event.number, "card": card_id, **({"step": step} if step else {})}


def _ticked_json(done: Ticked, card_id: str, step: int) -> dict[str, Any]:
    return {
        **_event_json(done.event, card_id, step),
        "message": done.message.number if done.message is not None else None,
        "job": done.job,
        "report": done.report,
        "opened": done.card or None,
        "rings_at": iso(done.timer.rings_at) if done.timer is not None else None,
        "again": done.again,
        "missing": done.missing,
    }


COMMANDS = [card]
