"""How the property tests draw: fresh examples on a developer's machine, the same ones in CI; no time limit on either.

A new counter-example must reach a person who can act on it, not stop somebody else's work by chance.
"""

import os

from hypothesis import settings

settings.register_profile("fresh", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if os.environ.get("CI") else "fresh")
