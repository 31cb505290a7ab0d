import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CommandRefusal, Outcome } from "../../src/state/commands";
import { LiveBinding } from "../../src/state/live";
import { DrawnPace } from "../../src/state/pace";
import type { JsonObject, JsonValue } from "../../src/wire/values";
import { settle } from "../fakes/kernel";

const DONE: Outcome = { kind: "done", message: null };
const REFUSED: Outcome = {
  kind: "refused",
  code: "invalid_command",
  text: "too big",
  field: null,
  reason: null,
};

describe("a live control", () => {
  let pace: DrawnPace;
  let shown: JsonValue[];
  let refused: JsonValue[];
  let reasons: string[];
  let sent: JsonValue[];
  let answers: ((outcome: Outcome) => void)[];
  let binding: LiveBinding;

  beforeEach(() => {
    pace = new DrawnPace();
    [shown, refused, reasons, sent, answers] = [[], [], [], [], []];
    binding = bind(false);
    pace.beat();
  });

  function bind(hasState: boolean): LiveBinding {
    const bound = {
      control: {
        show: (value: JsonValue) => void shown.push(value),
        follow: (value: JsonValue, isRefused: boolean) =>
          void (isRefused ? refused : shown).push(value),
      },
      shown: () => undefined,
      explain: (refusal: CommandRefusal | null) =>
        void reasons.push(refusal?.text ?? ""),
      accepted: () => undefined,
    };
    const send = (_: string, { x = null }: JsonObject): Promise<Outcome> => {
      sent.push(x);
      return new Promise((resolve) => answers.push(resolve));
    };
    const setter = { commands: { send }, command: "set_x", argument: "x" };
    return new LiveBinding(bound, 1, hasState, pace, setter);
  }

  async function answer(outcome: Outcome): Promise<void> {
    answers.shift()?.(outcome);
    await settle();
  }

  test("sends the newest value of a drag once per drawn frame", () => {
    for (const value of [2, 3, 4]) binding.pick(value, false);
    expect(sent).toEqual([2]);
    pace.beat();
    expect(sent).toEqual([2, 4]);
    pace.beat();
    pace.beat();
    expect(sent).toEqual([2, 4]);
    binding.stop();
  });

  test("sends the end of a drag at once, and nothing after it", () => {
    binding.pick(2, false);
    binding.pick(3, false);
    binding.pick(5, true);
    expect(sent).toEqual([2, 5]);
    pace.beat();
    expect(sent).toEqual([2, 5]);
  });

  test("follows the display's frames where no picture is drawn", async () => {
    const still = new DrawnPace();
    const called = vi.fn();
    still.next(called);
    await vi.waitFor(() => expect(called).toHaveBeenCalledOnce());
  });

  test("leaves what was refused where it is, with the reason", async () => {
    binding.follow(1);
    binding.pick(9, true);
    await answer(REFUSED);
    binding.follow(1.5);
    expect(shown).toEqual([1]);
    expect(refused).toEqual([1, 1.5]);
    expect(reasons).toEqual(["too big"]);
  });

  test("forgets the reason once another value is put in", async () => {
    binding.pick(9, true);
    await answer(REFUSED);
    binding.pick(2, true);
    expect(reasons).toEqual(["too big", ""]);
    await answer(DONE);
    expect(reasons).toEqual(["too big", ""]);
    expect(shown.at(-1)).toBe(2);
  });

  test("keeps a refusal when an earlier value is answered later", async () => {
    binding.pick(2, true);
    binding.pick(9, true);
    const [done, refuse] = answers;
    refuse?.(REFUSED);
    await settle();
    done?.(DONE);
    await settle();
    expect(reasons).toEqual(["too big"]);
    expect(shown).toEqual([]);
    expect(refused).toEqual([2]);
  });

  test("says nothing of a refused value that was changed since", async () => {
    binding.pick(9, true);
    binding.edit();
    await answer(REFUSED);
    expect(reasons).toEqual([]);
    expect(refused).toEqual([]);
  });

  test("shows the session's value when what was refused is taken back", async () => {
    binding.pick(9, true);
    await answer(REFUSED);
    binding.follow(4);
    binding.takeBack();
    expect(shown).toEqual([4]);
    expect(reasons).toEqual(["too big", ""]);
  });

  test("does not move under the finger", async () => {
    binding.pick(2, false);
    binding.follow(1.5);
    await answer(DONE);
    expect(shown).toEqual([]);
    binding.pick(3, true);
    await answer(DONE);
    expect(shown).toEqual([3]);
  });

  test("shows what the model made of the value", async () => {
    binding = bind(true);
    binding.pick(2.4, true);
    binding.follow(2);
    await answer(DONE);
    expect(shown).toEqual([2]);
  });

  test.each([0, null, false, ""])(
    "shows %j again when a handler has left the session's value as it was",
    async (held) => {
      binding = bind(true);
      binding.follow(held);
      binding.pick(9, true);
      await answer(DONE);
      expect(shown).toEqual([held, held]);
      binding.pick(9, true);
      expect(sent).toEqual([9, 9]);
    },
  );

  test("shows the last value accepted where the session does not say", async () => {
    binding.pick(9, true);
    await answer(DONE);
    expect(shown).toEqual([9]);
  });

  test("shows what somebody else set, without sending it", () => {
    binding.follow(7);
    expect(shown).toEqual([7]);
    expect(sent).toEqual([]);
  });

  test("is sent once more when its link dropped", async () => {
    binding.pick(2, true);
    await answer({ kind: "unknown" });
    expect(sent).toEqual([2, 2]);
    await answer({ kind: "unknown" });
    expect(sent).toEqual([2, 2]);
  });
});
