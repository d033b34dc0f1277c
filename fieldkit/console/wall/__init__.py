"""The wall view for the crisis staff's projector: reads the kit, records nothing, turns its pages by itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldkit.kit import Kit


def run_wall(kit: "Kit") -> None:
    """Show the wall view of an open kit until somebody ends it. The screen's library is loaded here, not before."""
    from fieldkit.console.keyboard import Keyboard
    from fieldkit.console.looks import has_danish_letters, look_of
    from fieldkit.console.wall.app import WallApp

    WallApp(kit, driver_class=Keyboard, keep_going=True, look=look_of(), plain_letters=not has_danish_letters()).run(
        mouse=False
    )
