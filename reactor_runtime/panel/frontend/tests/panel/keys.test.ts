import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { get, mount, root, unmount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

test("keeps typed keys from the page's shortcuts", () => {
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  const input = get<HTMLInputElement>("[data-testid=control-title] input");
  const options = { bubbles: true, composed: true };
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "d", ...options }));
  expect(heard).not.toHaveBeenCalled();
  input.focus();
  expect(root.host.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
  input.blur();
  expect(root.host.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
  document.removeEventListener("keydown", heard);
});
