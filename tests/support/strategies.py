"""Hypothesis strategies for events and their bodies, drawn from the types of their fields: a new kind needs none.

What a field's rule would put right (numbers out of bounds, texts of many lines) is drawn too: canonical form is made
at birth.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import MAX_HLC, hlc_of_unix
from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import (
    UNKNOWN_PLACE,
    Body,
    Cut,
    Exactly,
    Octets,
    Place,
    PlaceTexts,
    RefBody,
    Several,
    Text,
    Token,
    Whole,
    unknown_place,
)
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.kinds import REGISTRY, Kind
from fieldkit.core.facts.roster import Cells, RosterEdit
from fieldkit.core.facts.said import Assign, Hello, Incident
from fieldkit.core.facts.staff import ROLES_ON_AIR
from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.facts.topic_state import TopicState

texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøå ABCÆØÅ.,!?-0123456789", max_size=80),
    st.sampled_from(["", "tæpper", "Kan I sende 20 tæpper? Mvh skolen", "kl. 14.30", "🙂 ok", "ǅ ß ﬁ İ"]),
    st.sampled_from(["Øvelse Andersen", "øvelse  andersen", "Prøve Bæk", "kok", *ROLES_ON_AIR]),
)
kits = st.integers(1, 0xFFFF)
epochs = st.integers(0, 0xFFFF)
seqs = st.integers(1, 1 << 20)
places = st.one_of(st.integers(0, 0xFFFF), st.integers(UNKNOWN_PLACE, UNKNOWN_PLACE + 0xFFFFFFFF))
refs = st.builds(RefBody, kits, epochs, seqs)
tags = st.integers(1, 0xFFFF)


def octets(count):
    return st.binary(min_size=count, max_size=count).map(bytes.hex)


cuts = st.builds(Cut, epochs, st.integers(0, 1 << 20), octets(8) | st.just(""))


def _has_cuts(wanted: Any) -> bool:
    return Cut in get_args(wanted)


topic_states = st.builds(
    TopicState, st.sampled_from([c for c in Condition if c is not Condition.UNKNOWN]), st.none() | st.integers(0, 999)
)
_columns = st.sampled_from(["telefon", "navn", "radio", "klar inden minutter", "ny kolonne"]) | texts
_ids = st.sampled_from(["", "alarm", "skole-stroem", "a1b2c3", "12-0147", "print", "runner"])
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    RefBody: refs,
    dict[Topic, TopicState]: st.dictionaries(st.sampled_from(Topic), topic_states),
}
_NARROW: dict[tuple[type[Body], str], st.SearchStrategy[Any]] = {
    (Hello, "first"): st.just(1),  # a feed that begins later is a story of its own
    (Chit, "series"): st.integers(1, 3),  # few numbers, so that some are entered twice
    (Chit, "count"): st.integers(1, 4),
    (RosterEdit, "row"): st.sampled_from(["7", "Øvelse Andersen, runner", "øvelse andersen,  runner"]) | texts,
}
"""Fields of which a property test wants fewer values than the type allows."""


def _of_rule(rule: object, wanted: Any) -> st.SearchStrategy[Any] | None:
    match rule:
        case Text():
            return texts
        case Token(words=words) if words:
            return st.sampled_from(words) | places if int in get_args(wanted) else st.sampled_from(words)
        case Token():
            return _ids
        case Whole(low=low, high=high):
            return st.integers(low - 1, high + 1) | st.integers(low, min(high, low + 20))
        case Exactly(low=low, high=high):
            return st.integers(low, high)
        case Octets(count=count, maybe=maybe):
            return octets(count) | st.just("") if maybe else octets(count)
        case Place():
            return places
        case Several(each=Text()):
            return st.lists(texts, max_size=5).map(tuple)
        case Several(most=most) if _has_cuts(wanted):
            return st.lists(cuts, max_size=most).map(tuple)
        case Several():
            one = refs if RefBody in get_args(wanted) else places
            return st.lists(one, max_size=6).map(tuple)
        case PlaceTexts():
            return st.dictionaries(st.integers(1, 0xFFFF), texts, max_size=6)
        case Cells():
            return st.dictionaries(_columns, texts, max_size=6)
    return None


def of_type(wanted: Any) -> st.SearchStrategy[Any]:
    """Values of one field's type; TypeError when nobody has said how to draw it."""
    if get_origin(wanted) is Annotated:
        plain, *rules = get_args(wanted)
        drawn = next((found for rule in rules if (found := _of_rule(rule, plain)) is not None), None)
        if drawn is not None:
            return st.none() | drawn if NoneType in get_args(plain) else drawn
        return of_type(plain)
    if get_origin(wanted) in (Union, UnionType):
        return st.one_of(*(st.none() if part is NoneType else of_type(part) for part in get_args(wanted)))
    if wanted in _BY_TYPE:
        return _BY_TYPE[wanted]
    if isinstance(wanted, type) and issubclass(wanted, Body):
        return bodies_of(wanted)
    if isinstance(wanted, type) and hasattr(wanted, "__members__"):
        return st.sampled_from(list(wanted))
    raise TypeError(f"no strategy for {wanted}")


