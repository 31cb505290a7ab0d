import json
import os
import stat
import sys
import threading
from types import SimpleNamespace

import pytest

from reactor_notebook.relay import registrar
from reactor_notebook.relay.errors import RelayError
from reactor_notebook.relay.registrar import RelayRegistrar, current_kernel_id
from reactor_notebook.relay.registration import (
    Registration,
    read_registration,
    registration_path,
    remove_registration,
    write_registration,
)

KERNEL = "7b1c7d9e-0d53-4a43-8d45-0a6cf6a6a001"


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    folder = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def kernel(monkeypatch):
    """Make this process look like a kernel of a Jupyter Server."""

    def become(connection_file):
        application = SimpleNamespace(
            initialized=lambda: True,
            instance=lambda: SimpleNamespace(connection_file=connection_file),
        )
        module = SimpleNamespace(IPKernelApp=application)
        monkeypatch.setitem(sys.modules, "ipykernel.kernelapp", module)

    become(f"/run/kernel-{KERNEL}.json")
    return become


def test_a_registration_is_read_as_it_was_written(runtime):
    registration = Registration.new(4711)
    write_registration(KERNEL, registration)
    assert read_registration(KERNEL) == registration
    assert [path.name for path in runtime.iterdir()] == [f"reactor-{KERNEL}.json"]


def test_only_its_owner_may_use_the_file():
    before = os.umask(0)
    try:
        write_registration(KERNEL, Registration.new(4711))
    finally:
        os.umask(before)
    assert stat.S_IMODE(registration_path(KERNEL).stat().st_mode) == 0o600


def test_the_secret_is_in_no_text_about_the_registration():
    registration = Registration.new(4711)
    assert registration.secret not in f"{registration!r} {registration}"


def test_a_kernel_without_a_file_has_registered_nothing():
    with pytest.raises(RelayError, match="load a model in it"):
        read_registration(KERNEL)


@pytest.mark.parametrize(
    "kernel_id", ["", ".", "..", "../kernel", "a/b", "a\\b", "a\0b", "x" * 129, "é"]
)
def test_an_id_that_leads_elsewhere_is_no_id(kernel_id):
    with pytest.raises(ValueError, match="kernel id"):
        registration_path(kernel_id)
    with pytest.raises(RelayError):
        read_registration(kernel_id)


GOOD = {"version": 1, "port": 4711, "secret": "5" * 64}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "JSON"),
        ("\x00\x00", "JSON"),
        (json.dumps({**GOOD, "version": 2}), "version 2"),
        (json.dumps({**GOOD, "port": 0}), "port is 0"),
        (json.dumps({**GOOD, "port": 65536}), "port is 65536"),
        (json.dumps({**GOOD, "port": True}), "port is True"),
        (json.dumps({**GOOD, "port": "10.0.0.1:22"}), "port is '10.0.0.1:22'"),
        (json.dumps({**GOOD, "secret": "short"}), "secret"),
        (json.dumps({**GOOD, "secret": None}), "secret"),
    ],
)
def test_a_forged_file_is_refused_with_a_reason(runtime, content, told):
    runtime.mkdir()
    path = registration_path(KERNEL)
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(RelayError, match=told):
        read_registration(KERNEL)


def test_a_file_that_others_may_use_is_not_trusted():
    write_registration(KERNEL, Registration.new(4711))
    registration_path(KERNEL).chmod(0o644)
    with pytest.raises(RelayError, match="mode 0644, expected 0600"):
        read_registration(KERNEL)


def test_a_file_of_somebody_else_is_not_trusted(monkeypatch):
    write_registration(KERNEL, Registration.new(4711))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(RelayError, match="belongs to user"):
        read_registration(KERNEL)


def test_a_link_to_a_file_is_not_followed(runtime):
    write_registration("other", Registration.new(4711))
    registration_path(KERNEL).symlink_to(registration_path("other"))
    with pytest.raises(RelayError, match="not to be trusted"):
        read_registration(KERNEL)


def test_a_pipe_in_the_place_of_the_file_holds_nobody_up(runtime):
    runtime.mkdir()
    os.mkfifo(registration_path(KERNEL), 0o600)
    with pytest.raises(RelayError, match="not a regular file"):
        read_registration(KERNEL)


def test_removing_leaves_the_file_of_a_later_registration():
    first, second = Registration.new(1), Registration.new(2)
    write_registration(KERNEL, first)
    write_registration(KERNEL, second)
    remove_registration(KERNEL, first)
    assert read_registration(KERNEL) == second
    remove_registration(KERNEL, second)
    assert not registration_path(KERNEL).exists()
    remove_registration(KERNEL, second)


def test_a_kernel_is_called_what_its_connection_file_says(kernel):
    assert current_kernel_id() == KERNEL
    kernel("/somewhere/else.json")
    assert current_kernel_id() is None


def test_outside_a_kernel_nothing_is_registered(runtime, monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel.kernelapp", raising=False)
    opened = RelayRegistrar()
    opened.open(4711)
    assert opened.kernel_id is None
    assert opened.reason == "this Python is no Jupyter kernel"
    assert not runtime.exists()


def test_a_door_registers_its_port_until_it_is_closed(kernel):
    opened = RelayRegistrar()
    opened.open(4711)
    assert read_registration(KERNEL) == Registration(4711, opened.secret)
    opened.close()
    opened.close()
    assert not registration_path(KERNEL).exists()


def test_a_door_says_why_it_cannot_register(kernel, runtime):
    runtime.write_text("a file where the folder should be")
    opened = RelayRegistrar()
    opened.open(4711)
    assert opened.kernel_id is None
    assert "cannot register" in opened.reason


def test_doors_that_open_and_close_at_once_leave_the_last_one_registered(kernel):
    registrars = [RelayRegistrar() for _ in range(8)]

    def use(one):
        one.open(4711)
        one.close()

    last = RelayRegistrar()
    threads = [threading.Thread(target=use, args=[one]) for one in registrars]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last.open(4712)
    for one in registrars:
        one.close()
    assert read_registration(KERNEL).secret == last.secret
    assert registrar.current_kernel_id() == KERNEL
