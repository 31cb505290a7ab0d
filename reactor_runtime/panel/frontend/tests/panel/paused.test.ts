import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { enter, find, press } from "../fakes/controls";
import { answer, byId, channel, control, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());
afterEach(unmount);

describe("while the model is paused", () => {
  const asked = () => channel.of("control").filter(({ action }) => action === "step");
  const pause = () =>
    channel.say({ type: "status", status: "paused", detail: "", traceback: "" });
  async function change(text: string): Promise<void> {
    const box = find<HTMLInputElement>(control("brightness"), "input[type=number]");
    enter(box, text);
    press(box, "Enter");
    await answer();
  }

  test("a changed value makes one step, so that the picture answers", async () => {
    await change("1.1");
    expect(asked()).toHaveLength(0);
    pause();
    await change("1.2");
    expect(asked()).toHaveLength(1);
  });

  test("an event makes none, and a switch turns it off", async () => {
    pause();
    find<HTMLElement>(control("randomize"), "button").click();
    await answer();
    expect(asked()).toHaveLength(0);
    byId("reactor-more").click();
    find<HTMLInputElement>(byId("reactor-notes"), "input").click();
    await change("1.2");
    expect(asked()).toHaveLength(0);
  });
});
