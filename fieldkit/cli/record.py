"""Commands that record what people say: incident, report, message, ack, assign."""

import click

from fieldkit.acts import incidents, messages, nodes, reports, typed
from fieldkit.cli.confirming import is_confirmed
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, say_wrapped, show_json
from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT, number_of
from fieldkit.core.facts.terms import Via
from fieldkit.core.phrase.parse import read_back
from fieldkit.core.state.incidents import called
from fieldkit.core.text.wording import log_lines_da
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.inbox import Unfit, unfit_to_understand


@click.group()
def incident() -> None:
    """Start, stop and list incidents and exercises."""


@incident.command("start")
@click.argument("name")
@click.option("--exercise", is_flag=True, help="An exercise: ØVELSE stands on every frame, screen line and slip.")
@name_option("--level", help="The municipality's own level, for example 2.")
@name_option("--by", help="Who decided the level.")
@as_json
@click.pass_obj
def incident_start(places: Places, name: str, exercise: bool, level: str, by: str, as_json: bool) -> None:
    """Begin an incident.

    \b
    Example: fieldkit incident start "Strømsvigt nord" --level 2 --by direktøren
    """
    with open_kit(places) as kit:
        other = kit.state.current()
        event = incidents.start(kit, name, exercise=exercise, level=level, decided_by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "incident": event.incident, "exercise": exercise})
        else:
            say(f"{event.number}  {'ØVELSE ' if exercise else ''}“{name.strip()}” er i gang.")
            if other:
                say(f"{called(kit.state.incidents, other)} er også stadig i gang; slut den, hvis den er forbi.")


@incident.command("stop")
@click.pass_obj
def incident_stop(places: Places) -> None:
    """End the incident that runs.

    \b
    Example: fieldkit incident stop
    """
    with open_kit(places) as kit:
        opened = incidents.still_open(kit)
        event = incidents.stop(kit)
        say(f"{event.number}  {called(kit.state.incidents, event.incident)} er slut.")
        if opened:
            click.echo(opened, err=True)
        if left := kit.state.current():
            say(f"{called(kit.state.incidents, left)} er stadig i gang.")


@incident.command("erase")
@click.argument("incident", required=True)
@text_option("--reason", help="Why now, in a few words.")
@name_option("--by", required=True, help="Who decided.")
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be undone.")
@click.pass_obj
def incident_erase(places: Places, incident: str, reason: str, by: str, yes: bool) -> None:
    """Erase the names of people in an INCIDENT that is over (its name or a number of it), when the municipality's
    period has run out. What happened, numbers and signatures stay; the other kits erase them when they get a bundle of
    this one. Copies on other media must be deleted by hand.

    \b
    Example: fieldkit incident erase "Strømsvigt nord" --by "Øvelse Andersen" --yes
    """
    from fieldkit.acts.erasure import erase_names
    from fieldkit.acts.evaluation import incident_meant

    with open_kit(places) as kit:
        tag = incident_meant(kit, incident)
        name = called(kit.state.incidents, tag)
        if not yes and not is_confirmed(f"Skal navnene i {name} slettes? Det kan ikke fortrydes."):
            raise InputError("Intet er slettet.")
        event = erase_names(kit, tag, by, reason=reason)
        say(f"{event.number}  {name}: navnene er slettet i {log_lines_da(event.body.many)} på dette kit.")
        say("Giv de andre kits og arkivet en pakke. Luk kittets skærm og motor, og åbn dem igen.")
        say("Slet ældre kopier og journaler på andre medier i hånden; dem i kittets mappe er væk.")


@incident.command("close")
@name_option("--by", help="Who closes it.")
@as_json
@click.pass_obj
def incident_close(places: Places, by: str, as_json: bool) -> None:
    """Close the incident that has ended: begin the card “klar-igen”, tick what the kit sees by itself, and show what is
    left. When nothing is, it is closed. Tick the rest with `card tick klar-igen N`, or on the screen.

    \b
    Example: fieldkit incident close --by "Øvelse Andersen"
    """
    from fieldkit.acts import ready

    with open_kit(places) as kit:
        found = ready.close(kit, by)
        if as_json:
            steps = [
                {
                    "step": line.step.number,
                    "text": line.step.text,
                    "state": line.act,
                    "by": line.by,
                    "reason": line.reason,
                    "sees": found.sights[line.step.sees].what if line.step.sees else None,
                }
                for line in found.view.steps
            ]
            show_json({"card": ready.CARD, "closed": found.closed, "steps": steps})
            return
        for line in found.view.steps:
            why = line.reason or (found.sights[line.step.sees].what if line.act is None and line.step.sees else "")
            aside = f" ({why})" if why else ""
            say_wrapped(f"[{'x' if line.act else ' '}] {line.step.number:>2}  {line.step.text}{aside}", hang=8)
        say(ready.closed_da(kit, found))
        if found.closed:
            return
        say(f"Kryds af med “fieldkit card tick {ready.CARD} N”, eller på skærmen under F4.")


