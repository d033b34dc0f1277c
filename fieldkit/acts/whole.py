"""Facts made of what people wrote: nothing is cut off or left out, and every letter can be read, or it is refused.

A body is canonical from birth (`core.facts.body`) and would quietly keep what fits. That is right for what arrives; a
person who writes is told instead, also that one letter is no name. What a field holds says its own rule, so an act need
not say it again.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import ParamSpec, TypeVar, cast

from fieldkit.acts import typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body, Personal, Several, Text, Whole, rules_of
from fieldkit.core.facts.roster import Cells

P = ParamSpec("P")
K = TypeVar("K", bound=Body)

FIELD_DA = {
    "by": "Navnet",
    "text": "Teksten",
    "worked": "Svaret om, hvad der gik godt,",
    "failed": "Svaret om, hvad der gik galt,",
    "lacked": "Svaret om, hvad der manglede,",
    "roles": "Svaret om roller og kort",
    "plan": "Svaret om små rettelser",
    "approval": "Svaret om større ændringer",
    "next": "Svaret om næste gang",
    "title": "Overskriften",
    "note": "Bemærkningen",
    "reason": "Begrundelsen",
    "name": "Navnet",
    "role": "Rollen",
    "level": "Niveauet",
    "unit": "Enheden",
    "what": "Anmodningen",
    "holder": "Navnet på den, der har den,",
    "runner": "Navnet på runneren",
    "outgoing": "Navnet på den, der går,",
    "incoming": "Navnet på den, der møder,",
    "facts": "En af de tre ting",
    "sender": "Navnet på den, der varsler,",
    "row": "Navnet på rækken",
    "did": "Det, kittet gjorde,",
    "at": "Tidspunktet",
    "left": "Tidspunktet",
    "since": "Tidspunktet",
    "due": "Fristen",
    "expires": "Udløbet",
    "received": "Tidspunktet",
    "first": "Tidspunktet",
    "children": "Antal børn",
    "staff": "Antal voksne",
    "count": "Antallet",
    "minutes": "Antal minutter",
    "hours": "Antal timer",
    "number": "Nummeret",
    "version": "Versionen",
}
"""What a refusal calls a field; a kind may call one otherwise (`called`)."""


def whole(kind: Callable[P, K], **called: str) -> Callable[P, K]:
    """`kind` made of what a person gave, with the same arguments: InputError when anything of it would be lost.

    `called`: what a refusal calls a field of this kind: `whole(Message, text="Beskeden")`.
    """
    body = cast("type[Body]", kind)
    rules = _rules_of(body)

    def make(*args: P.args, **kwargs: P.kwargs) -> K:
        given = {**dict(zip(body.__struct_fields__, args, strict=False)), **kwargs}
        for name, value in given.items():
            _refuse_loss(rules[name], value, called.get(name) or FIELD_DA.get(name, name))
        return kind(*args, **kwargs)

    return make


_rules_of = cache(rules_of)


def _refuse_loss(rule: object, value: object, what: str) -> None:
    if isinstance(rule, Text):
        if rule.personal is Personal.NAME:
            typed.must_name(cast(str, value))
        typed.fits(cast(str, value), what, rule)
    elif isinstance(rule, Several) and isinstance(rule.each, Text):
        for text in cast(Iterable[str], value):
            typed.fits(text, what, rule.each)
    elif isinstance(rule, Cells):
        for column, text in cast(dict[str, str], value).items():
            typed.fits(text, f"Cellen {column}", rule.each)
    elif isinstance(rule, Whole) and isinstance(value, int) and not rule.low <= value <= rule.high:
        raise InputError(f"{what} er {value}, og det kan ikke noteres; det ligger uden for {rule.low} til {rule.high}.")
