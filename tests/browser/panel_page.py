"""One live panel in a notebook tab: its picture, its controls, its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import FilePayload, Locator, Page

WAIT_MS = 20_000

_MEAN = """
const mean = (canvas, [x, y, width, height]) => {
  const copy = document.createElement('canvas');
  copy.width = width; copy.height = height;
  const context = copy.getContext('2d', {willReadFrequently: true});
  context.drawImage(canvas, x, y, width, height, 0, 0, width, height);
  const data = context.getImageData(0, 0, width, height).data;
  const sum = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4)
    for (let c = 0; c < 3; c++) sum[c] += data[at + c];
  return sum.map(value => value / (width * height));
};
"""

READ_MEAN = f"(canvas, area) => {{ {_MEAN} return mean(canvas, area); }}"

_WAIT_FOR_MEAN = f"""(canvas, {{area, wanted, tolerance, timeout}}) =>
new Promise((resolve, reject) => {{
  {_MEAN}
  const started = performance.now();
  const look = () => {{
    const seen = mean(canvas, area);
    if (seen.every((value, c) => Math.abs(value - wanted[c]) <= tolerance))
      return resolve(seen);
    if (performance.now() - started > timeout)
      return reject(new Error(`mean colour is ${{seen}}, waited for ${{wanted}}`));
    setTimeout(look, 20);
  }};
  look();
}})"""

_WAIT_FOR_DRAWN = """(canvas, {count, timeout}) => new Promise((resolve, reject) => {
  const headers = [];
  const timer = setTimeout(() => {
    canvas.removeEventListener('reactor:drawn', note);
    reject(new Error(`${headers.length} of ${count} frames drawn in ${timeout} ms`));
  }, timeout);
  const note = event => {
    headers.push(event.detail);
    if (headers.length < count) return;
    clearTimeout(timer);
    canvas.removeEventListener('reactor:drawn', note);
    resolve(headers);
  };
  canvas.addEventListener('reactor:drawn', note);
})"""


_SHOW_CELL = """element => {
  const inPage = element.getRootNode().host ?? element;
  const notebook = window.jupyterapp?.shell.currentWidget.content;
  const index = notebook?.widgets.findIndex(cell => cell.node.contains(inPage)) ?? -1;
  if (index >= 0) return notebook.scrollToItem(index, 'auto');
}"""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a picture, in the picture's own pixels."""

    x: int
    y: int
    width: int
    height: int

    def as_list(self) -> list[int]:
        """As the page's script takes it."""
        return [self.x, self.y, self.width, self.height]


