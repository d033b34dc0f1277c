"""The papers of a scenario for a kit's printer: what is printed beforehand, and the calls that come on the way."""

from fieldkit.acts.printing import source_of
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents.exercise import Line, envelope, leaders_list, phone_call
from fieldkit.practice.exercise.scenario import Inject, Scenario, Sort
from fieldkit.practice.exercise.schedule import Step, steps_of
from fieldkit.practice.exercise.wording import minute, text_of, title_of


def beforehand(kit: Kit, scenario: Scenario) -> list[Document]:
    """The leader's list, then every envelope in the order in which they are opened."""
    source, steps = source_of(kit), steps_of(scenario)
    lines = [Line(minute(step.at_s), step.nth, title_of(step, kit.roster), text_of(step)) for step in steps]
    first = leaders_list(scenario.name, scenario.about, scenario.guide, scenario.seconds // 60, lines, source)
    closed = [paper for step in steps if (paper := _envelope(kit, step)) is not None]
    return [first, *closed]


def _envelope(kit: Kit, step: Step) -> Document | None:
    what = step.what
    if not isinstance(what, Inject) or what.sort is not Sort.ENVELOPE:
        return None
    place = kit.roster.by_slug(what.place)
    return envelope(step.nth, step.at_s // 60, place.name if place else what.place, what.text, source_of(kit))


def on_the_way(kit: Kit, step: Step) -> Document | None:
    """What is printed when the step is due; None for nothing."""
    what = step.what
    if not isinstance(what, Inject) or what.sort is not Sort.CALL:
        return None
    return phone_call(step.nth, what.sender, what.text, source_of(kit))
