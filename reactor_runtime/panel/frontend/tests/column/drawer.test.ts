import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { press } from "../fakes/controls";
import { byId, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());

afterEach(unmount);

describe("the edge beside the controls", () => {
  const width = () => byId("reactor-controls").getBoundingClientRect().width;

  test("makes them wider and narrower within bounds, by keys, too", () => {
    const edge = byId("reactor-divider");
    expect(width()).toBe(300);
    press(edge, "ArrowLeft");
    expect(width()).toBe(320);
    for (let count = 0; count < 20; count += 1) press(edge, "ArrowRight");
    expect(width()).toBe(240);
    expect(edge.getAttribute("aria-valuenow")).toBe("240");
  });

  test("hides them by a double click, and shows them again", () => {
    const edge = byId("reactor-divider");
    edge.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(width()).toBe(0);
    edge.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(width()).toBe(300);
  });
});
