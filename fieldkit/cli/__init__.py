"""The command line: one thin module per family of commands, loaded only when one of them is asked for."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry of `fieldkit`. The rest is loaded here, where Ctrl-C is met with a sentence from the first moment."""
    try:
        from fieldkit.cli.tree import run
    except KeyboardInterrupt:
        sys.stderr.write("Afbrudt, før noget var begyndt.\n")
        sys.exit(130)
    run(arguments)


def __getattr__(name: str) -> Any:
    """`cli` and `MODULES` of the tree, for those who look at the commands themselves."""
    if name in ("cli", "MODULES"):
        from fieldkit.cli import tree

        return getattr(tree, name)
    raise AttributeError(name)
