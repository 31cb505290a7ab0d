import { expect, test } from "vitest";
import { FlashCounter } from "../../src/pictures/flashes";
import { HEIGHT, WIDTH } from "../../src/video/painter";

type Colour = readonly [number, number, number];

const grey = (byte: number): Colour => [byte, byte, byte];
const [BLACK, WHITE] = [grey(0), grey(255)];

/** Whether *show*, asked for the colour of each pixel, is flashing within 3 s. */
function isCaught(
  show: (at: number, x: number, y: number) => Colour,
  fps = 30,
): boolean {
  const counter = new FlashCounter();
  for (let frame = 0; frame < 3 * fps; frame++) {
    const at = frame / fps;
    const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
      const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
      data.set([...show(at, x, y), 255], pixel * 4);
    }
    if (counter.follow(data, 100 + at)) return true;
  }
  return false;
}

/** *on* and *off* by turns, *rate* times a second. */
const blink =
  (rate: number, on: Colour = WHITE, off: Colour = BLACK) =>
  (at: number): Colour =>
    (at * rate) % 1 < 0.5 ? off : on;

/** The same on an area from the left upper corner on. */
const within =
  (width: number, height: number, left = 0, top = 0) =>
  (at: number, x: number, y: number): Colour =>
    x >= left && x < left + width && y >= top && y < top + height
      ? blink(5)(at)
      : grey(90);

test.each([
  ["nothing moves", () => grey(120), false],
  ["3 flashes a second", blink(3), false],
  ["4 flashes a second", blink(4), true],
  ["15 flashes a second", blink(15), true],
  [
    "single bright frames, 5 a second",
    (at: number) => (Math.round(at * 30) % 6 ? BLACK : WHITE),
    true,
  ],
  ["a slow fade", (at: number) => grey((255 * at) / 3), false],
  [
    "ten changes a second, all brighter",
    (at: number) => grey(25 * Math.floor(at * 10)),
    false,
  ],
  ["dark changes under 10 %", blink(6, grey(88), BLACK), false],
  ["dark changes over 10 %", blink(6, grey(92), BLACK), true],
  ["changes above 80 %", blink(6, grey(255), grey(232)), false],
  ["changes from just under 80 %", blink(6, grey(255), grey(229)), true],
  [
    "scene cuts, 3 a second",
    (at: number) => grey([20, 220, 90, 250][Math.floor(at * 3) % 4] ?? 0),
    false,
  ],
  [
    "a waving brightness, 5 a second",
    (at: number) => grey(128 + 100 * Math.sin(at * 10 * Math.PI)),
    true,
  ],
  ["a small area", within(3, 3), false],
  ["an area of a quarter of what is seen", within(5, 2), false],
  ["an area of more", within(4, 3, 12, 6), true],
  [
    "small areas far apart",
    (at: number, x: number, y: number) =>
      y < 1 && (x < 5 || x > 10) ? blink(5)(at) : BLACK,
    false,
  ],
  ["saturated red of little light", blink(5, [90, 0, 0]), true],
  ["the same in blue", blink(5, [0, 0, 90]), false],
  ["red on red", blink(5, [255, 0, 0], [250, 0, 0]), false],
  ["red that is not saturated", blink(5, [80, 60, 60], [70, 55, 55]), false],
  ["red, 3 a second", blink(3, [255, 0, 0]), false],
] as const)("%s: %s", (_, show, expected) => {
  expect(isCaught(show)).toBe(expected);
});

test.each([24, 30, 50, 60])("is caught at %i frames a second, too", (fps) => {
  expect(isCaught(blink(4.5), fps)).toBe(true);
  expect(isCaught(blink(2.9), fps)).toBe(false);
});

test("flashes of different seconds are not added up", () => {
  const burst = (at: number): Colour => (at % 1.5 < 0.6 ? blink(5)(at) : BLACK);
  expect(isCaught(burst)).toBe(false);
});
