import { describe, expect, test } from "vitest";
import { entryLine, messageLine, rejectedLine } from "../../src/panel/telling";

describe("lines", () => {
  test("name a message's fields", () => {
    const data = { prompt: "fog", steps: 1234567, mean: 0.123456789 };
    const header = { type: "message", name: "current_prompt", data, step: 1, at: 2 };
    expect(messageLine(header as Parameters<typeof messageLine>[0])).toEqual({
      at: 2,
      tone: "message",
      subject: "current_prompt",
      text: 'prompt: "fog", steps: 1234567, mean: 0.123457',
      numbers: { steps: 1234567, mean: 0.123456789 },
    });
  });

  test("do not say the command twice", () => {
    const rejected = {
      type: "rejected",
      id: null,
      command: "set_x",
      code: "invalid_command",
      field: "x",
      value: 3,
      constraint: "le",
      text: "set_x: x must be <= 2",
      number: 1,
    } as const;
    expect(rejectedLine(rejected, 1).text).toBe("x must be <= 2");
  });

  test("carry an error's traceback", () => {
    const entry = { number: 1, at: 2, kind: "error", text: "boom", step: 3 };
    expect(entryLine({ ...entry, data: { traceback: "Trace" } })).toMatchObject({
      tone: "error",
      subject: "error",
      text: "boom",
      traceback: "Trace",
    });
  });

  test("tell a message from the session's log like a live one", () => {
    const entry = { number: 1, at: 2, kind: "message_sent", text: "tick", step: 3 };
    const data = { type: "tick", data: { n: 4 } };
    expect(entryLine({ ...entry, data })).toMatchObject({
      tone: "message",
      subject: "tick",
      text: "n: 4",
    });
  });
});
