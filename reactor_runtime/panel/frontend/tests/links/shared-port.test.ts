import { beforeEach, describe, expect, test, vi } from "vitest";
import { SharedPort } from "../../src/links/shared-port";
import { FakePort } from "../fakes/kernel";

describe("a comm shared by the displays of a widget", () => {
  let shared: SharedPort;
  let first: FakePort;
  let second: FakePort;
  let closing: AbortController;

  beforeEach(() => {
    shared = new SharedPort();
    [first, second] = [new FakePort(), new FakePort()];
    shared.join(first);
    shared.join(second);
    closing = new AbortController();
  });

  test("is heard once", () => {
    const heard = vi.fn();
    shared.listen(heard, closing.signal);
    first.say({ type: "offer" });
    second.say({ type: "offer" });
    expect(heard).toHaveBeenCalledOnce();
  });

  test("goes on through the next display when the first is removed", () => {
    const [heard, changed] = [vi.fn(), vi.fn()];
    shared.listen(heard, closing.signal);
    shared.watch(changed, closing.signal);
    shared.leave(first);
    expect(first.listeners.size + first.watchers.size).toBe(0);
    second.say({ type: "offer" });
    second.setLive(true);
    shared.send({ type: "announce" });
    expect(heard).toHaveBeenCalledOnce();
    expect(changed).toHaveBeenCalledOnce();
    expect(second.of("announce")).toHaveLength(1);
  });

  test("lives while one display does", () => {
    first.setLive(false);
    expect(shared.isLive()).toBe(true);
    second.setLive(false);
    expect(shared.isLive()).toBe(false);
  });

  test("is heard no more when nobody listens", () => {
    const heard = vi.fn();
    shared.listen(heard, closing.signal);
    closing.abort();
    shared.leave(first);
    second.say({ type: "offer" });
    expect(heard).not.toHaveBeenCalled();
    expect(second.listeners.size).toBe(0);
  });

  test("cannot be spoken on without any display", () => {
    shared.leave(first);
    shared.leave(second);
    shared.leave(second);
    expect(() => shared.send({ type: "announce" })).toThrow("every display");
  });
});
