"""One process at a time in a folder."""

import pytest

from fieldkit.core.errors import StoreError
from fieldkit.store.files.alone import alone_in


def test_the_second_is_told_and_may_when_the_first_is_done(tmp_path):
    with alone_in(tmp_path, "Optaget."), pytest.raises(StoreError, match="Optaget"), alone_in(tmp_path, "Optaget."):
        pass
    with alone_in(tmp_path, "Optaget."):
        pass


def test_a_folder_that_is_gone_is_one_sentence(tmp_path):
    with pytest.raises(StoreError), alone_in(tmp_path / "væk", "Optaget."):
        pass
