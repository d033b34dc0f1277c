"""What stands on the wall in drawn letters, read as somebody at the other end of the room."""

from fieldkit.console.wall.lettering import drawn


def stands(screen: str, text: str, size: int = 1) -> bool:
    """Whether `text` is drawn there in that size, or a larger one."""
    return any(_stands(screen, drawn(text, each, ring=ring)) for each in range(size, 12) for ring in (True, False))


def _stands(screen: str, rows: tuple[str, ...]) -> bool:
    lines = screen.split("\n")
    deep = max(map(len, lines)) + len(rows[0])
    lines = [line.ljust(deep) for line in lines]
    return any(
        all(lines[y + down][x : x + len(row)] == row for down, row in enumerate(rows))
        for y in range(len(lines) - len(rows) + 1)
        for x in range(deep - len(rows[0]))
    )
