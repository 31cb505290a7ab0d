/** Changes of values: taken back, answered while paused, cancelled, copied. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STATE } from "../../dev/schema";
import { settle } from "../fakes/kernel";
import { byId, channel, mount, unmount } from "../fakes/panel";

beforeEach(() => mount());
afterEach(unmount);

describe("copying", () => {
  async function copied(label: string): Promise<string> {
    byId("reactor-copy").click();
    const bar = byId("reactor-copy-bar");
    let text = "";
    const writeText = async (given: string): Promise<void> => {
      text = given;
    };
    const clipboard = { writeText };
    const own = Object.getOwnPropertyDescriptor(navigator, "clipboard");
    Object.defineProperty(navigator, "clipboard", {
      value: clipboard,
      configurable: true,
    });
    const button = [...bar.querySelectorAll("button")].find(
      ({ textContent }) => textContent === label,
    );
    button?.click();
    await settle();
    if (own === undefined) Reflect.deleteProperty(navigator, "clipboard");
    else Object.defineProperty(navigator, "clipboard", own);
    return text;
  }

  test("gives the values as JSON", async () => {
    expect(JSON.parse(await copied("JSON"))).toEqual(STATE);
  });

  test("gives them as Python that sets the state", async () => {
    channel.say({ type: "state", values: { smooth: false, title: 'a "b"' } });
    const lines = (await copied("state.name = value")).split("\n");
    expect(lines).toContain("state.smooth = False");
    expect(lines).toContain('state.title = "a \\"b\\""');
  });

  test("gives them as commands of the handle", async () => {
    const lines = (await copied("handle.send(…)")).split("\n");
    const value = STATE.brightness;
    expect(lines).toContain(`handle.send("set_brightness", brightness=${value})`);
  });
});
