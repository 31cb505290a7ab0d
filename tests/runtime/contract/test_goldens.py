"""The documents that other readers rely on."""

import pytest

from tests.runtime.contract.goldens import FOLDER, documents, text_of


@pytest.mark.parametrize(("name", "document"), list(documents()))
def test_the_golden_document_is_current(name, document):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert text_of(document) == written, (
        "run python -m tests.runtime.contract.goldens and read the difference"
    )
