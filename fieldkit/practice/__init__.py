"""Stand-ins for the world: virtual mesh, virtual printer, a made-up municipality."""
