"""How it is told for whom the root vouches, which key is not believed any more, and what counts all the same."""

from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.keys import Accept, Renumber, RevokeKey, Vouch, WordSigned
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.tell.parts import Names, Telling, aside
from fieldkit.core.text.wording import in_fours


def _mark(key: str) -> str:
    return in_fours(mark_of(bytes.fromhex(key)))


def _vouch(body: Vouch, event: Event, names: Names) -> str:
    rights = "; det må spærre andre" if body.may_revoke else ""
    return f"Kommunens rod står inde for kit {body.kit}, nøgle {_mark(body.key)}{rights}"


def _revoke(body: RevokeKey, event: Event, names: Names) -> str:
    if body.undo:
        what = f"Kit {body.kit} er ikke længere spærret, nøgle {_mark(body.key)}"
    else:
        cuts = ", ".join(number_of(body.kit, cut.seq) for cut in body.cuts)
        counts = f"kun det til og med {cuts} tæller" if cuts else "intet derfra tæller"
        what = f"Kit {body.kit} er spærret, nøgle {_mark(body.key)}: {counts}"
    return f"{what}{aside(body.reason, body.by)}"


def _signed(body: WordSigned, event: Event, names: Names) -> str:
    return f"{number_of(body.ref.kit, body.ref.seq)} er underskrevet af det kit, der siger det"


def _accept(body: Accept, event: Event, names: Names) -> str:
    first, last = number_of(body.kit, body.first), number_of(body.kit, body.last)
    which = first if first == last else f"{first} til {last}"
    return f"{which} tæller, selv om kit {body.kit} er spærret{aside(body.reason, body.by)}"


def _renumber(body: Renumber, event: Event, names: Names) -> str:
    return f"Kit {body.kit} med nøgle {_mark(body.key)} skriver fra nu af som kit {body.number}{aside(body.by)}"


TELLINGS: dict[type, Telling] = {
    Vouch: Telling(line=_vouch),
    WordSigned: Telling(line=_signed),
    RevokeKey: Telling(line=_revoke),
    Accept: Telling(line=_accept),
    Renumber: Telling(line=_renumber),
}
