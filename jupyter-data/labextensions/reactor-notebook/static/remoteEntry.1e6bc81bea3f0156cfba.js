"use strict";
(() => {
  // lab/changes.ts
  var MOST_PAIRS = 1e6;
  function changesBetween(before, after) {
    const [old, fresh] = [linesOf(before), linesOf(after)];
    const found = [];
    let at = 0;
    let [from, to] = [0, 0];
    const note = (oldLine, freshLine) => {
      const gone = old.slice(from, oldLine).join("");
      const come = fresh.slice(to, freshLine).join("");
      if (gone !== come) found.push(trimmed(gone, come, at));
      at += gone.length;
    };
    for (const [oldLine, freshLine] of commonLines(old, fresh)) {
      note(oldLine, freshLine);
      at += old[oldLine]?.length ?? 0;
      [from, to] = [oldLine + 1, freshLine + 1];
    }
    note(old.length, fresh.length);
    return found;
  }
  function linesOf(text) {
    return text.split(/(?<=\n)/);
  }
  function commonLines(old, fresh) {
    const most = Math.min(old.length, fresh.length);
    let head = 0;
    while (head < most && old[head] === fresh[head]) head += 1;
    let tail = 0;
    while (tail < most - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
    const pairs = [];
    for (let line = 0; line < head; line += 1) pairs.push([line, line]);
    const middle = longestCommon(
      old.slice(head, old.length - tail),
      fresh.slice(head, fresh.length - tail)
    );
    for (const [one, other] of middle) pairs.push([one + head, other + head]);
    for (let line = tail; line > 0; line -= 1) {
      pairs.push([old.length - line, fresh.length - line]);
    }
    return pairs;
  }
  function longestCommon(old, fresh) {
    const width = fresh.length + 1;
    if (old.length * fresh.length > MOST_PAIRS) return [];
    const lengths = new Int32Array((old.length + 1) * width);
    const lengthAt = (one2, other2) => lengths[one2 * width + other2] ?? 0;
    for (let one2 = old.length - 1; one2 >= 0; one2 -= 1) {
      for (let other2 = fresh.length - 1; other2 >= 0; other2 -= 1) {
        lengths[one2 * width + other2] = old[one2] === fresh[other2] ? lengthAt(one2 + 1, other2 + 1) + 1 : Math.max(lengthAt(one2 + 1, other2), lengthAt(one2, other2 + 1));
      }
    }
    const pairs = [];
    let [one, other] = [0, 0];
    while (one < old.length && other < fresh.length) {
      if (old[one] === fresh[other]) {
        pairs.push([one, other]);
        [one, other] = [one + 1, other + 1];
      } else if (lengthAt(one + 1, other) >= lengthAt(one, other + 1)) one += 1;
      else other += 1;
    }
    return pairs;
  }
  function trimmed(gone, come, at) {
    const most = Math.min(gone.length, come.length);
    let head = 0;
    while (head < most && gone[head] === come[head]) head += 1;
    if (isHighSurrogate(gone[head - 1])) head -= 1;
    let tail = 0;
    while (tail < most - head && gone.at(-1 - tail) === come.at(-1 - tail)) tail += 1;
    if (tail > 0 && isLowSurrogate(gone.at(-tail))) tail -= 1;
    return {
      start: at + head,
      end: at + gone.length - tail,
      text: come.slice(head, come.length - tail)
    };
  }
  function isHighSurrogate(unit) {
    return unit !== void 0 && unit >= "\uD800" && unit <= "\uDBFF";
  }
  function isLowSurrogate(unit) {
    return unit !== void 0 && unit >= "\uDC00" && unit <= "\uDFFF";
  }

  // lab/editing.ts
  function editCells(panel, edits) {
    const due = [];
    for (const { cell: id, expected, text } of edits) {
      const { cells } = panel.context.model.sharedModel;
      const cell = cells.find((one) => one.id === id);
      if (cell === void 0) return { cell: id, reason: "absent" };
      if (cell.getSource() === text) continue;
      const reason = reasonAgainst(panel, cell, expected);
      if (reason !== null) return { cell: id, reason };
      due.push([cell, text]);
    }
    for (const [cell, text] of due) exchange(cell, text);
    return null;
  }
  function reasonAgainst(panel, cell, expected) {
    const { model, contentsModel } = panel.context;
    if (model.readOnly || contentsModel?.writable === false) return "unsavable";
    if (cell.getMetadata("editable") === false) return "locked";
    if (isRunning(panel, cell)) return "running";
    const isSame = cell.cell_type === "code" && cell.getSource() === expected;
    return isSame ? null : "changed";
  }
  function isRunning(panel, cell) {
    if (cell.executionState !== void 0) return cell.executionState === "running";
    const view = panel.content.widgets.find(({ model }) => model.id === cell.id);
    return view?.promptNode?.textContent?.includes("*") ?? false;
  }
  function exchange(cell, text) {
    cell.undoManager?.stopCapturing();
    cell.transact(() => {
      for (const change of changesBetween(cell.getSource(), text).reverse()) {
        cell.updateSource(change.start, change.end, change.text);
      }
    });
    cell.undoManager?.stopCapturing();
  }

  // lab/kernel-link.ts
  var NAME = "reactor_cells";
  var VERSION = 1;
  var KernelLink = class {
    constructor(kernel, panel, messages) {
      this.kernel = kernel;
      this.panel = panel;
      this.messages = messages;
      const leave = () => this.leave();
      kernel.iopubMessage.connect((_, message) => this.hear(message));
      kernel.connectionStatusChanged.connect(() => void this.look());
      window.addEventListener("pagehide", leave);
      kernel.disposed.connect(() => {
        window.removeEventListener("pagehide", leave);
        leave();
      });
      void this.look();
    }
    kernel;
    panel;
    messages;
    isKnown = false;
    get isConnected() {
      return this.kernel.connectionStatus === "connected";
    }
    say(said) {
      const { clientId: session, username } = this.kernel;
      const content = { version: VERSION, ...said };
      const options = { msgType: NAME, channel: "control", session, username };
      const message = this.messages.createMessage({ ...options, content });
      this.kernel.sendControlMessage(message);
    }
    greet() {
      this.isKnown = true;
      this.say({ type: "here" });
    }
    async look() {
      if (this.isConnected && await hasOtherHalf(this.kernel)) this.greet();
    }
    leave() {
      if (this.isKnown && this.isConnected) this.say({ type: "gone" });
      this.isKnown = false;
    }
    hear(message) {
      const said = contentOf(message);
      if (said?.type === "hello") this.greet();
      if (said?.type !== "edit" || said.client !== this.kernel.clientId) return;
      const edits = editsOf(said);
      if (edits === null) return;
      const refusal = editCells(this.panel, edits);
      const answer = refusal === null ? { type: "edited" } : { type: "refused", ...refusal };
      this.say({ ...answer, ask: said.ask });
    }
  };
  function linkKernel(kernel, panel, messages) {
    new KernelLink(kernel, panel, messages);
  }
  async function hasOtherHalf(kernel) {
    try {
      const reply = await kernel.requestCommInfo({ target_name: NAME });
      return NAME in (reply.content.comms ?? {});
    } catch {
      return false;
    }
  }
  function contentOf({
    header,
    content
  }) {
    if (header.msg_type !== "comm_msg") return null;
    const { comm_id, data } = content;
    if (comm_id !== NAME || typeof data !== "object" || data === null) return null;
    const said = data;
    return said.version === VERSION ? said : null;
  }
  function editsOf({ edits }) {
    const isEdit = (one) => typeof one === "object" && one !== null && ["cell", "expected", "text"].every(
      (key) => typeof one[key] === "string"
    );
    return Array.isArray(edits) && edits.every(isEdit) ? edits : null;
  }

  // lab/plugin.ts
  var PACKAGE = "reactor-notebook";
  function makePlugin(tracker, services) {
    return {
      id: `${PACKAGE}:cells`,
      description: "Lets tuned ranges be written into the cells that declare them.",
      autoStart: true,
      optional: [tracker],
      activate: (_, notebooks) => {
        if (notebooks !== null) watch(notebooks, services.KernelMessage);
      }
    };
  }
  function watch(notebooks, messages) {
    const known = /* @__PURE__ */ new WeakSet();
    const add = (panel) => {
      if (known.has(panel.context)) return;
      known.add(panel.context);
      const { sessionContext } = panel.context;
      sessionContext.kernelChanged.connect((_, { newValue }) => {
        if (newValue !== null) linkKernel(newValue, panel, messages);
      });
      const kernel = sessionContext.session?.kernel ?? null;
      if (kernel !== null) linkKernel(kernel, panel, messages);
    };
    notebooks.forEach(add);
    notebooks.widgetAdded.connect((_, panel) => add(panel));
  }

  // lab/container.ts
  var shared = {};
  var container = {
    init(modules) {
      shared = modules;
    },
    async get() {
      const [{ INotebookTracker }, services] = await Promise.all([
        take("@jupyterlab/notebook"),
        take("@jupyterlab/services")
      ]);
      const plugin = makePlugin(INotebookTracker, services);
      return () => ({ default: plugin, __esModule: true });
    }
  };
  async function take(name) {
    const versions = Object.values(shared[name] ?? {});
    const chosen = versions.find(({ loaded }) => loaded) ?? versions[0];
    if (chosen === void 0) throw new Error(`This page shares no ${name}.`);
    chosen.loaded = 1;
    const factory = await chosen.get();
    return factory();
  }
  var page = window;
  page._JUPYTERLAB ??= {};
  page._JUPYTERLAB[PACKAGE] = container;
})();
