import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { find } from "../fakes/controls";
import { settle } from "../fakes/kernel";
import {
  accept,
  byId,
  channel,
  control,
  get,
  lastCommand,
  mount,
  unmount,
} from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

describe("a file", () => {
  function pick(control: string, bytes: string): void {
    const input = get<HTMLInputElement>(`[data-testid=control-${control}] input`);
    const data = new DataTransfer();
    data.items.add(new File([bytes], "seed.png", { type: "image/png" }));
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
  }

  function reply(received: number, done = false, text = ""): void {
    const id = channel.of("upload").at(-1)?.id ?? "";
    const code = text === "" ? null : "too_large";
    const upload_id = text === "" ? "u7" : null;
    channel.say({ type: "upload", id, upload_id, received, size: 6, done, code, text });
  }

  test("goes up in chunks, then the command that takes it is sent", async () => {
    pick("image", "abcdef");
    reply(0);
    const events = () => channel.of("upload").map(({ event }) => event);
    await vi.waitFor(() =>
      expect(events()).toEqual(["begin", "chunk", "chunk", "end"]),
    );
    reply(4);
    const bar = get<HTMLProgressElement>("[data-testid=control-image] progress");
    expect([bar.hidden, bar.value]).toEqual([false, 4 / 6]);
    reply(6, true);
    await vi.waitFor(() => expect(channel.of("command")).toHaveLength(1));
    expect(lastCommand()).toMatchObject({
      name: "set_image",
      data: {},
      uploads: { image: "u7" },
    });
    await accept();
    await vi.waitFor(() => expect(bar.hidden).toBe(true));
  });

  test("that is refused says why and sends no command", async () => {
    pick("image", "abcdef");
    reply(0, false, "6 bytes are over the limit of 4");
    await vi.waitFor(() => {
      expect(byId("reason-image").textContent).toBe("6 bytes are over the limit of 4");
    });
    expect(channel.of("command")).toEqual([]);
    channel.say({ type: "state", values: { image: null } });
    expect(byId("control-image").textContent).toContain("seed.png");
    get<HTMLButtonElement>("[data-testid=control-image] .refusal button").click();
    expect(byId("control-image").textContent).not.toContain("seed.png");
    expect(byId("reason-image").textContent).toBe("");
  });

  test("that is refused stays so when an earlier Clear is answered", async () => {
    get<HTMLButtonElement>("[aria-label='Clear Start image']").click();
    const cleared = lastCommand();
    pick("image", "abcdef");
    reply(0, false, "6 bytes are over the limit of 4");
    await vi.waitFor(() => expect(byId("reason-image").textContent).not.toBe(""));
    await accept(null, cleared);
    await settle();
    expect(byId("reason-image").textContent).toBe("6 bytes are over the limit of 4");
  });

  test("for the model in general needs no command", async () => {
    pick("file", "abcdef");
    reply(0);
    await vi.waitFor(() => expect(channel.of("upload").at(-1)?.event).toBe("end"));
    reply(6, true);
    await settle();
    expect(channel.of("command")).toEqual([]);
  });
});

describe("a file on its way", () => {
  test("can be cancelled, and the row shows what is held again", async () => {
    const row = control("image");
    const input = find<HTMLInputElement>(row, "input[type=file]");
    const stop = find<HTMLElement>(row, "[aria-label='Cancel Start image']");
    expect(stop.hidden).toBe(true);
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(5_000_000)], "big.png"));
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
    await settle();
    expect(stop.hidden).toBe(false);
    expect(find<HTMLElement>(row, "progress").hidden).toBe(false);
    stop.click();
    await settle();
    expect(channel.of("upload").map(({ event }) => event)).toContain("cancel");
    expect(channel.of("command")).toEqual([]);
    expect(stop.hidden).toBe(true);
    expect(row.textContent).toContain("Drop a file");
  });
});
