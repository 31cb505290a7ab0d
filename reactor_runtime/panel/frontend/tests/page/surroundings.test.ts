import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SCHEMA } from "../../dev/schema";
import { find } from "../fakes/controls";
import { byId, heightOf, mount, root, unmount } from "../fakes/panel";

beforeEach(() => mount(SCHEMA, { rung: "direct" }));
afterEach(unmount);

test("follows the page's theme", async () => {
  const host = root.host as HTMLElement;
  document.body.dataset.jpThemeLight = "false";
  await vi.waitFor(() => expect(host.dataset.theme).toBe("dark"));
  document.body.dataset.jpThemeLight = "true";
  await vi.waitFor(() => expect(host.dataset.theme).toBe("light"));
  delete document.body.dataset.jpThemeLight;
});

test("a panel is no taller than the window less 120 pixels, whatever is open", async () => {
  const panel = root.querySelector(".panel") as HTMLElement;
  const most = window.innerHeight - 120;
  expect(heightOf(panel)).toBeLessThanOrEqual(most);
  byId("reactor-more").click();
  find<HTMLElement>(byId("reactor-log"), ".log-toggle").click();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heightOf(panel)).toBeLessThanOrEqual(most);
  const [notes, main] = [byId("reactor-notes"), root.querySelector(".main")];
  expect(notes.getBoundingClientRect().bottom).toBeLessThanOrEqual(
    main?.getBoundingClientRect().top ?? 0,
  );
});
