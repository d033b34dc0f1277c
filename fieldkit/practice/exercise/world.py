"""The virtual mesh as the world of an exercise: phones that write from their places, nodes that lose their power."""

from collections.abc import Sequence

from fieldkit.core.roster.roster import Place, Roster
from fieldkit.practice.exercise.scenario import Scenario
from fieldkit.practice.exercise.schedule import steps_of
from fieldkit.practice.mesh.live import VirtualMesh


def places_in_play(scenario: Scenario, here: Place, roster: Roster) -> list[Place]:
    """Places with a radio that the scenario names, this kit's first, then in the order of the lists, and those of the
    other kits, without which the far ones would reach nobody: node i of the virtual mesh is the i-th of them."""
    named = {step.what.place for step in steps_of(scenario)}
    others = [place for place in roster.places if place.slug in named and place.number != here.number]
    between = [place for place in roster.places if place.kit is not None and place.slug not in (*named, here.slug)]
    return [place for place in (here, *others, *between) if place.node is not None]


class MeshWorld:
    """`places[i]` has node i of `mesh`. All on the mesh's event loop."""

    def __init__(self, mesh: VirtualMesh, places: Sequence[Place], to: int) -> None:
        self._mesh, self._to = mesh, to
        self._index = {place.number: index for index, place in enumerate(places)}

    def text(self, place: Place, text: str) -> bool:
        """See `play.Field`. It goes to the leader's kit; from the leader's own place nobody writes."""
        index = self._index.get(place.number)
        if not index:
            return False
        self._mesh.phone_send(index, text, self._to)
        return True

    def mute(self, place: Place, *, on: bool) -> bool:
        """See `play.Field`."""
        index = self._index.get(place.number)
        if index is None:
            return False
        if on:
            self._mesh.kill(index)
        else:
            self._mesh.revive(index)
        return True
