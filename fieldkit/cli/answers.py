"""Commands for citizens' questions and the secretariat's answers to them (instruks)."""

from collections.abc import Mapping
from enum import StrEnum

import click

from fieldkit.acts import citizens, typed
from fieldkit.cli.moments import clock, iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import QUESTION_SORT_DA, Answer, QuestionSort
from fieldkit.core.views.answers import (
    QUESTION_STATE_DA,
    AnswerView,
    QuestionState,
    QuestionView,
    current_answers,
    make_questions,
)
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.kit import Kit


class Into(StrEnum):
    """What becomes of a question."""

    NOTE = "note"
    REQUEST = "request"


INTO_DA: Mapping[Into, str] = {Into.NOTE: "notat", Into.REQUEST: "anmodning"}


@click.group()
def question() -> None:
    """What citizens ask and tell; it reaches the secretariat."""


@question.command("add")
@click.argument("text")
@click.option("--place", default="", help="Where it was asked; default: this kit's own place.")
@click.option("--count", type=click.IntRange(1, 99_999), default=1, show_default=True, help="How many asked the same.")
@click.option("--information", is_flag=True, help="They tell something; they do not ask.")
@name_option("--by", help="Who writes it down.")
@as_json
@click.pass_obj
def question_add(places: Places, text: str, place: str, count: int, information: bool, by: str, as_json: bool) -> None:
    """Record what citizens ask or tell at a place.

    \b
    Example: fieldkit question add "Hvornår kommer strømmen igen?" --count 12
             fieldkit question add "Der er vand på vejen ved broen" --information
    """
    with open_kit(places) as kit:
        sort = QuestionSort.INFORMATION if information else QuestionSort.QUESTION
        where = typed.place(place, kit.roster) if place else kit.place
        event = citizens.ask(kit, text, place=where, count=count, sort=sort, by=by)
        view = citizens.question(kit, event.number)
        if as_json:
            show_json(
                {"number": event.number, "id": event.id.hex(), "body": event.body, "answer": view.instruks or None}
            )
            return
        say(f"{event.number}  {QUESTION_SORT_DA[sort].capitalize()} noteret, {place_name(where, kit.roster)}.")
        if view.state is QuestionState.ANSWERED:
            say(f"Det er besvaret i instruks {view.instruks}; se den med “fieldkit answer show {view.instruks}”.")


@question.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is answered or closed.")
@as_json
@click.pass_obj
def question_list(places: Places, everything: bool, as_json: bool) -> None:
    """List questions and information, those asked most often first.

    \b
    Example: fieldkit question list --json
    """
    with open_kit(places) as kit:
        found = make_questions(kit.state, kit.roster)
        shown = [view for view in found if everything or view.state is QuestionState.OPEN]
        for view in shown:
            if as_json:
                show_json(_question_json(kit, view))
            else:
                state = QUESTION_STATE_DA[view.state]
                if view.instruks:
                    state = f"instruks {view.instruks}"
                elif view.into or view.reason:
                    state = f"lukket: {view.into or view.reason}"
                elif view.sort is QuestionSort.INFORMATION:
                    state = "oplysning"
                where = ", ".join(place_name(number, kit.roster) for number in view.places)
                say(f"{view.number:<8} {view.count:>4} gange  {state:<14} {view.text}  ({where})")
        if not shown and not as_json:
            say("Ingen ubesvarede spørgsmål.")


@question.command("turn")
@click.argument("number")
@click.option("--into", type=click.Choice([each.value for each in Into]), required=True, help="What it becomes.")
@text_option("--text", help="Default: the question's own text.")
@name_option("--by", help="Who decides it.")
@as_json
@click.pass_obj
def question_turn(places: Places, number: str, into: str, text: str, by: str, as_json: bool) -> None:
    """Make a note in the log or a request for assistance of what citizens asked or told.

    \b
    Example: fieldkit question turn 12-0034 --into request --text "20 tæpper"
    """
    with open_kit(places) as kit:
        view = citizens.question(kit, number)
        told = text.strip() or view.text
        made: Event
        if Into(into) is Into.REQUEST:
            made = citizens.turn_into_request(kit, view, told, by)
        else:
            names = ", ".join(place_name(place, kit.roster) for place in view.places)
            made = citizens.turn_into_note(kit, view, citizens.as_note(view, told, names), by)
        if as_json:
            show_json({"number": made.number, "id": made.id.hex(), "kind": made.kind, "questions": list(view.numbers)})
        else:
            say(f"{made.number}  {view.number} er blevet til {INTO_DA[Into(into)]}: {told}")


@question.command("close")
@click.argument("number")
@text_option("--reason", required=True, help="Why it needs no answer.")
@name_option("--by", help="Who decides it.")
@click.pass_obj
def question_close(places: Places, number: str, reason: str, by: str) -> None:
    """Close a question that needs no answer, and say why.

    \b
    Example: fieldkit question close 12-0034 --reason "er besvaret på stedet"
    """
    with open_kit(places) as kit:
        view = citizens.question(kit, number)
        closed = citizens.close(kit, view, reason, by)
        say(f"{closed.number}  {view.number} er lukket: {reason.strip()}")


