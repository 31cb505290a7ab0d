import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Labelled } from "../../src/controls/labelled";
import { close, closing, find, make, open } from "../fakes/controls";

beforeEach(open);
afterEach(close);

test("a reason is announced and marks the input", () => {
  const { el } = make("title");
  const options = { name: "title", label: "Title", description: "" };
  const frame = new Labelled(el, options, closing.signal);
  const heard = vi.fn();
  frame.el.addEventListener("reactor:say", (event) => {
    heard((event as CustomEvent<string>).detail);
  });
  frame.explain("too <b>long</b>");
  expect(heard.mock.calls).toEqual([["too <b>long</b>"]]);
  const reason = find<HTMLElement>(frame.el, "[data-testid=reason-title]");
  expect(reason.textContent).toBe("too <b>long</b>");
  expect(find(frame.el, "input").getAttribute("aria-invalid")).toBe("true");
  frame.explain("");
  expect(reason.hidden).toBe(true);
  expect(find(frame.el, "input").hasAttribute("aria-invalid")).toBe(false);
});
