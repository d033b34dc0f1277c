"""`log` as scripts read it: of each event what it says of itself."""

import json

from click.testing import CliRunner

from fieldkit.cli.tree import cli
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.terms import Trust


def test_forstaaet_from_an_unproven_phone_is_unverified_and_a_newer_kind_shows_its_fields(kit):
    kit.record(Ack(RefBody(1, 2, 3), by="telefonen", place=7, trust=Trust.UNVERIFIED))
    kit.merge([Event(9, 1, 1, 60_000_000 << 16, 0, 0, "drone", b'{"over":"havnen"}')], "bundle")
    done = CliRunner().invoke(cli, ["--home", str(kit.home.folder), "log", "--json"])
    lines = {line["kind"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert lines["ack"]["trust"] == "unverified"
    assert lines["drone"]["body"] == {"over": "havnen"}