def bodies_of(body: type[Body]) -> st.SearchStrategy[Any]:
    """Bodies of one kind."""
    hints = body.__annotations__
    drawn = {
        name: _NARROW[body, name] if (body, name) in _NARROW else of_type(hints[name])
        for name in body.__struct_fields__
    }
    return st.builds(body, **drawn)


def of_kinds(*rows: Kind[Any]) -> st.SearchStrategy[Any]:
    """Bodies of any of these kinds."""
    return st.one_of(*(bodies_of(row.body) for row in rows))


air_bodies = of_kinds(*(row for row in REGISTRY.all() if row.wire))
bodies = of_kinds(*REGISTRY.all())
any_tags = st.integers(0, 0xFFFF)
hlcs = st.integers(0, MAX_HLC)


def events(body=bodies, kit=kits, epoch=epochs, seq=seqs, incident=any_tags, hlc=hlcs):
    """One event with any header."""
    return st.builds(
        lambda b, k, e, s, h, i, t: make_event(b, kit=k, epoch=e, seq=s, hlc=h, incident=i, time_sure=t),
        body,
        kit,
        epoch,
        seq,
        hlc,
        incident,
        st.booleans(),
    )


def feeds(kit_numbers=(1, 2, 3, 4, 5), length=8):
    """Whole logs of several kits: lists of events in which every feed counts 1, 2, 3 …"""

    @st.composite
    def draw_logs(draw):
        found = []
        for kit in kit_numbers:
            hlc = draw(st.integers(1 << 20, (1 << 30) - 100)) << 16
            for seq in range(1, draw(st.integers(0, length)) + 1):
                hlc += draw(st.integers(0, 3)) << 16 | 1
                body = draw(bodies)
                tag = draw(st.sampled_from([0, 5, 0x8005]))
                found.append(make_event(body, kit=kit, epoch=7, seq=seq, hlc=hlc, incident=tag))
        return found

    return draw_logs()


@st.composite
def forked_feeds(draw):
    """Logs of five kits; now and then one kit has said the same number twice (a cloned disk)."""
    logs = draw(feeds())
    for event in draw(st.lists(st.sampled_from(logs), max_size=2)) if logs else []:
        logs.append(
            make_event(draw(bodies), kit=event.kit, epoch=event.epoch, seq=event.seq, hlc=event.hlc, incident=5)
        )
    return logs


