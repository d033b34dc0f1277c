"""Commands about other municipalities: neighbour (key, add, import, board, print, list), shared, offer and export."""

from pathlib import Path

import click

from fieldkit.acts import neighbours as acts
from fieldkit.acts import offers, typed
from fieldkit.acts.trust import must_count
from fieldkit.cli.opening import Places, open_kit, portion
from fieldkit.cli.options import as_json, name_option, output_as, text_option
from fieldkit.cli.output import say, say_wrapped, show_json, write_out
from fieldkit.cli.read import row_json, say_board
from fieldkit.cli.remedies import told as reason
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import MAX_COUNT, UNIT_CHARS
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.facts.terms import CONDITION_DA, PRECEDENCE_DA, TOPIC_DA, Condition
from fieldkit.core.facts.work import REQUEST_STATE_DA
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.text.wording import amount_words, lines_da, new_lines_da
from fieldkit.core.views.shared import SHARED_SORT_DA, SharedLine, comparable, not_comparable, shared_lines
from fieldkit.resync.neighbours import Taken
from fieldkit.store.files.read_key import ReadKey
from fieldkit.store.neighbours import Picture, neighbours

EXPORTS = ("situation", "decisions", "tasks", "log", "shared")


@click.group()
def neighbour() -> None:
    """Another municipality's picture, read-only: what its bundles bring and its kits have signed."""


@neighbour.command("key")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def neighbour_key(places: Places, file: Path, as_json: bool) -> None:
    """Write a read key of this municipality to FILE, for a neighbour's liaison officer: it opens our bundles and writes
    nothing.

    \b
    Example: fieldkit neighbour key laesenoegle.key
    """
    with open_kit(places) as kit:
        key = acts.give_key(kit, file)
    if as_json:
        show_json({"file": str(file), **_key_json(key)})
        return
    say(f"{file} er læsenøglen til {key.called}, nøgle nummer {key.number}, rodens kendetal {acts.roots_words(key)}.")
    say("Giv den fra hånd til hånd, og sig rodens kendetal i telefonen. Når nøglen skiftes, skal de have en ny.")


@neighbour.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--new-root", is_flag=True, help="They have changed their root, and its mark was compared by telephone.")
@as_json
@click.pass_obj
def neighbour_add(places: Places, file: Path, new_root: bool, as_json: bool) -> None:
    """Follow the municipality whose read key is in FILE.

    \b
    Example: fieldkit neighbour add laesenoegle.key
    """
    with open_kit(places) as kit:
        key, is_new = acts.follow(kit, file, new_root=new_root)
    if as_json:
        show_json({"new": is_new, **_key_json(key)})
        return
    said = "følges nu" if is_new else "blev fulgt allerede"
    say(f"NABO {key.called} (kommune {key.municipality}) {said}. Rodens kendetal er {acts.roots_words(key)}.")
    say("Ring til dem, og sammenlign kendetallet: det er roden, der afgør, hvad der tæller.")


@neighbour.command("import")
@click.argument("file", metavar="[BUNDLE]", type=click.Path(path_type=Path), required=False)
@click.option("--stick", type=click.Path(path_type=Path), help="The folder of the stick, when several are in.")
@as_json
@click.pass_obj
def neighbour_import(places: Places, file: Path | None, stick: Path | None, as_json: bool) -> None:
    """Take in a bundle of a municipality that is followed. Without BUNDLE all of theirs on the USB stick that is in.
    This kit's own log is left as it is.

    \b
    Example: fieldkit neighbour import
    """
    if file is not None and stick is not None:
        raise InputError("Skriv enten filen eller nøglen (--stick), ikke begge.")
    with open_kit(places) as kit:
        fetched = acts.fetch(kit, file, stick, portion)
        now = kit.now()
    for taken in fetched.taken:
        if as_json:
            show_json(_taken_json(taken))
        else:
            say(
                f"NABO {taken.neighbour.called}: {new_lines_da(taken.new)}, {taken.known} var her allerede; "
                f"pakken er fra {danish_clock(taken.as_of.made, now)}, kit {taken.as_of.kit}."
            )
    for error in fetched.refused:
        click.echo(reason(error), err=True)
    if fetched.refused:
        raise click.exceptions.Exit(1)


