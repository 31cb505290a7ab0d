"""Run the tests that need a GPU, or say in one line why there is nothing to run."""

from __future__ import annotations

import subprocess
import sys


def obstacle() -> str | None:
    """Return why the tests cannot run here, ``None`` if they can."""
    try:
        import torch
    except ImportError:
        return "torch is not installed"
    if not torch.cuda.is_available():
        return f"torch {torch.__version__} sees no CUDA device"
    return None


def main() -> int:
    """Run the tests and return pytest's exit code, 0 where they are skipped."""
    if reason := obstacle():
        print(f"The tests that need a GPU are not run: {reason}")
        return 0
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "gpu", "tests/gpu"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
