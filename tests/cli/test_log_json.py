"""`fieldkit log --json` says of each event what it says of itself."""

import json

from click.testing import CliRunner

from fieldkit.cli.tree import cli
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.terms import Role, Trust
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig


def test_forstaaet_from_an_unproven_phone_is_unverified_and_a_newer_kind_shows_its_fields(tmp_path):
    kit = Kit.create(tmp_path / "kit", KitConfig(12, Role.MEETING_POINT, "skolen", 12))
    kit.record(Ack(RefBody(1, 2, 3), by="telefonen", place=7, trust=Trust.UNVERIFIED))
    kit.merge([Event(9, 1, 1, 60_000_000 << 16, 0, 0, "drone", b'{"over":"havnen"}')], "bundle")
    kit.close()
    done = CliRunner().invoke(cli, ["--home", str(tmp_path / "kit"), "log", "--json"])
    lines = {line["kind"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert lines["ack"]["trust"] == "unverified"
    assert lines["drone"]["body"] == {"over": "havnen"}