@neighbour.command("list")
@as_json
@click.pass_obj
def neighbour_list(places: Places, as_json: bool) -> None:
    """The municipalities that this kit follows, and how old the picture of each is.

    \b
    Example: fieldkit neighbour list
    """
    with open_kit(places) as kit:
        now = kit.now()
        seen = {picture.neighbour.code: picture for picture in acts.pictures(kit)}
        known = neighbours(kit.home)
        for one in known:
            picture = seen.get(one.code)
            if as_json:
                keys = [{"number": key.number, "fingerprint": key.fingerprint} for key in one.keys]
                told = _picture_json(picture) if picture is not None else _UNSEEN
                show_json({"municipality": one.code, "municipality_name": one.called, "keys": keys, **told})
            elif picture is None:
                say(f"{one.code:>4}  {one.called}: der er ikke hentet nogen pakke endnu.")
            else:
                say(f"{one.code:>4}  {one.called}: {acts.age_words(picture, now)}, {lines_da(picture.counted)}.")
                if left := acts.left_out_words(picture):
                    say(f"      {left}")
        if not known and not as_json:
            say("Kittet følger ingen anden kommune.")


@neighbour.command("board")
@click.argument("code", type=click.IntRange(1, MOST_MUNICIPALITY), required=False)
@click.option("--all", "show_all", is_flag=True, help="Also places that have not reported (people's view).")
@as_json
@click.pass_obj
def neighbour_board(places: Places, code: int | None, show_all: bool, as_json: bool) -> None:
    """A neighbour's situation picture as it was when its bundle was made. CODE when several are followed.

    \b
    Example: fieldkit neighbour board 999
    """
    with open_kit(places) as kit:
        picture, now = acts.picture(kit, code), kit.now()
        board = acts.side_of(picture).board(now)
    if as_json:
        show_json(
            {
                "municipality": picture.neighbour.code,
                "municipality_name": picture.neighbour.called,
                "incident": board.incident,
                "exercise": board.exercise,
                "places": [row_json(row) for row in board.rows],
                **_picture_json(picture),
            }
        )
        return
    say_wrapped(f"NABO {picture.neighbour.called}, kommune {picture.neighbour.code}: {acts.age_words(picture, now)}")
    if left := acts.left_out_words(picture):
        say(left)
    say_board(board, show_all=show_all)


@neighbour.command("print")
@click.argument("code", type=click.IntRange(1, MOST_MUNICIPALITY), required=False)
@click.option("--text", "text_only", is_flag=True, help="Show the layout as text instead of printing.")
@click.pass_obj
def neighbour_print(places: Places, code: int | None, text_only: bool) -> None:
    """Print a neighbour's situation picture: NABO, whose it is and how old stand on top.

    \b
    Example: fieldkit neighbour print 999
    """
    from fieldkit.acts.neighbour_papers import board_paper, queue_board
    from fieldkit.paper.layout import as_text, lay_out

    with open_kit(places) as kit:
        picture = acts.picture(kit, code)
        if text_only:
            columns = kit.config.columns
            say(as_text(lay_out(board_paper(kit, picture), columns), columns).rstrip("\n"))
        else:
            say(f"Job {queue_board(kit, picture)} er i kø.")
            if not kit.config.has_printer:
                say("Kittet har ingen printer; sæt den i kit.toml.")


@click.command()
@as_json
@click.pass_obj
def shared(places: Places, as_json: bool) -> None:
    """The shared picture for a coordinating staff: lacks, open requests and resources, one's own and the neighbours'.
    As a table for other systems: `fieldkit export shared`.

    \b
    Example: fieldkit shared
    """
    with open_kit(places) as kit:
        sides, now = acts.sides(kit), kit.now()
    if as_json:
        for line in shared_lines(sides):
            show_json(_line_json(line))
        return
    for side in comparable(sides):
        head = side.name if side.own else f"NABO {side.name}, som det var {danish_clock(side.as_of, now)}"
        say(f"{'ØVELSE ' if side.exercise else ''}{head}")
        lines = shared_lines([side])
        for line in lines:
            say(f"  {SHARED_SORT_DA[line.what]:<10} {_line_da(line, now)}")
        if not lines:
            say("  intet mangler, ingen har bedt om noget, og intet er tilbudt eller på listen.")
    for side in not_comparable(sides):
        say(f"{side.name} er ikke med: det ene er øvelse, det andet er ikke.")


