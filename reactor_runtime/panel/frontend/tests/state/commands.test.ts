import { describe, expect, test } from "vitest";
import { Commands, MOST_WAITING } from "../../src/state/commands";
import { FakeChannel } from "../fakes/kernel";

describe("commands on their way", () => {
  test("are bounded where no answer comes, and refused beyond that", async () => {
    const channel = new FakeChannel();
    const commands = new Commands(channel, "v", () => null);
    const waiting = Array.from({ length: MOST_WAITING }, () => commands.send("go", {}));
    const refused = await commands.send("go", {});
    expect(refused).toMatchObject({ kind: "refused", code: "overloaded" });
    expect(channel.of("command")).toHaveLength(MOST_WAITING);
    commands.forget();
    for (const outcome of await Promise.all(waiting)) {
      expect(outcome.kind).toBe("unknown");
    }
    void commands.send("go", {});
    expect(channel.of("command")).toHaveLength(MOST_WAITING + 1);
  });
});
