"""The roster: places, people, resources, plans, partners and the ladder of levels that a municipality hands in.

Only types and lookups; the files are judged in `core.roster.read`, and read from disk by the store.
"""

import difflib
import math
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Role, Topic, Transport
from fieldkit.core.remedies import ImportRoster, SeePlaces
from fieldkit.core.text.names import fold_name

EARTH_RADIUS_M = 6_371_000.0
"""Mean radius in metres (IUGG), good to 0.5 % for distances inside a municipality."""

UNORDERED = 9999
"""Calling order of a person whose order was left empty: after everybody with a number, in the file's order."""


class PlaceKind(StrEnum):
    """What a place is. Everything but a secretariat and a meeting point is an institution."""

    SECRETARIAT = "secretariat"
    MEETING_POINT = "meeting-point"
    SCHOOL = "school"
    SPECIAL_SCHOOL = "special-school"
    DAYCARE = "daycare"
    AFTER_SCHOOL = "after-school"
    NURSING_HOME = "nursing-home"
    HOME_CARE = "home-care"
    RESIDENTIAL_HOME = "residential-home"
    HEALTH_CENTRE = "health-centre"
    LIBRARY = "library"
    SPORTS_HALL = "sports-hall"
    CITIZEN_SERVICE = "citizen-service"
    DEPOT = "depot"
    OTHER = "other"


PLACE_KIND_DA: dict[PlaceKind, str] = {
    PlaceKind.SECRETARIAT: "sekretariat",
    PlaceKind.MEETING_POINT: "mødested",
    PlaceKind.SCHOOL: "skole",
    PlaceKind.SPECIAL_SCHOOL: "specialskole",
    PlaceKind.DAYCARE: "dagtilbud",
    PlaceKind.AFTER_SCHOOL: "fritidstilbud",
    PlaceKind.NURSING_HOME: "plejehjem",
    PlaceKind.HOME_CARE: "hjemmepleje",
    PlaceKind.RESIDENTIAL_HOME: "botilbud",
    PlaceKind.HEALTH_CENTRE: "sundhedscenter",
    PlaceKind.LIBRARY: "bibliotek",
    PlaceKind.SPORTS_HALL: "idrætshal",
    PlaceKind.CITIZEN_SERVICE: "borgerservice",
    PlaceKind.DEPOT: "materielgård",
    PlaceKind.OTHER: "andet",
}


class PersonRole(StrEnum):
    """What a person is called in for: the five fixed roles of the crisis staff, then the others."""

    LEADER = "leader"
    OPERATIONS = "operations"
    COMMUNICATION = "communication"
    LOG_KEEPER = "log-keeper"
    LIAISON = "liaison"
    LIAISON_OFFICER = "liaison-officer"
    RUNNER = "runner"
    ON_CALL = "on-call"
    PLACE_LEADER = "place-leader"
    TECHNICIAN = "technician"


PERSON_ROLE_DA: dict[PersonRole, str] = {
    PersonRole.LEADER: "kriseleder",
    PersonRole.OPERATIONS: "drift og logistik",
    PersonRole.COMMUNICATION: "kommunikation",
    PersonRole.LOG_KEEPER: "logfører",
    PersonRole.LIAISON: "liaison",
    PersonRole.LIAISON_OFFICER: "forbindelsesofficer",
    PersonRole.RUNNER: "runner",
    PersonRole.ON_CALL: "vagthavende",
    PersonRole.PLACE_LEADER: "leder på stedet",
    PersonRole.TECHNICIAN: "tekniker",
}

