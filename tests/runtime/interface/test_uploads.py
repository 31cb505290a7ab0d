"""The uploaded file as a handler sees it."""

import copy
import io
import pickle

import pytest

from reactor_runtime.interface import UploadedFile


def test_data_is_read_when_first_asked_for_and_once():
    reads = []

    def opened():
        reads.append(1)
        return io.BytesIO(b"abc")

    file = UploadedFile.stored("a.png", "image/png", 3, opened)
    assert (file.name, file.mime_type, file.size) == ("a.png", "image/png", 3)
    assert reads == []
    assert file.data == b"abc"
    assert file.data == b"abc"
    assert reads == [1]


def test_a_test_makes_a_file_by_its_four_names():
    file = UploadedFile(name="a.png", mime_type="image/png", size=3, data=b"abc")
    assert (file.name, file.mime_type) == ("a.png", "image/png")
    assert (file.size, file.data) == (3, b"abc")


def test_the_size_is_that_of_the_data_if_left_out():
    assert UploadedFile(name="a", mime_type="x/y", data=b"abcd").size == 4


def test_a_file_is_opened_as_often_as_one_likes_each_from_its_beginning():
    file = UploadedFile(name="a", mime_type="x/y", data=b"abcd")
    with file.open() as first, file.open() as second:
        assert first.read(2) == b"ab"
        assert second.read() == b"abcd"
        assert first.read() == b"cd"


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
