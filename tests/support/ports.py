"""Ports that no other test has: not in this process, not in another worker, not in another run on this machine.

To bind a port, close it and hand on its number is a race: until the program that it is for has opened it, somebody else
finds it free as well. So whoever is given a TCP port here holds the UDP port of the same number, which no test listens
on, until its process ends; the kernel lets go of it then, however that comes.
"""

import socket
from collections.abc import Iterator
from contextlib import closing
from itertools import count as counting

HOST = "127.0.0.1"
_FIRST, _BEHIND = 20_000, 32_000
"""Below those that Linux gives to connections that go out (from 32768), so that none of them takes one meanwhile."""
_held: list[socket.socket] = []
_places: Iterator[int] = counting(_FIRST)


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that are this process's own, and that nobody listens on."""
    while (first := next(_places)) + count <= _BEHIND:
        if hold(range(first, first + count)):
            for _ in range(count - 1):
                next(_places)
            return first
    raise AssertionError("no free ports")


def hold(ports: range) -> bool:
    """Take just these ports for this process; False, and none taken, when anybody has one of them."""
    marks: list[socket.socket] = []
    try:
        for port in ports:
            marks.append(socket.socket(type=socket.SOCK_DGRAM))
            marks[-1].bind((HOST, port))
            with closing(socket.socket()) as server:  # as programs open theirs: a connection just ended is no hindrance
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind((HOST, port))
    except OSError:
        for mark in marks:
            mark.close()
        return False
    _held.extend(marks)
    return True
