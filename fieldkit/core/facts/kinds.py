"""The registry of kinds: which body belongs to which kind, and bodies as canonical JSON and back.

A new kind is a struct in one of the bodies modules, a line here, a fold in a state module, and (if the air carries it)
a codec in link.
"""

from typing import Any

import msgspec

from fieldkit.core.facts.chits import PAPER_BODIES, PaperBody
from fieldkit.core.facts.roster import ROSTER_BODIES, RosterBody
from fieldkit.core.facts.said import Ack, Assign, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.staff import STAFF_BODIES, StaffBody
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.facts.work import WORK_BODIES, WorkBody


class Opaque(msgspec.Struct, frozen=True):
    """A body of a kind or shape this version does not know: kept, carried on and shown, never folded."""

    kind: str
    fields: dict[str, Any]


Body = (
    Report
    | Message
    | Ack
    | Incident
    | Hello
    | Assign
    | Note
    | CardStep
    | WorkBody
    | StaffBody
    | PaperBody
    | Revoke
    | RosterBody
    | Opaque
)
KINDS: dict[str, type[Any]] = {
    cls.kind: cls
    for cls in (
        *(Report, Message, Ack, Incident, Hello, Assign, Note, CardStep),
        *WORK_BODIES,
        *STAFF_BODIES,
        *PAPER_BODIES,
        Revoke,
        *ROSTER_BODIES,
    )
}
_decoders = {kind: msgspec.json.Decoder(cls) for kind, cls in KINDS.items()}
_encoder = msgspec.json.Encoder()


def body_json(body: Body) -> bytes:
    """Canonical JSON of a body."""
    if isinstance(body, Opaque):
        return _encoder.encode(body.fields)
    return _encoder.encode(body)


def body_of(kind: str, raw: bytes) -> Body:
    """The typed body; `Opaque` when the kind or a field is not known here. ValueError when `raw` is no JSON object."""
    decoder = _decoders.get(kind)
    if decoder is not None:
        try:
            body: Body = decoder.decode(raw)
        except msgspec.ValidationError:
            pass  # a newer version's field: kept as it is rather than half understood
        else:
            return body
    return Opaque(kind, msgspec.json.decode(raw, type=dict[str, Any]))
