"""The command for warnings (varsler) that come in."""

import click

from fieldkit.acts import typed, warnings
from fieldkit.cli.moments import happened_at
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.core.facts.staff import WARNING_SOURCE_DA
from fieldkit.core.tell.sentences import sentence

_SOURCES = typed.words_of(WARNING_SOURCE_DA)


@click.command()
@click.argument("text")
@click.option(
    "--source",
    required=True,
    help="weather, threat, supply, authority, media or other; or vejr, trussel, forsyning, myndighed, medier, andet.",
)
@name_option("--from", "sender", help="Who warned: a person, an authority, a channel.")
@click.option("--received", default="", help="When it came, for example 14.30; default: now.")
@name_option("--by", help="Who took it.")
@as_json
@click.pass_obj
def warning(places: Places, text: str, source: str, sender: str, received: str, by: str, as_json: bool) -> None:
    """Record a warning (varsel) that was received.

    \b
    Example: fieldkit warning "Orkan fra vest i nat" --source weather --from "vejrtjenesten" --received 14.30
    """
    said = typed.word(_SOURCES, source, "en kilde")
    with open_kit(places) as kit:
        at = happened_at(received, kit.now())
        event = warnings.receive(kit, text, said, sender=sender, received=at, by=by)
        if as_json:
            show_json({"number": event.number, "id": event.id.hex(), "body": event.body})
        else:
            say(f"{event.number}  {sentence(event, kit.roster)}.")


COMMANDS: list[click.Command] = [warning]
