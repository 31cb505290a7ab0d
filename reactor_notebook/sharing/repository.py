"""What git knows of a user's repository, and what Binder could see of it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reactor_runtime.errors import SharingError

BINDER = "https://mybinder.org/v2"
BADGE = "https://mybinder.org/badge_logo.svg"

_REMOTE = re.compile(
    r"(?:https?://(?:[^@/]+@)?|ssh://(?:[^@/]+@)?|git://|[\w.-]+@)"
    r"(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>.+?)(?:\.git)?/?$"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout.

    Args:
        root: Its folder.
        remote: Where it is pushed to, empty without a remote.
        ref: The branch, or the commit where none is checked out; empty before the
            first commit.
        uncommitted: Paths that differ from the last commit, or are not in it.
        unpushed: How many commits the remote does not have; ``None`` if it has none
            of the branch.
    """

    root: Path
    remote: str
    ref: str
    uncommitted: tuple[str, ...]
    unpushed: int | None

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Return the checkout that *folder* is in.

        Raises:
            SharingError: It is in none, or git is not installed.
        """
        top = _git(folder, "rev-parse", "--show-toplevel")
        if top is None:
            raise SharingError(
                f"{folder} is in no git repository, and Binder builds from one. Run: "
                "git init && git add . && git commit"
            )
        root = Path(top)
        branch = _git(root, "symbolic-ref", "--quiet", "--short", "HEAD") or ""
        commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD") or ""
        status = _git(root, "status", "--porcelain", "-z", "--untracked-files=all")
        entries = (status or "").split("\0")
        return cls(
            root=root,
            remote=_remote(root, branch),
            ref=(branch or commit) if commit else "",
            uncommitted=tuple(entry[3:] for entry in entries if entry[2:3] == " "),
            unpushed=_unpushed(root, commit),
        )

    def path_of(self, file: Path) -> str:
        """Return *file* as the repository calls it.

        Raises:
            SharingError: It is outside of it.
        """
        try:
            return file.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise SharingError(
                f"{file} is not in the repository {self.root}, so Binder would not "
                "have it. Move it there, or run this in its own repository"
            ) from None

    def binder_url(self, notebook: str) -> str:
        """Return where Binder opens *notebook*, empty without a remote or a commit."""
        found = _REMOTE.match(self.remote)
        if not found or not self.ref:
            return ""
        host, path = found["host"], found["path"]
        ref = quote(self.ref, safe="")
        if host == "github.com":
            place = f"gh/{path}/{ref}"
        elif host == "gist.github.com":
            place = f"gist/{path}/{ref}"
        elif host == "gitlab.com":
            place = f"gl/{quote(path, safe='')}/{ref}"
        else:
            address = quote(f"https://{host}/{path}.git", safe="")
            place = f"git/{address}/{ref}"
        return f"{BINDER}/{place}?urlpath=lab/tree/{quote(notebook)}"

    def problems(self) -> list[str]:
        """Return what keeps Binder from seeing what is here, each with a remedy."""
        found = []
        if not self.remote:
            found.append(
                "There is no remote, so there is no badge yet. Run: git remote add "
                "origin <address>, push, and run this again"
            )
        elif not _REMOTE.match(self.remote):
            found.append(
                f"The remote {self.remote} is no address that Binder could reach; "
                "push to GitHub, GitLab or another public host"
            )
        if not self.ref:
            found.append("Nothing is committed. Run: git add . && git commit")
        elif self.unpushed is None and self.remote:
            found.append(
                f"{self.ref} is not pushed. Run: git push -u origin {self.ref}"
            )
        elif self.unpushed:
            many = (
                "1 commit is" if self.unpushed == 1 else f"{self.unpushed} commits are"
            )
            found.append(f"{many} not pushed. Run: git push")
        changed = [path for path in self.uncommitted if not _is_made_here(path)]
        if changed:
            shown = ", ".join(changed[:10])
            rest = f" and {len(changed) - 10} more" if len(changed) > 10 else ""
            found.append(f"Not committed, so Binder will not have it: {shown}{rest}")
        return found


def _is_made_here(path: str) -> bool:
    """Whether *path* is of the files that are about to be written, or Jupyter's own."""
    return path.startswith("binder/") or ".ipynb_checkpoints/" in path


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git says, ``None`` if it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise SharingError("git is not installed, and Binder builds by it") from None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


def _remote(root: Path, branch: str) -> str:
    own = _git(root, "config", f"branch.{branch}.remote") if branch else None
    names = (_git(root, "remote") or "").split()
    name = own or ("origin" if "origin" in names else next(iter(names), ""))
    return (_git(root, "remote", "get-url", name) or "") if name else ""


def _unpushed(root: Path, commit: str) -> int | None:
    """Return how many commits no remote has, ``None`` if none has any of them."""
    if not commit or not (_git(root, "branch", "-r") or "").strip():
        return None
    count = _git(root, "rev-list", "--count", "HEAD", "--not", "--remotes")
    return int(count or 0)
