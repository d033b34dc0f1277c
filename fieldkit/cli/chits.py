"""Commands for what was written by hand while the kit was dark: chit add, list, missing, enter."""

from typing import Any

import click

from fieldkit.acts import chits as acts
from fieldkit.acts import typed
from fieldkit.acts.trust import must_count
from fieldkit.cli.moments import clock, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.cli.remedies import told
from fieldkit.core.errors import InputError
from fieldkit.core.facts.chits import CHIT_SORT_DA, EMPTY_SORTS, Chit, ChitSort
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Role, Via
from fieldkit.core.phrase.parse import parse, read_back
from fieldkit.core.state.chits import ChitKey, told_by
from fieldkit.core.tell.said import address_words
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.tell.written import written
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.chits import (
    ChitView,
    chit_label,
    empty_word,
    make_chits,
    parse_chit,
    sort_word,
    spans,
    to_enter,
)
from fieldkit.kit import Kit
from fieldkit.store.tables.chit_prints import chit_prints

_STOP = ("slut", "stop", "q")


class _Stop(Exception):
    """The person at the keyboard has had enough for now."""


@click.group()
def chit() -> None:
    """Chits (blanketter) written by hand while the kit was dark: enter them in order, and see which are missing."""


@chit.command("add")
@click.argument("number")
@click.argument("text", required=False, default="")
@click.option("--at", "at", default="", help='When it was written: 14.30, "ca. 14.30"; ? when it does not say.')
@click.option("--place", "where", default="", help="Where it was written; by default this kit's own place.")
@click.option("--kind", "kind", default="", help="report, message, note, runner, lost or unused; default: by the text.")
@click.option("--to", "to", default=str(Role.SECRETARIAT), show_default=True, help="Whom a message is for.")
@click.option("--precedence", default="rutine", show_default=True, help="akut, haster, rutine or orientering.")
@click.option(
    "--via", type=click.Choice([str(v) for v in Via]), default="runner", show_default=True, help="How it came."
)
@name_option("--who", help="Who wrote it.")
@name_option("--by", help="Who enters it.")
@click.option("--correct", is_flag=True, help="Enter it instead of what stands under this number.")
@as_json
@click.pass_obj
def chit_add(
    places: Places,
    number: str,
    text: str,
    at: str,
    where: str,
    kind: str,
    to: str,
    precedence: str,
    via: str,
    who: str,
    by: str,
    correct: bool,
    as_json: bool,
) -> None:
    """Enter one chit; the time on the paper is kept apart from the time of entry.

    \b
    Example: fieldkit chit add B007 "vand! mad ok 43b" --at 14.30 --place boernehuset-regnfrakken --who pedellen
             fieldkit chit add B008 --kind lost
    """
    with open_kit(places) as kit:
        sort = sort_word(kind) if kind else None
        empty = sort in EMPTY_SORTS and not at.strip()
        written, circa = (None, False) if empty else acts.time_on(at, kit.now())
        key = parse_chit(number, kit.identity.kit)
        filled = acts.Filled(
            text,
            place=typed.place(where, kit.roster) if where else kit.place,
            at=written,
            circa=circa,
            sort=sort,
            to=typed.addressee(to, kit.roster),
            precedence=typed.word(typed.PRECEDENCES, precedence, "en hastegrad"),
            via=Via(via),
            who=who,
        )
        event = acts.enter(kit, key, filled, by=by, correct=correct)
        body = event.body
        if as_json:
            show_json(_row(_one(kit, event), kit))
            return
        say(_line(_one(kit, event), kit))
        highest = max((one.last for one in chit_prints(kit.log)), default=0)
        if body.series == kit.identity.kit and highest and body.count > highest:
            last = chit_label(body.series, highest)
            click.echo(
                f"Kittet har kun udskrevet til {last}; se efter, om nummeret på {event.number} er rigtigt.", err=True
            )


@chit.command("list")
@as_json
@click.pass_obj
def chit_list(places: Places, as_json: bool) -> None:
    """List what was entered, by number: when it was written, when it was entered, and what it says.

    \b
    Example: fieldkit chit list --json
    """
    with open_kit(places) as kit:
        found = make_chits(kit.state)
        for view in found:
            if as_json:
                show_json(_row(view, kit))
            else:
                say(_line(view, kit))
        if not found and not as_json:
            say("Der er ikke skrevet nogen blanketter ind.")


@chit.command("missing")
@click.option("--kit", "series", type=click.IntRange(1, 0xFFFF), help="Those that another kit printed.")
@as_json
@click.pass_obj
def chit_missing(places: Places, series: int | None, as_json: bool) -> None:
    """Name the numbers that nobody has entered.

    \b
    Example: fieldkit chit missing
    """
    with open_kit(places) as kit:
        of = series or kit.identity.kit
        missing = acts.missing(kit, of)
        if as_json:
            names = ("gaps", "ahead", "lost")
            show_json({name: [chit_label(of, count) for count in getattr(missing, name)] for name in names})
            return
        if missing.gaps:
            say(
                f"Mangler: {spans(missing.gaps, of)}. Find dem, eller notér dem med “fieldkit chit add NR --kind lost”."
            )
        if missing.ahead:
            say(f"Udskrevet og ikke skrevet ind: {spans(missing.ahead, of)} (måske ubrugte).")
        if missing.lost:
            say(f"Meldt tabt: {spans(missing.lost, of)}.")
        if not (missing.gaps or missing.ahead or missing.lost):
            say("Ingen blanketter mangler.")


