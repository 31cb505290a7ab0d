"""What a notebook user holds: the running model, in Python."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Self

from reactor_notebook.cell.pending import (
    Pending,
    block_for,
    running_loop,
    settle,
    wait_for_future,
)
from reactor_notebook.cell.tracebacks import from_author, is_interrupt
from reactor_notebook.handle.presets import Presets
from reactor_notebook.handle.views import (
    LogView,
    Messages,
    StateView,
    describe_state,
)
from reactor_notebook.tuning.tuned import TunedSettings
from reactor_runtime.engine.guarding.guard import is_being_cancelled
from reactor_runtime.errors import ModelLoadError, SessionStateError
from reactor_runtime.interface import ModelMessage
from reactor_runtime.interface.messages import wire_type

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator
    from concurrent.futures import Future
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from reactor_notebook.handle.controls import Controls
    from reactor_notebook.loaded.inbox import ReceivedMessage
    from reactor_notebook.loaded.session import NotebookSession
    from reactor_notebook.sharing.recording import RecordedPage
    from reactor_notebook.tuning.tuning import Tuning
    from reactor_notebook.widget.panel_view import PanelView
    from reactor_runtime.session.status import SessionStatus
    from reactor_runtime.values import UploadReference


class Handle:
    """A model that was loaded into this notebook.

    Showing the handle shows its panel. ``await handle`` waits until it is loaded.
    Methods that return :class:`Pending` have begun their work when they return;
    ``await`` is for the outcome. Without a running event loop they block instead.
    """

    def __init__(
        self,
        session: NotebookSession,
        loading: Future[object],
        controls: Controls,
        view: PanelView,
        tuning: Tuning,
    ) -> None:
        self._session = session
        self._loading = loading
        self._view = view
        self.controls = controls
        self.tuned = TunedSettings(tuning)
        """What was tuned, and the way back into the source."""
        self._tuning = tuning
        self.interrupted: Callable[[], Exception] | None = None
        """Makes what ``await handle`` raises when the cell is interrupted."""
        self._is_awaited = False
        if running_loop() is not None:
            loading.add_done_callback(self._tell_failure)

    def __await__(self) -> Generator[object, None, Self]:
        self._is_awaited = True
        try:
            yield from wait_for_future(self._loading).__await__()
        except asyncio.CancelledError:
            self._session.cancel_load()
            yield from self._session.stop(keep_picture=False).__await__()
            if self.interrupted is not None:
                raise self.interrupted() from None
            if is_being_cancelled():
                raise
            raise SessionStateError(
                f"{self.name} was stopped while it was loading; load it again"
            ) from None
        except ModelLoadError as error:
            yield from self._session.stop(keep_picture=False).__await__()
            if is_interrupt(error) and self.interrupted is not None:
                raise self.interrupted() from None
            raise from_author(error) from error.__cause__
        return self

    def wait_loaded(self) -> Self:
        """Block until the model is loaded; for code without a running event loop.

        Raises:
            ModelLoadError: ``load`` raised.
        """
        try:
            block_for(self._loading)
        except KeyboardInterrupt:
            self._session.cancel_load()
            self._session.stop(keep_picture=False).result()
            raise
        except ModelLoadError as error:
            self._session.stop(keep_picture=False).result()
            raise from_author(error) from error.__cause__
        return self

    @property
    def is_ignored(self) -> bool:
        """Whether the model is still loading and nobody waits for it."""
        is_over = self._loading.done() or self._session.is_stopped
        return not (is_over or self._is_awaited)

    def _tell_failure(self, loading: Future[object]) -> None:
        """Print why the load failed if nobody waits for it.

        In the cell that loads the extension no magic is awaited yet.
        """
        if self._is_awaited or loading.cancelled():
            return
        if (error := loading.exception()) is not None:
            self._session.print_load_error(error)

    @property
    def name(self) -> str:
        """What the session is called: its ``--name``, else the model's, numbered.

        No other session has it; ``%reactor_status`` lists it and ``%reactor_stop``
        takes it.
        """
        return self._session.label

    @property
    def status(self) -> SessionStatus:
        """Where the session is in its life."""
        return self._session.status

    @property
    def state(self) -> StateView | None:
        """The model's public state, live and read-only; ``None`` without one.

        Where a cell sends a command and reads the state it must ``await`` the command:
        on the kernel's loop nothing runs before the cell gives the loop back.
        """
        if self._session.state_values() is None:
            return None
        return StateView(self._session.state_values, self._waiting)

    @property
    def messages(self) -> Messages:
        """The messages that came out, oldest first: the newest 10,000, of 64 MiB."""
        return Messages(self._session.hearing.inbox, self._waiting)

    @property
    def log(self) -> LogView:
        """The session log."""
        return LogView(self._session.log)

    @property
    def presets(self) -> Presets:
        """Values that are kept under names, in files beside the notebook."""
        return Presets(lambda: self._session.run.presets, self.send)

    def frame(self, track: str | None = None) -> npt.NDArray[np.uint8] | None:
        """Return a copy of the last shown frame.

        Args:
            track: Name of a video track, by default the first that has a frame.

        Returns:
            RGB, shape ``(height, width, 3)``, dtype ``uint8``; ``None`` before the
            first frame. The black after a flush is not a frame.
        """
        return self._session.frame(track)

    def send(
        self, name: str, /, **arguments: object
    ) -> Pending[ReceivedMessage | None]:
        """Send a command to the model.

        Args:
            name: The command, e.g. ``"set_prompt"``.
            arguments: Its arguments. For an ``UploadedFile`` a path, bytes, a PIL image
                or what :meth:`upload` returned.

        Returns:
            The answer, which may be ignored: the message that the handler returned,
            ``None`` for a bare acknowledgement. Awaiting it raises CommandError if the
            handler failed.

        Raises:
            CommandRejectedError: The command is unknown or an argument is wrong;
                nothing has changed.
            SessionStateError: The session has ended.
        """
        return self._session.client.send(name, arguments)

    def wait_for(
        self, message: type[ModelMessage] | str, timeout: float | None = None
    ) -> Pending[ReceivedMessage]:
        """Wait for the model to send a message.

        Returns:
            The first one after the newest :meth:`send`, or after the message that the
            last ``wait_for`` returned; without either, the next to come.

        Args:
            message: Its class, or its type, e.g. ``"current_prompt"``.
            timeout: Seconds, ``None`` for as long as it takes.

        Raises:
            TypeError: *message* is neither.
            TimeoutError: No such message came in time (when awaited).
            SessionStateError: The session has ended.
        """
        name = _type_of(message)
        future = self._session.client.wait_for(name, timeout)
        return Pending(future, f"wait for {name}")

    def upload(self, source: object, name: str | None = None) -> UploadReference:
        """Upload a file; the result goes into a command's ``UploadedFile`` argument.

        Args:
            source: A path, bytes or a PIL image.
            name: File name that the model sees.

        Raises:
            UploadError: It is over the size limit.
        """
        return self._session.client.upload(source, name)

    def feed(
        self,
        track: str,
        frame: object,
        *,
        pts: float | None = None,
        metadata: bytes | None = None,
    ) -> None:
        """Send a frame to an input track, in place of a camera or a microphone.

        Args:
            track: The track's name.
            frame: Video: what a model may emit, such as a numpy array ``(H, W, 3)``, a
                batch, a PIL image. Sound: ``(samples, sample_rate)``.
            pts: When it is to be shown, in seconds of the sender's clock.
            metadata: Travels with it.

        Raises:
            KeyError: The model has no input track of that name.
            TypeError: *frame* is nothing that the track takes.
            SessionStateError: The session has ended.
        """
        self._session.client.feed(track, frame, pts, metadata)

    def pause(self) -> Pending[None]:
        """Hold the model between two steps; handlers still run."""
        return self._act(self._session.run.engine.control.pause(), "pause")

    def resume(self) -> Pending[None]:
        """Let a paused model go on."""
        return self._act(self._session.run.engine.control.resume(), "resume")

    def step(self, n: int = 1) -> Pending[None]:
        """Let a paused model make *n* steps."""
        return self._act(self._session.run.engine.control.step(n), f"step {n}")

    def restart(self) -> Pending[None]:
        """Run the model again, without another ``load``.

        A model whose class was defined anew, or that is not loaded because its load
        failed, is loaded anew, as :meth:`reload` does.
        """
        return settle(self._session.restart())

    def disconnect(self) -> Pending[None]:
        """Play the client that leaves; done when ``@disconnected`` has run."""
        return self._act(self._session.client.disconnect(), "disconnect")

    def connect(self) -> Pending[None]:
        """Play the client that comes back; done when ``@connected`` has run.

        Nothing happens if it is there, also while the model has failed.
        """
        return self._act(self._session.client.connect(), "connect")

    def reload(self, *, defaults: bool = False) -> Pending[None]:
        """Load the model anew, from its class as it is now.

        The values that a person has set are set again after ``@connected``; one that
        the model refuses falls back to its default and is named.

        Args:
            defaults: Start afresh instead.
        """
        return settle(self._session.reload(defaults=defaults))

    def tune(self, name: str, /, **settings: object) -> TunedSettings:
        """Give a parameter other limits while the model runs.

        Commands are judged by them from now on. The value in force stays where they
        admit it, else it moves to the nearest that they admit, and the log says so. A
        default is the one of the next session. Nothing is written; see :attr:`tuned`.

        Args:
            name: A field, e.g. ``"brightness"``, or a handler's argument, e.g.
                ``"set_style.style"``.
            settings: The arguments of ``InputField`` and the hints of ``ui``, e.g.
                ``le=3.0, default=1.2, step=0.1``. ``None`` takes one away.

        Raises:
            TypeError: The declaration would refuse it; nothing has changed.
            TuningError: There is no such parameter.
            SessionStateError: The session has ended.
        """
        self._session.run  # noqa: B018 - raises where there is none
        self._tuning.tune(name, settings)
        return self.tuned

    def record_page(
        self,
        file: str | Path,
        *controls: str,
        tell: Callable[[str], object] = print,
        **options: Any,
    ) -> Pending[RecordedPage]:
        """Record the model at each value of a control, as one page that travels.

        The page needs neither a kernel nor a server. Everybody who looks meanwhile sees
        how it is recorded; the values that hold now hold again afterwards.

        Args:
            file: Where the page is written.
            controls: One or two parameters; by default the first slider.
            tell: Told how far it has come.
            options: ``stops`` of a slider (7), ``seconds`` of each loop (2.0), its
                ``rate`` in frames a second (12.0), seconds to ``settle`` after a change
                (0.5), ``size`` of the longest side in pixels (480), ``most_bytes``
                from which on it says that it is large (10,000,000), ``overwrite``.

        Raises:
            SharingError: It cannot be recorded, or written (where it is awaited).
            SessionStateError: The session has ended.
        """
        from reactor_notebook.sharing.recording import record_page

        return settle(record_page(self._session, file, controls, tell, options))

    def stop(self) -> Pending[None]:
        """End the session; afterwards nothing keeps the model alive."""
        return settle(self._session.stop())

    def _act(
        self, coroutine: Coroutine[object, object, None], what: str
    ) -> Pending[None]:
        return settle(self._session.submit(coroutine, f"{what} {self.name}"))

    def __repr__(self) -> str:
        values = self._session.state_values() or {}
        told = [f"{self.status}", describe_state(values, self._waiting())]
        return f"<Reactor {self.name}: {', '.join(filter(None, told))}>"

    def _waiting(self) -> int:
        return self._session.client.waiting

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return self._view.bundle(repr(self))

    def _ipython_display_(self) -> None:
        self._view.display(repr(self))


def _type_of(message: object) -> str:
    """Return what *message* is called on the wire."""
    if isinstance(message, str):
        return message
    if inspect.isclass(message) and issubclass(message, ModelMessage):
        return wire_type(message)
    raise TypeError(
        "wait_for takes a subclass of ModelMessage or its type, e.g. "
        f"'current_prompt', got {message!r:.100}"
    )
