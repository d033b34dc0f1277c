"""Every command of the program by its path, as click knows them."""

from collections.abc import Iterator

import click

from fieldkit.cli.tree import cli


def walk(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group of the click tree."""
    context = click.Context(group, info_name=" ".join(("fieldkit", *path)))
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from walk(found, (*path, name))


TREE = dict(walk(cli))
LEAVES = {path: found for path, found in TREE.items() if not isinstance(found, click.Group)}
