"""Windows that stand over whatever screen is shown and belong to none: by what they are called, loaded when opened."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from fieldkit.console.steady import Window
    from fieldkit.kit import Kit


class WindowKind(NamedTuple):
    """`verb` is what a person wants to do there."""

    name: str
    verb: str
    module: str
    title: str


WINDOWS: tuple[WindowKind, ...] = (
    WindowKind("lists", "nødlister: vis, udskriv, læg ind, slet", "fieldkit.console.lists", "ListsPage"),
    WindowKind("slip", "seddel: læg det, det næste kit mangler, i QR-koder", "fieldkit.console.slip_page", "SlipPage"),
    WindowKind("files", "gem evaluering eller journal i en fil", "fieldkit.console.filing", "FilesPage"),
    WindowKind("erase", "slet navne efter fristen", "fieldkit.console.erasing", "ErasePage"),
)
BY_NAME = {kind.name: kind for kind in WINDOWS}


def make_window(name: str, kit: "Kit") -> "Window[Any]":
    """The window itself."""
    kind = BY_NAME[name]
    return cast("Window[Any]", getattr(import_module(kind.module), kind.title)(kit))
