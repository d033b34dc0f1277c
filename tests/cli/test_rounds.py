"""`round` as typed: fixed reports are asked for, listed and called off."""


def test_rounds_are_set_listed_and_called_off(fk):
    fk("round", "set", "2", "--first", "om 2 t", "--by", "kriseleder")
    rows = fk("round", "list", "--json")
    assert len(rows) > 10 and not any(row["late"] or row["silent"] for row in rows)
    assert [row["next"] for row in rows] == sorted(row["next"] for row in rows)
    assert "Melding hver 2. time" in fk("round", "list")
    fk("round", "set", "0")
    assert fk("round", "list", "--json") == [] and "Ingen faste meldinger" in fk("round", "list")
