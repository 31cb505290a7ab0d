import { describe, expect, test } from "vitest";
import { CameraPace, QUALITIES } from "../../src/media/camera-pace";
import { describePictures } from "../../src/media/video-feed";

const BEST = QUALITIES[0];
const WORST = QUALITIES[QUALITIES.length - 1];

/** 15 pictures a second from *start* on, of which the link takes one in *every*. */
function film(pace: CameraPace, start: number, seconds: number, every: number): number {
  const count = Math.round(seconds * 15);
  for (let i = 0; i < count; i += 1) {
    const now = start + (i * 1000) / 15;
    if (i % every === 0) pace.sent(now);
    else pace.dropped(now);
  }
  return start + seconds * 1000;
}

describe("the camera", () => {
  test("stays at its best where every picture finds room", () => {
    const pace = new CameraPace(0);
    const now = film(pace, 0, 60, 1);
    expect(pace.quality).toBe(BEST);
    expect(describePictures(pace.report(now))).toBe(" 15 fps");
  });

  test("lowers its quality step by step while pictures are dropped", () => {
    const pace = new CameraPace(0);
    film(pace, 0, 2, 4);
    expect(pace.quality).toBe(QUALITIES[1]);
    const now = film(pace, 2000, 20, 4);
    expect(pace.quality).toBe(WORST);
    expect(describePictures(pace.report(now))).toBe(
      " 3.5 fps, 11 a second dropped: slow link",
    );
  });

  test("keeps its quality where one picture now and then is dropped", () => {
    const pace = new CameraPace(0);
    for (let start = 0; start < 30_000; start += 1000) {
      pace.dropped(start);
      film(pace, start + 1, 14 / 15, 1);
    }
    expect(pace.quality).toBe(BEST);
  });

  test("gets better again after a calm, and waits longer after a trial that failed", () => {
    const pace = new CameraPace(0);
    let now = film(pace, 0, 2, 4);
    now = film(pace, now, 5, 1);
    expect(pace.quality).toBe(QUALITIES[1]);
    now = film(pace, now, 2, 1);
    expect(pace.quality).toBe(BEST);
    now = film(pace, now, 1.2, 4);
    expect(pace.quality).toBe(QUALITIES[1]);
    now = film(pace, now, 9, 1);
    expect(pace.quality).toBe(QUALITIES[1]);
    film(pace, now, 5, 1);
    expect(pace.quality).toBe(BEST);
  });
});
