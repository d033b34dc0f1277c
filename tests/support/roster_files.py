"""Lists of four places and three people, small enough to see what an edit changes."""

from pathlib import Path

FILES = {
    "steder.csv": "nummer;kortnavn;navn;type;mødested;radio;kit\n"
    "1;sekretariat;Sekretariatet;sekretariat;;!0a0f0001;1\n"
    "2;nord;Nordskolen;mødested;;!0a0f0002;2\n"
    "3;syd;Sydskolen;mødested;;!0a0f0003;\n"
    "4;myren;Børnehuset Myren;dagtilbud;nord;;\n",
    "personer.csv": "Navn;ROLLE;sted;Telefon\nÅse Prøve;runner;nord;00 00 00 01\nBo Prøve;runner;nord;00 00 00 02\n"
    "Bo Prøve;tekniker;syd;00 00 00 03\n",
}


def small_roster(folder: Path) -> Path:
    """The lists as files in a new folder."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
