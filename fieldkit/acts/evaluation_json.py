"""An evaluation as JSON, for commands and for files."""

from typing import Any

from fieldkit.core.clock.iso import iso
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.views.board import place_slug
from fieldkit.core.views.evaluation_compare import compare, figures_of
from fieldkit.core.views.evaluation_staff import Milestone


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
