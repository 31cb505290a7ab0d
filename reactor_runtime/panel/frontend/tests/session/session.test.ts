import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeAnswer, makeFrame, makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import { mountMember } from "../../src/mount";
import { type SessionMember, SharedSession } from "../../src/session/session";
import type { RuntimeHeader } from "../../src/wire/protocol";
import { FakeChannel } from "../fakes/kernel";
import { BLUE, encodeClip, makeJpeg, RED, shows } from "../fakes/pictures";

let channel: FakeChannel;
let session: SharedSession;
let ended: number;

beforeEach(() => {
  channel = new FakeChannel();
  ended = 0;
  session = new SharedSession(channel, () => {
    ended += 1;
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function listen(member: SessionMember): RuntimeHeader[] {
  const heard: RuntimeHeader[] = [];
  member.onmessage = (header) => void heard.push(header);
  return heard;
}

const types = (heard: readonly RuntimeHeader[]) => heard.map(({ type }) => type);

describe("panels of one session", () => {
  let first: SessionMember;
  let second: SessionMember;

  beforeEach(() => {
    first = session.join();
    listen(first);
    channel.tell("open", "direct");
    channel.say(makeWelcome(SCHEMA, STATE));
    second = session.join();
  });

  afterEach(() => {
    first.close();
    second.close();
  });

  test("share one decode and one acknowledgement of each frame", async () => {
    const workers = vi.spyOn(globalThis, "Worker");
    const surfaces = [first.attach("main_video"), second.attach("main_video")];
    for (const { canvas } of surfaces) document.body.append(canvas);
    channel.say(makeFrame(1), [await makeJpeg("red")]);
    for (const { canvas } of surfaces) {
      await vi.waitFor(() => expect(shows(canvas, RED)).toBe(true));
    }
    expect(channel.of("ack").map(({ sequence }) => sequence)).toEqual([1]);
    expect(workers).toHaveBeenCalledOnce();
  });

  test("are told what happened before they came", () => {
    channel.say({ type: "state", values: { brightness: 0.5 } });
    channel.say({ type: "status", status: "paused", detail: "", traceback: "" });
    const message = { name: "done", data: {}, step: 1, at: 1 } as const;
    channel.say({ type: "message", ...message });
    const heard = listen(second);
    expect(types(heard)).toEqual(["welcome", "message"]);
    expect(heard[0]).toMatchObject({
      state: { ...STATE, brightness: 0.5 },
      status: { status: "paused" },
    });
  });

  test("hear of the link in use when they join", () => {
    const told = vi.fn();
    second.onstatus = told;
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ rung: "direct" }));
  });

  test("get the answers to their own commands alone, and all that is for everybody", () => {
    const [ours, theirs] = [listen(first), listen(second)];
    const command = { type: "command", name: "go", data: {}, frame: null } as const;
    first.send({ ...command, id: "a:1", uploads: {} });
    channel.say(makeAnswer("a:1"));
    channel.say({ type: "state", values: { speed: 1 } });
    expect(types(ours).slice(1)).toEqual(["answer", "state"]);
    expect(types(theirs).slice(1)).toEqual(["state"]);
  });

  test("are visible together while one of them is", () => {
    const told = () => channel.of("visible").map(({ visible }) => visible);
    first.send({ type: "visible", visible: false });
    expect(told()).toEqual([true]);
    second.send({ type: "visible", visible: false });
    second.send({ type: "visible", visible: true });
    second.close();
    expect(told()).toEqual([true, false, true, false]);
  });

  test("end link and worker with the last of them", async () => {
    const terminated = vi.spyOn(Worker.prototype, "terminate");
    first.attach("main_video");
    first.close();
    expect(channel.isClosed).toBe(false);
    second.close();
    expect(channel.isClosed).toBe(true);
    expect(terminated).toHaveBeenCalledOnce();
    expect([ended, session.isEnded]).toEqual([1, true]);
  });
});

describe("a session", () => {
  test("says with each ack when the frame came, on the engine's clock", async () => {
    const member = session.join();
    listen(member);
    channel.say(makeWelcome(SCHEMA, STATE));
    document.body.append(member.attach("main_video").canvas);
    channel.say(makeFrame(1), [await makeJpeg()]);
    await vi.waitFor(() => expect(channel.of("ack")).toHaveLength(1));
    const [ack] = channel.of("ack");
    expect(ack?.received_at).toBeLessThanOrEqual(ack?.drawn_at ?? 0);
    expect((ack?.drawn_at ?? 9) - (ack?.received_at ?? 0)).toBeLessThan(2);
    member.close();
  });

  test("does not acknowledge a still", async () => {
    const member = session.join();
    listen(member);
    channel.say(makeWelcome(SCHEMA, STATE));
    const surface = member.attach("main_video");
    document.body.append(surface.canvas);
    channel.say(makeFrame(1), [await makeJpeg("red")]);
    await vi.waitFor(() => expect(channel.of("ack")).toHaveLength(1));
    channel.say({ ...makeFrame(1), still: true }, [await makeJpeg("blue")]);
    await vi.waitFor(() => expect(shows(surface.canvas, BLUE)).toBe(true));
    expect(channel.of("ack")).toHaveLength(1);
    member.close();
  });

  test("asks for a key frame, and acknowledges what it could not draw", async () => {
    const member = session.join();
    listen(member);
    channel.say(makeWelcome(SCHEMA, STATE));
    member.attach("main_video");
    const clip = await encodeClip("vp8", ["red", "blue"]);
    const delta = clip[1];
    if (delta === undefined) throw new Error("no clip");
    channel.say(delta.header, [delta.payload]);
    await vi.waitFor(() => expect(channel.of("ack")).toHaveLength(1));
    expect(channel.of("keyframe")).toEqual([
      { type: "keyframe", track: "main_video", unusable: null },
    ]);
    expect(channel.of("ack")[0]?.dropped).toBe(1);
    member.close();
  });

  test("asks for the newest frame again when its worker breaks", async () => {
    vi.stubGlobal(
      "Worker",
      class extends EventTarget {
        constructor() {
          super();
          queueMicrotask(() => this.dispatchEvent(new Event("error")));
        }
        postMessage(): void {}
        terminate(): void {}
      },
    );
    const member = session.join();
    listen(member);
    channel.say(makeWelcome(SCHEMA, STATE));
    member.attach("main_video");
    await vi.waitFor(() =>
      expect(channel.of("visible").map(({ visible }) => visible)).toEqual([
        true,
        false,
        true,
      ]),
    );
    member.close();
  });

  test("knows the engine's clock by its pings", async () => {
    vi.useFakeTimers();
    const member = session.join();
    listen(member);
    const skewed = Date.now() / 1000 + 3600;
    channel.say({ ...makeWelcome(SCHEMA, STATE), clock: { now: 0, epoch: skewed } });
    expect(member.clock.epoch).toBe(skewed);
    vi.advanceTimersByTime(200);
    const [ping] = channel.of("ping");
    channel.say({ type: "pong", id: ping?.id ?? "", now: 0 });
    expect(skewed - member.clock.epoch).toBeGreaterThan(3500);
    member.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe("what is bulky", () => {
  const media = { type: "media", track: "webcam", codec: "jpeg", pts: 0 } as const;
  const chunk = { type: "upload", id: "u", event: "chunk", offset: 0 } as const;

  test.each([
    ["a picture", media],
    ["a part of a file", chunk],
  ] as const)(
    "as %s, is followed by a question that tells when it has arrived",
    (_, header) => {
      const member = session.join();
      let told = 0;
      const { signal } = new AbortController();
      member.watch({ hasRoom: () => (told += 1) }, signal);
      member.send(header, [new Uint8Array(50_000)]);
      const [ping] = channel.of("ping");
      expect(channel.sent.map(({ header }) => header.type)).toEqual([
        header.type,
        "ping",
      ]);
      expect(member.outflow.mayGo(50_000, 100, performance.now())).toBe(false);
      channel.say({ type: "pong", id: ping?.id ?? "", now: 0 });
      expect(told).toBe(1);
      expect(member.outflow.mayGo(50_000, 100, performance.now())).toBe(true);
    },
  );

  test("holds up no command", () => {
    const member = session.join();
    member.send(media, [new Uint8Array(50_000)]);
    const command = { name: "go", data: {}, id: "1", frame: null, uploads: {} };
    expect(member.send({ type: "command", ...command })).toBe(true);
    expect(channel.of("command")).toHaveLength(1);
    expect(channel.of("ping")).toHaveLength(1);
  });

  test("counts for all panels of the page, and no more on a new link", () => {
    const [first, second] = [session.join(), session.join()];
    first.send(media, [new Uint8Array(50_000)]);
    expect(second.outflow.mayGo(1, 100, performance.now())).toBe(false);
    channel.say(makeWelcome(SCHEMA, STATE));
    expect(second.outflow.mayGo(1, 100, performance.now())).toBe(true);
  });
});

test("a second panel of a session is complete at once", async () => {
  const dispose = mountMember(document.body, session.join(), { view: "one" });
  channel.tell("open", "direct");
  channel.say(makeWelcome(SCHEMA, STATE));
  channel.say(makeFrame(3), [await makeJpeg("blue")]);
  await vi.waitFor(() => expect(channel.of("ack")).toHaveLength(1));
  const disposeSecond = mountMember(document.body, session.join(), { view: "two" });
  const panels = [...document.querySelectorAll("[data-testid=reactor-panel]")];
  const root = panels[1]?.shadowRoot;
  const canvas = root?.querySelector<HTMLCanvasElement>("canvas");
  if (!canvas) throw new Error("no canvas");
  expect(root?.textContent).toContain("Harbour");
  await vi.waitFor(() => expect(shows(canvas, BLUE)).toBe(true));
  expect(canvas.dataset.sequence).toBe("3");
  expect(channel.of("ack")).toHaveLength(1);
  dispose();
  disposeSecond();
});
