"""Numbers of Meshtastic's protocol: whom a packet is for, what kind of thing is in it, and how much."""

BROADCAST = 0xFFFFFFFF
"""`Send.to_node` for everybody on the channel."""

TEXT_APP, POSITION_APP, NODEINFO_APP, ROUTING_APP, ADMIN_APP, WAYPOINT_APP = 1, 3, 4, 5, 6, 8
ALERT_APP, TELEMETRY_APP, TRACEROUTE_APP, PRIVATE_APP = 11, 67, 70, 256
"""Port numbers as in Meshtastic's portnums.proto."""

MAX_DATA = 233
"""Bytes of payload that a node takes at all (mesh.proto, DATA_PAYLOAD_LEN); often less fits and the node refuses."""
