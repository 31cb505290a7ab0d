/**
 * Counts flashes as WCAG 2.3.1 does: pairs of opposing changes of brightness, or of
 * saturated red, more than three in a second, on more than a quarter of 10° of sight.
 *
 * Pure: pictures come as pixels, times in seconds from outside.
 */

import { HEIGHT, WIDTH } from "../video/painter";

/**
 * What 10° of sight are taken to be: half the width and height of the picture, as in a
 * panel of 700 pixels at an arm's length.
 */
const ACROSS = 8;
const DOWN = 5;
const MOST = (ACROSS * DOWN) / 4;

/** The fewest changes in a second that are more than three flashes. */
const CHANGES = 8;

/** How much is a change, and what its lower end must be under. */
const BRIGHTNESS = [0.1, 0.8] as const;
/** 20 of 320, as the definition has it. */
const RED = [20 / 320, 1] as const;

/** The light of each byte of sRGB. */
const LIGHT = Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** One quantity of one pixel: when it last turned from up to down or back. */
class Course {
  private way = 0;
  private extreme: number | null = null;
  private turns: number[] = [];

  /** It is *value* at *now*; returns whether it turns too often. */
  follow(value: number, now: number, [least, under]: readonly [number, number]) {
    this.extreme ??= value;
    const change = value - this.extreme;
    const isLarge = Math.abs(change) >= least && Math.min(value, this.extreme) < under;
    if (change * this.way > 0) {
      this.extreme = value;
    } else if (isLarge) {
      this.extreme = value;
      this.way = Math.sign(change);
      this.turns = [...this.turns.slice(1 - CHANGES), now];
    }
    const [first = 0] = this.turns;
    return this.turns.length === CHANGES && now - first < 1;
  }
}

/** Whether so many of *pixels* lie in what one sees at once that they matter. */
function isLarge(pixels: readonly number[]): boolean {
  return Array.from({ length: WIDTH * HEIGHT }).some((_, corner) => {
    const [left, top] = [corner % WIDTH, Math.floor(corner / WIDTH)];
    const seen = pixels.filter((pixel) => {
      const [x, y] = [(pixel % WIDTH) - left, Math.floor(pixel / WIDTH) - top];
      return x >= 0 && x < ACROSS && y >= 0 && y < DOWN;
    });
    return seen.length > MOST;
  });
}

/** Counts the flashes of one picture. */
export class FlashCounter {
  private readonly courses = Array.from({ length: WIDTH * HEIGHT }, () => [
    new Course(),
    new Course(),
  ]);

  /** Whether the picture, whose RGBA is *data* at *now*, has flashed too often. */
  follow(data: Uint8ClampedArray, now: number): boolean {
    const bright: number[] = [];
    const red: number[] = [];
    for (const [pixel, [brightness, redness]] of this.courses.entries()) {
      const [r = 0, g = 0, b = 0] = [0, 1, 2].map(
        (c) => LIGHT[data[pixel * 4 + c] ?? 0],
      );
      const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const alone = r >= 0.8 * (r + g + b) ? r - g - b : 0;
      if (brightness?.follow(luminance, now, BRIGHTNESS)) bright.push(pixel);
      if (redness?.follow(alone, now, RED)) red.push(pixel);
    }
    return [bright, red].some((pixels) => pixels.length > MOST && isLarge(pixels));
  }
}