CRISIS_ROLES: tuple[PersonRole, ...] = (
    PersonRole.LEADER,
    PersonRole.OPERATIONS,
    PersonRole.COMMUNICATION,
    PersonRole.LOG_KEEPER,
    PersonRole.LIAISON,
)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place with a number (1 to 65535: what goes on the air) and a slug (a-z0-9-: what goes in JSON and commands).

    lat, lon: degrees, WGS 84. meeting_point: slug of the meeting point that it belongs to. node: number of its
    Meshtastic node (`!xxxxxxxx`); node_name: the node's short name, at most 4 bytes. public_key: the node's pinned
    X25519 key, 32 bytes. kit: number of the kit that stands there; None for a place with only a phone and a node.
    """

    number: int
    slug: str
    name: str
    kind: PlaceKind
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    meeting_point: str | None = None
    node: int | None = None
    node_name: str = ""
    public_key: bytes | None = None
    kit: int | None = None

    @property
    def role(self) -> Role:
        """What a kit that stands here is for."""
        if self.kind is PlaceKind.SECRETARIAT:
            return Role.SECRETARIAT
        if self.kind is PlaceKind.MEETING_POINT:
            return Role.MEETING_POINT
        return Role.INSTITUTION


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person in one role. place: slug. order: 1 is called first among those with the role at the place.

    stand_in_for: the name of the person with the same role whom this one replaces; empty for the first in line.
    """

    name: str
    role: PersonRole
    place: str | None = None
    phone: str = ""
    order: int = UNORDERED
    stand_in_for: str = ""
    transport: Transport | None = None
    note: str = ""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be sent where it is needed. topic: which of the eleven points it helps; amount in `unit`."""

    name: str
    topic: Topic | None = None
    amount: int | None = None
    unit: str = ""
    place: str | None = None
    owner: str = ""
    phone: str = ""
    note: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A crisis plan and where its paper copy stands. revised: ISO date or empty when unknown."""

    slug: str
    name: str
    owner: str = ""
    revised: str = ""
    place: str | None = None
    note: str = ""


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside the municipality. channel: how to reach them when phones fail, in words."""

    name: str
    field: str = ""
    contact: str = ""
    phone: str = ""
    channel: str = ""
    note: str = ""


class LevelStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the municipality's ladder (0-1-2 or 1-2-3). calls: the roles called in at this step, in order.

    full_within_min: minutes until the staff is to be complete; None when the plan names no time.
    """

    level: int
    name: str
    when: str = ""
    decides: str = ""
    calls: tuple[PersonRole, ...] = ()
    full_within_min: int | None = None


def node_id(number: int) -> str:
    """A radio node's number as Meshtastic writes it: `!0a0f0001`."""
    return f"!{number:08x}"


