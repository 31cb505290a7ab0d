import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { enter, find, press } from "../fakes/controls";
import { byId, control, last, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());

afterEach(unmount);

test("a number beyond the end is taken for the end, with a note that goes", async () => {
  await vi.waitFor(() => expect(byId("reactor-speech").textContent).not.toBe(""));
  vi.useFakeTimers();
  const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
  enter(box, "9");
  press(box, "Enter");
  expect(last()?.data).toEqual({ brightness: 2 });
  const note = find(control("brightness"), ".row-note");
  expect(note.textContent).toBe("2 is the most");
  vi.advanceTimersByTime(4100);
  expect(note.textContent).toBe("");
  expect(byId("reactor-speech").textContent).toContain("2 is the most");
  vi.useRealTimers();
});

test("a note moves nothing that a press may be aimed at", () => {
  const below = control("speed").getBoundingClientRect().top;
  const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
  enter(box, "9");
  press(box, "Enter");
  expect(find(control("brightness"), ".row-note").textContent).not.toBe("");
  expect(control("speed").getBoundingClientRect().top).toBe(below);
});