@incident.command("list")
@as_json
@click.pass_obj
def incident_list(places: Places, as_json: bool) -> None:
    """List incidents with when each began and the number by which other commands find it, the newest last.

    \b
    Example: fieldkit incident list --json
    """
    with open_kit(places) as kit:
        found = sorted(kit.state.incidents.items(), key=lambda item: (item[1].open.stamp or (), item[0]))
        for tag, state in found:
            name, is_open = state.name.value or "", bool(state.open.value)
            exercise = bool(tag & EXERCISE_BIT)
            if as_json:
                started = iso_at(state.started.at) if state.started else None
                show_json(
                    {
                        "incident": tag,
                        "name": name,
                        "exercise": exercise,
                        "level": state.level.value or "",
                        "open": is_open,
                        "started": started,
                    }
                )
            else:
                running = "i gang" if is_open else "slut  "
                level = f", niveau {state.level.value}" if state.level.value else ""
                begun = state.started
                when = f", {danish_date_time(begun.at)} ({number_of(begun.kit, begun.seq)})" if begun else ""
                say(f"{running}  {'ØVELSE ' if exercise else ''}{name}{level}{when}")
        if not found and not as_json:
            say("Ingen hændelser endnu.")


@click.command()
@click.argument("place")
@click.argument("text")
@click.option(
    "--via",
    type=click.Choice([str(v) for v in Via]),
    help="How it came; by default observed at this kit's own place, and phone from elsewhere.",
)
@name_option("--by", help="Who said it.")
@as_json
@click.pass_obj
def report(places: Places, place: str, text: str, via: str | None, by: str, as_json: bool) -> None:
    """Record a place's report, written in the Danish shorthand.

    \b
    Example: fieldkit report boernehuset-regnfrakken "vand! mad ok varme? 43b 6v" --via runner
    """
    with open_kit(places) as kit:
        number = typed.place(place, kit.roster)
        phrase = typed.report(text)
        event = reports.report(kit, number, phrase, via=Via(via) if via else None, by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "place": place_slug(number, kit.roster),
                       "body": event.body, "understood": read_back(phrase)})  # fmt: skip
        else:
            say(f"{event.number}  {place_name(number, kit.roster)}: {read_back(phrase)}")


@click.command()
@click.argument("text")
@click.option("--to", "to", required=True, help="A place, a role (sekretariat, mødesteder, institutioner), or alle.")
@click.option("--precedence", default="rutine", show_default=True, help="akut, haster, rutine or orientering.")
@click.option("--replaces", default="", help="The number of the message that this one replaces.")
@name_option("--by", help="Who sends it.")
@as_json
@click.pass_obj
def message(places: Places, text: str, to: str, precedence: str, replaces: str, by: str, as_json: bool) -> None:
    """Record a message; the engine sends it. Prints its number.

    \b
    Example: fieldkit message "Vandvognen kommer kl. 15" --to uglemoseskolen --precedence haster
    """
    from fieldkit.link.wire.frame import on_air

    chosen = typed.word(typed.PRECEDENCES, precedence, "en hastegrad")
    with open_kit(places) as kit:
        old = typed.ref(replaces, kit)
        event = messages.send(
            kit,
            text,
            typed.addressee(to, kit.roster),
            precedence=chosen,
            replaces=old,
            sender=kit.place,
            by=by,
        )
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(event.number)
        if not on_air(event):
            click.echo(
                f"{event.number} er for lang til en ramme i luften og når kun andre kits med seddel, runner eller "
                "USB-nøgle; del den i flere.",
                err=True,
            )


@click.command()
@click.argument("number")
@name_option("--by", required=True, help="Who has read it.")
@click.option("--place", default="", help="Where that was, when the people there told it by phone; by default here.")
@click.pass_obj
def ack(places: Places, number: str, by: str, place: str) -> None:
    """Forstået: a person here has read the message or report with this number.

    \b
    Example: fieldkit ack 1-0042 --by "vagthavende"
    """
    with open_kit(places) as kit:
        read = kit.find(number)
        at = typed.place(place, kit.roster) if place else kit.place
        event = messages.acknowledge(kit, read.ref, by, place=at)
        if unfit_to_understand(read, kit.state, kit.roster, at) is Unfit.OWN:
            # who scripts or writes it down afterwards loses nothing; but it counts for nobody, and that is told
            say(f"{event.number}  Noteret af {by.strip()}. Men {number} er derfra selv: den mangler stadig modtagerne.")
            return
        say(f"{event.number}  {number} er forstået af {by.strip()}.")


@click.command()
@click.argument("node")
@click.argument("place")
@click.option("--anyway", is_flag=True, help="Also when the node is another place's already.")
@click.pass_obj
def assign(places: Places, node: str, place: str, anyway: bool) -> None:
    """Decide which place a radio node belongs to (a row `unknown-HEX` on the board).

    \b
    Example: fieldkit assign unknown-0a0f0099 boernehuset-regnfrakken
    """
    number = typed.node(node)
    with open_kit(places) as kit:
        owner = typed.known_place(place, kit.roster)
        event = nodes.assign(kit, number, owner.number, anyway=anyway)
        say(f"{event.number}  Node {number:08x} hører nu til {owner.name}.")


COMMANDS = [incident, report, message, ack, assign]
