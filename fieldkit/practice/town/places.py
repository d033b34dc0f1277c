"""The small municipality of the demo: which places of a roster take part, and a roster of them alone."""

import csv
from collections.abc import Sequence
from pathlib import Path

from fieldkit.core.roster.roster import Place, PlaceKind, Roster, distance_m
from fieldkit.store.files.roster import load_roster


def demo_places(roster: Roster, meeting_points: int = 3, institutions: int = 8) -> list[Place]:
    """The secretariat, the meeting points nearest to it, and institutions spread over those points."""
    centre = roster.secretariat
    if centre is None:
        return []
    points = [
        p for p in roster.places if p.kind is PlaceKind.MEETING_POINT and p.kit is not None and p.node is not None
    ]
    points.sort(key=lambda p: (distance_m(centre, p) or float("inf"), p.number))
    points = points[:meeting_points]
    queues = [[p for p in roster.institutions_of(point.slug) if p.node is not None] for point in points]
    local: list[Place] = []
    while any(queues) and len(local) < institutions:
        local += [queue.pop(0) for queue in queues if queue]
    return [centre, *points, *local[:institutions]]


def copy_small(data: Path, target: Path, places: Sequence[Place]) -> Path:
    """The roster in `data` with only these places and their people, in `target`; `data` itself when that cannot be.

    The others of a whole municipality play no part: they would stand as places that never answer.
    """
    slugs = {place.slug for place in places}
    target.mkdir(parents=True)
    for source in sorted(path for path in data.iterdir() if path.suffix == ".csv"):
        with source.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, delimiter=";")
            rows, heads = list(reader), list(reader.fieldnames or ())
        if "kortnavn" in heads and "type" in heads:
            rows = [row for row in rows if row["kortnavn"] in slugs]
        elif "rolle" in heads:
            rows = [row for row in rows if row.get("sted", "") in ("", *slugs)]
        for row in rows:
            if row.get("sted") and row["sted"] not in slugs:
                row["sted"] = ""
        with (target / source.name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, heads, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    roster, _ = load_roster(target)
    return target if roster is not None and {place.slug for place in roster.places} == slugs else data