def distance_m(a: Place, b: Place) -> float | None:
    """Metres as the crow flies (haversine), None when either position is unknown."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


class Roster(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything handed in, in the files' order. Empty is legal: a kit without data still works."""

    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    resources: tuple[Resource, ...] = ()
    plans: tuple[Plan, ...] = ()
    partners: tuple[Partner, ...] = ()
    levels: tuple[LevelStep, ...] = ()
    lost: tuple[str, ...] = ()
    """Files of it that were taken in and are gone or cannot be read: what stood in them is unknown."""

    def numbers_of(self, role: str | None) -> tuple[int, ...]:
        """The numbers of the places with a role, None for all, in the files' order."""
        return self._by_role.get(role, ())

    @cached_property
    def _by_role(self) -> dict[str | None, tuple[int, ...]]:
        found: dict[str | None, list[int]] = {None: []}
        for place in self.places:
            found[None].append(place.number)
            found.setdefault(place.role, []).append(place.number)
        return {role: tuple(numbers) for role, numbers in found.items()}

    @cached_property
    def _numbers(self) -> dict[int, Place]:
        return {place.number: place for place in self.places}

    @cached_property
    def _slugs(self) -> dict[str, Place]:
        return {place.slug: place for place in self.places}

    @cached_property
    def _nodes(self) -> dict[int, Place]:
        return {place.node: place for place in self.places if place.node is not None}

    @cached_property
    def _kits(self) -> dict[int, Place]:
        return {place.kit: place for place in self.places if place.kit is not None}

    @cached_property
    def _names(self) -> dict[str, list[Place]]:
        named: dict[str, list[Place]] = {}
        for place in self.places:
            named.setdefault(fold_name(place.name), []).append(place)
        return named

    @cached_property
    def _folded_slugs(self) -> dict[str, Place]:
        return {fold_name(place.slug): place for place in self.places}

    def place(self, number: int) -> Place | None:
        """The place with this number."""
        return self._numbers.get(number)

    def by_slug(self, slug: str) -> Place | None:
        """The place with exactly this slug."""
        return self._slugs.get(slug)

    def by_node(self, node: int) -> Place | None:
        """The place whose radio has this node number."""
        return self._nodes.get(node)

    def by_kit(self, kit: int) -> Place | None:
        """The place where this kit stands."""
        return self._kits.get(kit)

    def resolve(self, text: str) -> Place:
        """The place a person means by its slug, number, radio id (`!0a0f0001`) or name; case and æøå do not matter.

        Raises InputError with up to three near names when there is none, or with the slugs when there are several.
        """
        wanted = text.strip()
        if wanted.isascii() and wanted.isdigit() and len(wanted) <= 5 and (numbered := self.place(int(wanted))):
            return numbered
        if (
            len(wanted) == 9
            and wanted.startswith("!")
            and all(char in "0123456789abcdef" for char in wanted[1:].lower())
        ):
            radio = self.by_node(int(wanted[1:], 16))
            if radio:
                return radio
        folded = fold_name(wanted)
        if slugged := self._slugs.get(wanted) or self._folded_slugs.get(folded):
            return slugged
        named = self._names.get(folded, [])
        if len(named) == 1:
            return named[0]
        if named:
            slugs = " og ".join(place.slug for place in named)
            raise InputError(f"Flere steder hedder “{wanted}”: skriv {slugs} for at vælge ét.")
        raise self._unknown(wanted, folded)

    def _unknown(self, wanted: str, folded: str) -> InputError:
        if self.lost:
            lost = f"{', '.join(self.lost)} mangler eller kan ikke læses"
            return InputError(f"Stedet “{wanted}” kendes ikke, og listerne er ikke hele, for {lost}.", ImportRoster())
        if not self.places:
            return InputError(f"Stedet “{wanted}” kendes ikke, for listen over steder er tom.", ImportRoster())
        known = {**self._folded_slugs, **{name: found[0] for name, found in self._names.items()}}
        # Twice as many as wanted: a place is often near both by its slug and by its name.
        near = dict.fromkeys(known[key].name for key in difflib.get_close_matches(folded, known, n=6, cutoff=0.6))
        if len(folded) >= 3:
            near.update(dict.fromkeys(place.name for key, place in known.items() if folded in key))
        if near:
            names = list(near)[:3]
            choice = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} eller {names[-1]}"
            return InputError(f"Stedet “{wanted}” kendes ikke: mente du {choice}?")
        return InputError(f"Stedet “{wanted}” kendes ikke.", SeePlaces())

    def with_role(self, role: Role) -> tuple[Place, ...]:
        """All secretariats, all meeting points or all institutions."""
        return tuple(place for place in self.places if place.role == role)

    @cached_property
    def secretariat(self) -> Place | None:
        """The first secretariat; later ones are its alternative places."""
        return next(iter(self.with_role(Role.SECRETARIAT)), None)

    def institutions_of(self, meeting_point_slug: str) -> tuple[Place, ...]:
        """The institutions that belong to a meeting point."""
        return tuple(place for place in self.places if place.meeting_point == meeting_point_slug)

    def people_with(self, role: str, place: str | None = None) -> tuple[Person, ...]:
        """Those with a role (its key), in calling order; only those of one place when its slug is given."""
        found = (person for person in self.people if person.role == role and place in (None, person.place))
        return tuple(sorted(found, key=lambda person: person.order))

    def nearest_with(self, role: str, place: int) -> tuple[Person, ...]:
        """Those with a role (its key), in calling order, but those of one place (its number) before all others."""
        own = self.place(place)
        return tuple(sorted(self.people_with(role), key=lambda person: own is None or person.place != own.slug))

    def people_at(self, slug: str) -> tuple[Person, ...]:
        """Everybody who belongs to a place, in the file's order."""
        return tuple(person for person in self.people if person.place == slug)

    def transport_of(self, name: str) -> Transport:
        """How the person of this name gets about; on foot when nothing is said."""
        folded = fold_name(name)
        rows = (person for person in self.people if fold_name(person.name) == folded)
        return next((person.transport for person in rows if person.transport), Transport.FOOT)

    def resources_for(self, topic: Topic) -> tuple[Resource, ...]:
        """What could help with a topic."""
        return tuple(resource for resource in self.resources if resource.topic == topic)

    def nearest(self, to: Place, among: Iterable[Place]) -> tuple[Place, ...]:
        """Places nearest first, without `to` itself and without those whose distance is unknown."""
        wanted = {place.number for place in among}
        return tuple(place for place in self._by_distance(to) if place.number in wanted)

    def _by_distance(self, to: Place) -> tuple[Place, ...]:
        """All others from the nearest; worked out once, for the board of tasks asks for every place each minute."""
        if (found := self._neighbours.get(to.number)) is None:
            measured = ((distance_m(to, other), other) for other in self.places if other.number != to.number)
            known = [(metres, other) for metres, other in measured if metres is not None]
            found = tuple(other for _, other in sorted(known, key=lambda pair: (pair[0], pair[1].number)))
            self._neighbours[to.number] = found
        return found

    @cached_property
    def _neighbours(self) -> dict[int, tuple[Place, ...]]:
        return {}

    def level(self, level: int) -> LevelStep | None:
        """The step of the ladder with this number."""
        return next((step for step in self.levels if step.level == level), None)
