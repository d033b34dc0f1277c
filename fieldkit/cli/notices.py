"""Commands about notices: notice new, up, down, list."""

from typing import Any

import click

from fieldkit.acts import notices, typed
from fieldkit.cli.moments import iso, seconds_from
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.facts.terms import TO_ALL
from fieldkit.core.facts.work import Notice
from fieldkit.core.text.wording import named
from fieldkit.core.views.board import place_name, place_slug
from fieldkit.core.views.notices import OUTDATED_DA, NoticeView, make_notices
from fieldkit.kit import Kit


@click.group()
def notice() -> None:
    """Notices on the wall: new ones, where they hang, and which should come down."""


@notice.command("new")
@click.argument("title")
@click.argument("text", default="")
@click.option("--to", default="alle", show_default=True, help="Where it is to hang: a place, a role, or alle.")
@click.option("--expires", default="", help='When it is outdated: 14.30, "om 2 t", 2026-11-21T14:30.')
@click.option("--replaces", default="", help="The number of the notice that this one replaces.")
@name_option("--by", help="Who answers for it.")
@as_json
@click.pass_obj
def notice_new(
    places: Places, title: str, text: str, to: str, expires: str, replaces: str, by: str, as_json: bool
) -> None:
    """Write a notice; its number is the event's.

    \b
    Example: fieldkit notice new "Drikkevand" "Vand udleveres kl. 12-18 i gården." --to mødesteder --expires 18.00
    """
    with open_kit(places) as kit:
        old = typed.event_of(replaces, kit, Notice, "et opslag")[0].ref if replaces else None
        hangs = typed.addressee(to, kit.roster)
        until = seconds_from(expires, kit.now()) if expires else None
        event = notices.write(kit, title, text, to=hangs, expires=until, replaces=old, by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(f"{event.number}  Opslag “{title.strip()}”. Print det med “fieldkit print notice {event.number}”.")


def _hang(places: Places, number: str, where: str, by: str, up: bool) -> None:
    with open_kit(places) as kit:
        found, body = typed.event_of(number, kit, Notice, "et opslag")
        place = typed.place(where, kit.roster) if where else kit.place
        hang = notices.put_up if up else notices.take_down
        event = hang(kit, found.ref, place=place, by=by)
        done = "hænger nu" if up else "er taget ned"
        say(f"{event.number}  Opslag {found.number} “{body.title}” {done} hos {place_name(place, kit.roster)}.")


@notice.command("up")
@click.argument("number")
@click.option("--place", "where", default="", help="Where; by default this kit's own place.")
@name_option("--by", help="Who put it up.")
@click.pass_obj
def notice_up(places: Places, number: str, where: str, by: str) -> None:
    """Say that a notice was put up.

    \b
    Example: fieldkit notice up 1-0042 --by "vagt"
    """
    _hang(places, number, where, by, True)


@notice.command("down")
@click.argument("number")
@click.option("--place", "where", default="", help="Where; by default this kit's own place.")
@name_option("--by", help="Who took it down.")
@click.pass_obj
def notice_down(places: Places, number: str, where: str, by: str) -> None:
    """Say that a notice was taken down.

    \b
    Example: fieldkit notice down 1-0042 --by "vagt"
    """
    _hang(places, number, where, by, False)


@notice.command("list")
@as_json
@click.pass_obj
def notice_list(places: Places, as_json: bool) -> None:
    """List notices; outdated ones that still hang come first.

    \b
    Example: fieldkit notice list --json
    """
    with open_kit(places) as kit:
        found = make_notices(kit.state, kit.roster, kit.now())
        if not found and not as_json:
            say("Ingen opslag.")
        for view in found:
            if as_json:
                show_json(_notice_row(view, kit))
                continue
            why = f"  {OUTDATED_DA[view.outdated]}" if view.outdated else ""
            by = f" af {view.replaced_by}" if view.replaced_by else ""
            hangs = named([place_name(p, kit.roster) for p in view.up])
            up = f"  HÆNGER ENDNU hos {hangs}" if view.still_up else f"  hænger hos {hangs}" if hangs else ""
            missing = (
                f"  mangler hos {named([place_name(p, kit.roster) for p in view.missing])}" if view.missing else ""
            )
            say(f"{view.number}  {view.title}{why}{by}{up}{missing}")


def _notice_row(view: NoticeView, kit: Kit) -> dict[str, Any]:
    return {
        "number": view.number,
        "id": view.event_id.hex(),
        "title": view.title,
        "text": view.text,
        "to": "alle" if view.to == TO_ALL else view.to if isinstance(view.to, str) else place_slug(view.to, kit.roster),
        "by": view.by,
        "at": iso(view.at),
        "expires": iso(view.expires_at),
        "replaces": view.replaces or None,
        "replaced_by": view.replaced_by or None,
        "outdated": view.outdated,
        "places": [
            {"place": place_slug(h.place, kit.roster), "up": h.up, "at": iso(h.at), "by": h.by} for h in view.hanging
        ],
        "missing": [place_slug(place, kit.roster) for place in view.missing],
    }


COMMANDS: list[click.Command] = [notice]
