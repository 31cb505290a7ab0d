import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { ownPlace } from "../../src/log/trace";
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

const CHAINED = `Traceback (most recent call last):
  File "/home/ann/first.py", line 1, in load
    open("a")
OSError: no

During handling of the above exception, another exception occurred:

${TRACEBACK}`;

const fail = (traceback = TRACEBACK): void =>
  channel.say({
    type: "status",
    status: "failed",
    detail: "inference raised: ValueError: size",
    traceback,
  });
const card = (): HTMLElement => byId("reactor-card");

beforeEach(() => mount());
afterEach(unmount);

test.each([
  ["", ""],
  ["no traceback at all", ""],
  [TRACEBACK, "Cell In[3], line 9, in blur\n  return cv2.blur(frame, (0, 0))"],
  [CHAINED, "Cell In[3], line 9, in blur\n  return cv2.blur(frame, (0, 0))"],
  ['  File "a.py", line 2\n    def\nSyntaxError: no', "a.py, line 2\n  def"],
  [
    'Traceback (most recent call last):\n  File "a.py", line 2, in f\nE',
    "a.py, line 2, in f",
  ],
])("finds the author's own line: case %#", (traceback, place) => {
  expect(ownPlace(traceback)).toBe(place);
});

describe("a session that has failed", () => {
  test("asks for no camera and no microphone any more", () => {
    unmount();
    const input = { direction: "in", sample_rate: null } as const;
    const tracks = [
      ...SCHEMA.tracks,
      { ...input, name: "webcam", kind: "video" },
      { ...input, name: "mic", kind: "audio" },
    ] as typeof SCHEMA.tracks;
    mount({ ...SCHEMA, tracks });
    const seen = (selector: string): boolean[] =>
      [...root.querySelectorAll(selector)].map((el) => el.checkVisibility());
    expect(seen(".ask")).toEqual([true, true]);
    expect(seen(".waiting")).toEqual([false]);
    fail();
    expect(seen(".ask")).toEqual([false, false]);
  });

  test("says so once, over the dimmed picture, with line, traceback and button", () => {
    fail();
    expect(card().closest(".figure")).not.toBeNull();
    expect(card().querySelector("h3")?.textContent).toBe("Failed");
    expect(card().querySelector(".banner-text")?.textContent).toBe(
      "inference raised: ValueError: size",
    );
    expect(card().querySelector(".card-place")?.textContent).toContain(
      "line 9, in blur",
    );
    expect(card().querySelector(".traceback")?.textContent).toBe(TRACEBACK);
    expect(byId("reactor-restart").hidden).toBe(false);
    expect(byId("reactor-banner").hidden).toBe(true);
    expect(root.querySelector<HTMLElement>(".cover")?.hidden).toBe(true);
    const usable = root.querySelectorAll(".column :is(input, select, button):enabled");
    expect(usable).toHaveLength(0);
    expect(byId("reactor-reset").matches(":disabled")).toBe(true);
  });

  test("says it in one sentence where nobody may see the traceback", () => {
    channel.say({ type: "status", status: "failed", detail: "", traceback: "" });
    expect(card().textContent).toContain("The model stopped.");
    expect(card().querySelector<HTMLElement>(".card-place")?.hidden).toBe(true);
    expect(card().querySelector<HTMLElement>("details")?.hidden).toBe(true);
  });

  test("is told what to run where no restart can help", () => {
    fail();
    channel.tell("lost", null);
    expect(byId("reactor-restart").hidden).toBe(true);
    expect(card().textContent).toContain("No kernel answers");
    expect(card().textContent).toContain("%load_ext reactor_notebook");
    channel.tell("ended", null);
    expect(card().textContent).toContain("run the cell with %reactor_load");
  });
});

test("a model without pictures shows the card in their place", () => {
  unmount();
  mount({ ...SCHEMA, tracks: [] });
  const pictures = root.querySelector<HTMLElement>(".pictures") as HTMLElement;
  expect(pictures.hidden).toBe(true);
  fail();
  expect(pictures.hidden).toBe(false);
  expect(card().getBoundingClientRect().height).toBeGreaterThan(50);
  channel.say({ type: "status", status: "running", detail: "", traceback: "" });
  expect(pictures.hidden).toBe(true);
});

test("a restart leads the focus from the card to the picture", () => {
  fail();
  const button = byId("reactor-restart");
  button.focus();
  fail(CHAINED);
  expect(root.activeElement).toBe(button);
  channel.say({ type: "status", status: "running", detail: "", traceback: "" });
  expect(card().hidden).toBe(true);
  expect(root.activeElement).toBe(root.querySelector("figure, .figure"));
});
