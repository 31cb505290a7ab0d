"""The uploaded file as a handler sees it."""

import copy
import pickle

import pytest

from reactor_runtime.interface import UploadedFile


def test_data_is_read_when_first_asked_for_and_once():
    reads = []
    file = UploadedFile("a.png", "image/png", 3, lambda: reads.append(1) or b"abc")
    assert (file.name, file.mime_type, file.size) == ("a.png", "image/png", 3)
    assert reads == []
    assert file.data == b"abc"
    assert file.data == b"abc"
    assert reads == [1]


def test_a_file_can_be_made_of_bytes():
    file = UploadedFile.from_bytes(b"abc", "a.txt", "text/plain")
    assert (file.data, file.size, file.name) == (b"abc", 3, "a.txt")


def test_a_file_is_never_pickled():
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(UploadedFile.from_bytes(b"abc"))


def test_copying_a_file_copies_no_bytes():
    file = UploadedFile.from_bytes(b"abc")
    assert copy.deepcopy(file) is file
    assert copy.copy(file) is file


def test_its_text_shows_no_content():
    assert repr(UploadedFile.from_bytes(b"abc", "a", "b/c")) == (
        "UploadedFile('a', 'b/c', 3 bytes)"
    )
