import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { settle } from "../fakes/kernel";
import {
  accept,
  byId,
  channel,
  get,
  lastCommand,
  mount,
  refuse,
  root,
  unmount,
} from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

describe("a form", () => {
  const form = () => get<HTMLFormElement>("[data-testid=control-paint] form");

  test("sends its fields together, unset required ones left out", async () => {
    form().requestSubmit();
    await settle();
    expect(lastCommand().data).toEqual({ x: 0.5, soft: false });
    expect("colour" in lastCommand().data).toBe(false);
  });

  const field = (name: string) => byId(`control-paint-${name}`);
  const isMarked = (name: string) => field(name).classList.contains("refused");

  test("marks the one argument that was refused, under its label", async () => {
    form().requestSubmit();
    await settle();
    await refuse("colour", "is required");
    expect(byId("reason-paint-colour").textContent).toBe("Colour is required");
    expect(byId("reason-paint").textContent).toBe("");
    expect(["x", "colour", "soft"].filter(isMarked)).toEqual(["colour"]);
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(1);
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
    expect(byId("reason-paint-colour").textContent).toBe("");
    form().requestSubmit();
    await settle();
    expect(lastCommand().data).toEqual({ x: 0.5, soft: false, colour: "red" });
  });

  test("is marked no more once the same arguments are taken", async () => {
    form().requestSubmit();
    await settle();
    await refuse("colour", "must be bright");
    form().requestSubmit();
    await settle();
    await accept();
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
  });

  test("says at its end what is about no argument, and marks none", async () => {
    form().requestSubmit();
    await settle();
    await refuse(null, "Not now.");
    expect(byId("reason-paint").textContent).toBe("Not now.");
    expect(root.querySelectorAll("[aria-invalid]")).toHaveLength(0);
    expect(byId("control-paint").classList.contains("refused")).toBe(false);
  });

  test("does not mark an argument that was changed since", async () => {
    form().requestSubmit();
    await settle();
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    await refuse("colour", "is required");
    expect(isMarked("colour")).toBe(false);
    expect(byId("reason-paint").textContent).toBe("Colour is required");
  });

  test("complains of a text beyond its limit, and leaves the verdict to the runtime", async () => {
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "x".repeat(21);
    input.dispatchEvent(new Event("input"));
    expect(byId("reason-paint-colour").textContent).toBe(
      "Colour must be at most 20 characters",
    );
    expect(field("colour").textContent).toContain("21 / 20");
    form().requestSubmit();
    await settle();
    expect(lastCommand().data.colour).toHaveLength(21);
    input.value = "red";
    input.dispatchEvent(new Event("input"));
    expect(isMarked("colour")).toBe(false);
  });

  test("goes on complaining of a text when another argument is refused", async () => {
    const input = field("colour").querySelector("input") as HTMLInputElement;
    input.value = "x".repeat(21);
    input.dispatchEvent(new Event("input"));
    form().requestSubmit();
    await settle();
    await refuse("x", "must be <= 1");
    expect(["x", "colour", "soft"].filter(isMarked)).toEqual(["x", "colour"]);
    expect(byId("reason-paint-colour").textContent).toBe(
      "Colour must be at most 20 characters",
    );
  });

  test("is not sent while a number in it is none", async () => {
    const input = field("x").querySelector<HTMLInputElement>("input[type=number]");
    if (input === null) throw new Error("no box");
    input.value = "";
    input.dispatchEvent(new Event("input"));
    expect(isMarked("x")).toBe(false);
    form().requestSubmit();
    await settle();
    expect(channel.of("command")).toEqual([]);
    expect(byId("reason-paint-x").textContent).toBe("X needs a number");
  });
});
