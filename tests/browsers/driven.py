"""Browsers other than Chromium, each driven by the protocol that it speaks."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import re
import subprocess
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.webkitgtk.service import Service
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

SECONDS = 40.0
"""How long anything may take."""

WIDTH, HEIGHT = 1280, 1000


_PREFERENCES = {
    "app.normandy.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}


class DrivenPage(Protocol):
    """One tab of some browser. A function is JavaScript's source of one."""

    def goto(self, url: str) -> None:
        """Open *url*."""

    def call(self, function: str, *arguments: object) -> Any:
        """Return what *function* of JSON arguments returns, as JSON."""

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the pointer at *start*, move it to *end* and let it go."""

    def upload(self, find: str, file: Path) -> None:
        """Put *file* into the input that the function *find* returns."""

    def picture(self, path: Path) -> None:
        """Keep what the page looks like."""


def until(page: DrivenPage, function: str, *arguments: object) -> Any:
    """Return what *function* returns once that is truthy."""
    ends = time.monotonic() + SECONDS
    while not (found := page.call(function, *arguments)):
        assert time.monotonic() < ends, f"not true within {SECONDS} s: {function}"
        time.sleep(0.05)
    return found


class FirefoxPage:
    """A tab of Firefox, by WebDriver BiDi (https://w3c.github.io/webdriver-bidi)."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._ask("session.new", capabilities={})
        tree = self._ask("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]
        size = {"width": WIDTH, "height": HEIGHT}
        self._do("browsingContext.setViewport", viewport=size)

    def goto(self, url: str) -> None:
        """Open *url*."""
        self._do("browsingContext.navigate", url=url, wait="complete")
        self._do("browsingContext.activate")

    def call(self, function: str, *arguments: object) -> Any:
        """Return what *function* of JSON arguments returns, as JSON."""
        given = ", ".join(json.dumps(argument) for argument in arguments)
        found = self._run(f"async () => JSON.stringify(await ({function})({given}))")
        return json.loads(found["value"]) if found["type"] == "string" else None

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the pointer at *start*, move it to *end* and let it go."""
        moves = [_move(*start), {"type": "pointerDown", "button": 0}]
        moves += [_move(*_between(start, end, step / 10)) for step in range(1, 11)]
        moves.append({"type": "pointerUp", "button": 0})
        self._act(moves)

    def upload(self, find: str, file: Path) -> None:
        """Put *file* into the input that the function *find* returns."""
        element = {"sharedId": self._run(find)["sharedId"]}
        self._do("input.setFiles", element=element, files=[str(file)])

    def picture(self, path: Path) -> None:
        """Keep what the page looks like."""
        shot = self._do("browsingContext.captureScreenshot")
        path.write_bytes(base64.b64decode(shot["data"]))

    def _run(self, function: str) -> dict[str, Any]:
        done = self._ask(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": self._context},
            userActivation=True,
        )
        assert done["type"] == "success", done.get("exceptionDetails", {}).get("text")
        return done["result"]

    def _act(self, moves: list[dict[str, object]]) -> None:
        pointer = {"type": "pointer", "id": "mouse", "actions": moves}
        self._do("input.performActions", actions=[pointer])

    def _do(self, method: str, **parameters: object) -> Any:
        return self._ask(method, context=self._context, **parameters)

    def _ask(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(asked))
        while True:
            told = json.loads(self._socket.recv(timeout=SECONDS))
            if told.get("id") == number:
                assert told["type"] == "success", f"{method}: {told.get('message')}"
                return told["result"]


class WebKitPage:
    """A tab of WebKitGTK's MiniBrowser, by its WebDriver."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver
        driver.set_window_size(WIDTH, HEIGHT)
        driver.set_script_timeout(SECONDS)

    def goto(self, url: str) -> None:
        """Open *url*."""
        self._driver.get(url)

    def call(self, function: str, *arguments: object) -> Any:
        """Return what *function* of JSON arguments returns, as JSON."""
        script = f"""const done = arguments[arguments.length - 1];
        Promise.resolve(({function})(...[...arguments].slice(0, -1))).then(
          value => done(JSON.stringify({{value}})),
          error => done(JSON.stringify({{error: String(error)}})));"""
        told = json.loads(self._driver.execute_async_script(script, *arguments))
        assert "error" not in told, told["error"]
        return told.get("value")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the pointer at *start*, move it to *end* and let it go."""
        actions = ActionChains(self._driver, duration=20)
        builder = actions.w3c_actions.pointer_action
        builder.move_to_location(*map(round, start))
        builder.pointer_down()
        for step in range(1, 11):
            builder.move_to_location(*map(round, _between(start, end, step / 10)))
        builder.pointer_up()
        actions.perform()

    def upload(self, find: str, file: Path) -> None:
        """Put *file* into the input that the function *find* returns."""
        self._driver.execute_script(f"return ({find})()").send_keys(str(file))

    def picture(self, path: Path) -> None:
        """Keep what the page looks like."""
        self._driver.save_screenshot(str(path))


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[FirefoxPage]:
    """A fresh Firefox whose profile lies in *folder*; it ends with the block."""
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in _PREFERENCES.items()
    ]
    (folder / "user.js").write_text("".join(lines))
    command = ["firefox-esr", "--headless", "--no-remote", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*command, "--profile", str(folder), "about:blank"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(folder), "MOZ_DISABLE_AUTO_SAFE_MODE": "1"},
    )
    assert process.stderr is not None
    try:
        told = iter(process.stderr.readline, "")
        found = (re.search(r"BiDi listening on (ws://\S+)", line) for line in told)
        address = next(match for match in found if match).group(1)
        _drain(process)
        with connect(f"{address}/session", max_size=None, proxy=None) as socket:
            yield FirefoxPage(socket)
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[WebKitPage]:
    """A fresh MiniBrowser on a screen of its own; it ends with the block."""
    (browser,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    reader, writer = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            display = told.readline().strip()
        env = {"DISPLAY": f":{display}", "HOME": str(folder)}
        env |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "NO_AT_BRIDGE": "1"}
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(browser)
        options.add_argument("--automation")
        service = Service("/usr/bin/WebKitWebDriver", env={**os.environ, **env})
        with warnings.catch_warnings():  # Selenium's own, of its own parts
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = webdriver.WebKitGTK(options, service)
        try:
            yield WebKitPage(driver)
        finally:
            driver.quit()
    finally:
        screen.terminate()
        screen.wait(10)


def _move(x: float, y: float) -> dict[str, object]:
    return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20}


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    (x, y), (to_x, to_y) = start, end
    return x + share * (to_x - x), y + share * (to_y - y)


def _drain(process: subprocess.Popen[str]) -> None:
    """Read what *process* says, so that it never waits for a reader."""
    assert process.stderr is not None
    threading.Thread(target=process.stderr.read, daemon=True).start()