CLASH_AT = 1_795_258_800
"""Unix seconds of the first of the moments at which everything clashes."""
_few_epochs = st.sampled_from([0, 0, 0, 1])
_few_refs = st.builds(RefBody, st.integers(1, 2), _few_epochs, st.integers(1, 2))
_NODE = 0x0A0F0065
"""The radio of place 101 of the sample, which has no kit."""
_few_places = st.sampled_from([0, 2, 101, 101, unknown_place(_NODE), unknown_place(_NODE)])
_few_texts = st.sampled_from(["", "Prøve Bæk", "Øvelse Andersen"])
_few_moments = st.sampled_from([hlc_of_unix(CLASH_AT), hlc_of_unix(CLASH_AT) + 1, hlc_of_unix(CLASH_AT + 1)])
_few_tags = st.sampled_from([5, 6])
_FEW: dict[tuple[type[Body], str], st.SearchStrategy[Any]] = {
    (Incident, "tag"): _few_tags,
    (Assign, "node"): st.just(_NODE),
}


def _few_of_rule(rule: object, wanted: Any) -> st.SearchStrategy[Any] | None:
    match rule:
        case Text():
            return _few_texts
        case Token(words=words) if words and int in get_args(wanted):
            return st.sampled_from(words) | _few_places
        case Whole(low=low) | Exactly(low=low):
            return st.integers(low, low + 2)
        case Octets(count=count, maybe=maybe):
            return st.sampled_from(["", "00" * count] if maybe else ["00" * count])
        case Place():
            return _few_places
        case Several() if _has_cuts(wanted):
            return st.lists(st.builds(Cut, _few_epochs, st.integers(0, 2)), max_size=2).map(tuple)
        case Several(each=Text()):
            return st.lists(_few_texts, max_size=2).map(tuple)
        case Several():
            return st.lists(_few_refs if RefBody in get_args(wanted) else _few_places, max_size=3).map(tuple)
    return None


def _few_of_type(wanted: Any) -> st.SearchStrategy[Any]:
    plain, *rules = get_args(wanted) if get_origin(wanted) is Annotated else (wanted,)
    drawn = next((found for rule in rules if (found := _few_of_rule(rule, plain)) is not None), None)
    if drawn is None and RefBody in (plain, *get_args(plain)):
        drawn = _few_refs
    if drawn is None:
        return of_type(wanted)
    return st.none() | drawn if NoneType in get_args(plain) else drawn


def few_of(body: type[Body]) -> st.SearchStrategy[Any]:
    """Bodies of one kind that name few places, people, things and times, and point at few events."""
    hints = body.__annotations__
    known = {**_NARROW, **_FEW}
    drawn = {
        name: known[body, name] if (body, name) in known else _few_of_type(hints[name])
        for name in body.__struct_fields__
    }
    return st.builds(body, **drawn)


@st.composite
def clashing_logs(draw, kinds):
    """Logs of these kinds in which all coincides that can: cloned cards say the same numbers at the same moments about
    the same places and people; what is pointed at is here once, twice or not at all."""
    said = events(
        st.one_of(*map(few_of, kinds)),
        kit=st.integers(1, 2),
        epoch=_few_epochs,
        seq=st.integers(1, 2),
        incident=st.sampled_from([0, 5, 5]),
        hlc=_few_moments,
    )
    return draw(st.lists(said, min_size=8, max_size=20))


@st.composite
def linked(draw, logs):
    """The same logs, most of whose events point at others of them instead of at nothing."""
    found = []
    for event in logs:
        said = {}
        for name in event.body.__struct_fields__:
            value = getattr(event.body, name)
            if isinstance(value, RefBody) and draw(st.integers(0, 3)):
                said[name] = RefBody(*draw(st.sampled_from(logs)).ref)
            elif isinstance(value, tuple) and value and isinstance(value[0], RefBody):
                said[name] = tuple(RefBody(*draw(st.sampled_from(logs)).ref) for _ in value)
        if said:
            body = msgspec.structs.replace(event.body, **said)
            event = make_event(body, kit=event.kit, epoch=event.epoch, seq=event.seq, hlc=event.hlc,
                               incident=event.incident, time_sure=event.time_sure)  # fmt: skip
        found.append(event)
    return found