@chit.command("enter")
@click.option("--kit", "series", type=click.IntRange(1, 0xFFFF), help="Those that another kit printed.")
@name_option("--by", help="Who enters them.")
@click.pass_obj
def chit_enter(places: Places, series: int | None, by: str) -> None:
    """Enter chits one after the other, in the order of their numbers. Each is kept at once: stop and go on at any time.

    \b
    Example: fieldkit chit enter --by "vagthavende"
    """
    with open_kit(places) as kit:
        of = series or kit.identity.kit
        say("Tag blanketterne i rækkefølge. Enter går til den næste, “mangler” noterer en tabt, “ubrugt” en tom,")
        say("og “slut” standser; alt er gemt, og næste gang begynder du, hvor du slap.")
        entered, after = 0, 0
        try:
            while (count := to_enter(acts.missing(kit, of), after)) is not None:
                after = count
                event = _ask_one(kit, ChitKey(of, count), by)
                if event is not None:
                    say(f"  {_line(_one(kit, event), kit)}")
                    entered += 1
        except _Stop:
            pass  # said so, or no more input: what follows tells where things stand
        missing = acts.missing(kit, of)
        say(f"{entered} skrevet ind.")
        if missing.gaps:
            say(f"Mangler: {spans(missing.gaps, of)}.")
        if missing.ahead:
            say(f"Ikke skrevet ind endnu: {spans(missing.ahead, of)}.")


def _ask_one(kit: Kit, key: ChitKey, by: str) -> Event[Chit] | None:
    """Ask about one chit until it is recorded; None to go on without it."""
    label = chit_label(*key)
    while True:
        written = _ask(f"{label}  Klokken på blanketten")
        if not written:
            return None
        if (sort := empty_word(written)) is not None:
            return acts.leave_empty(kit, key, sort, by=by)
        try:
            at, circa = acts.time_on(written, kit.now())
            break
        except InputError as error:
            say(f"  {told(error)}")
    place = _until_right("  Sted", place_slug(kit.place, kit.roster), lambda text: typed.place(text, kit.roster))
    while True:
        text = _ask("  Teksten")
        if text:
            break
        say("  Skriv, hvad der står på den, eller “slut”.")
    phrase = parse(text)
    if phrase.is_report:
        say(f"  Forstået: {read_back(phrase)}")
    guess = ChitSort.REPORT if phrase.is_report else ChitSort.MESSAGE
    while True:
        sort = _until_right("  Slags (melding, besked, notat, runner)", CHIT_SORT_DA[guess], sort_word)
        to: int | str = str(Role.SECRETARIAT)
        if sort is ChitSort.MESSAGE:
            to = _until_right("  Til", "sekretariat", lambda answer: typed.addressee(answer, kit.roster))
        who = _until_right("  Hvem skrev den", "ukendt", _writer)
        try:
            filled = acts.Filled(text, place=place, at=at, circa=circa, sort=sort, to=to, who=who)
            body = acts.chit_of(kit.state, key, filled, by=by)
            break
        except InputError as error:
            say(f"  {told(error)}")
    return acts.put(kit, body)


def _writer(answer: str) -> str:
    return "" if answer == "ukendt" else typed.name(answer)


def _until_right(question: str, default: str, read: Any) -> Any:
    """Ask until `read` accepts the answer; its sentence says what was wrong."""
    while True:
        try:
            return read(_ask(f"{question} (Enter: {default})") or default)
        except InputError as error:
            say(f"  {told(error)}")


def _ask(question: str) -> str:
    try:
        answer = str(click.prompt(question, default="", show_default=False, prompt_suffix=": ")).strip()
    except click.Abort as abort:
        raise _Stop from abort  # Ctrl-C, or no more to read: the chit at hand is asked for again next time
    if answer.casefold() in _STOP:
        raise _Stop
    return answer


def _one(kit: Kit, entered: Event[Chit]) -> ChitView:
    body = entered.body
    must_count(kit, entered)
    return next(view for view in make_chits(kit.state, body.series) if view.key.nth == body.count)


def _line(view: ChitView, kit: Kit) -> str:
    now = kit.now()
    entered = f"(nr. {view.number}, skrevet ind {clock(view.entered_at, now, sure=view.entered_sure)})"
    if view.said is None:
        return f"{view.label}  {CHIT_SORT_DA[view.sort]}  {entered}"
    told = told_by(view.event)
    said = sentence(told, kit.roster) if told is not None else ""
    twice = f"  skrevet ind {view.entries} gange" if view.entries > 1 else ""
    return f"{view.label}  {clock(view.at, now, sure=not view.circa)}  {said}  {entered}{twice}"


def _row(view: ChitView, kit: Kit) -> dict[str, Any]:
    told = told_by(view.event)
    to = written(view.said).to if view.said is not None else None
    return {
        "chit": view.label,
        "kind": view.sort,
        "at": iso(view.at),
        "circa": view.circa,
        "entered": iso(view.entered_at),
        "entered_certain": view.entered_sure,
        "place": place_slug(view.place, kit.roster) if view.place else None,
        "to": None if to is None else address_words(to, lambda place: place_name(place, kit.roster)),
        "text": sentence(told, kit.roster) if told is not None else "",
        "who": view.who,
        "by": view.by,
        "number": view.number,
        "entries": view.entries,
    }


COMMANDS: list[click.Command] = [chit]
