/** What a page and its kernel say to each other. */

import { beforeEach, describe, expect, test } from "vitest";
import type { NotebookPanel, NotebookTracker } from "../../lab/jupyter";
import { makePlugin } from "../../lab/plugin";
import {
  FakeCell,
  FakeKernel,
  FakeSignal,
  MESSAGES,
  notebookOf,
} from "../fakes/jupyter";
import { settle } from "../fakes/kernel";

const HERE = { version: 1, type: "here" };
const GONE = { version: 1, type: "gone" };
const EDIT = {
  type: "edit",
  version: 1,
  ask: "a1",
  client: "me",
  edits: [{ cell: "one", expected: "x = 1", text: "x = 2" }],
};

let kernel: FakeKernel;
let cell: FakeCell;
let notebook: ReturnType<typeof notebookOf>;

function trackerOf(...panels: NotebookPanel[]) {
  const tracker = {
    forEach: (visit: (panel: NotebookPanel) => void) => panels.forEach(visit),
    widgetAdded: new FakeSignal<NotebookTracker, NotebookPanel>(),
  };
  return tracker;
}

function activate(tracker: ReturnType<typeof trackerOf> | null): void {
  const plugin = makePlugin("token", { KernelMessage: MESSAGES });
  expect(plugin.optional).toEqual(["token"]);
  plugin.activate(null, tracker);
}

beforeEach(() => {
  kernel = new FakeKernel("me");
  cell = new FakeCell("one", "x = 1");
  notebook = notebookOf([cell], kernel);
});

describe("meeting", () => {
  test("a kernel without the other half hears nothing", async () => {
    activate(trackerOf(notebook));
    await settle();
    kernel.say({ method: "update" }, "some widget");
    kernel.say({ type: "hello", version: 1 }, "reactor_cells", "comm_open");
    kernel.disposed.emit();
    expect(kernel.sent).toEqual([]);
  });

  test("a kernel that has it is told, in its own type of message", async () => {
    kernel.comms = { reactor_cells: { target_name: "reactor_cells" } };
    activate(trackerOf(notebook));
    await settle();
    const header = { session: "me", msg_type: "reactor_cells" };
    expect(kernel.sent).toEqual([{ header, content: HERE }]);
  });

  test("so is one that loads it later, or comes back after a restart", async () => {
    activate(trackerOf(notebook));
    await settle();
    kernel.say({ type: "hello", version: 1 });
    expect(kernel.said).toEqual([HERE]);
    kernel.say({ type: "hello", version: 1 });
    expect(kernel.said).toEqual([HERE, HERE]);
  });

  test("a connection that comes back is a new chance", async () => {
    kernel.connectionStatus = "connecting";
    kernel.comms = { reactor_cells: {} };
    activate(trackerOf(notebook));
    await settle();
    expect(kernel.sent).toEqual([]);
    kernel.connectionStatus = "connected";
    kernel.connectionStatusChanged.emit("connected");
    await settle();
    expect(kernel.said).toEqual([HERE]);
  });

  test("a kernel that ends before it has answered is no error", async () => {
    kernel.requestCommInfo = () => Promise.reject(new Error("Canceled"));
    activate(trackerOf(notebook));
    await settle();
    expect(kernel.sent).toEqual([]);
  });

  test("a notebook that opens, or gets another kernel, is linked once", async () => {
    const tracker = trackerOf();
    activate(tracker);
    const waiting = notebookOf([cell]);
    tracker.widgetAdded.emit(waiting);
    tracker.widgetAdded.emit({ ...waiting });
    waiting.context.sessionContext.kernelChanged.emit({ newValue: null });
    waiting.context.sessionContext.kernelChanged.emit({ newValue: kernel });
    await settle();
    kernel.say({ type: "hello", version: 1 });
    expect(kernel.said).toEqual([HERE]);
  });

  test("a page without notebooks has nothing to do", () => {
    activate(null);
  });

  test("a notebook that closes says so, and so does a page that goes", async () => {
    activate(trackerOf(notebook));
    await settle();
    kernel.say({ type: "hello", version: 1 });
    window.dispatchEvent(new Event("pagehide"));
    window.dispatchEvent(new Event("pagehide"));
    expect(kernel.said).toEqual([HERE, GONE]);
    kernel.say({ type: "hello", version: 1 });
    kernel.disposed.emit();
    window.dispatchEvent(new Event("pagehide"));
    expect(kernel.said).toEqual([HERE, GONE, HERE, GONE]);
  });
});

describe("being asked", () => {
  beforeEach(async () => {
    activate(trackerOf(notebook));
    await settle();
  });

  test("the cell is changed, and the kernel told", () => {
    kernel.say(EDIT);
    expect(cell.getSource()).toBe("x = 2");
    expect(kernel.said).toEqual([{ version: 1, type: "edited", ask: "a1" }]);
  });

  test("a refusal says which cell and why", () => {
    cell.type("0");
    kernel.say(EDIT);
    expect(kernel.said).toEqual([
      { version: 1, type: "refused", cell: "one", reason: "changed", ask: "a1" },
    ]);
  });

  test("what another page is asked for is not done", () => {
    kernel.say({ ...EDIT, client: "somebody else" });
    expect(cell.getSource()).toBe("x = 1");
    expect(kernel.sent).toEqual([]);
  });

  test.each([
    ["no object", "hello"],
    ["nothing", null],
    ["no version", { ...EDIT, version: undefined }],
    ["a later version", { ...EDIT, version: 2 }],
    ["another type", { ...EDIT, type: "of a later day" }],
    ["no edits", { ...EDIT, edits: undefined }],
    ["edits without a text", { ...EDIT, edits: [{ cell: "one", expected: "x = 1" }] }],
    ["edits that are none", { ...EDIT, edits: [null] }],
  ])("%s is ignored", (_, said) => {
    kernel.say(said);
    expect(cell.getSource()).toBe("x = 1");
    expect(kernel.sent).toEqual([]);
  });
});
