import { describe, expect, test, vi } from "vitest";
import { Acks } from "../src/acks";
import { Meter } from "../src/meter";
import { type Drawn, Picture } from "../src/picture";
import type { AckHeader } from "../src/protocol";
import { makeFrame, makeJpeg } from "./fakes";

describe("a picture", () => {
  function makePicture() {
    const drawn: Drawn[] = [];
    const failures: string[] = [];
    const picture = new Picture(
      "main_video",
      (report) => void drawn.push(report),
      (reason) => void failures.push(reason),
    );
    return { picture, drawn, failures };
  }

  test("draws the frame and says which one it shows", async () => {
    const { picture, drawn } = makePicture();
    picture.push({ ...makeFrame(4), command: 9 }, await makeJpeg("red"));
    await vi.waitFor(() => expect(drawn).toHaveLength(1));
    const { canvas } = picture;
    expect([canvas.width, canvas.height]).toEqual([8, 6]);
    expect(canvas.dataset).toMatchObject({ sequence: "4", command: "9" });
    const pixel = canvas.getContext("2d")?.getImageData(4, 3, 1, 1).data;
    expect(pixel?.[0]).toBeGreaterThan(240);
    expect(pixel?.[1]).toBeLessThan(20);
  });

  test("tells whoever listens in the page what was drawn", async () => {
    const { picture } = makePicture();
    const heard = vi.fn();
    picture.canvas.addEventListener("reactor:drawn", heard);
    picture.push(makeFrame(1), await makeJpeg());
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0].detail).toMatchObject({ sequence: 1 });
  });

  test("leaves frames out when they come too fast, never the newest", async () => {
    const { picture, drawn } = makePicture();
    const jpeg = await makeJpeg();
    for (let sequence = 1; sequence <= 6; sequence += 1) {
      picture.push(makeFrame(sequence), jpeg);
    }
    await vi.waitFor(() => expect(drawn.at(-1)?.header.sequence).toBe(6));
    expect(drawn.map(({ header }) => header.sequence)).toEqual([1, 6]);
    expect(drawn.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(4);
  });

  test("settles a frame that it cannot draw", async () => {
    const { picture, drawn, failures } = makePicture();
    picture.push(makeFrame(1), new Uint8Array([1, 2, 3]));
    await vi.waitFor(() => expect(drawn).toHaveLength(1));
    expect(drawn[0]?.dropped).toBe(1);
    expect(failures[0]).toContain("Frame 1 of main_video");
    picture.push({ ...makeFrame(2), codec: "h264" }, new Uint8Array(1));
    await vi.waitFor(() => expect(failures[1]).toContain("known: jpeg"));
  });

  test("draws nothing once it is closed", async () => {
    const { picture, drawn } = makePicture();
    const jpeg = await makeJpeg();
    picture.push(makeFrame(1), jpeg);
    picture.close();
    await createImageBitmap(new Blob([jpeg]));
    expect(drawn).toEqual([]);
    expect(picture.canvas.width).toBe(0);
  });

  test("decodes with an image element where there are no bitmaps", async () => {
    vi.stubGlobal("createImageBitmap", undefined);
    const { picture, drawn } = makePicture();
    picture.push(makeFrame(1), await makeJpeg());
    await vi.waitFor(() => expect(drawn).toHaveLength(1));
    expect(picture.canvas.width).toBe(8);
    vi.unstubAllGlobals();
  });
});

describe("acknowledgements", () => {
  function makeAcks(rung: string) {
    const sent: AckHeader[] = [];
    const closing = new AbortController();
    const acks = new Acks((ack) => void sent.push(ack), closing.signal);
    acks.use(rung, 0);
    const draw = (sequence: number, dropped = 0): void => {
      const header = makeFrame(sequence);
      acks.expect(header);
      acks.drawn({ header, dropped });
    };
    return { sent, acks, draw, closing };
  }

  test("are sent for each frame on a socket", () => {
    const { sent, draw } = makeAcks("direct");
    for (const sequence of [1, 2, 3]) draw(sequence);
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test("are sent four times a second on the comm, with all that was dropped", () => {
    vi.useFakeTimers();
    const { sent, draw, closing } = makeAcks("comm");
    for (let sequence = 1; sequence <= 60; sequence += 1) {
      draw(sequence, 1);
      vi.advanceTimersByTime(1000 / 60);
    }
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(sent.length).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(250);
    expect(sent.at(-1)?.sequence).toBe(60);
    expect(sent.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(60);
    closing.abort();
    vi.useRealTimers();
  });

  test("are not sent for a frame that came over another link", () => {
    const { sent, acks } = makeAcks("direct");
    const header = makeFrame(1);
    acks.expect(header);
    acks.use("comm", 0);
    acks.drawn({ header, dropped: 0 });
    expect(sent).toEqual([]);
  });
});

describe("the meter", () => {
  test("counts drawn frames per second", () => {
    const meter = new Meter();
    for (let frame = 0; frame <= 120; frame += 1) meter.count((frame * 1000) / 60);
    expect(meter.rate(2000)).toBeCloseTo(60, 0);
  });

  test("falls to nothing when no frame is drawn", () => {
    const meter = new Meter();
    for (let frame = 0; frame <= 30; frame += 1) meter.count((frame * 1000) / 30);
    expect(meter.rate(2400)).toBeLessThan(20);
    expect(meter.rate(4000)).toBe(0);
  });
});
