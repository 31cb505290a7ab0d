/** How large a picture is shown, so that it stays crisp on every screen. */

import type { PictureSize } from "../video/surface";

/** Up to this width a picture is enlarged with hard pixels, as its model made it. */
const PIXEL_ART_WIDTH = 160;

/** A whole multiple that fills this share of the place is better than a blurred fit. */
const WORTH_IT = 0.9;

export interface Fit {
  /** Width in CSS pixels, `null` to fill the place. */
  readonly width: number | null;
  /** Whether each pixel of the picture keeps its hard edges. */
  readonly isPixelated: boolean;
}

/** Whether *picture* is so small that its pixels are meant to be seen. */
export function isPixelArt({ width }: PictureSize): boolean {
  return width <= PIXEL_ART_WIDTH;
}

/**
 * Choose how *picture* is shown in a place of *width* by *height* CSS pixels on a
 * screen with *density* device pixels to each.
 *
 * Where a whole number of device pixels for each of the picture's is nearly as large as
 * the place, that is taken: nothing is resampled. Small pictures always are.
 */
export function fitPicture(
  picture: PictureSize,
  { width, height }: PictureSize,
  density: number,
): Fit {
  const most =
    Math.min(width / picture.width, height / picture.height) * Math.max(density, 0.1);
  const whole = Math.floor(most + 1e-6);
  const isSmall = isPixelArt(picture);
  if (whole < 1 || (!isSmall && whole / most < WORTH_IT)) {
    return { width: null, isPixelated: isSmall };
  }
  const shown = (whole * picture.width) / density;
  return { width: shown, isPixelated: isSmall || whole <= Math.round(density) };
}
