"""Commands for afterwards: evaluate, lesson."""

from functools import reduce
from pathlib import Path

import click

from fieldkit.acts import typed
from fieldkit.acts.evaluation import evaluated, incident_meant, learn
from fieldkit.acts.evaluation_json import evaluation_json
from fieldkit.cli.moments import iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import PAPER_WIDTH, Command, as_json, name_option, output_as, text_option
from fieldkit.cli.output import json_document, say, show_json, write_out
from fieldkit.core.facts.lessons import Lesson, LessonPoint
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.tell.lessons import LESSON_QUESTIONS, NO_ANSWER
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.views.evaluation import lesson_lines
from fieldkit.kit import Kit


@click.command()
@click.argument("incident", required=False, default="")
@output_as("html", "text", "json", default="text")
@click.option("--against", default="", help="Another incident to set it beside: better or worse?")
@click.option("--width", type=PAPER_WIDTH, help="Columns of the text; default: the kit's printer.")
@click.option("--shared", is_flag=True, help="Leave out what only this kit knows: the same bytes from every kit.")
@click.pass_obj
def evaluate(
    places: Places, incident: str, form: str, out: Path | None, against: str, width: str | None, shared: bool
) -> None:
    """How an incident or an exercise went, by its name or a number of its log; by default the one that runs, else the
    last. A page to file and print, a text as on the receipt printer, or JSON.

    \b
    Example: fieldkit evaluate --format html --out evaluering.html
             fieldkit evaluate "Strømsvigt nord" --format html --out evaluering.html
             fieldkit evaluate --against "Øvelse forår"
    """
    with open_kit(places) as kit:
        told = evaluated(kit, incident, against=against, shared=shared)
        match form:
            case "html":
                from fieldkit.resync.evaluation_page import page

                made = page(told).encode()
            case "json":
                made = json_document(evaluation_json(told, kit.roster))
            case _:
                made = _text(kit, told, int(width) if width else kit.config.columns).encode()
    write_out(out, [made])


def _text(kit: Kit, told: Told, columns: int) -> str:
    from fieldkit.acts.printing import source_of
    from fieldkit.paper.documents.evaluation import evaluation_sheet
    from fieldkit.paper.layout import as_text, lay_out

    return as_text(lay_out(evaluation_sheet(told, source_of(kit, columns)), columns), columns)


HELP_OF = {
    LessonPoint.WORKED: "What went well.",
    LessonPoint.FAILED: "What went wrong.",
    LessonPoint.LACKED: "What was missing.",
    LessonPoint.ROLES: "Whether all knew their role and card.",
    LessonPoint.PLAN: "Small things to put right in the plan and the cards at once.",
    LessonPoint.APPROVAL: "Changes that the management and the council must approve.",
    LessonPoint.NEXT: "What to do otherwise next time, and when to practise it.",
}


def _questions(command: Command) -> Command:
    """An option for each question, in their order."""
    made = [text_option(f"--{point}", help=HELP_OF[point]) for point in LessonPoint]
    return reduce(lambda command, option: option(command), reversed(made), command)


@click.command()
@click.argument("incident", required=False, default="")
@_questions
@click.option("--replaces", default="", help="The number of an earlier answer that said it wrongly.")
@name_option("--by", help="Whose answers these are.")
@as_json
@click.pass_obj
def lesson(places: Places, /, incident: str, replaces: str, by: str, as_json: bool, **said: str) -> None:
    """Answer the questions that the plans ask when it is over; without an answer, show them with what was answered.

    \b
    Example: fieldkit lesson --worked "Runnerne kendte vejen" --plan "Ret nummeret til hallen" --by "Øvelse Bæk"
             fieldkit lesson "Strømsvigt nord"
    """
    with open_kit(places) as kit:
        tag = incident_meant(kit, incident)
        answers = {LessonPoint(name): text for name, text in said.items() if text}
        if not answers and not replaces:
            _show_lessons(kit, tag, as_json)
            return
        old = typed.event_of(replaces, kit, Lesson, "en erfaring")[0].ref if replaces else None
        event = learn(kit, answers, about=tag, by=by, replaces=old)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(f"{event.number}  {sentence(event, kit.roster, kit.state.incidents)}")


def _show_lessons(kit: Kit, tag: int, as_json: bool) -> None:
    kit.state.look_at(tag)
    lines = lesson_lines(kit.state, tag)
    if as_json:
        for line in lines:
            show_json({"number": line.number, "at": iso(line.at), "by": line.by, **line.answers})
        return
    for point in LessonPoint:
        say(LESSON_QUESTIONS[point])
        told = [(line.answers[point], line) for line in lines if point in line.answers]
        for text, line in told:
            say(f"  {line.number}  {text}{f' ({line.by})' if line.by else ''}")
        if not told:
            say(f"  {NO_ANSWER}")


COMMANDS = [evaluate, lesson]
