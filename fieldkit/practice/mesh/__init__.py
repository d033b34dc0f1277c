"""A virtual Meshtastic mesh: radio waves, nodes and the stream protocol that official clients speak to."""
