import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeWelcome } from "../../dev/messages";
import { SCHEMA, STATE } from "../../dev/schema";
import { byId, channel, get, mount, root, unmount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

describe("the session's status", () => {
  test("pauses, steps and resumes", () => {
    byId("reactor-pause").click();
    channel.say({ type: "status", status: "paused", detail: "", traceback: "" });
    expect(get(".cover").textContent).toBe("Paused");
    byId("reactor-step").click();
    byId("reactor-pause").click();
    expect(channel.of("control").map(({ action }) => action)).toEqual([
      "pause",
      "step",
      "resume",
    ]);
  });

  test("offers a restart with the traceback when it failed", () => {
    expect(byId("reactor-card").hidden).toBe(true);
    const detail = "ValueError: no";
    channel.say({ type: "status", status: "failed", detail, traceback: "Trace" });
    expect(byId("reactor-card").textContent).toContain("ValueError: no");
    expect(get(".card .traceback").textContent).toBe("Trace");
    byId("reactor-restart").click();
    expect(channel.of("control").at(-1)?.action).toBe("restart");
    channel.say({ type: "status", status: "running", detail: "", traceback: "" });
    expect(byId("reactor-card").hidden).toBe(true);
  });

  test.each(["loading", "ready", "paused", "failed"])(
    "claims no rate while no frames are made: %s",
    (status) => {
      expect(byId("reactor-fps").textContent).toBe("– fps");
      channel.say({ type: "status", status, detail: "", traceback: "" });
      expect(byId("reactor-fps").textContent).toBe("");
      expect(byId("reactor-fps").hidden).toBe(true);
      channel.say({ type: "status", status: "running", detail: "", traceback: "" });
      expect(byId("reactor-fps").textContent).toBe("– fps");
    },
  );

  test("offers one way to load a class that failed and was defined anew", () => {
    channel.say({ type: "advice", text: "Ripple was defined anew", action: "reload" });
    expect(byId("reactor-reload").hidden).toBe(false);
    channel.say({
      type: "status",
      status: "failed",
      detail: "It fell.",
      traceback: "",
    });
    expect(byId("reactor-restart").hidden).toBe(false);
    expect(byId("reactor-reload").hidden).toBe(true);
    expect(byId("reactor-advice").textContent).toContain("Ripple was defined anew");
    channel.say({ type: "status", status: "running", detail: "", traceback: "" });
    expect(byId("reactor-reload").hidden).toBe(false);
  });
});

test("says over the picture that the kernel is gone", () => {
  channel.tell("lost", null);
  expect(get(".card-title").textContent).toBe("No kernel answers");
  expect(byId("reactor-link").textContent).toBe("no kernel");
});

describe("a session that is over", () => {
  const usable = (): string[] =>
    [
      ...root.querySelectorAll<HTMLElement>(
        ".column :is(input, select, textarea, button)",
      ),
    ]
      .filter((control) => !control.matches(":disabled"))
      .map((control) => control.outerHTML);

  const says = (): unknown => ({
    status: byId("reactor-status").textContent,
    rate: byId("reactor-fps").textContent,
    card: byId("reactor-card").hidden ? "" : get(".card-title").textContent,
    usable: usable().length > 0,
    reset: byId<HTMLButtonElement>("reactor-reset").disabled,
    pause: byId<HTMLButtonElement>("reactor-pause").disabled,
    step: byId<HTMLButtonElement>("reactor-step").disabled,
  });

  test.each([
    ["ended", "Ended", "Ended"],
    ["lost", "No kernel", "No kernel answers"],
  ] as const)(
    "because its link is %s is so in every part of the panel",
    (state, word, card) => {
      expect(usable()).not.toEqual([]);
      channel.tell(state, null);
      expect(says()).toEqual({
        status: word,
        rate: "",
        card,
        usable: false,
        reset: true,
        pause: true,
        step: true,
      });
    },
  );

  test("comes back whole with a new welcome", () => {
    const before = says();
    channel.tell("ended", null);
    channel.tell("open", "relay");
    channel.say(makeWelcome(SCHEMA, STATE));
    expect(says()).toEqual(before);
    expect(usable()).not.toEqual([]);
  });

  test("takes no file that is dropped or pasted", () => {
    channel.tell("ended", null);
    const zone = get<HTMLElement>("[data-testid=control-image] .file");
    const data = new DataTransfer();
    data.items.add(new File(["x"], "x.txt"));
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    zone.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
    );
    expect(zone.textContent).not.toContain("x.txt");
    expect(channel.of("upload")).toEqual([]);
  });

  test("offers no restart to nobody", () => {
    channel.say({
      type: "status",
      status: "failed",
      detail: "It fell.",
      traceback: "",
    });
    expect(byId("reactor-restart").hidden).toBe(false);
    channel.tell("lost", null);
    expect(byId("reactor-restart").hidden).toBe(true);
    expect(byId("reactor-card").textContent).toContain("had failed: It fell.");
  });

  test.each(["ended", "lost"] as const)("offers no reload to nobody: %s", (state) => {
    channel.say({ type: "advice", text: "Ripple was defined anew", action: "reload" });
    expect(byId("reactor-reload").hidden).toBe(false);
    channel.tell(state, null);
    expect(byId("reactor-advice").hidden).toBe(true);
  });

  test("says no more why it was paused", () => {
    const detail = "Interrupted in step 67";
    channel.say({ type: "status", status: "paused", detail, traceback: "Trace" });
    expect(byId("reactor-banner").hidden).toBe(false);
    channel.tell("lost", null);
    expect(byId("reactor-banner").hidden).toBe(true);
  });

  test("stays so when its controls are built anew", () => {
    channel.tell("ended", null);
    channel.say({ type: "contract", schema: { ...SCHEMA, model: "Another" } });
    expect(usable()).toEqual([]);
  });
});
