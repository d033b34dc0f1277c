"""What events say of kits' own keys: for which the root vouches, from where on one is no longer believed, what a person
takes in all the same, which of two kits with one number gets another, and that whoever says so has signed it.
"""

from typing import Annotated, ClassVar, TypeVar

from fieldkit.core.clock.hybrid import MAX_SECONDS
from fieldkit.core.facts.body import Body, Cut, Exactly, Line, Name, Octets, RefBody, Several
from fieldkit.core.facts.bounds import CHAIN_OCTETS, MAX_SEQ
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    URGENT,
    Belongs,
    Kind,
    Wire,
    always_open,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
)
from fieldkit.core.facts.layout import FLAG, MAYBE_TEXT, REF, SECONDS, Bits, Hex, Maybe, Nested, OwnKit, Repeat, Varint

B = TypeVar("B", bound=Body)
MOST_CUTS = 7
MOST_MUNICIPALITY = 999
"""Danish municipalities have codes of three digits."""
Key = Annotated[str, Octets(32)]
KitNumber = Annotated[int, Exactly(1, 0xFFFF)]


class Vouch(Body, frozen=True):
    """The municipality's root says that this is the kit's key. `signature` is by the root over
    `core.signed.certificate.statement`; who wrote the event does not matter. `issued` is seconds since 2025;
    `may_revoke`: this kit may say that another is not believed any more."""

    kind: ClassVar[str] = "vouch"
    municipality: Annotated[int, Exactly(0, MOST_MUNICIPALITY)]
    kit: KitNumber
    key: Key
    issued: Annotated[int, Exactly(0, MAX_SECONDS)]
    signature: Annotated[str, Octets(64)]
    may_revoke: bool = False


class WordSigned(Body, frozen=True):
    """Who has said the word `ref` (`RevokeKey`, `Accept`, `Renumber` or `Revoke`) has signed it with the kit's own key:
    `core.signed.word`. Whoever has the municipality's key can write a word in anybody's name, and not sign it."""

    kind: ClassVar[str] = "word-signed"
    ref: RefBody
    signature: Annotated[str, Octets(64)]


class RevokeKey(Body, frozen=True):
    """The kit that holds this key is not believed any more: what it wrote past the `cuts`, and all it writes in other
    epochs, stands apart until somebody accepts it. `undo`: it was found again and is whole."""

    kind: ClassVar[str] = "revoke-key"
    kit: KitNumber
    key: Key
    cuts: Annotated[tuple[Cut, ...], Several(MOST_CUTS)] = ()
    undo: bool = False
    reason: Line = ""
    by: Name = ""


class Accept(Body, frozen=True):
    """What a kit that is not believed wrote from `first` to `last` in this epoch counts all the same."""

    kind: ClassVar[str] = "accept"
    kit: KitNumber
    epoch: Annotated[int, Exactly(0, 0xFFFF)]
    first: Annotated[int, Exactly(1, MAX_SEQ)]
    last: Annotated[int, Exactly(1, MAX_SEQ)]
    reason: Line = ""
    by: Name = ""


class Renumber(Body, frozen=True):
    """Two kits were given the number `kit`: the one that holds this key writes as `number` from now on. What it wrote
    before keeps the number that it has."""

    kind: ClassVar[str] = "renumber"
    kit: KitNumber
    key: Key
    number: KitNumber
    by: Name = ""


_KEY = Hex(32)
_CUT = Nested(Cut, {"epoch": Bits(16), "seq": Varint(6, MAX_SEQ), "chain": Maybe(Hex(CHAIN_OCTETS), nothing="")})
_KIT = Varint(4, 0xFFFF, least=1)


def _row(body: type[B], word: str, wire: Wire, *, is_word: bool) -> Kind[B]:
    """All of these hold beyond any incident and are for everybody; a word about who is believed goes at once, and to
    who joins late."""
    return Kind(
        body=body,
        word=word,
        wire=(wire,),
        audience=to_everybody,
        precedence=ROUTINE if is_word else INFO,
        pace=URGENT if is_word else INFO,
        open=always_open if is_word else never_open,
        belongs=Belongs.NONE,
        origin=from_here,
        replaces=nothing,
        feed_begins=None,
        receipt=False,
        understood=never,
        phone_text=None,
    )


KINDS = (
    _row(
        WordSigned,
        "underskrift",
        Wire(41, {"ref": REF, "signature": Hex(64)}),
        is_word=False,
    ),
    _row(
        Vouch,
        "vidimering",
        Wire(
            32,
            {
                "kit": OwnKit(),
                "municipality": Bits(10),
                "may_revoke": FLAG,
                "issued": SECONDS,
                "key": _KEY,
                "signature": Hex(64),
            },
        ),
        is_word=False,
    ),
    _row(
        RevokeKey,
        "spærring af nøgle",
        Wire(
            33,
            {
                "kit": _KIT,
                "key": _KEY,
                "cuts": Repeat(Bits(3), _CUT, most=MOST_CUTS),
                "undo": FLAG,
                "reason": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
        is_word=True,
    ),
    _row(
        Accept,
        "godkendelse",
        Wire(
            34,
            {
                "kit": _KIT,
                "epoch": Bits(16),
                "first": Varint(6, MAX_SEQ, least=1),
                "last": Varint(6, MAX_SEQ, least=1),
                "reason": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
        is_word=True,
    ),
    _row(
        Renumber,
        "nyt kitnummer",
        Wire(35, {"kit": _KIT, "key": _KEY, "number": _KIT, "by": MAYBE_TEXT}),
        is_word=True,
    ),
)
