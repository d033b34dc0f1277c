"""Measures a Textual program on a terminal of its own: when it has painted, what it costs while nobody touches it."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import textwrap

OURS = """
    from fieldkit.console.starting import quick_start
    quick_start()
    from pathlib import Path
    from fieldkit.kit import Kit
    from fieldkit.console.app import FeltkitApp
    app = FeltkitApp(Kit.open(Path({home!r})))
"""
WATCH = """
    import os, time
    began = time.perf_counter()
    {make}
    def say(text):
        os.write(3, (text + "\\n").encode())
    def peak():
        return next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    def settled():
        say("settled %f" % time.process_time())
        app.set_timer({stay}, ended)
    def ended():
        say("ended %f" % time.process_time())
        say("peak " + peak())
        app.exit()
    def painted():
        say("painted %f" % (time.perf_counter() - began))
        app.exit() if {stay} == 0 else app.set_timer({settle}, settled)
    app.call_later(lambda: app.call_after_refresh(painted))
    app.run()
"""
SETTLE_S = 4.0
"""What a program still has to do after its first screen is not idleness; it is given this long."""


def on_terminal(make: str, *, stay_s: float) -> dict[str, float]:
    """Run a Textual program on an 80x24 pty; returns `painted` (s to the first screen) and, when it stays, `settled`
    and `ended` (its CPU seconds so far) and `peak` (kB of memory)."""
    lines = textwrap.indent(textwrap.dedent(make).strip(), "    ").strip()
    program = textwrap.dedent(WATCH.format(make=lines, stay=stay_s, settle=SETTLE_S))
    reader, writer = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(writer, 3)
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-c", program])
    # one without a size has 25 lines for a moment: all is laid out and painted three times
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.close(writer)
    told = b""
    while True:
        ready, _, _ = select.select([terminal, reader], [], [], 60.0)
        if reader in ready:
            told += os.read(reader, 4096)
        if not ready:
            break
        if terminal in ready:
            try:
                if not os.read(terminal, 65536):
                    break
            except OSError:
                break
    os.waitpid(child, 0)
    told += os.read(reader, 4096)
    os.close(terminal)
    os.close(reader)
    found = dict(line.split() for line in told.decode().splitlines())
    assert "painted" in found, "the program never painted"
    return {name: float(value) for name, value in found.items()}
