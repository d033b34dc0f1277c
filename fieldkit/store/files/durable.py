"""Makes files and folders reach the medium before anybody says that they are there."""

import errno
import os
from pathlib import Path

_NO_SUCH_THING = (errno.EINVAL, errno.ENOTSUP)


def sync(path: Path) -> None:
    """fsync a file or folder. File systems that cannot do it for folders (some on sticks) are let off."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING or not path.is_dir():
            raise
    finally:
        os.close(handle)
