"""The file in which a kernel tells its Jupyter Server where its panel socket listens.

It lies in Jupyter's runtime directory, is named by the kernel's id and may be read by
its owner only. A kernel that is killed leaves it behind; what it says is then useless,
because whoever listens on the port cannot prove that it knows the secret.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from reactor_notebook.relay.errors import RelayError

VERSION = 1

_LARGEST = 4096
_KERNEL_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{64}")
_HIGHEST_PORT = 65535
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Registration:
    """Where a kernel's panel socket listens on 127.0.0.1, and the shared secret."""

    port: int
    secret: str
    version: int = VERSION

    @classmethod
    def new(cls, port: int) -> Registration:
        """Return a registration of *port* with a fresh secret."""
        return cls(port, secrets.token_hex(32))

    def __repr__(self) -> str:
        return f"Registration(port={self.port})"


def registration_path(kernel_id: str) -> Path:
    """Return where the kernel registers.

    Raises:
        ValueError: *kernel_id* cannot be part of a file's name.
    """
    if not _KERNEL_ID.fullmatch(kernel_id) or set(kernel_id) == {"."}:
        raise ValueError(
            f"A kernel id has 1 to 128 letters, digits, '_', '-' and '.', got "
            f"{kernel_id[:80]!r}"
        )
    return Path(jupyter_runtime_dir()) / f"reactor-{kernel_id}.json"


def write_registration(kernel_id: str, registration: Registration) -> None:
    """Register the kernel; an older registration is replaced at once.

    Raises:
        OSError: The file cannot be written.
        ValueError: *kernel_id* cannot be part of a file's name.
    """
    path = registration_path(kernel_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(8)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(registration), file)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_registration(kernel_id: str, registration: Registration) -> None:
    """Remove the kernel's file if it is still this registration's."""
    try:
        if read_registration(kernel_id) == registration:
            registration_path(kernel_id).unlink(missing_ok=True)
    except (RelayError, OSError):
        return


def read_registration(kernel_id: str) -> Registration:
    """Return what the kernel registered.

    Raises:
        RelayError: It registered nothing, or what is there is not to be trusted.
    """
    try:
        text = _read_private(registration_path(kernel_id))
    except FileNotFoundError:
        raise RelayError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "the kernel has registered no panel socket with this Jupyter Server; load "
            "a model in it",
        ) from None
    except (OSError, ValueError) as error:
        raise _untrusted(str(error)) from None
    return _parse(text)


def _read_private(path: Path) -> str:
    # A link leads elsewhere, and a pipe in the file's place would be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is not a regular file")
        if os.name == "posix":
            if status.st_uid != os.geteuid():
                raise ValueError(f"it belongs to user {status.st_uid}")
            if status.st_mode & _OTHERS:
                mode = stat.S_IMODE(status.st_mode)
                raise ValueError(f"others may use it (mode {mode:04o}, expected 0600)")
        return file.read(_LARGEST).decode()


def _parse(text: str) -> Registration:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _untrusted("it holds no JSON object")
    version, port, secret = (found.get(key) for key in ("version", "port", "secret"))
    if version != VERSION:
        raise RelayError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"the kernel's reactor-notebook registers in version {version!r:.20}, this "
            f"Jupyter Server's knows version {VERSION}; install the same version of "
            "reactor-notebook in both environments",
        )
    if type(port) is not int or not 0 < port <= _HIGHEST_PORT:
        raise _untrusted(f"its port is {port!r:.20}")
    if not isinstance(secret, str) or not _SECRET.fullmatch(secret):
        raise _untrusted("its secret is none")
    return Registration(port, secret)


def _untrusted(why: str) -> RelayError:
    return RelayError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"the kernel's registration is not to be trusted: {why}; restart the kernel",
    )
