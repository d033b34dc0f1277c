"""What events say while the municipality's key changes: a kit's share of the next one, that a kit has it, that it is in
use from now on, and that an old one opens nothing any more.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar, TypeVar

from fieldkit.core.facts.body import Body, Exactly, Name, Octets
from fieldkit.core.facts.keys import KitNumber
from fieldkit.core.facts.kinds import (
    ROUTINE,
    URGENT,
    Audience,
    Belongs,
    Kind,
    Wire,
    always_open,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
    to_secretariat,
)
from fieldkit.core.facts.layout import MAYBE_TEXT, Bits, Hex, Layout, Varint

B = TypeVar("B", bound=Body)
MOST_KEYS = 15
"""A key's number has four bits in every frame, and is never used again."""
KeyNumber = Annotated[int, Exactly(1, MOST_KEYS)]
Fingerprint = Annotated[str, Octets(4)]
"""What people compare of a municipality's key; with the number it says which key is meant."""


class KeyShare(Body, frozen=True):
    """The municipality's key `number`, sealed to the key of one kit (`core.signed.sealed`). `mark` is that key's;
    `once` and `content` are what was sealed. Nobody else can open it, and it opens only as its author's."""

    kind: ClassVar[str] = "key-share"
    number: KeyNumber
    fingerprint: Fingerprint
    kit: KitNumber
    mark: Annotated[str, Octets(8)]
    once: Annotated[str, Octets(32)]
    content: Annotated[str, Octets(48)]


class KeyHeld(Body, frozen=True):
    """The kit that says so holds this key, durably. It seals with it when it is in use."""

    kind: ClassVar[str] = "key-held"
    number: KeyNumber
    fingerprint: Fingerprint


class KeyInUse(Body, frozen=True):
    """Every kit that holds this key seals with it from now on. `signature` is by the author's own key over
    `core.signed.key_word.statement`: whoever has a stolen key can write as any kit."""

    kind: ClassVar[str] = "key-in-use"
    number: KeyNumber
    fingerprint: Fingerprint
    signature: Annotated[str, Octets(64)]
    by: Name = ""


class KeyRetired(Body, frozen=True):
    """This key, older than the one in use, opens no frame and no slip any more. `signature` as of `KeyInUse`."""

    kind: ClassVar[str] = "key-retired"
    number: KeyNumber
    fingerprint: Fingerprint
    signature: Annotated[str, Octets(64)]
    by: Name = ""


_NUMBER, _FINGERPRINT, _SIGNATURE = Bits(4), Hex(4), Hex(64)


def _to_its_kit(body: KeyShare) -> Audience:
    return Audience(kits=(body.kit,))


def _row(body: type[B], word: str, wire: Wire, audience: Callable[[B], Audience], *, is_word: bool) -> Kind[B]:
    """All of these hold beyond any incident; what is said to all goes to who joins late as well."""
    return Kind(
        body=body,
        word=word,
        wire=(wire,),
        audience=audience,
        precedence=ROUTINE,
        pace=URGENT if is_word else ROUTINE,
        open=always_open if is_word else never_open,
        belongs=Belongs.NONE,
        origin=from_here,
        replaces=nothing,
        feed_begins=None,
        receipt=False,
        understood=never,
        phone_text=None,
    )


def _word(number: int) -> Wire:
    said: Layout = {"number": _NUMBER, "fingerprint": _FINGERPRINT, "signature": _SIGNATURE, "by": MAYBE_TEXT}
    return Wire(number, said)


KINDS = (
    _row(
        KeyShare,
        "del af nøgle",
        Wire(
            36,
            {
                "number": _NUMBER,
                "fingerprint": _FINGERPRINT,
                "kit": Varint(4, 0xFFFF, least=1),
                "mark": Hex(8),
                "once": Hex(32),
                "content": Hex(48),
            },
        ),
        _to_its_kit,
        is_word=False,
    ),
    _row(
        KeyHeld,
        "nøgle modtaget",
        Wire(37, {"number": _NUMBER, "fingerprint": _FINGERPRINT}),
        to_secretariat,
        is_word=False,
    ),
    _row(KeyInUse, "nøgle i brug", _word(38), to_everybody, is_word=True),
    _row(KeyRetired, "nøgle udgået", _word(39), to_everybody, is_word=True),
)
