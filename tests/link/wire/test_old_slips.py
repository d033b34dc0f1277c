"""Paper lies in folders for years: codes that an earlier version printed open in every later one.

`tests/data/frames/slips-version-1.json` was written by the version before layouts were data: large and small codes with
events of every kind, and their ids.
"""

import json

from paths import FIXTURES

from fieldkit.link.wire.slip import join_pieces, open_records, read_code, read_key_digits

SECRET = bytes(range(32))
OLD = json.loads((FIXTURES / "frames" / "slips-version-1.json").read_text())


def test_every_event_on_an_old_slip_is_read():
    keys, pieces, found = {1: SECRET}, [], {}
    for digits in OLD["codes"]:
        code = read_code(digits, keys)
        found |= {event.id.hex(): event for event in code.events}
        pieces += code.pieces
    for whole in join_pieces(pieces):
        found |= {event.id.hex(): event for event in open_records(whole, keys)}
    assert set(found) == set(OLD["ids"])
    assert {event.kind for event in found.values()} >= {"report", "card", "chit", "roster", "level"}


def test_an_old_key_card_is_read():
    assert read_key_digits(OLD["key"]) == (1, SECRET)