@click.command()
@click.argument("what")
@click.option("--place", "where", default="", help="Where it is; by default this kit's own place.")
@click.option("--count", type=click.IntRange(0, MAX_COUNT), default=None, help="How many; 0 takes the offer back.")
@text_option("--unit", limit=UNIT_CHARS, help="Of what: stk., liter, personer …")
@click.option("--topic", default="", help="Which of the eleven points it helps (vand, varme, … or water, heat, …).")
@name_option("--by", help="Who decided.")
@click.pass_obj
def offer(places: Places, what: str, where: str, count: int | None, unit: str, topic: str, by: str) -> None:
    """Say what this municipality can spare: it stands in the shared picture, also the neighbours'. Prints the number.

    \b
    Example: fieldkit offer tæpper --count 200 --unit stk. --place eksempelhallen --by "Øvelse Andersen"
    """
    with open_kit(places) as kit:
        event = offers.offer(
            kit,
            what,
            place=typed.place(where, kit.roster) if where else None,
            count=count,
            unit=unit,
            topic=typed.word(typed.TOPICS, topic, "et af de elleve punkter") if topic else None,
            by=by,
        )
        must_count(kit, event)
        say(f"{event.number}  {sentence(event, kit.roster, kit.state.incidents)}")


@click.command()
@click.argument("exported_table", metavar="TABLE", type=click.Choice(EXPORTS))
@output_as("csv", "json", default="csv")
@click.option(
    "--incident", default="", help="Of this incident: its name, or a number of it. By default the one that runs."
)
@click.option("--with-personal-data", "personal", is_flag=True, help="Also names and what people wrote freely.")
@click.pass_obj
def export(places: Places, exported_table: str, form: str, out: Path | None, incident: str, personal: bool) -> None:
    """A table for systems that are shared with others (C3, a mail): docs/exports.md tells its columns.

    \b
    Example: fieldkit export situation --out situation.csv
    """
    from fieldkit.acts.exports import exported

    with open_kit(places) as kit:
        told = exported(kit, exported_table, form, incident=incident, personal=personal)
        write_out(out, (piece.encode() for piece in told))


_UNSEEN: dict[str, object] = {"as_of": None, "latest": None, "events": 0, "left_out": {}, "apart": 0}


def _key_json(key: ReadKey) -> dict[str, object]:
    return {
        "municipality": key.municipality,
        "municipality_name": key.name,
        "number": key.number,
        "fingerprint": key.fingerprint,
        "roots": acts.roots_words(key).split(", "),
    }


def _taken_json(taken: Taken) -> dict[str, object]:
    return {
        "municipality": taken.neighbour.code,
        "municipality_name": taken.neighbour.called,
        "new": taken.new,
        "known": taken.known,
        "as_of": iso_at(taken.as_of.made),
        "kit": taken.as_of.kit,
    }


def _picture_json(picture: Picture) -> dict[str, object]:
    return {
        "as_of": iso_at(picture.as_of.made),
        "latest": None if picture.latest is None else iso_at(picture.latest),
        "events": picture.counted,
        "left_out": {str(standing): many for standing, many in sorted(picture.left_out.items())},
        "apart": picture.apart,
    }


def _line_json(line: SharedLine) -> dict[str, object]:
    return {
        **{name: getattr(line, name) for name in line.__struct_fields__},
        "said_at": None if line.said_at is None else iso_at(line.said_at),
        "as_of": iso_at(line.as_of),
    }


def _line_da(line: SharedLine, now: float) -> str:
    """`Uglemoseskolen: 40 stk. tæpper, haster, afventer (12-0147, 13.05)`."""
    topic = TOPIC_DA[line.topic] if line.topic is not None else ""
    told = [amount_words(line.count, line.unit, line.thing) if line.thing else topic]
    told += [CONDITION_DA[line.condition]] if line.condition is Condition.CRITICAL else []
    told += [f"{line.hours} t endnu"] if line.hours is not None else []
    told += [PRECEDENCE_DA[line.precedence]] if line.precedence is not None else []
    told += [REQUEST_STATE_DA[line.state]] if line.state is not None else []
    told += ["FOR SENT"] if line.late else []
    source = [line.number] if line.number else []
    source += [danish_clock(line.said_at, now)] if line.said_at is not None else []
    where = f"{line.place_name}: " if line.place_name else ""
    return f"{where}{', '.join(told)}" + (f" ({', '.join(source)})" if source else "")


COMMANDS = [neighbour, shared, offer, export]
