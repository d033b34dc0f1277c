"""Ports for tests are nobody else's, also in the moment before the program that they are for has opened them."""

import subprocess
import sys

from paths import ROOT
from ports import free_ports, hold

ANOTHER = """
import sys
from ports import free_ports, hold
print(free_ports(3), hold(range(int(sys.argv[1]), int(sys.argv[1]) + 1)), flush=True)
sys.stdin.read()
"""


def test_two_processes_that_run_tests_are_given_different_ports() -> None:
    ours = free_ports(4)
    command = [sys.executable, "-c", ANOTHER, str(ours)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT / "tests" / "support"
    ) as another:
        assert another.stdin is not None and another.stdout is not None
        first, held = another.stdout.readline().split()
        theirs = range(int(first), int(first) + 3)
        assert held == "False", "what is ours they cannot take by its number either"
        assert not set(theirs) & set(range(ours, ours + 4)) and not hold(theirs)
        another.stdin.close()
    assert hold(theirs), "what a process held is free when it has ended"


def test_the_same_port_is_given_once() -> None:
    first, second = free_ports(2), free_ports(2)
    assert not {first, first + 1} & {second, second + 1}