class PanelPage:
    """The panel that stands at *index* among those of a tab, from 0."""

    def __init__(
        self, page: Page, index: int = 0, *, track: str = "main_video"
    ) -> None:
        self.page = page
        self.root = page.get_by_test_id("reactor-panel").nth(index)
        self.canvas = self.root.get_by_test_id(f"reactor-canvas-{track}")

    async def show(self) -> None:
        """Scroll the picture into view, as a person would before looking at it."""
        await self.canvas.evaluate(_SHOW_CELL)
        await self.canvas.scroll_into_view_if_needed(timeout=WAIT_MS)

    def control(self, name: str) -> Locator:
        """The control of the field or event *name*."""
        return self.root.get_by_test_id(f"control-{name}")

    def tool(self, name: str) -> Locator:
        """The button ``pause``, ``step`` or ``reset`` in the panel's head."""
        return self.root.get_by_test_id(f"reactor-{name}")

    async def reason(self, name: str) -> str:
        """Wait until the control *name* says why it was refused; return it."""
        place = self.root.get_by_test_id(f"reason-{name}")
        await place.wait_for(state="visible", timeout=WAIT_MS)
        return await place.inner_text()

    async def text(self, part: str) -> str:
        """What *part* of the panel says: ``log``, ``status``, ``link`` or ``fps``."""
        if part == "log":
            await self.open_log()
        return await self.root.get_by_test_id(f"reactor-{part}").inner_text()

    async def open_log(self) -> None:
        """Open the log unless it is."""
        toggle = self.root.get_by_test_id("reactor-log").locator(".log-toggle")
        if await toggle.get_attribute("aria-expanded") == "false":
            await toggle.click()

    async def wait_for_text(self, part: str, wanted: str) -> None:
        """Wait until *part* of the panel contains *wanted*."""
        place = self.root.get_by_test_id(f"reactor-{part}")
        # The name of a link that is as good as any is in the page, and not shown.
        state = "attached" if part == "link" else "visible"
        found = place.filter(has_text=wanted)
        await found.wait_for(timeout=WAIT_MS, state=state)

    async def drawn(self, count: int = 1, timeout_ms: float = WAIT_MS) -> list[Any]:
        """Wait for *count* more frames to be drawn; return their headers.

        The picture is scrolled into view first: out of sight nothing is drawn.
        """
        await self.show()
        return await self.canvas.evaluate(
            _WAIT_FOR_DRAWN, {"count": count, "timeout": timeout_ms}
        )

    async def mean(self, area: Area) -> list[float]:
        """Mean red, green and blue of *area*, each 0 to 255."""
        return await self.canvas.evaluate(READ_MEAN, area.as_list())

    async def wait_for_mean(
        self,
        area: Area,
        wanted: float | Sequence[float],
        *,
        tolerance: float = 4.0,
        timeout_ms: float = WAIT_MS,
    ) -> list[float]:
        """Wait until the mean colour of *area* is *wanted*, a grey or an RGB."""
        rgb = [wanted] * 3 if isinstance(wanted, int | float) else list(wanted)
        request = {
            "area": area.as_list(),
            "wanted": rgb,
            "tolerance": tolerance,
            "timeout": timeout_ms,
        }
        return await self.canvas.evaluate(_WAIT_FOR_MEAN, request)

    async def drag(self, name: str, start: float, end: float, moves: int = 12) -> None:
        """Drag the slider *name* with the mouse from *start* to *end*, as shares."""
        slider = self.control(name).locator("input[type=range]")
        await slider.scroll_into_view_if_needed()
        box = await slider.bounding_box()
        assert box is not None, f"the slider of {name!r} is not visible"
        middle = box["y"] + box["height"] / 2
        await self.page.mouse.move(_thumb(box, start), middle)
        await self.page.mouse.down()
        await self.page.mouse.move(_thumb(box, end), middle, steps=moves)
        await self.page.mouse.up()

    async def slider_value(self, name: str) -> float:
        """Where the slider *name* stands."""
        slider = self.control(name).locator("input[type=range]")
        return float(await slider.input_value())

    async def type_number(self, name: str, text: str) -> None:
        """Type *text* into the number box of *name* and press Enter."""
        box = self.control(name).locator("input[type=number]")
        await box.fill(text)
        await box.press("Enter")

    async def choose(self, name: str, label: str) -> None:
        """Pick *label* in the dropdown *name*."""
        await self.control(name).locator("select").select_option(label=label)

    async def write(self, name: str, text: str) -> None:
        """Type *text* into the text box *name* and press Enter."""
        box = self.control(name).locator("input, textarea").first
        await box.fill(text)
        await box.press("Enter")

    async def press(self, name: str) -> None:
        """Press the button of the event *name*."""
        control = self.control(name)
        is_button = await control.evaluate("node => node.tagName === 'BUTTON'")
        await (control if is_button else control.locator("button").first).click()

    async def pick_file(self, name: str, file: FilePayload) -> None:
        """Give *file* to the file picker *name*."""
        await self.control(name).locator("input[type=file]").set_input_files(file)


def _thumb(box: Any, share: float) -> float:
    """Where the middle of a slider's thumb is; the track ends half a thumb inside."""
    radius = 6
    return box["x"] + radius + share * (box["width"] - 2 * radius)
