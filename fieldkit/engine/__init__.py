"""The engine: the running devices of one kit (radio, printer, power, time) on one event loop.

It opens the kit itself; consoles and command lines open theirs, and the store tells each what the others did.
"""
