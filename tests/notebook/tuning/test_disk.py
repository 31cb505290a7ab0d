"""A source file is exchanged as a whole, or not at all."""

import os
import py_compile
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reactor_notebook.tuning import disk
from reactor_notebook.tuning.disk import check_writable, exchange, read_source
from reactor_runtime.errors import TuningError

OTHER_KERNEL = """
import sys
from pathlib import Path
from reactor_notebook.tuning.disk import exchange
from reactor_runtime.errors import TuningError
path, mine = Path(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
sys.stdin.readline()
try:
    exchange(path, b"old", mine)
except TuningError as error:
    print("refused" if "has changed meanwhile" in str(error) else error)
else:
    print("written")
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.py"
    path.write_bytes(b"old")
    return path


def left_in(path):
    return sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())


def test_a_file_is_exchanged_and_keeps_its_permissions(file):
    file.chmod(0o640)
    exchange(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert left_in(file) == ["model.py"]


def test_a_file_that_is_written_is_compiled_anew(file):
    bytecode = Path(py_compile.compile(str(file), doraise=True))
    exchange(file, b"old", b"new")
    assert not bytecode.exists()


def test_a_file_that_holds_something_else_stays(file):
    with pytest.raises(TuningError, match=r"model\.py has changed meanwhile"):
        exchange(file, b"other", b"new")
    assert file.read_bytes() == b"old"


def test_a_read_only_file_is_refused(file):
    file.chmod(0o444)
    with pytest.raises(TuningError, match=r"model\.py is read-only; .*chmod u\+w"):
        exchange(file, b"old", b"new")
    assert file.read_bytes() == b"old"


def test_a_symbolic_link_is_refused(file, tmp_path):
    link = tmp_path / "link.py"
    link.symlink_to(file)
    with pytest.raises(
        TuningError, match=r"link\.py is a symbolic link to .*model\.py"
    ):
        exchange(link, b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("folder", ["site-packages", "dist-packages"])
def test_an_installed_package_is_refused(tmp_path, folder):
    path = tmp_path / folder / "package" / "model.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"old")
    with pytest.raises(TuningError, match=r"belongs to an installed package.*subclass"):
        exchange(path, b"old", b"new")


def test_the_standard_library_is_refused():
    with pytest.raises(TuningError, match="belongs to an installed package"):
        check_writable(Path(os.__file__))


def test_a_file_that_is_gone_is_named(tmp_path):
    path = tmp_path / "gone.py"
    with pytest.raises(TuningError, match=r"gone\.py cannot be read \(No such file"):
        read_source(path)
    with pytest.raises(TuningError, match=r"gone\.py cannot be written \(No such file"):
        check_writable(path)


def test_a_disk_that_takes_no_more_changes_nothing(file, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(TuningError, match=r"No space left on device.*nothing was"):
        exchange(file, b"old", b"new")
    assert file.read_bytes() == b"old"
    assert left_in(file) == ["model.py"]


def test_without_locks_a_file_is_exchanged_all_the_same(file, monkeypatch):
    monkeypatch.setattr(disk, "fcntl", None)
    exchange(file, b"old", b"new")
    assert file.read_bytes() == b"new"


def test_who_waited_for_the_lock_sees_what_was_written_meanwhile(file):
    refused = []

    def write():
        try:
            exchange(file, b"old", b"mine")
        except TuningError as error:
            refused.append(str(error))

    with disk._locked(file) as held:
        assert held == b"old"
        waiting = threading.Thread(target=write)
        waiting.start()
        disk._replace(file, b"theirs")
    waiting.join()
    assert file.read_bytes() == b"theirs"
    assert "has changed meanwhile" in refused[0]


def test_of_two_kernels_that_write_one_file_one_is_refused(file):
    command = [sys.executable, "-c", OTHER_KERNEL, str(file)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    kernels = [subprocess.Popen([*command, word], **pipes) for word in ("one", "two")]
    for kernel in kernels:
        assert kernel.stdout.readline() == "ready\n"
    told = [kernel.communicate("go\n")[0].strip() for kernel in kernels]
    assert sorted(told) == ["refused", "written"]
    assert file.read_text() == ("one" if told[0] == "written" else "two")
    assert left_in(file) == ["model.py"]
