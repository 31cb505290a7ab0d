import { afterEach, beforeEach, expect, test } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { accept, byId, get, lastCommand, mount, unmount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

test("presses a button and logs the message that answers, once", async () => {
  get<HTMLButtonElement>("[data-testid=control-randomize] button").click();
  expect(lastCommand()).toMatchObject({ name: "randomize", data: {} });
  await accept({ name: "randomized", data: { seed: 12 } });
  const rows = [...byId("reactor-log").querySelectorAll(".log-row")];
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/randomizedseed: 12$/),
  ]);
});
