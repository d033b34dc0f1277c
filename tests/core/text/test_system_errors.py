"""Why the machine refuses something is said in Danish, also where no word is for it."""

import errno
import os

from fieldkit.core.text.system_errors import because


def test_a_reason_is_said_in_danish():
    assert because(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))) == "findes ikke"
    assert because(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "disken er fuld"


def test_what_has_no_word_is_told_by_its_number_and_never_in_the_systems_own_words():
    assert because(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == f"fejl {errno.EXDEV}"


def test_what_the_program_itself_says_stays():
    assert because(OSError("stikket er for kort")) == "stikket er for kort"
