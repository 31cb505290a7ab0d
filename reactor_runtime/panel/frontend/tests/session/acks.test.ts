import { describe, expect, test, vi } from "vitest";
import { makeFrame } from "../../dev/messages";
import { Acks } from "../../src/session/acks";
import type { AckHeader, PanelHeader } from "../../src/wire/requests";

describe("acknowledgements", () => {
  function makeAcks(rung: string, epoch = 0) {
    const sent: AckHeader[] = [];
    const closing = new AbortController();
    const send = (ack: PanelHeader) => sent.push(ack as AckHeader) > 0;
    const acks = new Acks({ send }, { epoch }, closing.signal);
    acks.use(rung);
    const draw = (sequence: number, dropped = 0): void => {
      const header = makeFrame(sequence);
      acks.expect(header, 100);
      acks.drawn({ header, dropped, isDrawn: true, at: 100.5 });
    };
    return { sent, acks, draw, closing };
  }

  test("are sent for each frame on a socket", () => {
    const { sent, draw } = makeAcks("direct");
    for (const sequence of [1, 2, 3]) draw(sequence);
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test("say on the engine's clock when the frame came and when it was drawn", () => {
    const { sent, draw } = makeAcks("relay", 60);
    draw(1);
    expect(sent).toMatchObject([{ received_at: 40, drawn_at: 40.5 }]);
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

  test("are sent for sound as it comes, whether it is played or not", () => {
    const { sent, acks } = makeAcks("relay", 60);
    const block = { type: "audio", track: "main_audio", pts: 0, codec: "pcm" } as const;
    const format = { sample_rate: 48_000, channels: 1, samples: 960 };
    for (const sequence of [1, 2]) acks.heard({ ...block, ...format, sequence }, 100);
    expect(sent).toMatchObject([
      { track: "main_audio", sequence: 1, received_at: 40, dropped: 0 },
      { track: "main_audio", sequence: 2 },
    ]);
  });

  test("are not sent for a frame that came over another link", () => {
    const { sent, acks } = makeAcks("direct");
    const header = makeFrame(1);
    acks.expect(header, 1);
    acks.use("comm");
    acks.drawn({ header, dropped: 0, isDrawn: true, at: 2 });
    expect(sent).toEqual([]);
  });
});
