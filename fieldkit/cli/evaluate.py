"""Commands for afterwards: evaluate, lesson."""

from functools import reduce
from pathlib import Path
from typing import Any

import click

from fieldkit.acts import typed
from fieldkit.acts.evaluation import evaluated, incident_meant, learn
from fieldkit.cli.moments import iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import PAPER_WIDTH, Command, as_json, name_option, output_as, text_option
from fieldkit.cli.output import json_document, say, show_json, write_out
from fieldkit.core.facts.lessons import Lesson, LessonPoint
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.tell.lessons import LESSON_QUESTIONS, NO_ANSWER
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.views.board import place_slug
from fieldkit.core.views.evaluation import lesson_lines
from fieldkit.core.views.evaluation_compare import compare, figures_of
from fieldkit.core.views.evaluation_staff import Milestone
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


def evaluation_json(told: Told, roster: Roster) -> dict[str, Any]:
    """The evaluation as JSON; seconds are whole, times ISO 8601, places by slug, None what nobody knows. What only one
    kit knows stands under `local`, with that kit's number; so does `received_s` of a message, which is its too."""
    one, local = told.evaluation, told.local

    def slug(place: int) -> str:
        return place_slug(place, roster) if place else ""

    received = local.received if local is not None else {}
    return {
        "incident": one.name,
        "exercise": one.exercise,
        "running": one.running,
        "started": iso(one.started_at),
        "started_certain": one.started_sure,
        "ended": iso(one.ended_at),
        "until": iso(one.until),
        "events": one.events,
        "uncertain_times": one.unsure,
        "set_aside": told.apart,
        "forks": list(one.forked),
        "alarm_to_full_staff_s": one.staff.alarm_to_full_s,
        "staff": {
            "alarm": _milestone(one.staff.alarm),
            "level": one.staff.level,
            "decided": _milestone(one.staff.decided),
            "full_within_s": one.staff.within_s,
            "meeting_points": [
                {"place": slug(point.place), "signed_in": point.by_crew, "opened": _milestone(point.opened)}
                for point in one.staff.points
            ],
            "meeting_points_open": _milestone(one.staff.points_open),
            "roles_present": _milestone(one.staff.manned),
            "roles_missing": list(one.staff.missing),
            "full": _milestone(one.staff.full),
            "late": one.staff.late,
        },
        "messages": [
            {
                "number": line.number,
                "precedence": line.precedence,
                "received_s": received.get(line.event_id),
                "acknowledged_s": line.all_s,
                "first_acknowledged_s": line.first_s,
                "at": iso(line.at),
                "from": slug(line.sender),
                "to": line.to if isinstance(line.to, str) else slug(line.to),
                "waiting": [slug(place) for place in line.waiting],
                "late": line.late,
                "replaced_by": line.replaced_by,
            }
            for line in one.messages
        ],
        "precedences": [
            {
                "precedence": each.precedence,
                "messages": each.count,
                "acknowledged": each.read,
                "late": each.late,
                "median_s": each.median_s,
                "slowest_s": each.slowest_s,
            }
            for each in one.precedences
        ],
        "reports": {
            "places": one.reporting.places,
            "reported": one.reporting.reported,
            "due": one.reporting.slots,
            "missed": one.reporting.missed,
        },
        "silent": [
            {
                "place": slug(place.place),
                "rounds": place.slots,
                "missed": place.missed,
                "silent": place.silent,
                "since": iso(place.since),
                "heard_again": iso(place.heard_at),
                "done": [
                    {"number": s.number, "at": iso(s.at), "step": s.step, "asked": slug(s.asked), "by": s.by}
                    for s in place.steps
                ],
                "runners": list(place.runners),
                "seen_by_others": list(place.seen),
            }
            for place in one.reporting.silent
        ],
        "runners": [
            {
                "number": line.number,
                "runner": line.runner,
                "places": [slug(place) for place in line.places],
                "left": iso(line.left_at),
                "expected": iso(line.expected_at),
                "returned": iso(line.returned_at),
                "state": line.state,
                "late_s": line.late_s,
            }
            for line in one.runners
        ],
        "requests": [
            {
                "number": line.number,
                "what": line.what,
                "place": slug(line.place),
                "precedence": line.precedence,
                "asked": iso(line.asked_at),
                "taken_s": line.taken_s,
                "done_s": line.settled_s,
                "state": line.state,
                "late": line.late,
            }
            for line in one.requests
        ],
        "orders": [],
        "decisions": [
            {"number": line.number, "at": iso(line.at), "text": line.text, "followed_by": list(line.followed_by)}
            for line in one.decisions
        ],
        "hours": [{"hour": iso(hour.at), "events": hour.count} for hour in one.hours],
        "kits": [{"kit": kit.kit, "place": slug(kit.place), "events": kit.count} for kit in one.kits],
        "lessons": [{"number": line.number, "by": line.by, **line.answers} for line in one.lessons],
        "figures": figures_of(one),
        "against": None
        if told.other is None
        else {
            "incident": told.other.name,
            "exercise": told.other.exercise,
            "figures": [
                {"figure": each.figure, "this": each.this, "other": each.other, "verdict": each.verdict}
                for each in compare(one, told.other)
            ],
        },
        "local": _local_json(told),
    }


def _milestone(step: Milestone | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {"at": iso(step.at), "at_certain": step.sure, "number": step.number, "after_s": step.after_s}


def _local_json(told: Told) -> dict[str, Any] | None:
    local = told.local
    if local is None:
        return None
    printed, on_air, battery = local.printed, local.on_air, local.battery
    return {
        "kit": local.kit,
        "printed": None
        if printed is None
        else {
            "jobs": printed.jobs,
            "unconfirmed": printed.unsure,
            "failed": printed.failed,
            "paper_mm": printed.millimetres,
        },
        "battery": None if battery is None else {"first": battery.first, "last": battery.last, "used": battery.used},
        "airtime": None
        if on_air is None
        else {
            "preset": on_air.preset,
            "events": on_air.events,
            "seconds": round(on_air.seconds, 1),
            "texts": on_air.texts,
            "texts_received": on_air.texts_received,
            "texts_failed": on_air.texts_failed,
            "sent": on_air.wanted,
            "reached": on_air.reached,
            "lost": on_air.lost,
        },
    }


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
