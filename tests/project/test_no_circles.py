"""No file of the package needs, by way of others, one that needs it: not at the top, not late, not for types only."""

from source_tree import imports, modules


def circles(arrows: dict[str, set[str]]) -> list[set[str]]:
    """Groups of files each of which reaches all the others (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    trail: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        trail.append(name)
        for other in sorted(arrows[name]):
            if other not in order:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in trail:
                low[name] = min(low[name], order[other])
        if low[name] == order[name]:
            at = trail.index(name)
            group = set(trail[at:])
            del trail[at:]
            if len(group) > 1:
                found.append(group)

    for name in sorted(arrows):
        if name not in order:
            visit(name)
    return found


def test_a_circle_is_found_however_long_it_is() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"a"}}) == [{"a", "b", "c"}]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_imports_are_read_wherever_they_stand() -> None:
    assert "fieldkit.practice.capacity.simulate" in imports("fieldkit.cli.simulate"), "in a function and for types only"
    assert "fieldkit.core.facts.event" in imports("fieldkit.kit")


def test_no_circles_between_files() -> None:
    found = circles({module: imports(module) for module in modules()})
    assert not [sorted(circle) for circle in found], (
        "these files need each other; let one be told by the other, or put what both need below them"
    )
