"""A real kernel, driven as a front end drives it."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass, field

import psutil
from jupyter_client.manager import KernelManager

LIMIT = 20.0


@dataclass
class Outputs:
    """What one cell led to."""

    text: str = ""
    errors: str = ""
    result: str | None = None
    error: tuple[str, str] | None = None
    traceback: str = ""
    displays: list[tuple[dict, str | None, bool]] = field(default_factory=list)
    started: float = 0.0
    ended: float = 0.0

    @property
    def seconds(self):
        return self.ended - self.started


class Kernel:
    """A kernel process; ``with`` starts it and shuts it down."""

    def __init__(self) -> None:
        self.manager = KernelManager()

    def __enter__(self):
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LIMIT)
        return self

    def __exit__(self, *_):
        self.shut_down()

    @property
    def process(self):
        return psutil.Process(self.manager.provisioner.pid)

    def shut_down(self):
        if self.manager.is_alive():
            self.manager.shutdown_kernel()
        self.client.stop_channels()
        self.manager.cleanup_resources()

    def begin(self, code, cell_id=None, *, answers=False):
        """Send a cell, of a page that *answers* questions; returns its identifier."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": answers,
            "stop_on_error": False,
        }
        metadata = {"cellId": cell_id} if cell_id else {}
        session = self.client.session
        message = session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def finish(self, number, *, fails=False):
        """Collect the outputs of a cell until the kernel is idle again."""
        outputs, end = Outputs(), time.monotonic() + LIMIT
        while True:
            message = self._next(end)
            if message["parent_header"].get("msg_id") != number:
                continue
            if _collect(outputs, message):
                break
        if not fails:
            assert outputs.error is None, outputs.traceback
        return outputs

    def answer(self, number, text):
        """Answer the next question with *text*; returns the question.

        As a page does, only one that the cell *number* asks while it runs.
        """
        question = self.client.get_stdin_msg(timeout=LIMIT)
        assert question["parent_header"].get("msg_id") == number
        self.client.input(text)
        return question["content"]["prompt"]

    def run(self, code, cell_id=None, *, fails=False):
        return self.finish(self.begin(code, cell_id), fails=fails)

    def value(self, expression):
        """The printed value of *expression*."""
        return self.run(f"print({expression})").text.strip()

    def interrupt(self):
        self.manager.interrupt_kernel()

    def until(self, condition, seconds=20.0):
        """Wait until a Python condition holds in the kernel."""
        cell = (
            "import time as _t, asyncio as _a\n"
            f"_end = _t.monotonic() + {seconds}\n"
            f"while not ({condition}) and _t.monotonic() < _end:\n"
            "    await _a.sleep(0.01)\n"
            f"assert ({condition}), 'not in time'"
        )
        self.run(cell)

    def late_text(self, expected, seconds=20.0):
        """Read stream output, of any cell, until *expected* is in it."""
        text, end = "", time.monotonic() + seconds
        while expected not in text:
            message = self._next(end)
            if message["msg_type"] == "stream":
                text += message["content"]["text"]
        return text

    def late_display(self, expected, seconds=20.0):
        """Read displays, of any cell, until the text of one has *expected* in it."""
        seen, end = [], time.monotonic() + seconds
        while True:
            message = self._next(end, seen)
            if message["msg_type"] in ("display_data", "update_display_data"):
                seen.append(message["content"]["data"].get("text/plain", ""))
                if expected in seen[-1]:
                    return seen[-1]

    def _next(self, end, seen=()):
        try:
            return self.client.get_iopub_msg(timeout=max(0.1, end - time.monotonic()))
        except queue.Empty:
            shown = "".join(f"\n  {text}" for text in seen)
            raise AssertionError(f"nothing more came in time{shown}") from None


def _collect(outputs, message):
    """Take one message of the cell; returns whether it was the last."""
    content = message["content"]
    match message["msg_type"]:
        case "status":
            if content["execution_state"] == "busy":
                outputs.started = message["header"]["date"].timestamp()
            else:
                outputs.ended = message["header"]["date"].timestamp()
                return True
        case "stream" if content["name"] == "stdout":
            outputs.text += content["text"]
        case "stream":
            outputs.errors += content["text"]
        case "execute_result":
            outputs.result = content["data"].get("text/plain")
        case "display_data" | "update_display_data" as kind:
            key = content["transient"].get("display_id")
            outputs.displays.append((content["data"], key, kind.startswith("update")))
        case "error":
            outputs.error = (content["ename"], content["evalue"])
            outputs.traceback = "\n".join(content["traceback"])
    return False
