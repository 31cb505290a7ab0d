/** What the panel says of a session that has ended or failed, and where. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import { byId, channel, mount, root, unmount } from "../fakes/panel";

const TRACEBACK = `Traceback (most recent call last):
  File "Cell In[3]", line 4, in inference
    self.blur(frame)
  File "Cell In[3]", line 9, in blur
    return cv2.blur(frame, (0, 0))
           ^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3/cv2/__init__.py", line 80, in blur
    raise ValueError("size")
ValueError: size
`;

const fail = (traceback = TRACEBACK): void =>
  channel.say({
    type: "status",
    status: "failed",
    detail: "inference raised: ValueError: size",
    traceback,
  });
const spoken = (): string => byId("reactor-speech").textContent ?? "";

beforeEach(() => mount());
afterEach(unmount);

describe("a screen reader", () => {
  const regions = (): Element[] => [
    ...root.querySelectorAll(
      "[role=status], [role=alert], [aria-live]:not([aria-live=off])",
    ),
  ];

  test("hears one polite region, whatever the panel shows", () => {
    expect(regions()).toEqual([byId("reactor-speech")]);
    fail();
    channel.say({ type: "advice", text: "Ripple was defined anew", action: "reload" });
    expect(regions()).toEqual([byId("reactor-speech")]);
  });

  test("hears of a failure once, though log and status both tell it", async () => {
    await vi.waitFor(() => expect(spoken()).toBe("Running"));
    const text = "inference raised: ValueError: size";
    const entry = { number: 3, at: 1, kind: "error", text, step: 1 };
    channel.say({ type: "log", entry });
    fail();
    fail();
    await vi.waitFor(() => expect(spoken()).toBe(`Failed. ${text}`));
  });

  test("hears refusals and errors, and no message", async () => {
    await vi.waitFor(() => expect(spoken()).toBe("Running"));
    const data = { count: 1 };
    channel.say({ type: "message", name: "pong", data, step: 1, at: 5 });
    const entry = { number: 3, at: 1, kind: "error", text: "It broke.", step: 1 };
    channel.say({ type: "log", entry });
    await vi.waitFor(() => expect(spoken()).toBe("It broke."));
    channel.say({ type: "advice", text: "Defined anew", action: null });
    await vi.waitFor(() => expect(spoken()).toBe("Defined anew"));
  });

  test("hears what goes on and on once in a while, and anew in time", async () => {
    await vi.waitFor(() => expect(spoken()).toBe("Running"));
    vi.useFakeTimers();
    const added = vi.spyOn(byId("reactor-speech"), "replaceChildren");
    const entry = { number: 3, at: 1, kind: "error", text: "It broke.", step: 1 };
    for (let time = 0; time < 25; time++) {
      channel.say({ type: "log", entry });
      vi.advanceTimersByTime(100);
    }
    expect(spoken()).toBe("It broke.");
    expect(added).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  test("hears nothing again that a new link tells again", async () => {
    const entry = { number: 3, at: 1, kind: "error", text: "It broke.", step: 1 };
    await vi.waitFor(() => expect(spoken()).toBe("Running"));
    channel.say({ ...makeWelcome(SCHEMA, STATE), log: [entry] });
    channel.say({ type: "advice", text: "Last", action: null });
    await vi.waitFor(() => expect(spoken()).toBe("Last"));
  });
});
