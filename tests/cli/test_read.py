"""`log` as scripts read it: of each event what it says of itself."""

import json
from contextlib import closing

from click.testing import CliRunner

from fieldkit.cli.tree import cli
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.terms import Trust
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


def test_forstaaet_from_an_unproven_phone_is_unverified_and_a_newer_kind_shows_its_fields(kit):
    kit.record(Ack(RefBody(1, 2, 3), by="telefonen", place=7, trust=Trust.UNVERIFIED))
    kit.merge([Event(9, 1, 1, 60_000_000 << 16, 0, 0, "drone", b'{"over":"havnen"}')], "bundle")
    done = CliRunner().invoke(cli, ["--home", str(kit.home.folder), "log", "--json"])
    lines = {line["kind"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert lines["ack"]["trust"] == "unverified"
    assert lines["drone"]["body"] == {"over": "havnen"}


def test_a_kit_without_a_radio_says_that_nothing_waits_and_what_to_do(fk):
    with closing(Kit.open(fk.home)) as kit:
        put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))
    number = fk("message", "Kom straks", "--to", "boernehuset-regnfrakken").strip()
    assert "fieldkit run" not in fk("delivery", number), "no engine could send it"
    told = " ".join(fk("delivery", number).split())
    assert told.startswith(f"{number} er ikke sendt: kittet har ingen radio. Ring, send en runner")
