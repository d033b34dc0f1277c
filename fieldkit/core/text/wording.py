"""Small Danish wordings that sentences, screen and command line share: how long ago, how much, a list of names."""

from collections.abc import Sequence

NAMES_SHOWN = 3


def how_long(seconds: float) -> str:
    """`under 1 min`, `12 min`, `2 t 5 min`, `3 døgn 4 t`; what is negative counts as nothing."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 1:
        return "under 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} t {minutes} min" if minutes else f"{hours} t"
    days, hours = divmod(hours, 24)
    return f"{days} døgn {hours} t" if hours else f"{days} døgn"


def many_da(count: int, one: str, several: str) -> str:
    """`1 linje`, `12 linjer`, `0 linjer`: so many, by the words for one and for several."""
    return f"{count} {one if count == 1 else several}"


def lines_da(count: int) -> str:
    """`1 linje`, `12 linjer`: events of the log; *hændelse* is the crisis that they belong to."""
    return many_da(count, "linje", "linjer")


def log_lines_da(count: int) -> str:
    """`1 linje i loggen`, `12 linjer i loggen`: the same where it is not plain which lines."""
    return f"{lines_da(count)} i loggen"


def new_lines_da(count: int) -> str:
    """`1 ny linje`, `12 nye linjer`."""
    return many_da(count, "ny linje", "nye linjer")


def size_da(count: int) -> str:
    """`17 kB`, `2,3 MB`: so many bytes, as sticks are sold."""
    return f"{-(-count // 1000)} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB".replace(".", ",")


def age_da(age_s: int | None) -> str:
    """`nu`, `12 min`, `2 t`, `3 t 05`, `2 døgn`, for a narrow column; `ukendt` when nobody knows."""
    if age_s is None:
        return "ukendt"
    minutes = age_s // 60
    if minutes < 1:
        return "nu"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} t" if minutes % 60 == 0 else f"{minutes // 60} t {minutes % 60:02d}"
    return f"{minutes // (24 * 60)} døgn"


def heard_da(age_s: int | None, heard: bool) -> str:
    """The same of a place; `aldrig` when nothing was ever heard of it."""
    return age_da(age_s) if heard else "aldrig"


def long_ago(age_s: int | None) -> str:
    """`for 2 t 5 min siden`, `for ukendt tid siden`."""
    return "for ukendt tid siden" if age_s is None else f"for {how_long(age_s)} siden"


def ago_da(age_s: int | None) -> str:
    """`lige nu`, `for 12 min siden`, `for ukendt tid siden`."""
    if age_s is None:
        return "for ukendt tid siden"
    return "lige nu" if age_s < 60 else long_ago(age_s)


def soon_da(left_s: float) -> str:
    """`om 12 min`, `om 1 t 59 min`, `om under 1 min`."""
    return f"om {how_long(left_s)}"


def in_fours(mark: str) -> str:
    """A key's mark or fingerprint as two people read it to each other: `1a2b 3c4d`."""
    return " ".join(mark[at : at + 4] for at in range(0, len(mark), 4))


def amount_words(count: int | None, unit: str, what: str) -> str:
    """`20 stk. tæpper`, or only what, when no count was said."""
    return " ".join(word for word in ("" if count is None else str(count), unit, what) if word)


def named(names: Sequence[str]) -> str:
    """`A`, `A og B`, `A, B og C`, `A, B, C og 4 andre`; empty for none."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) <= NAMES_SHOWN:
        return f"{', '.join(names[:-1])} og {names[-1]}"
    others = len(names) - NAMES_SHOWN
    return f"{', '.join(names[:NAMES_SHOWN])} og {others} {'andet' if others == 1 else 'andre'}"
