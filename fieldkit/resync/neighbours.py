"""Bundles of other municipalities: opened by a read key, checked from end to end, and laid in a log of their own.

A read key opens and cannot write, and it proves nothing: whoever has it could make such a file. What counts of it is
decided by signatures, each time the log is looked at (`store.neighbours`).
"""

from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.body import NAME_CHARS
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.keys import Vouch
from fieldkit.core.remedies import AddReadKey, FetchRoot, ImportAsOwn
from fieldkit.core.signed.certificate import holds
from fieldkit.core.text.clean import one_line
from fieldkit.core.text.wording import in_fours
from fieldkit.resync.bundle import workspace
from fieldkit.resync.bundle_head import Head, reading_key
from fieldkit.resync.bundle_opening import head_of_bundle, open_by
from fieldkit.resync.bundle_tables import Wrong, checkpoints_in, events_of, tables
from fieldkit.resync.chunks import Tampered
from fieldkit.resync.erasures import that_hold
from fieldkit.resync.owner import Owner, key_of
from fieldkit.resync.stick import bundles_on, head_of
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.files.read_key import ReadKey
from fieldkit.store.kept import Progress
from fieldkit.store.log import Log
from fieldkit.store.neighbours import AsOf, Neighbour, neighbours, note_bundle
from fieldkit.store.tables.checkpoints import add_checkpoints
from fieldkit.store.tables.erased import erase_noted, note_erased


class Taken(msgspec.Struct, frozen=True):
    """Whose bundle was taken in, how many of its events were new, how many were here, and when it was made."""

    neighbour: Neighbour
    new: int
    known: int
    as_of: AsOf


def read_key_of(owner: Owner) -> ReadKey:
    """What a neighbour's liaison officer needs to read this municipality's bundles. InputError when the kit has no key,
    was not told its municipality, or knows no root of it: then nothing that it signs could be counted."""
    key, config = key_of(owner), owner.config
    if not config.municipality:
        raise InputError(f"Kittet ved ikke, hvilken kommune det er i: skriv municipality i {owner.home.config_path}.")
    roots = tuple(root for root in owner.roots if root.municipality == config.municipality)
    if not roots:
        raise InputError(f"Kittet kender ingen rod for kommune {config.municipality}", FetchRoot())
    name = one_line(config.municipality_name, NAME_CHARS)
    return ReadKey(config.municipality, name, key.number, key.fingerprint(), reading_key(key), roots)


def import_neighbour(
    owner: Owner, path: Path, *, read: Progress | None = None, checked: Progress | None = None
) -> Taken:
    """Check a bundle of a municipality that is followed, then lay it in the log of that municipality. Told how far
    bytes are `read` and events `checked`.

    CarrierError in one sentence, and nothing changed, when it is one's own, of nobody that is followed, under a key
    that ours does not open, without any certificate of the root that we know, damaged or newer.
    """
    head = head_of_bundle(path)
    if head is None:
        raise CarrierError(f"Pakken {path} er lavet af en ældre udgave, som en læsenøgle ikke åbner; få en ny.")
    neighbour, key = _key_for(owner, head, path)
    with workspace(owner) as own:
        copy = own / "bundle.db"
        try:
            holds = partial(that_hold, on_trust=(), roots=key.roots, signed=())
            found = open_by(key.reads, head, path, copy, neighbour.log_path, holds=holds, read=read, checked=checked)
            with tables(copy) as db:
                erased = holds(db)
                vouches = events_of(db, [Vouch.kind])
                signed = list(checkpoints_in(db))
        except (Wrong, Tampered) as error:
            raise CarrierError(
                f"Pakken {path} kan ikke åbnes med læsenøglen til {neighbour.called}: enten er pakken beskadiget, "
                "eller også er læsenøglen forkert. Intet er ændret; få en ny pakke, gerne på en anden USB-nøgle."
            ) from error
        is_new = not neighbour.log_path.exists()
        if is_new and not _vouches_for_any(neighbour, vouches):
            raise CarrierError(
                f"I pakken {path} er der ingen vidimering, som roden for {neighbour.called} står inde for: intet i den "
                "kan tælle, og intet er ændret. Bed dem vidimere deres kit og lave en ny pakke."
            )
        as_of = AsOf(head.made, head.kit)
        with closing(Log.open(neighbour.log_path, create=True)) as theirs:
            note_erased(theirs, erased)
            erase_noted(theirs)
            new = theirs.merge(copy, carrier=Carrier.BUNDLE, arrived=int(owner.now()))
            add_checkpoints(theirs, signed)
            note_bundle(theirs, as_of)
    return Taken(neighbour, new, found.count - new, as_of)


def bundles_of_neighbours(owner: Owner, folder: Path) -> list[Path]:
    """The bundles on a stick that were made by municipalities that are followed: all others are left alone. InputError
    when there is none."""
    codes = {one.code for one in neighbours(owner.home)}
    heads = ((path, head_of(path)) for path in bundles_on(folder))
    found = [path for path, head in heads if head is not None and head.municipality in codes]
    if not found:
        raise InputError(f"Der ligger ingen pakker fra en kommune, som kittet følger, på {folder}.")
    return found


def _key_for(owner: Owner, head: Head, path: Path) -> tuple[Neighbour, ReadKey]:
    """Whose it is, and the read key that opens it; CarrierError when there is none."""
    own = {MunicipalityKey(number, secret).fingerprint() for number, secret in owner.keys.items()}
    if head.fingerprint in own or (head.municipality and head.municipality == owner.config.municipality):
        raise CarrierError(f"Pakken {path} er fra jeres egen kommune", ImportAsOwn())
    known = neighbours(owner.home)
    under = [(one, key) for one in known for key in one.keys if key.fingerprint == head.fingerprint]
    if not head.municipality and under:
        return under[0]
    found = next(((one, key) for one, key in under if one.code == head.municipality), None)
    if found is not None:
        return found
    followed = next((one for one in known if one.code == head.municipality), None)
    if followed is not None:
        raise CarrierError(
            f"Pakken {path} er lukket med {followed.called}s nøgle nummer {head.key_number} (kendetal "
            f"{in_fours(head.fingerprint)}), og læsenøglen her er til nummer {followed.keys[-1].number} (kendetal "
            f"{in_fours(followed.keys[-1].fingerprint)}); intet er ændret",
            AddReadKey(),
        )
    whose = f"kommune {head.municipality}" if head.municipality else "en kommune, der ikke har sagt sin kode"
    raise CarrierError(
        f"Pakken {path} er fra {whose} (nøglens kendetal {in_fours(head.fingerprint)}), som kittet ikke har en "
        "læsenøgle til",
        AddReadKey(),
    )


def _vouches_for_any(neighbour: Neighbour, vouches: list[Event]) -> bool:
    """Whether any of these is a certificate by a root of theirs."""
    return any(holds(event.body, root) for event in vouches if says(event, Vouch) for root in neighbour.roots)
