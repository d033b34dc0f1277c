"""The screen (Textual, Danish, keyboard). Records and reads State; touches no device."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldkit.console.starting import StartEngine

if TYPE_CHECKING:
    from fieldkit.core.documents import Printable
    from fieldkit.kit import Kit


def run_console(
    kit: "Kit",
    *,
    start_engine: StartEngine | None = None,
    queue_print: "Callable[[Printable], object] | None" = None,
) -> None:
    """Show the console of an open kit until the person ends it. The screen's library is loaded here, not before.

    `start_engine` is called once after the first paint, with what to call when the engine fails. `queue_print` queues
    a job and returns its number, or raises a FieldkitError that says why not.
    """
    from fieldkit.console.app import FeltkitApp
    from fieldkit.console.keyboard import Keyboard
    from fieldkit.console.looks import has_danish_letters, look_of

    app = FeltkitApp(
        kit,
        start_engine=start_engine,
        queue_print=queue_print,
        driver_class=Keyboard,
        keep_going=True,
        look=look_of(),
        plain_letters=not has_danish_letters(),
        asks_who=True,
    )
    app.run()
