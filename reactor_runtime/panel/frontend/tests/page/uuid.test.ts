import { afterEach, expect, test, vi } from "vitest";
import { makeUuid } from "../../src/page/insecure";

afterEach(() => vi.unstubAllGlobals());

test("a UUID is one of version 4, in a page over plain http, too", () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  const pattern =
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const made = Array.from({ length: 200 }, makeUuid);
  for (const uuid of made) expect(uuid).toMatch(pattern);
  expect(new Set(made).size).toBe(200);
});