def _question_json(kit: Kit, view: QuestionView) -> dict[str, object]:
    return {
        "number": view.number,
        "numbers": list(view.numbers),
        "text": view.text,
        "kind": view.sort,
        "count": view.count,
        "places": [place_slug(number, kit.roster) for number in view.places],
        "first_at": iso(view.first_at),
        "last_at": iso(view.last_at),
        "state": view.state,
        "answer": view.instruks or None,
        "into": view.into or None,
        "reason": view.reason,
    }


@click.group()
def answer() -> None:
    """The secretariat's numbered answers to citizens, the same at every place."""


@answer.command("set")
@click.argument("title")
@click.argument("text")
@click.option("--number", "instruks", type=click.IntRange(1, 9999), help="Write a new version of this one.")
@click.option("--question", "asked", multiple=True, help="The number of a question that it answers; may be repeated.")
@name_option("--by", help="Who approved it.")
@click.option("--on-behalf", is_flag=True, help="This kit is not the secretariat's, but the secretariat decided it.")
@as_json
@click.pass_obj
def answer_set(
    places: Places,
    title: str,
    text: str,
    instruks: int | None,
    asked: tuple[str, ...],
    by: str,
    on_behalf: bool,
    as_json: bool,
) -> None:
    """Write an answer, or a new version of one.

    \b
    Example: fieldkit answer set "Strøm" "Strømmen ventes tilbage i morgen kl. 8." --question 12-0034
             fieldkit answer set "Strøm" "Strømmen er tilbage." --number 1
    """
    with open_kit(places) as kit:
        citizens.may_answer(kit, on_behalf=on_behalf)
        refs = [ref for number in asked for ref in citizens.question(kit, number).refs]
        old = citizens.current_answer(kit, instruks) if instruks is not None else None
        event = citizens.answer(kit, title, text, old=old, asked=refs, by=by, on_behalf=on_behalf)
        _say_answer(event, old, as_json)


@answer.command("withdraw")
@click.argument("instruks", type=int)
@text_option("--reason", required=True, help="Why it must not be given any more.")
@name_option("--by", help="Who decides it.")
@click.option("--on-behalf", is_flag=True, help="This kit is not the secretariat's, but the secretariat decided it.")
@as_json
@click.pass_obj
def answer_withdraw(places: Places, instruks: int, reason: str, by: str, on_behalf: bool, as_json: bool) -> None:
    """Take an answer back: it must not be given any more.

    \b
    Example: fieldkit answer withdraw 1 --reason "tidspunktet holder ikke"
    """
    with open_kit(places) as kit:
        citizens.may_answer(kit, on_behalf=on_behalf)
        old = citizens.current_answer(kit, instruks)
        _say_answer(citizens.withdraw(kit, old, reason, by=by, on_behalf=on_behalf), old, as_json)


def _say_answer(event: Event[Answer], old: AnswerView | None, as_json: bool) -> None:
    body = event.body
    if as_json:
        show_json({"number": event.number, "id": event.id.hex(), "answer": body.number, "version": body.version})
        return
    done = "er trukket tilbage" if body.withdrawn else "er skrevet"
    say(f"{event.number}  Instruks {body.number}, version {body.version}, “{body.title}” {done}.")
    if old is not None and old.rivals:
        click.echo(
            f"Der var flere versioner på samme tid ({', '.join(old.rivals)}); sig til dem, der skrev dem.", err=True
        )


@answer.command("list")
@as_json
@click.pass_obj
def answer_list(places: Places, as_json: bool) -> None:
    """List the answers to be given now.

    \b
    Example: fieldkit answer list --json
    """
    with open_kit(places) as kit:
        found = current_answers(kit.state)
        for view in found:
            if as_json:
                show_json(_answer_json(view))
            else:
                rival = f"  OGSÅ SKREVET: {', '.join(view.rivals)}" if view.rivals else ""
                say(f"{view.instruks:>3}.{view.version:<3} {view.title}: {view.text}{rival}")
        if not found and not as_json:
            say("Der er ingen svar endnu.")


@answer.command("show")
@click.argument("instruks", type=int)
@as_json
@click.pass_obj
def answer_show(places: Places, instruks: int, as_json: bool) -> None:
    """Show an answer with its earlier versions.

    \b
    Example: fieldkit answer show 1
    """
    with open_kit(places) as kit:
        now = kit.now()
        for view in reversed(citizens.versions(kit, instruks)):
            if as_json:
                show_json(_answer_json(view))
                continue
            how = "GÆLDER" if view.current and not view.withdrawn else "gælder ikke"
            if view.withdrawn:
                how = "TRUKKET TILBAGE"
            when = clock(view.at, now, sure=view.time_sure)
            say(f"Instruks {view.instruks}, version {view.version}: {view.title}  [{how}]  {view.number}, {when}")
            say(f"  {view.text}")


def _answer_json(view: AnswerView) -> dict[str, object]:
    return {
        "answer": view.instruks,
        "version": view.version,
        "number": view.number,
        "title": view.title,
        "text": view.text,
        "at": iso(view.at),
        "by": view.by,
        "current": view.current,
        "withdrawn": view.withdrawn,
        "rivals": list(view.rivals),
        "questions": list(view.questions),
    }


COMMANDS = [question, answer]
