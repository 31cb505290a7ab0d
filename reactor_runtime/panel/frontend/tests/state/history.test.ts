import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STATE } from "../../dev/schema";
import { enter, find, press } from "../fakes/controls";
import { answer, channel, control, last, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());
afterEach(unmount);

describe("taking back", () => {
  async function change(name: string, text: string): Promise<void> {
    const box = find<HTMLInputElement>(control(name), "input[type=number]");
    enter(box, text);
    press(box, "Enter");
    box.blur();
    await answer();
  }
  const panel = () => find<HTMLElement>(control("smooth"), "input");

  test("Ctrl+Z undoes the last change, Ctrl+Shift+Z does it again", async () => {
    await change("brightness", "1.5");
    await change("speed", "6");
    press(panel(), "z", { ctrlKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ speed: STATE.speed });
    press(panel(), "z", { ctrlKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ brightness: STATE.brightness });
    press(panel(), "z", { ctrlKey: true, shiftKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ brightness: 1.5 });
    press(panel(), "y", { metaKey: true, composed: true });
    await answer();
    expect(last()?.data).toEqual({ speed: 6 });
    const count = channel.of("command").length;
    press(panel(), "y", { ctrlKey: true, composed: true });
    expect(channel.of("command")).toHaveLength(count);
  });

  test("a text that is being written keeps its own undo", async () => {
    await change("brightness", "1.5");
    const count = channel.of("command").length;
    press(find(control("title"), "input"), "z", { ctrlKey: true, composed: true });
    expect(channel.of("command")).toHaveLength(count);
  });
});
