"""A virtual Meshtastic mesh: radio waves, nodes and the stream protocol that official clients speak to.

Calls go downwards; upwards a part tells through its lists of listeners (`on_arrival`, `on_verdict` …):

    live                        the mesh on a real clock and real sockets
    world, phone                all nodes and the air in simulated time; a person beside a node
    node                        one node: its parts put together, its power, its periodic duties
    client_api, admin           the node's one client; the settings that this client reads and changes
    router, modules             what the node hears and passes on; what its firmware answers
    own_packets                 what the node sends itself, and what becomes of it
    board                       what all these stand on: clock, random source, radio, flash, RAM
    transmitter, packet_memory  its way to the air; what it has heard
    settings, handshake         what it is set to; how it tells its client
    air, frame, traceroute      who hears whom; one packet on its way
"""
