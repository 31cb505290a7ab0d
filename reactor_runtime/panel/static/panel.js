// src/fallback.ts
var MARK = "Reactor: ";
var OUTPUT = ".jp-OutputArea-child";
var AREA = ".jp-OutputArea";
function hasStaticText(output) {
  const text = output.querySelector("pre, .jp-RenderedText")?.textContent ?? "";
  return text.trimStart().startsWith(MARK);
}
function hasStaticPicture(output) {
  if (output === void 0) return false;
  if (output.querySelector('img[src^="data:image/jpeg"]') !== null) return true;
  const text = output.querySelector(".jp-RenderedText");
  return text !== null && text.textContent?.trim() === "";
}
function findStatic(area, own2) {
  const outputs = [...area.querySelectorAll(`:scope > ${OUTPUT}`)];
  const start = outputs.indexOf(own2);
  const after = outputs.findIndex((output, i) => i > start && hasStaticText(output));
  const before = outputs.findLastIndex(
    (output, i) => i < start && hasStaticText(output)
  );
  const text = after >= 0 ? after : before;
  if (start < 0 || text < 0) return [];
  const near = [outputs[text + 1], outputs[text - 1]];
  const picture = near.find((output) => output !== own2 && hasStaticPicture(output));
  return [outputs[text], picture].filter((output) => output !== void 0);
}
function watchFallback(el, signal) {
  const hidden = /* @__PURE__ */ new Set();
  let isLive = false;
  const restore = () => {
    for (const output of hidden) output.style.removeProperty("display");
    hidden.clear();
  };
  const apply = () => {
    const own2 = el.closest(OUTPUT);
    const area = own2?.closest(AREA);
    if (!isLive || !own2 || !area) {
      restore();
      return;
    }
    for (const output of findStatic(area, own2)) {
      if (output.style.display !== "none") output.style.display = "none";
      hidden.add(output);
    }
  };
  const observer = new MutationObserver(apply);
  const start = () => {
    const area = el.closest(AREA);
    if (area) observer.observe(area, { childList: true, subtree: true });
    apply();
  };
  const frame = requestAnimationFrame(start);
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    restore();
  });
  return {
    hide: (live) => {
      isLive = live;
      apply();
    }
  };
}

// src/values.ts
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function own(record, name) {
  return Object.hasOwn(record, name) ? record[name] : void 0;
}
function isSameJson(a, b) {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => isSameJson(item, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]));
  }
  return false;
}

// src/links/offer.ts
function readLink(entry) {
  const { rung, path, url, token } = entry;
  if (typeof rung !== "string") return null;
  if (typeof path === "string") return { rung, path };
  if (typeof url !== "string") return null;
  return { rung, url, token: typeof token === "string" ? token : "" };
}
function readRefusal({ rung, reason }) {
  if (typeof rung !== "string" || typeof reason !== "string") return null;
  return { rung, reason };
}
function readAll(entries, read) {
  if (!Array.isArray(entries)) return [];
  return entries.filter(isObject).map(read).filter((entry) => entry !== null);
}
function readOffer(content) {
  return {
    links: readAll(content.links, readLink),
    refusals: readAll(content.refusals, readRefusal)
  };
}
function askOffer(port, view, timeout, signal) {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const settle = (offer) => {
      waiting.abort();
      clearTimeout(timer);
      resolve(offer);
    };
    const timer = setTimeout(() => settle(null), timeout);
    signal.addEventListener("abort", () => settle(null), { signal: waiting.signal });
    port.listen((content) => {
      if (!isObject(content) || content.type !== "offer") return;
      if (content.view === view) settle(readOffer(content));
    }, waiting.signal);
    try {
      port.send({ type: "announce", origin: location.origin, view });
    } catch {
      settle(null);
    }
  });
}
function isLoopback(hostname) {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname.endsWith(".localhost");
}

// src/links/server.ts
function readConfig(page) {
  const text = page.getElementById("jupyter-config-data")?.textContent;
  if (text) {
    try {
      const config = JSON.parse(text);
      if (isObject(config) && typeof config.baseUrl === "string") return config;
    } catch {
      return null;
    }
  }
  const { baseUrl } = page.body.dataset;
  return baseUrl === void 0 ? null : { baseUrl };
}
function asFolder(address, below) {
  const url = new URL(address, below);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
function findServer(page = document, href = location.href) {
  const config = readConfig(page);
  if (config === null) return null;
  const text = (key) => String(config[key] ?? "");
  try {
    const base = asFolder(text("baseUrl"), href);
    const socketBase = asFolder(text("wsUrl") || base.href, base.href);
    socketBase.protocol = socketBase.protocol.replace(/^http/, "ws");
    const isElsewhere = socketBase.host !== new URL(href).host;
    const appendsToken = text("appendToken").toLowerCase() === "true" || isElsewhere;
    return { base, socketBase, token: text("token"), appendsToken };
  } catch {
    return null;
  }
}
function socketAddress(server, path) {
  const address = new URL(path, server.socketBase);
  if (server.appendsToken && server.token !== "") {
    address.searchParams.set("token", server.token);
  }
  return address.href;
}

// src/links/address.ts
function addressOf(offered, server, hostname) {
  if ("path" in offered) {
    return server === null ? { reason: "this page comes from no Jupyter Server" } : { url: socketAddress(server, offered.path) };
  }
  if (!isLoopback(hostname)) {
    return {
      reason: `this page comes from ${hostname}, not from the kernel's machine`
    };
  }
  const address = new URL(offered.url);
  if (offered.token !== "") address.searchParams.set("token", offered.token);
  return { url: address.href };
}

// src/links/attempt.ts
function attemptLink(open, timeout, events, signal) {
  return new Promise((resolve) => {
    const pending = new AbortController();
    let timer;
    const settle = (reason) => {
      pending.abort();
      clearTimeout(timer);
      resolve(reason);
    };
    const giveUp = (reason) => {
      link.close();
      settle(reason);
    };
    const link = open({
      message: (header, buffers) => {
        if (!pending.signal.aborted) {
          settle(null);
          events.answered(link);
        }
        events.message(link, header, buffers);
      },
      ended: (reason) => {
        if (pending.signal.aborted) events.lost(link, reason);
        else settle(reason);
      }
    });
    if (timeout !== null) {
      const seconds = timeout / 1e3;
      timer = setTimeout(() => giveUp(`no answer within ${seconds} s`), timeout);
    }
    signal.addEventListener("abort", () => giveUp("given up"), {
      signal: pending.signal
    });
  });
}

// src/links/backoff.ts
var DEFAULT_BACKOFF = { first: 500, longest: 3e4 };
function backoffDelay(attempt, backoff, random) {
  const delay = Math.min(backoff.longest, backoff.first * 2 ** (attempt - 1));
  return delay * (1 - random / 4);
}

// src/links/base.ts
var PASSING_BYES = /* @__PURE__ */ new Set(["too_slow"]);
var LINGERING = /* @__PURE__ */ new Set(["answer", "rejected"]);
var LINGER_MS = 1e3;
var LinkedChannel = class {
  /** @param lostAfter Milliseconds without a link after which it counts as lost. */
  constructor(lostAfter) {
    this.lostAfter = lostAfter;
  }
  lostAfter;
  onmessage = null;
  ending = new AbortController();
  link = null;
  status = { state: "connecting", rung: null, refusals: [] };
  listener = null;
  isOver = false;
  lostTimer;
  /** Begin opening links. Call once, after the listeners are set. */
  open() {
    this.watchForLoss();
    this.start();
  }
  get onstatus() {
    return this.listener;
  }
  set onstatus(listener) {
    this.listener = listener;
    listener?.(this.status);
  }
  send(header, buffers) {
    if (this.link === null) return false;
    this.link.send(header, buffers);
    return true;
  }
  get buffered() {
    return this.link?.buffered?.() ?? 0;
  }
  close() {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    clearTimeout(this.lostTimer);
    this.link?.close();
    this.link = null;
    this.onmessage = null;
    this.listener = null;
  }
  answered(link) {
    const previous = this.link;
    this.link = link;
    clearTimeout(this.lostTimer);
    if (previous !== null) this.letLinger(previous);
    this.setStatus({ state: "open", rung: link.rung, refusals: this.refusals() });
  }
  message(link, header, buffers) {
    if (link === this.link) {
      this.onmessage?.(header, buffers);
      if (header.type === "bye" || header.type === "welcome") this.heed(header);
    } else if (LINGERING.has(header.type)) {
      this.onmessage?.(header, buffers);
    }
  }
  lost(link, reason) {
    if (link !== this.link) return;
    this.link = null;
    this.setStatus({ state: "connecting", rung: null, refusals: this.refusals() });
    this.watchForLoss();
    this.relink(link.rung, reason);
  }
  get isLinked() {
    return this.link !== null;
  }
  /** Tell the listener that the refusals, or the state without a link, changed. */
  refresh(state = this.status.state) {
    this.setStatus({ ...this.status, state, refusals: this.refusals() });
  }
  /** A session that is over may come back on the same link: its model was reloaded. */
  heed(header) {
    const wasOver = this.isOver;
    this.isOver = header.type === "bye" && !PASSING_BYES.has(header.reason);
    if (this.isOver !== wasOver) this.refresh("open");
  }
  letLinger(link) {
    const over = new AbortController();
    const end = () => {
      over.abort();
      clearTimeout(timer);
      link.close();
    };
    const timer = setTimeout(end, LINGER_MS);
    this.ending.signal.addEventListener("abort", end, { signal: over.signal });
  }
  watchForLoss() {
    clearTimeout(this.lostTimer);
    this.lostTimer = setTimeout(() => {
      if (this.link === null) this.refresh("lost");
    }, this.lostAfter);
  }
  setStatus(status) {
    const state = this.isOver ? "ended" : status.state;
    this.status = { ...status, state };
    this.listener?.(this.status);
  }
};

// src/protocol.ts
var PROTOCOL_VERSION = 1;
var KNOWN = /* @__PURE__ */ new Set([
  "welcome",
  "frame",
  "audio",
  "message",
  "answer",
  "rejected",
  "upload",
  "stats",
  "state",
  "status",
  "contract",
  "log",
  "printed",
  "advice",
  "error",
  "pong",
  "bye"
]);
function readHeader(header) {
  if (!isObject(header) || typeof header.type !== "string") return null;
  return KNOWN.has(header.type) ? header : null;
}
function pack(header, buffers = []) {
  const lengths = buffers.map((buffer) => buffer.byteLength);
  const json = new TextEncoder().encode(
    JSON.stringify({ ...header, buffers: lengths })
  );
  const total = lengths.reduce((sum, length) => sum + length, 4 + json.byteLength);
  const message = new Uint8Array(total);
  new DataView(message.buffer).setUint32(0, json.byteLength);
  message.set(json, 4);
  let offset = 4 + json.byteLength;
  for (const buffer of buffers) {
    message.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return message;
}
function unpack(message) {
  const size = new DataView(message).getUint32(0);
  const header = JSON.parse(
    new TextDecoder().decode(new Uint8Array(message, 4, size))
  );
  const lengths = isObject(header) && Array.isArray(header.buffers) ? header.buffers : [];
  let offset = 4 + size;
  const buffers = lengths.map((length) => {
    const buffer = new Uint8Array(message, offset, length);
    offset += length;
    return buffer;
  });
  if (offset !== message.byteLength) {
    throw new RangeError(
      `message states ${offset} bytes, holds ${message.byteLength} bytes`
    );
  }
  return { header, buffers };
}

// src/links/comm.ts
function openComm(port, hello, events) {
  const { view } = hello;
  const listening = new AbortController();
  const end = (reason) => {
    if (listening.signal.aborted) return;
    listening.abort();
    events.ended(reason);
  };
  const send = (header, buffers) => {
    try {
      port.send({ type: "panel", view, header }, buffers);
    } catch (error) {
      end(`the comm is gone (${error})`);
    }
  };
  const receive = (content, buffers) => {
    if (!isObject(content) || content.type !== "panel" || content.view !== view) return;
    const header = readHeader(content.header);
    if (header !== null) events.message(header, buffers);
  };
  const watch = () => {
    if (!port.isLive()) end("the kernel is gone");
  };
  port.listen(receive, listening.signal);
  port.watch(watch, listening.signal);
  queueMicrotask(() => {
    if (listening.signal.aborted) return;
    if (port.isLive()) send(hello);
    else end("the kernel is gone");
  });
  const close = () => {
    if (listening.signal.aborted) return;
    listening.abort();
    try {
      port.send({ type: "close", view });
    } catch {
    }
  };
  return { rung: "comm", send, close };
}

// src/links/diagnosis.ts
var PROXY = "proxy";
var LONGEST_REASON = 300;
function xsrfToken() {
  return /(?:^|;\s*)_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}
function headersFor({ token }) {
  const headers = new Headers({ Accept: "application/json" });
  if (token !== "") headers.set("Authorization", `token ${token}`);
  const xsrf = xsrfToken();
  if (xsrf !== "") headers.set("X-XSRFToken", xsrf);
  return headers;
}
function absence(rung) {
  return rung === PROXY ? "this Jupyter Server has no jupyter-server-proxy" : "this Jupyter Server has no reactor extension; install reactor-notebook in the environment that runs Jupyter Server";
}
function readReason(text) {
  try {
    const answer = JSON.parse(text);
    return isObject(answer) && typeof answer.reason === "string" ? answer.reason : "";
  } catch {
    return "";
  }
}
function interpret(rung, status, type, text) {
  const reason = readReason(text);
  if (reason !== "") return reason.slice(0, LONGEST_REASON);
  if (status === 404) return absence(rung);
  const isSocket = rung === PROXY && type.startsWith("text/plain");
  if (status === 200 && rung !== PROXY || isSocket && [403, 426].includes(status)) {
    return "something between this page and the server lets no WebSocket through";
  }
  if (status === 401 || status === 403) {
    return "this Jupyter Server does not know you; log in again and reload the page";
  }
  return `this Jupyter Server answered with status ${status}`;
}
async function explain(server, rung, path, known, timeout, signal) {
  try {
    const response = await fetch(new URL(path, server.base), {
      headers: headersFor(server),
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)])
    });
    if (response.type === "opaqueredirect") return interpret(rung, 403, "", "");
    const type = response.headers.get("Content-Type") ?? "";
    return interpret(rung, response.status, type, await response.text());
  } catch {
    return `${known}, and this Jupyter Server does not answer`;
  }
}

// src/links/retry.ts
var Retry = class {
  /** @param signal Aborting it cancels the wait for good. */
  constructor(backoff, again, signal) {
    this.backoff = backoff;
    this.again = again;
    this.signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }
  backoff;
  again;
  signal;
  timer;
  attempts = 0;
  /** How many repetitions were scheduled since the last `reset`. */
  get count() {
    return this.attempts;
  }
  /** Try again after the next wait; a wait already running starts anew. */
  schedule() {
    if (this.signal.aborted) return;
    this.attempts += 1;
    clearTimeout(this.timer);
    const delay = backoffDelay(this.attempts, this.backoff, Math.random());
    this.timer = setTimeout(this.again, delay);
  }
  /** An attempt succeeded: forget the waits. */
  reset() {
    this.attempts = 0;
    clearTimeout(this.timer);
  }
};

// src/links/socket.ts
function openSocket(url, rung, hello, events) {
  const listening = new AbortController();
  const { signal } = listening;
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const close = () => {
    listening.abort();
    socket.close();
  };
  const end = (reason) => {
    if (signal.aborted) return;
    close();
    events.ended(reason);
  };
  let wasOpen = false;
  const open = () => {
    wasOpen = true;
    socket.send(pack(hello));
  };
  const receive = ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return;
    try {
      const { header, buffers } = unpack(data);
      const known = readHeader(header);
      if (known !== null) events.message(known, buffers);
    } catch (error) {
      end(`a message could not be read (${error})`);
    }
  };
  socket.addEventListener("open", open, { signal });
  socket.addEventListener("message", receive, { signal });
  socket.addEventListener(
    "close",
    ({ code, reason }) => {
      const why = reason === "" ? `code ${code}` : reason;
      end(wasOpen ? `the socket closed (${why})` : "the socket was refused");
    },
    { signal }
  );
  return {
    rung,
    send: (header, buffers) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(pack(header, buffers));
    },
    buffered: () => socket.bufferedAmount,
    close
  };
}

// src/links/ladder.ts
var LinkLadder = class extends LinkedChannel {
  constructor(port, hello, options = {}) {
    super(options.lostAfter ?? 5e3);
    this.port = port;
    this.hello = hello;
    this.hostname = options.hostname ?? location.hostname;
    this.offerTimeout = options.offerTimeout ?? 3e3;
    this.socketTimeout = options.socketTimeout ?? 3e3;
    this.server = options.server === void 0 ? findServer() : options.server;
    this.explainTimeout = options.explainTimeout ?? 2e3;
    this.patience = options.patience ?? 1500;
    this.hopelessAfter = options.hopelessAfter ?? 3;
    const again = () => void this.climb();
    const backoff = options.backoff ?? DEFAULT_BACKOFF;
    this.retry = new Retry(backoff, again, this.ending.signal);
  }
  port;
  hello;
  hostname;
  server;
  offerTimeout;
  socketTimeout;
  explainTimeout;
  patience;
  hopelessAfter;
  retry;
  reasons = [];
  isClimbing = false;
  comm = null;
  hadSocket = false;
  impatient;
  start() {
    this.port.watch(() => this.noticeKernel(), this.ending.signal);
    this.ending.signal.addEventListener("abort", () => clearTimeout(this.impatient));
    this.port.listen((content) => this.noticeOffer(content), this.ending.signal);
    void this.climb();
  }
  relink(rung, reason) {
    const others = this.reasons.filter((refusal) => refusal.rung !== rung);
    this.reasons = [...others, { rung, reason }];
    this.refresh();
    if (rung === "comm") this.comm = null;
    else this.takeComm();
    if (this.port.isLive()) this.retry.schedule();
    else this.refresh("lost");
  }
  refusals() {
    return this.reasons;
  }
  async climb() {
    if (this.isClimbing || this.ending.signal.aborted) return;
    if (!this.port.isLive()) {
      this.refresh(this.isLinked ? "open" : "lost");
      return;
    }
    this.isClimbing = true;
    const { signal } = this.ending;
    const { view } = this.hello;
    this.impatient = setTimeout(() => this.takeComm(), this.patience);
    const offer = await askOffer(this.port, view, this.offerTimeout, signal);
    const refusals = signal.aborted ? null : await this.tryOffer(offer);
    clearTimeout(this.impatient);
    this.isClimbing = false;
    if (refusals === null) return;
    this.reasons = refusals;
    this.refresh();
    this.takeComm();
    const isWorthIt = this.hadSocket || this.retry.count < this.hopelessAfter;
    if (this.isRetryable(offer) && isWorthIt) this.retry.schedule();
  }
  /** Returns `null` once a link is up, else why none of *offer* is. */
  async tryOffer(offer) {
    if (offer === null) {
      return [{ rung: "direct", reason: "the kernel has not answered yet" }];
    }
    const refusals = [...offer.refusals];
    for (const offered of offer.links) {
      const reason = await this.tryLink(offered);
      if (this.ending.signal.aborted) return null;
      if (reason === null) {
        this.settle(refusals);
        return null;
      }
      refusals.push({ rung: offered.rung, reason });
    }
    return refusals;
  }
  /** Returns `null` once *offered* is up, else why it is not. */
  async tryLink(offered) {
    const address = addressOf(offered, this.server, this.hostname);
    if ("reason" in address) return address.reason;
    const { rung } = offered;
    const { signal } = this.ending;
    const open = (events) => openSocket(address.url, rung, this.hello, events);
    const reason = await attemptLink(open, this.socketTimeout, this, signal);
    if (reason === null || signal.aborted) return reason;
    if (!("path" in offered) || this.server === null) return reason;
    const { path } = offered;
    return explain(this.server, rung, path, reason, this.explainTimeout, signal);
  }
  settle(refusals) {
    this.leaveComm();
    this.hadSocket = true;
    this.reasons = refusals;
    this.retry.reset();
    this.refresh();
  }
  isRetryable(offer) {
    if (offer === null) return true;
    return offer.links.some(
      (offered) => "url" in addressOf(offered, this.server, this.hostname)
    );
  }
  /** Let the comm carry the traffic, unless a link does or the comm is on its way. */
  takeComm() {
    if (this.isLinked || this.comm !== null || this.ending.signal.aborted) return;
    const comm = new AbortController();
    this.comm = comm;
    const signal = AbortSignal.any([comm.signal, this.ending.signal]);
    const open = (events) => openComm(this.port, this.hello, events);
    void attemptLink(open, null, this, signal).then((reason) => {
      if (reason === null || signal.aborted) return;
      this.comm = null;
      this.reasons = [...this.reasons, { rung: "comm", reason }];
      this.refresh(this.isLinked ? "open" : "lost");
    });
  }
  /** Give up a comm that has not answered; one that has is left by `answered`. */
  leaveComm() {
    this.comm?.abort();
    this.comm = null;
  }
  /** An offer that nobody asked for: a session came, or came back. */
  noticeOffer(content) {
    if (!isObject(content) || content.type !== "offer") return;
    const isOnSocket = this.isLinked && this.comm === null;
    if (content.view !== this.hello.view || this.isClimbing || isOnSocket) return;
    this.retry.reset();
    void this.climb();
  }
  noticeKernel() {
    if (this.port.isLive() && !this.isLinked) void this.climb();
  }
};

// src/links/shared-port.ts
var SharedPort = class {
  ports = [];
  attachments = /* @__PURE__ */ new Set();
  reign = new AbortController();
  join(port) {
    this.ports.push(port);
    if (this.ports.length === 1) this.crown();
  }
  leave(port) {
    const index = this.ports.indexOf(port);
    if (index < 0) return;
    this.ports.splice(index, 1);
    if (index === 0) this.crown();
  }
  send(content, buffers) {
    const [lead] = this.ports;
    if (lead === void 0) throw new Error("every display of the widget is gone");
    lead.send(content, buffers);
  }
  listen(receive, signal) {
    this.attach({ signal, attach: (port, until) => port.listen(receive, until) });
  }
  isLive() {
    return this.ports.some((port) => port.isLive());
  }
  watch(changed, signal) {
    this.attach({ signal, attach: (port, until) => port.watch(changed, until) });
  }
  attach(attachment) {
    const { signal } = attachment;
    this.attachments.add(attachment);
    signal.addEventListener("abort", () => this.attachments.delete(attachment));
    this.attachToLead(attachment);
  }
  crown() {
    this.reign.abort();
    this.reign = new AbortController();
    for (const attachment of this.attachments) this.attachToLead(attachment);
  }
  attachToLead({ attach, signal }) {
    const [lead] = this.ports;
    if (lead === void 0 || signal.aborted) return;
    attach(lead, AbortSignal.any([signal, this.reign.signal]));
  }
};

// src/commands.ts
var MOST_WAITING = 1024;
function refuse(code, text, field = null, reason = null) {
  return { kind: "refused", code, text, field, reason };
}
var NO_LINK = refuse(
  "no_link",
  "No link to the kernel. Try again when the panel is connected."
);
var OVERLOADED = refuse(
  "overloaded",
  `${MOST_WAITING} commands are unanswered already. Try again when the model has caught up.`
);
var FALLBACK_TEXT = {
  internal_error: "The model's handler failed; the log has its traceback."
};
function readAnswer(answer) {
  if (answer.superseded) return { kind: "superseded" };
  if (answer.ok) return { kind: "done", message: answer.message };
  const code = answer.code ?? "failed";
  return refuse(code, answer.text || (own(FALLBACK_TEXT, code) ?? code));
}
var Commands = class {
  /**
   * @param view Makes request ids unique among all panels of one client.
   * @param seen Sequence of the frame that the person is looking at.
   */
  constructor(channel, view, seen) {
    this.channel = channel;
    this.view = view;
    this.seen = seen;
  }
  channel;
  view;
  seen;
  watcher = null;
  waiting = /* @__PURE__ */ new Map();
  count = 0;
  send(name, data, uploads = {}) {
    this.count += 1;
    const id = `${this.view}:${this.count}`;
    if (this.waiting.size >= MOST_WAITING) return Promise.resolve(OVERLOADED);
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      const frame = this.seen();
      const header = { type: "command", name, data, id, frame, uploads };
      this.watcher?.sent(id);
      if (!this.channel.send(header)) this.settle(id, NO_LINK);
    });
  }
  answer(answer) {
    this.watcher?.answered(answer.id, answer.superseded ? 0 : answer.number);
    this.settle(answer.id, readAnswer(answer));
  }
  reject({ id, code, text, field, reason }) {
    if (id === null) return;
    this.watcher?.answered(id, 0);
    this.settle(id, refuse(code, text, field, reason ?? null));
  }
  /** How many commands were sent so far. */
  get mark() {
    return this.count;
  }
  /** No answer can come any more to the commands sent up to *mark*. */
  forget(mark = this.count) {
    for (const id of [...this.waiting.keys()]) {
      const number = Number(id.slice(id.lastIndexOf(":") + 1));
      if (number <= mark) this.settle(id, { kind: "unknown" });
    }
  }
  settle(id, outcome) {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(outcome);
  }
};

// src/dom.ts
function make(tag, className = "", ...children) {
  const el = document.createElement(tag);
  if (className !== "") el.className = className;
  el.append(...children);
  return el;
}
var lastId = 0;
function makeId() {
  lastId += 1;
  return `reactor-${lastId}`;
}
var SVG = "http://www.w3.org/2000/svg";
var ICONS = {
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  resume: "M4.5 2.8v10.4L13 8z",
  step: "M3.5 3v10l7-5zM11 3h1.8v10H11z",
  reset: "M8 3a5 5 0 1 1-4.6 3.05l1.4.58A3.5 3.5 0 1 0 8 4.5V7L4.2 3.75 8 .5z",
  restart: "M13 8a5 5 0 1 1-1.6-3.7L13 2.8V7H8.8l1.6-1.6A3.5 3.5 0 1 0 11.5 8z",
  file: "M8 2l4 4H9.2v5H6.8V6H4zM3 12.2h10V14H3z",
  clear: "M4 3l4 4 4-4 1 1-4 4 4 4-1 1-4-4-4 4-1-1 4-4-4-4z",
  sound: "M2 6h2.6L8 3v10L4.6 10H2zM10 5.2a4 4 0 0 1 0 5.6l-.9-.9a2.7 2.7 0 0 0 0-3.8z",
  muted: "M2 6h2.6L8 3v10L4.6 10H2zM9.6 6l.8-.8L12 6.8l1.6-1.6.8.8L12.8 8l1.6 2-.8.8L12 9.2l-1.6 1.6-.8-.8L11.2 8z",
  camera: "M2 4.5h8v7H2zM11 7l3-2v6l-3-2z",
  stats: "M2 9.5h2.4V14H2zM6.8 6h2.4v8H6.8zM11.6 2H14v12h-2.4z",
  save: "M6.9 2h2.2v5.2h3L8 11.5 3.9 7.2h3zM2.6 12.4h10.8V14H2.6z",
  popout: "M1.5 3h13v4.2H13V4.5H3v7h3.6V13H1.5zM8 8.5h6.5V13H8z",
  full: "M2 2h4.5v1.6H3.6v2.9H2zM9.5 2H14v4.5h-1.6V3.6H9.5zM2 9.5h1.6v2.9h2.9V14H2zM12.4 9.5H14V14H9.5v-1.6h2.9z",
  chevron: "M6 3.5 10.5 8 6 12.5 5 11.5 8.5 8 5 4.5z"
};
function makeIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
function makeIconButton(icon, label, pressed, signal) {
  const button = make("button", "icon-button", makeIcon(icon));
  button.type = "button";
  nameButton(button, label);
  button.addEventListener("click", pressed, { signal });
  return button;
}
function nameButton(button, label) {
  button.title = label;
  button.setAttribute("aria-label", label);
}

// src/insecure.ts
function findLacks(page = globalThis) {
  const isKept = (part) => page.isSecureContext === false && part === void 0;
  const hasWindows = "pictureInPictureEnabled" in page.document;
  return {
    codecs: isKept(page.VideoDecoder),
    camera: isKept(page.navigator.mediaDevices),
    window: hasWindows && isKept(Reflect.get(page, "documentPictureInPicture"))
  };
}
function wayOut({ hostname, port } = location) {
  const remote = port || "80";
  const local = port || "8888";
  return `Open it over https, or by a tunnel: run "ssh -L ${local}:localhost:${remote} ${hostname}" on your own machine and open http://localhost:${local}.`;
}
function explainLacks(lacks, address) {
  const lines = [];
  if (lacks.codecs) {
    lines.push("H.264 and VP8: pictures travel as JPEG, which needs a faster link");
  }
  if (lacks.camera) lines.push("the camera: it cannot be sent to the model");
  if (lacks.window) {
    lines.push("a window for the picture that goes on while this tab is hidden");
  }
  if (lines.length === 0) return [];
  return [
    "This page came over plain http, and browsers keep from such a page:",
    ...lines.map((line) => `– ${line}`),
    wayOut(address)
  ];
}
function explainNoCamera(isSecure = isSecureContext, address) {
  return isSecure ? "this browser gives no page a camera" : `browsers give a page over plain http no camera. ${wayOut(address)}`;
}

// src/keys.ts
var SUPPRESS = "data-lm-suppress-shortcuts";
var TEXTLESS = /* @__PURE__ */ new Set(["range", "checkbox", "file", "button"]);
function takesText(target) {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !TEXTLESS.has(target.type);
}
function guardKeys(host, signal) {
  const stop = (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey;
    if (isPlain || takesText(event.composedPath()[0])) event.stopPropagation();
  };
  const focus = (event) => {
    host.toggleAttribute(SUPPRESS, takesText(event.composedPath()[0]));
  };
  const blur = () => host.removeAttribute(SUPPRESS);
  for (const type of ["keydown", "keyup", "keypress"]) {
    host.addEventListener(type, stop, { signal });
  }
  host.addEventListener("focusin", focus, { signal });
  host.addEventListener("focusout", blur, { signal });
}
function takesLetters(target) {
  return takesText(target) || target instanceof HTMLSelectElement;
}
function listenKeys(host, pressed, signal) {
  const listen = (event) => {
    const path = event.composedPath();
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || event.repeat || !path.includes(host)) return;
    if (takesLetters(path[0]) || !pressed(event.key.toLowerCase())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", listen, { capture: true, signal });
}

// src/lines.ts
function shorten(_, value) {
  const isFraction = typeof value === "number" && !Number.isInteger(value);
  return isFraction ? Number(value.toPrecision(6)) : value;
}
function describe(value) {
  return JSON.stringify(value, shorten) ?? "";
}
function describeData(data) {
  return Object.entries(data).map(([name, value]) => `${name}: ${describe(value)}`).join(", ");
}
function messageLine({ at, name, data }) {
  return { at, tone: "message", subject: name, text: describeData(data) };
}
function rejectedLine({ command, text }, at) {
  return { at, tone: "refused", subject: command, text: withoutSubject(command, text) };
}
function withoutSubject(subject, text) {
  const start = `${subject}: `;
  return text.startsWith(start) ? text.slice(start.length) : text;
}
var TONES = {
  message_sent: "message",
  command_rejected: "refused",
  command_failed: "error",
  error: "error"
};
function readText(data, ...names) {
  const found = names.map((name) => data[name]).find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}
function printedLine({ number, at, text, data }) {
  const { stream, replaces } = data ?? {};
  const subject = stream === "stderr" ? "stderr" : "stdout";
  const line = { at, tone: "printed", subject, text, number };
  return typeof replaces === "number" ? { ...line, replaces } : line;
}
function entryLine(entry) {
  const { at, kind, text, data } = entry;
  if (kind === "printed") return printedLine(entry);
  const facts = isObject(data) ? data : {};
  const tone = TONES[kind] ?? "note";
  const traceback = readText(facts, "traceback");
  const name = readText(facts, "type", "name", "command");
  const isOfSubject = tone !== "note" && name !== "";
  const subject = isOfSubject ? name : kind.replaceAll("_", " ");
  const body = isObject(facts.data) ? describeData(facts.data) : text;
  return { at, tone, subject, text: withoutSubject(subject, body), traceback };
}

// src/meter.ts
var SPAN_MS = 2e3;
var FEWEST = 4;
var MISSED = 4;
var MOST = 2e3;
var Meter = class {
  times = [];
  /** A frame was drawn at *now*. */
  count(now) {
    if (this.hasStopped(now)) this.times = [];
    this.times.push(now);
    const start = this.times.findIndex((time) => time > now - SPAN_MS);
    const kept = Math.max(FEWEST, this.times.length - Math.max(0, start));
    this.times = this.times.slice(-Math.min(kept, MOST));
  }
  /** Frames per second at *now*, `null` while that is not known. */
  rate(now) {
    const { interval } = this;
    const [first] = this.times;
    if (interval === null || first === void 0) return null;
    if (this.hasStopped(now)) return 0;
    const measured = interval * (this.times.length - 1);
    const waited = now - first - Math.max(SPAN_MS / 4, 1.5 * interval);
    return (this.times.length - 1) * 1e3 / Math.max(measured, waited);
  }
  /** Milliseconds between two frames, on average. */
  get interval() {
    const first = this.times[0];
    const last = this.times[this.times.length - 1];
    if (first === void 0 || last === void 0 || last <= first) return null;
    return (last - first) / (this.times.length - 1);
  }
  hasStopped(now) {
    const last = this.times[this.times.length - 1];
    const { interval } = this;
    if (last === void 0 || interval === null) return false;
    return now - last > Math.max(SPAN_MS, MISSED * interval);
  }
};
function formatRate(rate) {
  if (rate === null) return "– fps";
  if (rate === 0) return "0 fps";
  if (rate < 0.095) return `1 frame in ${(1 / rate).toFixed(0)} s`;
  if (rate < 0.95) return `${rate.toFixed(2)} fps`;
  return `${rate.toFixed(rate < 9.95 ? 1 : 0)} fps`;
}

// src/pace.ts
var STALE_MS = 1e3;
var DrawnPace = class {
  constructor(now = () => performance.now()) {
    this.now = now;
  }
  now;
  callbacks = /* @__PURE__ */ new Set();
  lastDrawn = Number.NEGATIVE_INFINITY;
  /** A frame was drawn. */
  beat() {
    this.lastDrawn = this.now();
    const due = [...this.callbacks];
    this.callbacks.clear();
    for (const callback of due) callback();
  }
  next(callback) {
    const isFlowing = this.now() - this.lastDrawn < STALE_MS;
    const once = () => {
      cancel();
      callback();
    };
    const frame = isFlowing ? 0 : requestAnimationFrame(once);
    const timer = isFlowing ? setTimeout(once, STALE_MS) : void 0;
    const cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.callbacks.delete(once);
    };
    if (isFlowing) this.callbacks.add(once);
    return cancel;
  }
};
var Coalescer = class {
  constructor(pace, send) {
    this.pace = pace;
    this.send = send;
  }
  pace;
  send;
  pending = null;
  cancel = null;
  push(value, isFinal) {
    if (isFinal) {
      this.stop();
      this.send(value);
    } else if (this.cancel !== null) {
      this.pending = { value };
    } else {
      this.send(value);
      this.wait();
    }
  }
  /** Drop what waits. */
  stop() {
    this.cancel?.();
    this.cancel = null;
    this.pending = null;
  }
  wait() {
    this.cancel = this.pace.next(() => {
      this.cancel = null;
      const pending = this.pending;
      this.pending = null;
      if (pending === null) return;
      this.send(pending.value);
      this.wait();
    });
  }
};

// src/sound.ts
var AHEAD = 0.06;
var MOST_AHEAD = 0.5;
function readSamples(payload, channels, samples) {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Array.from({ length: channels }, (_, channel) => {
    const read = (_2, i) => view.getInt16(2 * (i * channels + channel), true) / 32768;
    return Float32Array.from({ length: samples }, read);
  });
}
var Sound = class {
  button;
  context = null;
  ends = /* @__PURE__ */ new Map();
  constructor(signal) {
    const toggle = () => this.context === null ? this.unmute() : this.mute();
    this.button = makeIconButton("muted", "Turn sound on", toggle, signal);
    this.button.dataset.testid = "reactor-sound";
    signal.addEventListener("abort", () => this.mute());
  }
  push(header, payload) {
    const { context } = this;
    const { channels, samples, sample_rate: rate } = header;
    if (context === null || samples < 1 || channels < 1) return;
    const buffer = context.createBuffer(channels, samples, rate);
    const read = readSamples(payload, channels, samples);
    read.forEach((data, channel) => {
      buffer.copyToChannel(data, channel);
    });
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start(this.takeSlot(header.track, context.currentTime, samples / rate));
  }
  /** Returns when the next block of *track* starts, on the context's clock. */
  takeSlot(track, now, duration) {
    const end = this.ends.get(track) ?? 0;
    const isOnTime = end > now && end < now + MOST_AHEAD;
    const start = isOnTime ? end : now + AHEAD;
    this.ends.set(track, start + duration);
    return start;
  }
  unmute() {
    this.context = new AudioContext();
    this.draw("sound", "Turn sound off");
  }
  mute() {
    void this.context?.close();
    this.context = null;
    this.ends.clear();
    this.draw("muted", "Turn sound on");
  }
  draw(icon, label) {
    this.button.replaceChildren(makeIcon(icon));
    nameButton(this.button, label);
  }
};

// src/controls/button.ts
function createButton(label, type) {
  const el = make("button", "button action", label);
  el.type = type;
  const follow = async (pending) => {
    el.setAttribute("aria-busy", "true");
    const outcome = await pending;
    el.removeAttribute("aria-busy");
    if (outcome.kind === "done") {
      el.classList.remove("flash");
      void el.offsetWidth;
      el.classList.add("flash");
    }
    return outcome;
  };
  return { el, follow };
}

// src/controls/frame.ts
var Reason = class {
  el = make("div", "refusal");
  text = make("p", "reason");
  constructor({ name, takeBack }, signal) {
    this.text.id = `${makeId()}-reason`;
    this.text.dataset.testid = `reason-${name}`;
    this.text.setAttribute("role", "alert");
    this.el.append(this.text);
    if (takeBack !== void 0) {
      const button = make("button", "button small", "Take back");
      button.type = "button";
      button.title = "Show the session's value again (Esc)";
      button.addEventListener("click", takeBack, { signal });
      this.el.append(button);
    }
    this.show("");
  }
  get id() {
    return this.text.id;
  }
  get isShown() {
    return !this.el.hidden;
  }
  show(text) {
    this.text.textContent = text;
    this.text.hidden = text === "";
    this.el.hidden = text === "";
  }
};
function createFrame(control, options, signal) {
  const { name, label, description, extras = [], takeBack } = options;
  const reason = new Reason(options, signal);
  const title = make("span", "label", label);
  const head = make("div", "head", title, ...extras);
  if (options.isInline === true) head.append(control);
  const el = make("div", "control");
  el.dataset.testid = `control-${name}`;
  if (options.isUnlabelled !== true) el.append(head);
  if (options.isInline !== true) el.append(control);
  if (description !== "") {
    el.append(make("p", "help", description));
    title.title = description;
  }
  el.append(reason.el);
  const press = (event) => {
    if (event.key === "Escape" && !event.isComposing && reason.isShown) takeBack?.();
  };
  el.addEventListener("keydown", press, { signal });
  const explain2 = (text) => {
    reason.show(text);
    if (options.isGroup === true) return;
    el.classList.toggle("refused", text !== "");
    for (const input of el.querySelectorAll("input, select, textarea")) {
      if (text === "") {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      } else {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", reason.id);
      }
    }
  };
  return { el, explain: explain2 };
}

// src/refusals.ts
function argumentOf({ field }) {
  return field?.match(/^[^.[]*/)?.[0] ?? null;
}
function sayAbout(label, complaint, place = "") {
  return [label, place, complaint].filter((words) => words !== "").join(" ");
}
function explainRefusal(refusal, labelOf) {
  const { field, reason, text } = refusal;
  const argument = argumentOf(refusal);
  const label = argument === null ? void 0 : labelOf(argument);
  if (field === null || argument === null || reason === null) return text;
  return sayAbout(label ?? argument, reason, field.slice(argument.length));
}
function explainOutcome(outcome, labelOf) {
  switch (outcome.kind) {
    case "refused":
      return explainRefusal(outcome, labelOf);
    case "unknown":
      return "The link dropped before an answer came: it may have run. See the log.";
    case "done":
    case "superseded":
      return "";
  }
}

// src/views/button-row.ts
function createButtonRow(schema, { commands }, signal) {
  const { name, command, label, description } = schema;
  const button = createButton(label, "button");
  button.el.title = description;
  const options = { name, label, description: "", isUnlabelled: true };
  const frame = createFrame(button.el, options, signal);
  frame.el.classList.add("for-button");
  const press = async () => {
    const outcome = await button.follow(commands.send(command, {}));
    frame.explain(explainOutcome(outcome, () => void 0));
  };
  button.el.addEventListener("click", () => void press(), { signal });
  return { el: frame.el };
}

// src/controls/control.ts
function followUnlessRefused(show) {
  return (value, isRefused) => {
    if (!isRefused) show(value);
  };
}

// src/controls/file.ts
function formatSize(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  let size = bytes;
  let unit = "B";
  for (const next of units) {
    if (size < 1e3) break;
    size /= 1e3;
    unit = next;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}
function describeFile(value) {
  if (value instanceof File) return `${value.name} · ${formatSize(value.size)}`;
  if (!isObject(value)) return "";
  const { name, size } = value;
  const parts = [typeof name === "string" ? name : "A file"];
  if (typeof size === "number") parts.push(formatSize(size));
  return parts.join(" · ");
}
var Preview = class {
  el = make("div", "preview", makeIcon("file"));
  url = "";
  constructor(signal) {
    signal.addEventListener("abort", () => this.clear());
  }
  show(file) {
    this.clear();
    if (!file.type.startsWith("image/")) return;
    this.url = URL.createObjectURL(file);
    const image = make("img");
    image.src = this.url;
    image.alt = "";
    this.el.replaceChildren(image);
  }
  clear() {
    if (this.url !== "") URL.revokeObjectURL(this.url);
    this.url = "";
    this.el.replaceChildren(makeIcon("file"));
  }
};
function listenForDrops(zone, picked, signal) {
  const hover = (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.toggle("over", event.type !== "dragleave");
  };
  for (const type of ["dragenter", "dragover", "dragleave"]) {
    zone.addEventListener(type, hover, { signal });
  }
  const drop = (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("over");
    picked(event.dataTransfer?.files);
  };
  zone.addEventListener("drop", drop, { signal });
  zone.addEventListener("paste", (event) => picked(event.clipboardData?.files), {
    signal
  });
}
function createFile(label, onPick, signal) {
  const input = make("input", "file-input");
  input.type = "file";
  input.setAttribute("aria-label", label);
  const hint = make("span", "file-hint", "Drop a file or choose one");
  const bar = make("progress", "progress");
  bar.max = 1;
  bar.hidden = true;
  const preview = new Preview(signal);
  const text = make("div", "file-text", hint, bar);
  const el = make("label", "file", preview.el, text, input);
  let picked = null;
  const pick = (files) => {
    const file = files?.[0];
    if (file === void 0 || input.matches(":disabled")) return;
    picked = file;
    preview.show(file);
    hint.textContent = describeFile(file);
    onPick(file);
  };
  const pickChosen = () => {
    pick(input.files);
    input.value = "";
  };
  input.addEventListener("change", pickChosen, { signal });
  listenForDrops(el, pick, signal);
  const show = (value) => {
    const name = isObject(value) ? value.name : void 0;
    if (picked !== null && name === picked.name) return;
    picked = null;
    preview.clear();
    hint.textContent = describeFile(value) || "Drop a file or choose one";
  };
  const showProgress = (share) => {
    bar.hidden = share === null;
    if (share !== null) bar.value = share;
  };
  return { el, show, follow: followUnlessRefused(show), showProgress };
}

// src/views/parts.ts
function sayError(error) {
  return error instanceof Error ? error.message : String(error);
}
var UploadFailure = class extends Error {
  constructor(argument, message) {
    super(message);
    this.argument = argument;
  }
  argument;
};
async function uploadAll(uploads, files, progress, signal) {
  const sent = Object.entries(files).map(async ([argument, file]) => {
    const report = (received, size) => progress(argument, size === 0 ? 1 : received / size);
    try {
      return [argument, await uploads.send(file, report, signal)];
    } catch (error) {
      throw new UploadFailure(argument, sayError(error));
    }
  });
  return Object.fromEntries(await Promise.all(sent));
}

// src/views/file-row.ts
function createFileRow(field, command, { commands, uploads }, signal) {
  let current = null;
  let held = null;
  let isRefused = false;
  let deeds = 0;
  const { name, label, description } = field;
  const explain2 = (reason) => {
    isRefused = reason !== "";
    frame.explain(reason);
  };
  const begin = () => {
    current?.abort();
    current = null;
    explain2("");
    deeds += 1;
    return deeds;
  };
  const takeBack = () => {
    explain2("");
    control.show(held);
  };
  const send = async (file, own2) => {
    const report = (_, share) => control.showProgress(share);
    const ids = await uploadAll(uploads, { [name]: file }, report, own2);
    if (command === null || own2.aborted) return "";
    return explainOutcome(await commands.send(command, {}, ids), () => label);
  };
  const pick = async (file) => {
    begin();
    const own2 = new AbortController();
    current = own2;
    control.showProgress(0);
    let reason;
    try {
      reason = await send(file, own2.signal);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (own2.signal.aborted) return;
    current = null;
    control.showProgress(null);
    explain2(reason);
    if (field.state === true) control.follow(held, isRefused);
  };
  const clear = () => {
    const deed = begin();
    control.showProgress(null);
    control.show(null);
    if (command === null) return;
    void commands.send(command, { [name]: null }).then((outcome) => {
      if (deed === deeds) explain2(explainOutcome(outcome, () => label));
    });
  };
  const control = createFile(label, (file) => void pick(file), signal);
  const isOptional = field.optional === true || field.nullable === true;
  const extras = isOptional && command !== null ? [makeIconButton("clear", `Clear ${label}`, clear, signal)] : [];
  const options = { name, label, description, extras, takeBack };
  const frame = createFrame(control.el, options, signal);
  signal.addEventListener("abort", () => current?.abort());
  return {
    el: frame.el,
    follow: (state) => {
      const value = field.state === true ? own(state, name) : void 0;
      if (value === void 0) return;
      held = value;
      if (current === null) control.follow(value, isRefused);
    }
  };
}

// src/controls/checkbox.ts
var CHOICES = [
  ["Off", false],
  ["On", true]
];
function createCheckbox(field, listener, signal) {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.setAttribute("aria-label", field.label);
  const unset = make("div", "unset-switch");
  unset.setAttribute("role", "group");
  unset.setAttribute("aria-label", `${field.label}: not set`);
  const show = (value) => {
    input.checked = value === true;
    input.hidden = value === null;
    unset.hidden = value !== null;
  };
  for (const [label, value] of CHOICES) {
    const button = make("button", "button small", label);
    button.type = "button";
    const choose = () => {
      show(value);
      input.focus();
      listener.picked(value, true);
    };
    button.addEventListener("click", choose, { signal });
    unset.append(button);
  }
  input.addEventListener("change", () => listener.picked(input.checked, true), {
    signal
  });
  const el = make("div", "toggle", unset, input);
  return { el, show, follow: followUnlessRefused(show) };
}

// src/controls/choice.ts
function createChoice(field, listener, signal) {
  const select = make("select", "box");
  select.setAttribute("aria-label", field.label);
  const unset = new Option("not set", "");
  unset.hidden = true;
  select.append(unset);
  field.options.forEach(({ label }, index) => {
    select.append(new Option(label, String(index)));
  });
  const show = (value) => {
    const index = field.options.findIndex((option) => isSameJson(option.value, value));
    select.value = index < 0 ? "" : String(index);
  };
  const report = () => {
    const option = field.options[Number(select.value)];
    if (select.value !== "" && option !== void 0)
      listener.picked(option.value, true);
  };
  select.addEventListener("change", report, { signal });
  const el = make("div", "select", select);
  return { el, show, follow: followUnlessRefused(show) };
}

// src/schema.ts
function takesNone({
  nullable,
  required,
  default: initial
}) {
  return nullable === true || !required && initial === null;
}

// src/controls/draft.ts
var Draft = class {
  /** @param signal Aborting it removes every listener this editor added. */
  constructor(input, options, signal) {
    this.input = input;
    this.options = options;
    this.el = make("div", "draft", input);
    input.addEventListener("input", () => this.written(), { signal });
    input.addEventListener("keydown", (event) => this.press(event), {
      signal
    });
    if (options.mode === "immediate") return;
    for (const end of ["change", "blur"]) {
      input.addEventListener(end, () => this.commit(false), { signal });
    }
    if (options.hasButton) this.addButton(signal);
  }
  input;
  options;
  el;
  shown = "";
  /** Whether the session has no text; then an empty one is another. */
  isUnset = false;
  /** The text as it was last applied, while it stands there unchanged. */
  applied = null;
  /** Draw *text*, the session's, in place of whatever stands there. */
  show(text, isUnset = false) {
    this.shown = text;
    this.isUnset = isUnset;
    this.put(text);
    this.mark();
  }
  /** The session's text is *text*; a draft, and one that was refused, stays. */
  follow(text, isRefused, isUnset = false) {
    const isWriting = this.isDirty && this.applied !== this.read();
    this.shown = text;
    this.isUnset = isUnset;
    if (!isRefused && !isWriting && this.isDirty) this.put(text);
    this.mark(isRefused);
  }
  /** Put *text* in as if it had been written, and apply it. */
  write(text) {
    this.input.value = text;
    this.written();
    this.commit(false);
  }
  get isDirty() {
    const isSame2 = this.options.isSame ?? ((a, b) => a === b);
    return !isSame2(this.read(), this.shown);
  }
  read() {
    return this.options.read?.() ?? this.input.value;
  }
  put(text) {
    this.applied = null;
    if (this.read() !== text) this.input.value = text;
  }
  written() {
    this.applied = null;
    this.mark();
    this.options.edited();
    if (this.options.mode === "immediate") this.options.apply(this.read());
  }
  press(event) {
    if (event.isComposing || this.options.mode === "immediate") return;
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === "Escape") this.revert();
    const applies = key === "Enter" && (ctrlKey || metaKey || this.options.enterApplies && !shiftKey);
    if (!applies) return;
    event.preventDefault();
    this.commit(true);
  }
  revert() {
    this.put(this.shown);
    this.mark();
    this.options.edited();
  }
  /**
   * @param isAsked Whether a text is sent again that was applied as it stands, and an
   *   empty one where there is none.
   */
  commit(isAsked) {
    const text = this.read();
    const isAnother = this.isDirty || isAsked && this.isUnset;
    if (!isAnother || text === this.applied && !isAsked) return;
    if (!this.options.apply(text)) return;
    this.applied = text;
    this.mark();
  }
  /** Offer the button while there is something to apply. */
  mark(isRefused = false) {
    const isOpen = this.isDirty && (isRefused || this.applied !== this.read());
    this.el.classList.toggle("dirty", isOpen);
  }
  addButton(signal) {
    const button = make("button", "button small apply", "Apply");
    button.type = "button";
    button.title = this.options.enterApplies ? "Apply (Enter)" : "Apply (Ctrl+Enter)";
    button.addEventListener("click", () => this.commit(true), { signal });
    this.el.append(button);
  }
};

// src/controls/json.ts
function formatJson(value) {
  const line = JSON.stringify(value);
  return line.length <= 48 ? line : JSON.stringify(value, null, 2);
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function isSame(text, other) {
  if (text === other) return true;
  const value = parse(text);
  return value !== void 0 && isSameJson(value, parse(other));
}
function createJson(field, listener, mode, signal) {
  const input = make("textarea", "box text-area code");
  input.rows = 2;
  input.spellcheck = false;
  input.setAttribute("aria-label", `${field.label} (JSON)`);
  const apply = (text) => {
    if (text.trim() === "" && takesNone(field)) {
      listener.picked(null, true);
      return true;
    }
    let value;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      listener.edited(`is not valid JSON: ${why}`);
      return false;
    }
    listener.picked(value, true);
    return true;
  };
  const edited = () => listener.edited("");
  const options = { mode, enterApplies: false, hasButton: true };
  const draft = new Draft(input, { ...options, apply, edited, isSame }, signal);
  const draw = (value, drawText) => {
    input.placeholder = value === null ? "not set" : "";
    drawText(value === null ? "" : formatJson(value));
    input.rows = Math.min(8, Math.max(2, input.value.split("\n").length));
  };
  return {
    el: draft.el,
    show: (value) => draw(value, (text) => draft.show(text)),
    follow: (value, isRefused) => draw(value, (text) => draft.follow(text, isRefused))
  };
}

// src/numbers.ts
var MOST_STEPS = 2 ** 53;
function formatNumber(value) {
  return String(value);
}
function nearestMark(scale, value) {
  const inside = clamp(scale, value);
  const marks = marksAround(scale, inside);
  return marks.reduce(
    (best, mark) => Math.abs(mark - inside) < Math.abs(best - inside) ? mark : best
  );
}
function nextMark(scale, value, isUp) {
  const marks = marksAround(scale, value);
  const beyond = marks.filter((mark) => isUp ? mark > value : mark < value);
  if (beyond.length === 0) return clamp(scale, value);
  return isUp ? Math.min(...beyond) : Math.max(...beyond);
}
function pageMark(scale, value, isUp) {
  const [low, high] = ends(scale);
  const tenth = high / 10 - low / 10;
  const far = Number.isFinite(tenth) ? tenth : 10 * (scale.step ?? 1);
  const mark = nearestMark(scale, isUp ? value + far : value - far);
  const isFurther = isUp ? mark > value : mark < value;
  return isFurther ? mark : nextMark(scale, value, isUp);
}
function clamp(scale, value) {
  const [low, high] = ends(scale);
  return Math.min(high, Math.max(low, value));
}
function shareOf(scale, value) {
  const [low, high] = ends(scale);
  return (clamp(scale, value) / 2 - low / 2) / (high / 2 - low / 2 || 1);
}
function ends({ minimum, maximum, integer }) {
  const furthest = integer ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY;
  return [minimum ?? -furthest, maximum ?? furthest];
}
function marksAround(scale, value) {
  const [low, high] = ends(scale);
  const anchors = [low, high];
  if (typeof scale.default === "number") anchors.push(scale.default);
  const near = clamp(scale, value);
  const marks = [...anchors, ...multiplesAround(scale.step ?? 1, near)];
  const within = marks.filter(
    (mark) => Number.isFinite(mark) && mark >= low && mark <= high
  );
  return within.length === 0 ? [near] : within;
}
function multiplesAround(step, value) {
  const steps = value / step;
  if (!(Math.abs(steps) < MOST_STEPS)) return [];
  let count = Math.floor(steps);
  while (multiple(step, count) > value) count -= 1;
  while (multiple(step, count + 1) <= value) count += 1;
  return [count - 1, count, count + 1].map((near) => multiple(step, near));
}
function multiple(step, count) {
  const [digits2 = "0", exponent = "0"] = step.toExponential().split("e");
  const [whole = "0", fraction = ""] = digits2.split(".");
  const factor = Number(whole + fraction);
  return Number(`${count * factor}e${Number(exponent) - fraction.length}`);
}

// src/controls/number.ts
var NO_NUMBER = "not a number";
function complaintOf(text, { integer, nullable }) {
  if (text === "") return nullable === true ? "" : "needs a number";
  if (text === NO_NUMBER) return "must be a number";
  const number = Number(text);
  const isOther = integer && Number.isInteger(number) && !Number.isSafeInteger(number);
  return isOther ? `must be within ±${Number.MAX_SAFE_INTEGER}` : "";
}
function createNumber(field, listener, mode, signal) {
  const input = make("input", "box number-box");
  input.type = "number";
  input.inputMode = field.integer ? "numeric" : "decimal";
  input.step = field.step === null ? "any" : String(field.step);
  if (field.kind === "number") boundSpinner(input, field);
  input.autocomplete = "off";
  input.placeholder = "not set";
  input.setAttribute("aria-label", field.label);
  const apply = (text) => {
    const complaint = complaintOf(text, field);
    if (complaint !== "") listener.edited(complaint);
    else listener.picked(text === "" ? null : Number(text), true);
    return complaint === "";
  };
  const read = () => input.validity.badInput ? NO_NUMBER : input.value;
  const isSame2 = (text, other) => text === other || text !== "" && other !== "" && Number(text) === Number(other);
  const edited = () => listener.edited("");
  const options = { mode, enterApplies: true, hasButton: false };
  const draft = new Draft(input, { ...options, apply, edited, read, isSame: isSame2 }, signal);
  const step = (event) => {
    const far = event.key.startsWith("Page");
    const isUp = event.key === "ArrowUp" || event.key === "PageUp";
    if (!isUp && event.key !== "ArrowDown" && event.key !== "PageDown") return;
    event.preventDefault();
    const from = read() === NO_NUMBER ? 0 : Number(read());
    const mark = (far ? pageMark : nextMark)(field, from, isUp);
    if (mark !== from || read() === "") draft.write(formatNumber(mark));
  };
  input.addEventListener("keydown", step, { signal });
  ignoreWheel(input, signal);
  const write = (value) => value === null ? "" : formatNumber(value);
  return {
    el: input,
    show: (value) => draft.show(write(value)),
    follow: (value, isRefused) => draft.follow(write(value), isRefused)
  };
}
function boundSpinner(input, field) {
  const { minimum, maximum, integer } = field;
  if (maximum !== null) input.max = String(maximum);
  if (minimum !== null && (integer || minimum === 0)) input.min = String(minimum);
}
function ignoreWheel(input, signal) {
  const pass = () => {
    input.readOnly = true;
    setTimeout(() => {
      input.readOnly = false;
    });
  };
  input.addEventListener("wheel", pass, { signal, passive: true });
}

// src/controls/slider.ts
function markOfKey(field, value, key) {
  switch (key) {
    case "ArrowUp":
    case "ArrowRight":
      return nextMark(field, value, true);
    case "ArrowDown":
    case "ArrowLeft":
      return nextMark(field, value, false);
    case "PageUp":
      return pageMark(field, value, true);
    case "PageDown":
      return pageMark(field, value, false);
    case "Home":
      return field.minimum;
    case "End":
      return field.maximum;
    default:
      return null;
  }
}
function countDigits(field) {
  const { minimum, maximum } = field;
  const numbers = [minimum, maximum, nextMark(field, minimum, true)];
  if (typeof field.default === "number") numbers.push(field.default);
  return Math.max(...numbers.map((number) => formatNumber(number).length));
}
var Thumb = class {
  constructor(field) {
    this.field = field;
    this.el.type = "range";
    this.el.min = String(field.minimum);
    this.el.max = String(field.maximum);
    this.el.step = "any";
    this.el.setAttribute("aria-label", field.label);
  }
  field;
  el = make("input", "range");
  /** The number that it stands for, which may lie beyond its ends. */
  at = null;
  /** The mark under the pointer, as the browser moved the thumb. */
  get dragged() {
    return nearestMark(this.field, this.el.valueAsNumber);
  }
  place(value) {
    const { el, field } = this;
    this.at = value;
    const shown = clamp(field, value ?? field.minimum);
    el.value = String(shown);
    el.style.setProperty("--fill", `${shareOf(field, shown) * 100}%`);
    const told = value === null ? "not set" : formatNumber(value);
    el.setAttribute("aria-valuetext", told);
    el.classList.toggle("unset", value === null);
  }
};
function createSlider(field, listener, mode, signal) {
  const thumb = new Thumb(field);
  const typed = (value, isFinal) => {
    thumb.place(value);
    listener.picked(value, isFinal);
  };
  const { edited } = listener;
  const box = createNumber(field, { picked: typed, edited }, mode, signal);
  const show = (value) => {
    thumb.place(value);
    box.show(value);
  };
  const report = (value, isFinal) => {
    show(value);
    edited("");
    listener.picked(value, isFinal);
  };
  listenForMoves(thumb, field, report, signal);
  const el = make("div", "slider", thumb.el, box.el);
  el.style.setProperty("--digits", String(countDigits(field)));
  const follow = (value, isRefused) => {
    thumb.place(value);
    box.follow(value, isRefused);
  };
  return { el, show, follow };
}
function listenForMoves(thumb, field, moved, signal) {
  let isMoving = false;
  const move = (value) => {
    isMoving = true;
    moved(value, false);
  };
  const finish = () => {
    if (isMoving && thumb.at !== null) moved(thumb.at, true);
    isMoving = false;
  };
  const press = (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const from = thumb.at ?? field.minimum;
    const mark = isPlain ? markOfKey(field, from, event.key) : null;
    if (mark === null) return;
    event.preventDefault();
    move(mark);
  };
  const set = () => {
    if (thumb.at !== null) return;
    move(thumb.dragged);
    finish();
  };
  thumb.el.addEventListener("input", () => move(thumb.dragged), { signal });
  thumb.el.addEventListener("click", set, { signal });
  thumb.el.addEventListener("keydown", press, { signal });
  for (const end of [
    "change",
    "pointerup",
    "pointercancel",
    "keyup",
    "blur"
  ]) {
    thumb.el.addEventListener(end, finish, { signal });
  }
}

// src/controls/text.ts
var COUNTED_FROM = 0.8;
function countCharacters(text) {
  return [...text].length;
}
function tell(count) {
  return count.toLocaleString("en-US");
}
function makeInput(field) {
  const input = field.multiline ? make("textarea", "box text-area") : make("input", "box");
  if (input instanceof HTMLTextAreaElement) input.rows = 3;
  else input.type = "text";
  input.setAttribute("aria-label", field.label);
  input.spellcheck = field.multiline;
  input.autocomplete = "off";
  return input;
}
function createText(field, listener, mode, signal) {
  const input = makeInput(field);
  const counter = make("span", "counter");
  const limit = field.max_length ?? Number.POSITIVE_INFINITY;
  const recount = () => {
    const length = countCharacters(input.value);
    counter.hidden = length < COUNTED_FROM * limit;
    counter.textContent = counter.hidden ? "" : `${tell(length)} / ${tell(limit)}`;
    counter.classList.toggle("over", length > limit);
    return length;
  };
  const edited = () => {
    const isLong = recount() > limit;
    listener.edited(isLong ? `must be at most ${limit} characters` : "");
  };
  const apply = (text) => {
    listener.picked(text, true);
    return true;
  };
  const options = { mode, enterApplies: true, hasButton: true, apply, edited };
  const draft = new Draft(input, options, signal);
  recount();
  const draw = (value) => {
    const isUnset = value === null;
    input.placeholder = isUnset ? "not set" : "";
    input.title = isUnset ? "Enter sets it to an empty text" : "";
    recount();
  };
  return {
    el: make("div", "counted", draft.el, counter),
    show: (value) => {
      draft.show(value ?? "", value === null);
      draw(value);
    },
    follow: (value, isRefused) => {
      draft.follow(value ?? "", isRefused, value === null);
      draw(value);
    }
  };
}

// src/controls/create.ts
function widen(control, isValue) {
  const narrow = (value) => isValue(value) ? value : null;
  return {
    el: control.el,
    show: (value) => control.show(narrow(value)),
    follow: (value, isRefused) => control.follow(narrow(value), isRefused)
  };
}
var isNumber = (value) => typeof value === "number";
var isText = (value) => typeof value === "string";
var isBoolean = (value) => typeof value === "boolean";
function createControl(field, listener, mode, signal) {
  switch (field.kind) {
    case "slider":
      return widen(createSlider(field, listener, mode, signal), isNumber);
    case "number":
      return widen(createNumber(field, listener, mode, signal), isNumber);
    case "choice":
      return createChoice(field, listener, signal);
    case "checkbox":
      return widen(createCheckbox(field, listener, signal), isBoolean);
    case "text":
      return widen(createText(field, listener, mode, signal), isText);
    case "json":
      return createJson(field, listener, mode, signal);
  }
}
function isInline(field) {
  return field.kind === "checkbox";
}

// src/views/form-row.ts
var Fields = class {
  /** @param edited Called when the person changes a field. */
  constructor(form, edited, signal) {
    this.form = form;
    this.edited = edited;
    this.signal = signal;
    for (const field of form.fields) {
      const drawn = field.kind === "file" ? this.addFile(field) : this.addValue(field);
      this.drawn.set(field.name, drawn);
      this.el.append(drawn.frame.el);
    }
  }
  form;
  edited;
  signal;
  el = make("div", "fields");
  values = /* @__PURE__ */ new Map();
  files = /* @__PURE__ */ new Map();
  /** What is known to be wrong with what stands in a field. */
  complaints = /* @__PURE__ */ new Map();
  /** Fields whose text is no value. */
  broken = /* @__PURE__ */ new Set();
  drawn = /* @__PURE__ */ new Map();
  /** Fields that differ from what was sent last. */
  changed = /* @__PURE__ */ new Set();
  /** What is to be sent, `null` if a text in a field is no value. */
  gather() {
    for (const argument of this.drawn.keys()) this.complain(argument);
    if (this.broken.size > 0) return null;
    this.changed.clear();
    const data = Object.fromEntries(this.values);
    return { data, files: Object.fromEntries(this.files) };
  }
  labelOf(argument) {
    return this.drawn.get(argument)?.label;
  }
  /** Mark the field of *argument*, unless what was sent stands there no more. */
  mark(argument, reason) {
    const field = argument === null ? void 0 : this.drawn.get(argument);
    if (argument === null || field === void 0 || this.changed.has(argument)) {
      return false;
    }
    field.frame.explain(reason);
    return true;
  }
  /** Draw how much of a file has arrived; `null` ends all progress. */
  progress(argument, share) {
    for (const [name, field] of this.drawn) {
      if (argument === null || argument === name) field.progress?.(share);
    }
  }
  complain(argument) {
    const { frame, label } = this.drawn.get(argument) ?? {};
    const complaint = this.complaints.get(argument) ?? "";
    if (label === void 0) return;
    frame?.explain(complaint === "" ? "" : sayAbout(label, complaint));
  }
  change(argument) {
    this.changed.add(argument);
    this.edited();
  }
  addValue(field) {
    const { name } = field;
    const edited = (complaint) => {
      this.complaints.set(name, complaint);
      if (complaint === "") this.broken.delete(name);
      else this.broken.add(name);
      frame.explain("");
      this.change(name);
    };
    const picked = (value) => {
      this.values.set(name, value);
      this.broken.delete(name);
      this.complain(name);
      this.change(name);
    };
    const control = createControl(field, { picked, edited }, "immediate", this.signal);
    const frame = this.makeFrame(control.el, field);
    control.show(field.default);
    if (!field.required) this.values.set(name, field.default);
    return { label: field.label, frame, progress: null };
  }
  addFile(field) {
    const pick = (file) => {
      this.files.set(field.name, file);
      frame.explain("");
      this.change(field.name);
    };
    const control = createFile(field.label, pick, this.signal);
    const frame = this.makeFrame(control.el, field);
    return { label: field.label, frame, progress: control.showProgress };
  }
  makeFrame(control, field) {
    const { label, description } = field;
    const name = `${this.form.name}-${field.name}`;
    const options = { name, label, description, isInline: isInline(field) };
    return createFrame(control, options, this.signal);
  }
};
function createFormRow(schema, { commands, uploads }, signal) {
  const { name, command, label, description } = schema;
  const fields = new Fields(schema, () => frame.explain(""), signal);
  const button = createButton(label, "submit");
  const form = make("form", "form", fields.el, button.el);
  form.noValidate = true;
  const options = { name, label, description, isGroup: true };
  const frame = createFrame(form, options, signal);
  frame.el.classList.add("for-form");
  const tell2 = (outcome) => {
    const reason = explainOutcome(outcome, (argument2) => fields.labelOf(argument2));
    const argument = outcome.kind === "refused" ? argumentOf(outcome) : null;
    const isOfField = fields.mark(argument, reason);
    frame.explain(isOfField ? "" : reason);
  };
  const run = async (args) => {
    const report = (argument, share) => fields.progress(argument, share);
    try {
      const ids = await uploadAll(uploads, args.files, report, signal);
      fields.progress(null, null);
      tell2(await button.follow(commands.send(command, args.data, ids)));
    } catch (error) {
      fields.progress(null, null);
      if (!(error instanceof UploadFailure)) throw error;
      if (!fields.mark(error.argument, error.message)) frame.explain(error.message);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    frame.explain("");
    const args = fields.gather();
    if (args !== null) void run(args);
  };
  form.addEventListener("submit", submit, { signal });
  return { el: frame.el };
}

// src/live.ts
var LiveBinding = class {
  /**
   * @param hasState Whether the session says what the value is; it does before it
   *   answers.
   * @param send Sends the command that sets the value.
   */
  constructor(control, initial, hasState, pace, send) {
    this.control = control;
    this.hasState = hasState;
    this.send = send;
    this.held = initial;
    this.coalescer = new Coalescer(pace, (value) => void this.dispatch(value));
  }
  control;
  hasState;
  send;
  coalescer;
  held;
  unanswered = 0;
  isEditing = false;
  /** Counts what the person put in: an answer to an older count is about the past. */
  edits = 0;
  isRefused = false;
  /** The person chose *value*, finally or while still dragging. */
  pick(value, isFinal) {
    this.isEditing = !isFinal;
    this.edit();
    this.coalescer.push(value, isFinal);
  }
  /** What stands in the control was changed: a refusal of what stood there is over. */
  edit() {
    this.edits += 1;
    if (!this.isRefused) return;
    this.isRefused = false;
    this.control.explain(null);
  }
  /** Give up what was put in, and show the session's value. */
  takeBack() {
    this.edit();
    this.control.show(this.held);
  }
  /** The session's value is now *value*, whoever set it. */
  follow(value) {
    this.held = value;
    this.showIfIdle();
  }
  /** Drop what waits to be sent. */
  stop() {
    this.coalescer.stop();
  }
  async dispatch(value, isRepeat = false) {
    const { edits } = this;
    this.unanswered += 1;
    const outcome = await this.send(value);
    this.unanswered -= 1;
    if (outcome.kind === "unknown" && !isRepeat && this.unanswered === 0) {
      await this.dispatch(value, true);
      return;
    }
    if (outcome.kind === "refused" && edits === this.edits) {
      this.isRefused = true;
      this.control.explain(outcome);
    }
    if (outcome.kind === "done" && !this.hasState) this.held = value;
    this.showIfIdle();
  }
  showIfIdle() {
    if (this.unanswered > 0 || this.isEditing) return;
    this.control.follow(this.held, this.isRefused);
  }
};

// src/views/value-row.ts
function createValueRow(field, command, { commands, pace }, signal) {
  const { name, label, description } = field;
  const send = (value) => commands.send(command, { [name]: value });
  const picked = (value, isFinal) => binding.pick(value, isFinal);
  const edited = (complaint) => {
    binding.edit();
    frame.explain(complaint === "" ? "" : sayAbout(label, complaint));
  };
  const put = (value) => {
    frame.explain("");
    control.show(value);
    picked(value, true);
  };
  const takeBack = () => {
    frame.explain("");
    binding.takeBack();
  };
  const control = createControl(field, { picked, edited }, "applied", signal);
  const clear = () => put(null);
  const extras = field.nullable ? [makeIconButton("clear", `Clear ${label}`, clear, signal)] : [];
  const frame = createFrame(
    control.el,
    { name, label, description, extras, isInline: isInline(field), takeBack },
    signal
  );
  const { show, follow } = control;
  const explain2 = (refusal) => frame.explain(refusal === null ? "" : explainRefusal(refusal, () => label));
  const parts = { show, follow, explain: explain2 };
  const hasState = field.state === true;
  const binding = new LiveBinding(parts, field.default, hasState, pace, send);
  control.show(field.default);
  signal.addEventListener("abort", () => binding.stop());
  return {
    el: frame.el,
    follow: (state) => {
      const value = hasState ? own(state, name) : void 0;
      if (value !== void 0) binding.follow(value);
    },
    reset: () => {
      if (!field.required) put(field.default);
    }
  };
}

// src/views/column.ts
var ANY_FILE = {
  kind: "file",
  name: "file",
  label: "File for the model",
  description: "",
  default: null,
  required: false
};
function createFieldRow(field, parts, signal) {
  const command = field.command ?? `set_${field.name}`;
  return field.kind === "file" ? createFileRow(field, command, parts, signal) : createValueRow(field, command, parts, signal);
}
function createRow(schema, parts, signal) {
  switch (schema.kind) {
    case "button":
      return createButtonRow(schema, parts, signal);
    case "form":
      return createFormRow(schema, parts, signal);
    default:
      return createFieldRow(schema, parts, signal);
  }
}
function createColumn(schema, parts, signal) {
  const rows = schema.controls.map((control) => createRow(control, parts, signal));
  if (schema.file_picker) rows.push(createFileRow(ANY_FILE, null, parts, signal));
  const set = make("fieldset", "rows");
  let buttons = null;
  for (const row of rows) {
    if (row.el.classList.contains("for-button")) {
      if (buttons === null) {
        buttons = make("div", "buttons");
        set.append(buttons);
      }
      buttons.append(row.el);
    } else {
      buttons = null;
      set.append(row.el);
    }
  }
  if (rows.length === 0) set.append(make("p", "empty", "This model has no controls."));
  const el = make("div", "column", set);
  el.dataset.testid = "reactor-controls";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Controls");
  return {
    el,
    follow: (state) => {
      const fields = Object.assign(/* @__PURE__ */ Object.create(null), state);
      for (const row of rows) row.follow?.(fields);
    },
    setEnabled: (isEnabled) => {
      set.disabled = !isEnabled;
      if (isEnabled) el.removeAttribute("tabindex");
      else el.tabIndex = 0;
    },
    reset: () => {
      for (const row of rows) row.reset?.();
    }
  };
}

// src/fit.ts
var PIXEL_ART_WIDTH = 160;
var WORTH_IT = 0.9;
function isPixelArt({ width }) {
  return width <= PIXEL_ART_WIDTH;
}
function fitPicture(picture, { width, height }, density) {
  const most = Math.min(width / picture.width, height / picture.height) * Math.max(density, 0.1);
  const whole = Math.floor(most + 1e-6);
  const isSmall = isPixelArt(picture);
  if (whole < 1 || !isSmall && whole / most < WORTH_IT) {
    return { width: null, isPixelated: isSmall };
  }
  const shown = whole * picture.width / density;
  return { width: shown, isPixelated: isSmall || whole <= Math.round(density) };
}

// src/popout.ts
var LARGEST = 480;
var STYLE = `
  html, body { background: #000; height: 100%; margin: 0; overflow: hidden; }
  canvas { display: block; height: 100vh; object-fit: contain; width: 100vw; }
`;
function documentWindows() {
  const { documentPictureInPicture: found } = globalThis;
  return found ?? null;
}
function canStream() {
  return document.pictureInPictureEnabled === true && typeof HTMLCanvasElement.prototype.captureStream === "function";
}
function canPopOut() {
  return documentWindows() !== null || canStream();
}
var Popout = class {
  /** @param attach Makes one more view of the track, in the window's document. */
  constructor(view, attach, title, events) {
    this.view = view;
    this.attach = attach;
    this.title = title;
    this.events = events;
  }
  view;
  attach;
  title;
  events;
  leave = null;
  isOpening = false;
  isStream = false;
  get isOpen() {
    return this.leave !== null;
  }
  /** Whether the page's own canvas must be drawn for the window's sake. */
  get needsView() {
    return this.isOpen && this.isStream;
  }
  async toggle() {
    if (this.isOpen) {
      this.close();
      return;
    }
    if (this.isOpening || this.view.size === null) return;
    this.isOpening = true;
    try {
      this.leave = await this.open();
      this.events.changed();
    } catch (error) {
      this.events.failed(`Picture in picture did not open: ${error}`);
    } finally {
      this.isOpening = false;
    }
  }
  close() {
    this.leave?.();
  }
  async open() {
    const windows = documentWindows();
    this.isStream = false;
    if (windows !== null) {
      try {
        return await this.openDocument(windows);
      } catch (error) {
        if (!canStream()) throw error;
      }
    }
    this.isStream = true;
    return this.openVideo();
  }
  closed() {
    if (this.leave === null) return;
    this.leave = null;
    this.events.changed();
  }
  async openDocument(windows) {
    const size = this.view.size ?? { width: 4, height: 3 };
    const { width, height } = size;
    const scale = Math.min(1, LARGEST / width, LARGEST / height);
    const opened = await windows.requestWindow({
      width: Math.max(160, Math.round(width * scale)),
      height: Math.max(120, Math.round(height * scale))
    });
    const { document: owner } = opened;
    owner.title = this.title;
    const style = owner.createElement("style");
    style.textContent = STYLE;
    owner.head.append(style);
    const view = this.attach(owner);
    if (isPixelArt(size)) view.canvas.style.imageRendering = "pixelated";
    owner.body.append(view.canvas);
    opened.addEventListener("pagehide", () => {
      view.close();
      this.closed();
    });
    return () => opened.close();
  }
  async openVideo() {
    const stream = this.view.canvas.captureStream();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    const end = () => {
      for (const part of stream.getTracks()) part.stop();
      video.srcObject = null;
      this.closed();
    };
    try {
      await video.play();
      await video.requestPictureInPicture();
    } catch (error) {
      end();
      throw error;
    }
    video.addEventListener("leavepictureinpicture", end, { once: true });
    return () => void document.exitPictureInPicture().catch(end);
  }
};

// src/still.ts
function stillName({ session, track, step }, when) {
  const two = (value) => String(value).padStart(2, "0");
  const day = `${when.getFullYear()}${two(when.getMonth() + 1)}${two(when.getDate())}`;
  const time = [when.getHours(), when.getMinutes(), when.getSeconds()].map(two).join("");
  const parts = [session || "reactor", track, `step${step}`, day, time];
  const words = parts.map(
    (part) => part.replace(/[^\p{L}\p{N}_]+/gu, "_").slice(0, 60)
  );
  return `${words.filter((word) => word !== "").join("-")}.png`;
}
async function takeStill(canvas, { width, height }) {
  const copy = document.createElement("canvas");
  copy.width = width;
  copy.height = height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0, width, height);
  const blob = await new Promise((resolve) => {
    copy.toBlob(resolve, "image/png");
  });
  if (blob === null) throw new Error("This browser made no PNG of the picture.");
  return blob;
}
function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1e3);
}

// src/views/figure.ts
var MOST_HEIGHT = { share: 0.72, pixels: 680 };
var canFillScreen = () => document.fullscreenEnabled === true;
function watchFit(figure, view, signal) {
  const fit = () => {
    const { canvas, size } = view;
    if (size === null) return;
    const isFull = figure.matches(":fullscreen");
    const { share, pixels } = MOST_HEIGHT;
    const limit = Math.min(share * window.innerHeight, pixels);
    const height = isFull ? figure.clientHeight : limit;
    const place = { width: figure.clientWidth, height };
    const { width, isPixelated } = fitPicture(size, place, window.devicePixelRatio);
    canvas.style.width = width === null ? "" : `${width}px`;
    canvas.classList.toggle("pixelated", isPixelated);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(figure);
  window.addEventListener("resize", fit, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
  return fit;
}
function watchFullScreen(el, button, changed, signal) {
  const show = () => {
    const isFull = el.matches(":fullscreen");
    nameButton(button, isFull ? "Leave full screen (F)" : "Full screen (F)");
    button.setAttribute("aria-pressed", String(isFull));
    changed();
  };
  document.addEventListener("fullscreenchange", show, { signal });
  return () => {
    if (el.matches(":fullscreen")) void document.exitFullscreen();
    else void el.requestFullscreen();
  };
}
function createFigure(options, signal) {
  const { caption, failed } = options;
  const view = options.attach();
  const waiting = make("div", "waiting", "Waiting for the first frame");
  const tools = make("div", "picture-tools");
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", `Picture ${caption}`.trim());
  const el = make("figure", "figure", view.canvas, waiting, tools);
  el.tabIndex = 0;
  if (caption !== "") el.append(make("figcaption", "caption", caption));
  const title = () => [options.session(), caption].filter(Boolean).join(" · ");
  const popout = new Popout(view, options.attach, title(), {
    changed: () => showPopout(),
    failed
  });
  const save = async () => {
    const { canvas, size } = view;
    if (size === null) return;
    try {
      const step = Number(canvas.dataset.step ?? 0);
      const subject = { session: options.session(), track: caption, step };
      download(await takeStill(canvas, size), stillName(subject, /* @__PURE__ */ new Date()));
    } catch (error) {
      failed(String(error));
    }
  };
  const add = (icon, label, testid, pressed) => {
    const button = makeIconButton(icon, label, pressed, signal);
    button.dataset.testid = testid;
    tools.append(button);
    return button;
  };
  const actions = {
    save: () => void save()
  };
  add("save", "Save this picture as PNG (S)", "reactor-save", () => void save());
  let popoutButton = null;
  if (canPopOut()) {
    const toggle = () => void popout.toggle();
    popoutButton = add("popout", "Picture in picture (P)", "reactor-popout", toggle);
    actions.popout = toggle;
  }
  const fit = watchFit(el, view, signal);
  if (canFillScreen()) {
    const toggle = () => fillScreen();
    const button = add("full", "Full screen (F)", "reactor-fullscreen", toggle);
    const fillScreen = watchFullScreen(el, button, fit, signal);
    actions.fullscreen = toggle;
  }
  let isShown = true;
  const showPopout = () => {
    popoutButton?.setAttribute("aria-pressed", String(popout.isOpen));
    view.setShown(isShown || popout.needsView);
    options.poppedOut();
  };
  view.onresize = fit;
  view.onshown = () => waiting.remove();
  signal.addEventListener("abort", () => {
    popout.close();
    view.close();
  });
  return {
    el,
    view,
    tools,
    isOut: () => popout.isOpen,
    setShown: (shown) => {
      isShown = shown;
      view.setShown(shown || popout.needsView);
    },
    act: (action) => actions[action]?.()
  };
}

// src/views/stage.ts
function shownTracks(tracks) {
  return tracks.filter(
    ({ kind, direction }) => kind === "video" && direction === "out"
  );
}
function createStage(tracks, parts, signal) {
  const shown = shownTracks(tracks);
  const isMany = shown.length > 1;
  const figures = shown.map(({ name }) => {
    const caption = isMany ? name : "";
    const attach = (owner) => parts.attach(name, owner);
    const { session, failed, poppedOut } = parts;
    return createFigure({ caption, attach, session, failed, poppedOut }, signal);
  });
  const [first] = figures;
  const cover = make("div", "cover");
  cover.hidden = true;
  const el = make("div", "stage", ...figures.map((figure) => figure.el), cover);
  el.classList.toggle("many", isMany);
  el.hidden = shown.length === 0;
  return {
    el,
    cover: (text) => {
      cover.textContent = text;
      cover.hidden = text === "";
      el.classList.toggle("covered", text !== "");
    },
    size: () => {
      const size = first?.view.size;
      return size ? `${size.width} × ${size.height}` : "";
    },
    setShown: (isShown) => {
      for (const figure of figures) figure.setShown(isShown);
    },
    isOut: () => figures.some((figure) => figure.isOut()),
    act: (action) => {
      const focused = figures.find((figure) => figure.el.matches(":focus-within"));
      (focused ?? first)?.act(action);
    },
    lay: (over, button) => {
      first?.el.append(over);
      first?.tools.prepend(button);
    }
  };
}

// src/camera-pace.ts
var QUALITIES = [0.8, 0.6, 0.4, 0.25];
var SPAN = 2e3;
var SETTLE = 1500;
var TOO_MANY = 0.3;
var CALM = { first: 6e3, most: 6e4 };
var CameraPace = class {
  constructor(startedAt) {
    this.startedAt = startedAt;
    this.changedAt = startedAt;
  }
  startedAt;
  sentAt = [];
  droppedAt = [];
  step = 0;
  changedAt;
  calm = CALM.first;
  isTrial = false;
  get quality() {
    return QUALITIES[this.step] ?? QUALITIES[0];
  }
  /** A picture went out. */
  sent(now) {
    this.sentAt = [...this.recent(this.sentAt, now), now];
    this.adapt(now);
  }
  /** A picture was due and the link had no room for it. */
  dropped(now) {
    this.droppedAt = [...this.recent(this.droppedAt, now), now];
    this.adapt(now);
  }
  report(now) {
    const span = Math.min(SPAN, Math.max(500, now - this.startedAt)) / 1e3;
    return {
      sent: this.recent(this.sentAt, now).length / span,
      dropped: this.recent(this.droppedAt, now).length / span
    };
  }
  recent(times, now) {
    return times.filter((at) => at > now - SPAN);
  }
  adapt(now) {
    const since = now - this.changedAt;
    if (since < SETTLE) return;
    const { sent, dropped } = this.report(now);
    const isWorst = this.step === QUALITIES.length - 1;
    if (dropped > TOO_MANY * (sent + dropped)) {
      if (isWorst) return;
      if (this.isTrial) this.calm = Math.min(CALM.most, 2 * this.calm);
      this.move(1, now);
    } else if (this.step > 0 && dropped === 0 && since > this.calm) {
      this.move(-1, now);
    } else if (since > this.calm) {
      this.isTrial = false;
    }
  }
  move(by, now) {
    this.step += by;
    this.changedAt = now;
    this.isTrial = by < 0;
    this.sentAt = [];
    this.droppedAt = [];
  }
};

// src/webcam.ts
var FRAMES_PER_SECOND = 15;
var SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };
var PATIENCE = 250;
var MOST_BUFFERED = 16 * 1024;
var REPORT_MS = 500;
var REFUSALS = {
  NotAllowedError: "it was not allowed; allow it beside the page's address and press again",
  NotFoundError: "there is none; connect one and press again",
  NotReadableError: "another program has it; close that and press again"
};
function describeCamera({ sent, dropped }) {
  const rate = Math.min(sent, FRAMES_PER_SECOND).toFixed(sent < 9.95 ? 1 : 0);
  return dropped < 0.5 ? `camera ${rate} fps` : `camera ${rate} fps, ${dropped.toFixed(0)} a second dropped: slow link`;
}
var Webcam = class {
  constructor(track, outlet, events, signal) {
    this.track = track;
    this.outlet = outlet;
    this.events = events;
    this.signal = signal;
    const toggle = () => this.stream === null ? void this.start() : this.stop();
    this.button = makeIconButton("camera", this.label("Send"), toggle, signal);
    this.button.dataset.testid = `reactor-camera-${track}`;
    signal.addEventListener("abort", () => this.stop());
  }
  track;
  outlet;
  events;
  signal;
  button;
  video = document.createElement("video");
  canvas = document.createElement("canvas");
  stream = null;
  pace = new CameraPace(0);
  timers = [];
  isStarting = false;
  isEncoding = false;
  startedAt = 0;
  lastBytes = 0;
  /** Let the camera go. Idempotent. */
  stop() {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    for (const part of this.stream?.getTracks() ?? []) part.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.button.removeAttribute("aria-pressed");
    nameButton(this.button, this.label("Send"));
    this.events.camera("");
  }
  async start() {
    if (this.isStarting) return;
    this.isStarting = true;
    try {
      const stream = await openCamera();
      this.stream = stream;
      if (this.signal.aborted || this.button.disabled) this.stop();
      else await this.show(stream);
      if (this.stream === stream) this.run(stream);
    } catch (error) {
      this.stop();
      this.events.failed(`The camera cannot be used: ${reasonOf(error)}.`);
    } finally {
      this.isStarting = false;
    }
  }
  async show(stream) {
    this.video.muted = true;
    this.video.srcObject = stream;
    try {
      await this.video.play();
    } catch (error) {
      if (this.stream === stream) throw error;
    }
  }
  run(stream) {
    this.startedAt = performance.now();
    this.pace = new CameraPace(this.startedAt);
    this.lastBytes = 0;
    const unplugged = () => {
      this.stop();
      this.events.failed("The camera has gone: it was unplugged or taken away.");
    };
    for (const part of stream.getTracks()) {
      part.addEventListener("ended", unplugged, { signal: this.signal });
    }
    const report = () => this.events.camera(describeCamera(this.pace.report(performance.now())));
    this.timers = [
      setInterval(() => void this.capture(), 1e3 / FRAMES_PER_SECOND),
      setInterval(report, REPORT_MS)
    ];
    this.button.setAttribute("aria-pressed", "true");
    nameButton(this.button, this.label("Stop sending"));
  }
  get hasRoom() {
    const { outflow, buffered } = this.outlet;
    if (buffered > MOST_BUFFERED) return false;
    return outflow.mayGo(this.lastBytes, PATIENCE, performance.now());
  }
  async capture() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.isEncoding || width === 0) return;
    if (!this.hasRoom) {
      this.pace.dropped(performance.now());
      return;
    }
    this.isEncoding = true;
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    const blob = await new Promise((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", this.pace.quality);
    });
    const payload = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    this.isEncoding = false;
    if (payload === null || this.stream === null) return;
    const now = performance.now();
    const pts = (now - this.startedAt) / 1e3;
    const { track } = this;
    this.lastBytes = payload.byteLength;
    if (this.outlet.send({ type: "media", track, codec: "jpeg", pts }, [payload])) {
      this.pace.sent(now);
    } else {
      this.pace.dropped(now);
    }
  }
  label(verb) {
    return `${verb} the camera to ${this.track}`;
  }
};
async function openCamera() {
  const devices = navigator.mediaDevices;
  if (devices === void 0) throw new Error(explainNoCamera());
  return devices.getUserMedia({ video: SIZE });
}
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return (REFUSALS[error.name] ?? error.message).replace(/\.$/, "");
}

// src/scene.ts
function createScene(schema, parts, member, name, events) {
  const closing = new AbortController();
  const { signal } = closing;
  const { tracks } = schema;
  const hasSound = tracks.some(
    ({ kind, direction }) => kind === "audio" && direction === "out"
  );
  const sound = hasSound ? new Sound(signal) : null;
  const watched = tracks.filter(
    ({ kind, direction }) => kind === "video" && direction === "in"
  );
  const webcams = watched.map(({ name: name2 }) => {
    const label = watched.length > 1 ? `${name2}: ` : "";
    const camera = (words) => events.camera(name2, words === "" ? "" : label + words);
    return new Webcam(name2, member, { failed: events.failed, camera }, signal);
  });
  const stageParts = {
    attach: (track, owner) => member.attach(track, owner),
    session: name,
    ...events
  };
  const column = createColumn(schema, parts, signal);
  const setEnabled = (isEnabled) => {
    column.setEnabled(isEnabled);
    for (const webcam of webcams) {
      webcam.button.disabled = !isEnabled;
      if (!isEnabled) webcam.stop();
    }
  };
  const buttons = webcams.map(({ button }) => button);
  if (sound !== null) buttons.unshift(sound.button);
  return {
    schema,
    stage: createStage(tracks, stageParts, signal),
    column,
    sound,
    buttons,
    setEnabled,
    close: () => closing.abort()
  };
}

// src/acks.ts
var SPARSE_MS = 250;
var Acks = class {
  constructor(send, clock, signal) {
    this.send = send;
    this.clock = clock;
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }
  send;
  clock;
  /** When each frame of the link in use came in. */
  arrived = /* @__PURE__ */ new WeakMap();
  isSparse = false;
  newest = /* @__PURE__ */ new Map();
  timer;
  lastSent = Number.NEGATIVE_INFINITY;
  /** A link is up, on *rung*. */
  use(rung) {
    this.isSparse = rung === "comm";
    this.arrived = /* @__PURE__ */ new WeakMap();
    this.newest.clear();
    clearTimeout(this.timer);
    this.timer = void 0;
    this.lastSent = Number.NEGATIVE_INFINITY;
  }
  /**
   * A frame came over the link in use; only such frames are acknowledged on it.
   *
   * @param at When, in seconds of Unix time.
   */
  expect(header, at) {
    this.arrived.set(header, at);
  }
  drawn({ header, dropped, at }) {
    const arrivedAt = this.arrived.get(header);
    if (arrivedAt === void 0) return;
    const { track, sequence } = header;
    const { epoch } = this.clock;
    const times = { drawn_at: at - epoch, received_at: arrivedAt - epoch };
    this.tell({ type: "ack", track, sequence, ...times, dropped });
  }
  /** Sound came in at *at*, in seconds of Unix time, played or not. */
  heard({ track, sequence }, at) {
    const time = at - this.clock.epoch;
    const times = { drawn_at: time, received_at: time };
    this.tell({ type: "ack", track, sequence, ...times, dropped: 0 });
  }
  tell(ack) {
    if (!this.isSparse) {
      this.send(ack);
      return;
    }
    const skipped = this.newest.get(ack.track)?.dropped ?? 0;
    this.newest.set(ack.track, { ...ack, dropped: ack.dropped + skipped });
    if (this.timer !== void 0) return;
    const wait = Math.max(0, this.lastSent + SPARSE_MS - performance.now());
    if (wait === 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }
  flush() {
    this.timer = void 0;
    this.lastSent = performance.now();
    for (const ack of this.newest.values()) this.send(ack);
    this.newest.clear();
  }
};

// src/clock.ts
var EXCHANGES = 16;
var EngineClock = class {
  stated = 0;
  exchanges = [];
  /** A link is up. *epoch* is Unix time minus the engine's clock, in seconds. */
  restart(epoch) {
    this.stated = epoch;
    this.exchanges = [];
  }
  add(exchange) {
    this.exchanges.push(exchange);
    if (this.exchanges.length > EXCHANGES) this.exchanges.shift();
  }
  /** The page's Unix time minus the engine's clock, in seconds. */
  get epoch() {
    let best = null;
    for (const exchange of this.exchanges) {
      if (best === null || roundTrip(exchange) < roundTrip(best)) best = exchange;
    }
    if (best === null) return this.stated;
    const { sent, engine, received } = best;
    const isPossible = engine + this.stated >= sent && engine + this.stated <= received;
    return isPossible ? this.stated : (sent + received) / 2 - engine;
  }
  /** The shortest round trip so far, in seconds; `null` before the first. */
  get roundTrip() {
    if (this.exchanges.length === 0) return null;
    return Math.min(...this.exchanges.map(roundTrip));
  }
};
function roundTrip({ sent, received }) {
  return received - sent;
}

// src/journal.ts
var REMEMBERED = 200;
var PRINTED_REMEMBERED = 500;
var REMEMBERED_SIZE = 2 ** 20;
var TOLD_AGAIN = /* @__PURE__ */ new Set(["message", "rejected", "log"]);
var Shelf = class {
  constructor(most) {
    this.most = most;
  }
  most;
  events = [];
  count = 0;
  size = 0;
  add(header, count, order) {
    const size = JSON.stringify(header).length;
    this.events.push({ header, order, count, size });
    this.count += count;
    this.size += size;
    while (this.events.length > 1 && (this.count > this.most || this.size > REMEMBERED_SIZE)) {
      const gone = this.events.shift();
      this.count -= gone?.count ?? 0;
      this.size -= gone?.size ?? 0;
    }
  }
};
var Journal = class {
  welcome = null;
  others = new Shelf(REMEMBERED);
  printed = new Shelf(PRINTED_REMEMBERED);
  noted = 0;
  note(header) {
    this.noted += 1;
    if (header.type === "welcome") {
      this.welcome = header;
      this.others = new Shelf(REMEMBERED);
      this.printed = new Shelf(PRINTED_REMEMBERED);
      return;
    }
    if (header.type === "printed") {
      this.printed.add(header, header.entries.length, this.noted);
    }
    if (TOLD_AGAIN.has(header.type)) this.others.add(header, 1, this.noted);
    if (this.welcome !== null) this.welcome = amend(this.welcome, header);
  }
  /** Everything that a newcomer is told, in order; empty before the first welcome. */
  retell() {
    if (this.welcome === null) return [];
    const events = [...this.others.events, ...this.printed.events];
    events.sort((one, other) => one.order - other.order);
    return [this.welcome, ...events.map(({ header }) => header)];
  }
};
function amend(welcome, header) {
  switch (header.type) {
    case "state":
      return { ...welcome, state: { ...welcome.state, ...header.values } };
    case "status": {
      const { status, detail, traceback } = header;
      return { ...welcome, status: { status, detail, traceback } };
    }
    case "contract":
      return { ...welcome, schema: header.schema };
    case "advice":
      return { ...welcome, advice: { text: header.text, action: header.action } };
    default:
      return welcome;
  }
}

// src/outflow.ts
var FLOOR = 16 * 1024;
var MOST2 = 2 * 1024 * 1024;
var TRIPS = 2.5;
var SAMPLES = 4;
var Outflow = class {
  flights = /* @__PURE__ */ new Map();
  flying = 0;
  arrivedBytes = 0;
  quickest = Number.POSITIVE_INFINITY;
  rates = [];
  /** A message of *bytes* went out; *id* is what will confirm it. */
  sent(id, bytes, now) {
    this.flights.set(id, { bytes, at: now, before: this.arrivedBytes });
    this.flying += bytes;
  }
  /** The other side has *id* and all that was sent before; `false` if it is no flight. */
  arrived(id, now) {
    const flight = this.flights.get(id);
    if (flight === void 0) return false;
    this.flights.delete(id);
    this.flying -= flight.bytes;
    this.arrivedBytes += flight.bytes;
    const took = Math.max(1, now - flight.at);
    this.tookTrip(took);
    this.rates = [
      ...this.rates.slice(1 - SAMPLES),
      (this.arrivedBytes - flight.before) / took
    ];
    return true;
  }
  /** A message, however small, and its answer took *ms*. */
  tookTrip(ms) {
    this.quickest = Math.min(this.quickest, ms);
  }
  /**
   * Bytes that may be on their way so that all arrive within *patience* milliseconds,
   * or within a few round trips of the link, where those are longer.
   */
  window(patience) {
    if (this.rates.length === 0) return FLOOR;
    const rate = this.rates.reduce((sum, value) => sum + value, 0) / this.rates.length;
    const allowed = rate * this.horizon(patience);
    return Math.min(MOST2, Math.max(FLOOR, allowed));
  }
  /**
   * Whether *bytes* more may go out at *now*; one message may always be on its way, and
   * none may follow while one is late.
   */
  mayGo(bytes, patience, now) {
    const [oldest] = this.flights.values();
    if (oldest === void 0) return true;
    const isLate = now - oldest.at > this.horizon(patience);
    return !isLate && this.flying + bytes <= this.window(patience);
  }
  horizon(patience) {
    const trips = Number.isFinite(this.quickest) ? TRIPS * this.quickest : 0;
    return Math.max(patience, trips);
  }
  /** A new link: nothing is known of it. */
  restart() {
    this.flights.clear();
    this.flying = 0;
    this.quickest = Number.POSITIVE_INFINITY;
    this.rates = [];
  }
};

// src/video/messages.ts
function unixNow() {
  return (performance.timeOrigin + performance.now()) / 1e3;
}

// src/ping.ts
var FIRST = [200, 500, 900, 1400];
var LATER = 15e3;
var Pinger = class {
  constructor(channel, clock) {
    this.channel = channel;
    this.clock = clock;
  }
  channel;
  clock;
  sent = /* @__PURE__ */ new Map();
  timer;
  count = 0;
  isAwake = true;
  /** A link is up: what was asked on the former is forgotten. */
  restart() {
    this.sent.clear();
    this.schedule(0);
  }
  /** Nobody looks: no ping is worth its message. */
  rest(isResting) {
    this.isAwake = !isResting;
  }
  answered(id, engine) {
    const sent = this.sent.get(id);
    this.sent.delete(id);
    if (sent !== void 0) this.clock.add({ sent, engine, received: unixNow() });
  }
  stop() {
    clearTimeout(this.timer);
    this.sent.clear();
  }
  schedule(round) {
    clearTimeout(this.timer);
    const before = round === 0 ? 0 : FIRST[round - 1] ?? 0;
    const wait = round < FIRST.length ? (FIRST[round] ?? 0) - before : LATER;
    this.timer = setTimeout(() => {
      if (this.isAwake) this.ping();
      this.schedule(round + 1);
    }, wait);
  }
  ping() {
    this.count += 1;
    const id = `clock:${this.count}`;
    this.sent.set(id, unixNow());
    this.channel.send({ type: "ping", id });
  }
};

// decode-worker:virtual:decode-worker
var virtual_decode_worker_default = `"use strict";
(() => {
  // src/video/image.ts
  var BrowserImage = class {
    /** @param close Frees *source*; called once. */
    constructor(source, close) {
      this.source = source;
      this.close = close;
    }
    source;
    close;
    draw(context, width, height) {
      context.drawImage(this.source, 0, 0, width, height);
    }
  };
  var FrameImage = class extends BrowserImage {
    constructor(frame) {
      super(frame, () => frame.close());
    }
  };

  // src/video/jpeg.ts
  var TYPE = "image/jpeg";
  async function decodeByCodec(ImageDecoder, data) {
    const decoder = new ImageDecoder({ data, type: TYPE });
    try {
      const { image } = await decoder.decode();
      return new FrameImage(image);
    } finally {
      decoder.close();
    }
  }
  async function decodeBitmap(payload) {
    const bitmap = await createImageBitmap(new Blob([payload], { type: TYPE }));
    return new BrowserImage(bitmap, () => bitmap.close());
  }
  async function decodeElement(payload) {
    const url = URL.createObjectURL(new Blob([payload], { type: TYPE }));
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } finally {
      URL.revokeObjectURL(url);
    }
    return new BrowserImage(image, () => void 0);
  }
  function chooseJpegDecoder() {
    const { ImageDecoder } = globalThis;
    if (typeof ImageDecoder === "function") {
      return (payload) => decodeByCodec(ImageDecoder, payload);
    }
    return typeof globalThis.createImageBitmap === "function" ? decodeBitmap : decodeElement;
  }

  // src/video/messages.ts
  function unixNow() {
    return (performance.timeOrigin + performance.now()) / 1e3;
  }

  // src/video/copying.ts
  var TRIAL = 12;
  var FIRST_PAUSE = 30;
  var MOST_SPARE = 3;
  var FORMAT = "RGBX";
  var CopiedImage = class {
    /** @param copyMs What the copying took. */
    constructor(pixels, copyMs, close) {
      this.pixels = pixels;
      this.copyMs = copyMs;
      this.close = close;
    }
    pixels;
    copyMs;
    close;
    draw(context) {
      context.putImageData(this.pixels, 0, 0);
    }
  };
  var Trials = class {
    copying = [];
    drawing = [];
    left = TRIAL;
    pause = FIRST_PAUSE;
    rest = FIRST_PAUSE;
    isCopyQuicker = false;
    /** Which way the next picture goes. */
    next() {
      if (this.left === 0) {
        if (this.rest > 0) {
          this.rest -= 1;
          return this.isCopyQuicker ? "copy" : "draw";
        }
        this.begin();
      }
      return this.copying.length < this.drawing.length ? "copy" : "draw";
    }
    /** A picture that went that way took *ms* in all. */
    took(way, ms) {
      if (this.left === 0) return;
      (way === "copy" ? this.copying : this.drawing).push(ms);
      this.left -= 1;
      this.isCopyQuicker = Math.min(...this.copying) < Math.min(...this.drawing);
    }
    begin() {
      [this.copying, this.drawing] = [[], []];
      this.left = TRIAL;
      this.pause *= 2;
      this.rest = this.pause;
    }
  };
  var FrameCopier = class {
    constructor(now = () => performance.now()) {
      this.now = now;
    }
    now;
    spare = [];
    trials = new Trials();
    size = "";
    isUnable = false;
    /**
     * Make *image* ready for canvases of *width* by *height*.
     *
     * Returns the image itself, or a copy and closes the image.
     */
    async prepare(image, width, height) {
      if (!(image instanceof FrameImage) || this.isUnable) return image;
      if (!isCopyable(image.source, width, height)) return image;
      this.adaptTo(width, height);
      if (this.trials.next() === "draw") return image;
      const copy = await this.copy(image.source, width, height);
      if (copy === null) {
        this.isUnable = true;
        return image;
      }
      image.close();
      return copy;
    }
    /** Draw *image* by way of *draw*, and learn how long that takes. */
    draw(image, draw) {
      const started = this.now();
      draw();
      const took = this.now() - started;
      if (image instanceof CopiedImage) this.trials.took("copy", took + image.copyMs);
      else if (image instanceof FrameImage) this.trials.took("draw", took);
    }
    /** Forget the memory. */
    close() {
      this.spare = [];
    }
    adaptTo(width, height) {
      const size = \`\${width}x\${height}\`;
      if (size === this.size) return;
      this.size = size;
      this.spare = [];
      this.trials = new Trials();
    }
    /** Returns \`null\` where this browser cannot convert colours so. */
    async copy(frame, width, height) {
      const started = this.now();
      const pixels = this.spare.pop() ?? new ImageData(width, height);
      try {
        const options = { format: FORMAT, colorSpace: "srgb" };
        if (frame.allocationSize(options) !== pixels.data.byteLength) return null;
        const planes = await frame.copyTo(pixels.data, options);
        if (planes.length !== 1) return null;
      } catch {
        return null;
      }
      const close = () => this.takeBack(pixels);
      return new CopiedImage(pixels, this.now() - started, close);
    }
    takeBack(pixels) {
      const isOfSize = \`\${pixels.width}x\${pixels.height}\` === this.size;
      if (isOfSize && this.spare.length < MOST_SPARE) this.spare.push(pixels);
    }
  };
  function isCopyable(frame, width, height) {
    const { format, visibleRect, displayWidth, displayHeight } = frame;
    return format !== null && visibleRect?.width === width && visibleRect.height === height && displayWidth === width && displayHeight === height;
  }

  // src/video/stream.ts
  var HELD_MS = 1e3;
  var MOST_FAILURES = 3;
  var ASK_AGAIN_MS = 1e3;
  var Stream = class {
    constructor(codec, events) {
      this.codec = codec;
      this.events = events;
    }
    codec;
    events;
    decoder = null;
    setup = "";
    needsKey = true;
    failures = 0;
    askedAt = Number.NEGATIVE_INFINITY;
    stamp = 0;
    pending = /* @__PURE__ */ new Map();
    timer;
    push(arrival) {
      const { header, payload } = arrival;
      if (this.failures >= MOST_FAILURES) {
        this.events.failed(arrival, \`the \${this.codec} decoder of this browser failed\`);
        return;
      }
      if (this.needsKey && !header.keyframe) {
        this.events.failed(arrival, "");
        this.ask();
        return;
      }
      this.stamp += 1;
      this.pending.set(this.stamp, arrival);
      try {
        if (header.keyframe) this.configure(arrival);
        const type = header.keyframe ? "key" : "delta";
        const chunk = { type, timestamp: this.stamp, data: payload };
        this.decoder?.decode(new EncodedVideoChunk(chunk));
      } catch (error) {
        this.fail(String(error));
      }
      this.watch();
    }
    /** Forget what is being decoded; the next frame must be a key frame. */
    restart() {
      this.drop();
      this.askedAt = Number.NEGATIVE_INFINITY;
    }
    close() {
      this.drop();
    }
    configure({ header }) {
      const { config, coded_width: codedWidth, coded_height: codedHeight } = header;
      const colorSpace = header.color_space && colorSpaceInit(header.color_space);
      const setup = JSON.stringify([config, codedWidth, codedHeight, colorSpace]);
      const decoder = this.decoder;
      if (decoder?.state !== "configured" || setup !== this.setup) {
        const next = decoder?.state === "configured" ? decoder : this.open();
        next.configure({
          codec: config ?? "",
          codedWidth,
          codedHeight,
          optimizeForLatency: true,
          ...colorSpace === null ? {} : { colorSpace }
        });
        this.setup = setup;
      }
      this.needsKey = false;
      this.askedAt = Number.NEGATIVE_INFINITY;
    }
    open() {
      const decoder = new VideoDecoder({
        output: (frame) => this.take(decoder, frame),
        error: (error) => {
          if (decoder === this.decoder) this.fail(error.message);
        }
      });
      this.decoder = decoder;
      return decoder;
    }
    take(decoder, frame) {
      const arrival = this.pending.get(frame.timestamp);
      if (decoder !== this.decoder || arrival === void 0) {
        frame.close();
        return;
      }
      this.pending.delete(frame.timestamp);
      this.giveUpBefore(frame.timestamp);
      this.failures = 0;
      this.watch();
      this.events.decoded(arrival, new FrameImage(frame));
    }
    /** Frames come out in order: what was to come before *stamp* never will. */
    giveUpBefore(stamp) {
      for (const [older, arrival] of this.pending) {
        if (older >= stamp) continue;
        this.pending.delete(older);
        this.events.failed(arrival, "");
      }
    }
    fail(reason) {
      this.failures += 1;
      const lost = [...this.pending.values()];
      this.drop();
      for (const arrival of lost) this.events.failed(arrival, reason);
      if (this.failures >= MOST_FAILURES) this.events.lost(true);
      else this.ask();
    }
    ask() {
      const now = performance.now();
      if (now - this.askedAt < ASK_AGAIN_MS) return;
      this.askedAt = now;
      this.events.lost(false);
    }
    drop() {
      clearTimeout(this.timer);
      this.timer = void 0;
      this.pending.clear();
      this.needsKey = true;
      const decoder = this.decoder;
      this.decoder = null;
      if (decoder !== null && decoder.state !== "closed") decoder.close();
    }
    /** See to it that the oldest frame comes out; some decoders wait for the next. */
    watch() {
      clearTimeout(this.timer);
      this.timer = this.pending.size === 0 ? void 0 : setTimeout(() => this.squeeze(), HELD_MS);
    }
    squeeze() {
      const { decoder } = this;
      if (decoder === null || decoder.state !== "configured") return;
      if (decoder.decodeQueueSize > 0) {
        this.watch();
        return;
      }
      decoder.flush().then(
        () => {
          if (decoder === this.decoder) this.fail("the decoder keeps frames back");
        },
        () => void 0
      );
    }
  };
  function colorSpaceInit(space) {
    const { full_range: fullRange, ...names } = space;
    return { ...names, fullRange };
  }

  // src/video/player.ts
  var Player = class {
    constructor(decodeJpeg, events) {
      this.decodeJpeg = decodeJpeg;
      this.events = events;
    }
    decodeJpeg;
    events;
    surfaces = /* @__PURE__ */ new Map();
    streams = /* @__PURE__ */ new Map();
    copier = new FrameCopier();
    waiting = null;
    decoding = null;
    newest = Number.NEGATIVE_INFINITY;
    last = null;
    /** Counts the links; what was decoded for an earlier one is not drawn. */
    link = 0;
    isClosed = false;
    push(arrival) {
      const { codec } = arrival.header;
      if (codec !== "jpeg") {
        this.stream(codec).push(arrival);
        return;
      }
      if (this.waiting !== null) this.events.settled(this.waiting, "skipped", "");
      this.waiting = arrival;
      if (this.decoding === null) void this.decodeNext();
    }
    /** Draw the newest picture on *surface* at once; returns its id, \`null\` without one. */
    redraw(surface) {
      if (this.last === null) return null;
      const { id, image, width, height } = this.last;
      surface.draw(image, width, height);
      return id;
    }
    /** The next frames follow nothing that came before; their numbers may be lower. */
    restart() {
      this.link += 1;
      this.newest = Number.NEGATIVE_INFINITY;
      this.waiting = null;
      for (const stream of this.streams.values()) stream.restart();
    }
    close() {
      this.isClosed = true;
      this.waiting = null;
      for (const stream of this.streams.values()) stream.close();
      this.last?.image.close();
      this.last = null;
      this.copier.close();
    }
    async decodeNext() {
      const arrival = this.waiting;
      this.waiting = null;
      this.decoding = arrival;
      if (arrival === null) return;
      const { link } = this;
      const decoded = await this.decode(arrival);
      void this.decodeNext();
      if (typeof decoded !== "string") await this.present(arrival, decoded, link);
      else if (!this.isPast(link)) this.events.settled(arrival, "failed", decoded);
    }
    isPast(link) {
      return this.isClosed || link !== this.link;
    }
    async present(arrival, image, link) {
      const { width, height } = arrival.header;
      const ready = await this.copier.prepare(image, width, height);
      if (this.isPast(link)) ready.close();
      else this.show(arrival, ready);
    }
    /** Returns the picture, or why there is none. */
    async decode({ payload }) {
      try {
        return await this.decodeJpeg(payload);
      } catch (error) {
        return String(error);
      }
    }
    show(arrival, image) {
      const { sequence, still, width, height } = arrival.header;
      const isNewer = sequence > this.newest || still && sequence === this.newest;
      if (!isNewer) {
        image.close();
        this.events.settled(arrival, "unseen", "");
        return;
      }
      this.newest = sequence;
      let isDrawn = false;
      for (const surface of this.surfaces.values()) {
        if (!surface.isShown) continue;
        this.copier.draw(image, () => surface.draw(image, width, height));
        isDrawn = true;
      }
      this.last?.image.close();
      this.last = { id: arrival.id, image, width, height };
      this.events.settled(arrival, isDrawn ? "drawn" : "unseen", "");
    }
    stream(codec) {
      const known = this.streams.get(codec);
      if (known !== void 0) return known;
      const stream = new Stream(codec, {
        decoded: (arrival, image) => void this.present(arrival, image, this.link),
        failed: (arrival, reason) => this.events.settled(arrival, "failed", reason),
        lost: (isUnusable) => this.events.keyframe(isUnusable ? codec : null)
      });
      this.streams.set(codec, stream);
      return stream;
    }
  };

  // src/video/surface.ts
  var Surface = class {
    constructor(canvas) {
      this.canvas = canvas;
      this.context = canvas.getContext("2d", { alpha: false });
    }
    canvas;
    isShown = true;
    context;
    draw(image, width, height) {
      const { canvas, context } = this;
      if (context === null) return;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        context.imageSmoothingQuality = "high";
      }
      image.draw(context, width, height);
    }
  };

  // src/video/projector.ts
  var Projector = class {
    constructor(report) {
      this.report = report;
    }
    report;
    players = /* @__PURE__ */ new Map();
    tracks = /* @__PURE__ */ new Map();
    decodeJpeg = chooseJpegDecoder();
    handle(request) {
      switch (request.type) {
        case "frame":
          this.player(request.header.track).push(request);
          break;
        case "attach":
          this.attach(request.surface, request.track, new Surface(request.canvas));
          break;
        case "show":
          this.show(request.surface, request.isShown);
          break;
        case "detach":
          this.detach(request.surface);
          break;
        case "restart":
          for (const player of this.players.values()) player.restart();
          break;
        case "clock":
          this.report({ type: "clock", asked: request.at, at: unixNow() });
          break;
      }
    }
    close() {
      for (const player of this.players.values()) player.close();
      this.players.clear();
    }
    attach(number, track, surface) {
      this.tracks.set(number, track);
      const player = this.player(track);
      player.surfaces.set(number, surface);
      this.redraw(player, number, surface);
    }
    show(number, isShown) {
      const player = this.players.get(this.tracks.get(number) ?? "");
      const surface = player?.surfaces.get(number);
      if (player === void 0 || surface === void 0) return;
      const isBack = isShown && !surface.isShown;
      surface.isShown = isShown;
      if (isBack) this.redraw(player, number, surface);
    }
    redraw(player, number, surface) {
      const id = player.redraw(surface);
      if (id !== null) this.report({ type: "redrawn", surface: number, id });
    }
    detach(number) {
      this.players.get(this.tracks.get(number) ?? "")?.surfaces.delete(number);
      this.tracks.delete(number);
    }
    player(track) {
      const known = this.players.get(track);
      if (known !== void 0) return known;
      const { report } = this;
      const player = new Player(this.decodeJpeg, {
        settled: ({ id }, fate, reason) => report({ type: "settled", id, fate, at: unixNow(), reason }),
        keyframe: (unusable) => report({ type: "keyframe", track, unusable })
      });
      this.players.set(track, player);
      return player;
    }
  };

  // src/video/worker.ts
  var projector = new Projector((report) => self.postMessage(report));
  self.addEventListener("message", ({ data }) => {
    projector.handle(data);
  });
})();
`;

// src/video/image.ts
var BrowserImage = class {
  /** @param close Frees *source*; called once. */
  constructor(source, close) {
    this.source = source;
    this.close = close;
  }
  source;
  close;
  draw(context, width, height) {
    context.drawImage(this.source, 0, 0, width, height);
  }
};
var FrameImage = class extends BrowserImage {
  constructor(frame) {
    super(frame, () => frame.close());
  }
};

// src/video/jpeg.ts
var TYPE = "image/jpeg";
async function decodeByCodec(ImageDecoder, data) {
  const decoder = new ImageDecoder({ data, type: TYPE });
  try {
    const { image } = await decoder.decode();
    return new FrameImage(image);
  } finally {
    decoder.close();
  }
}
async function decodeBitmap(payload) {
  const bitmap = await createImageBitmap(new Blob([payload], { type: TYPE }));
  return new BrowserImage(bitmap, () => bitmap.close());
}
async function decodeElement(payload) {
  const url = URL.createObjectURL(new Blob([payload], { type: TYPE }));
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return new BrowserImage(image, () => void 0);
}
function chooseJpegDecoder() {
  const { ImageDecoder } = globalThis;
  if (typeof ImageDecoder === "function") {
    return (payload) => decodeByCodec(ImageDecoder, payload);
  }
  return typeof globalThis.createImageBitmap === "function" ? decodeBitmap : decodeElement;
}

// src/video/copying.ts
var TRIAL = 12;
var FIRST_PAUSE = 30;
var MOST_SPARE = 3;
var FORMAT = "RGBX";
var CopiedImage = class {
  /** @param copyMs What the copying took. */
  constructor(pixels, copyMs, close) {
    this.pixels = pixels;
    this.copyMs = copyMs;
    this.close = close;
  }
  pixels;
  copyMs;
  close;
  draw(context) {
    context.putImageData(this.pixels, 0, 0);
  }
};
var Trials = class {
  copying = [];
  drawing = [];
  left = TRIAL;
  pause = FIRST_PAUSE;
  rest = FIRST_PAUSE;
  isCopyQuicker = false;
  /** Which way the next picture goes. */
  next() {
    if (this.left === 0) {
      if (this.rest > 0) {
        this.rest -= 1;
        return this.isCopyQuicker ? "copy" : "draw";
      }
      this.begin();
    }
    return this.copying.length < this.drawing.length ? "copy" : "draw";
  }
  /** A picture that went that way took *ms* in all. */
  took(way, ms) {
    if (this.left === 0) return;
    (way === "copy" ? this.copying : this.drawing).push(ms);
    this.left -= 1;
    this.isCopyQuicker = Math.min(...this.copying) < Math.min(...this.drawing);
  }
  begin() {
    [this.copying, this.drawing] = [[], []];
    this.left = TRIAL;
    this.pause *= 2;
    this.rest = this.pause;
  }
};
var FrameCopier = class {
  constructor(now = () => performance.now()) {
    this.now = now;
  }
  now;
  spare = [];
  trials = new Trials();
  size = "";
  isUnable = false;
  /**
   * Make *image* ready for canvases of *width* by *height*.
   *
   * Returns the image itself, or a copy and closes the image.
   */
  async prepare(image, width, height) {
    if (!(image instanceof FrameImage) || this.isUnable) return image;
    if (!isCopyable(image.source, width, height)) return image;
    this.adaptTo(width, height);
    if (this.trials.next() === "draw") return image;
    const copy = await this.copy(image.source, width, height);
    if (copy === null) {
      this.isUnable = true;
      return image;
    }
    image.close();
    return copy;
  }
  /** Draw *image* by way of *draw*, and learn how long that takes. */
  draw(image, draw) {
    const started = this.now();
    draw();
    const took = this.now() - started;
    if (image instanceof CopiedImage) this.trials.took("copy", took + image.copyMs);
    else if (image instanceof FrameImage) this.trials.took("draw", took);
  }
  /** Forget the memory. */
  close() {
    this.spare = [];
  }
  adaptTo(width, height) {
    const size = `${width}x${height}`;
    if (size === this.size) return;
    this.size = size;
    this.spare = [];
    this.trials = new Trials();
  }
  /** Returns `null` where this browser cannot convert colours so. */
  async copy(frame, width, height) {
    const started = this.now();
    const pixels = this.spare.pop() ?? new ImageData(width, height);
    try {
      const options = { format: FORMAT, colorSpace: "srgb" };
      if (frame.allocationSize(options) !== pixels.data.byteLength) return null;
      const planes = await frame.copyTo(pixels.data, options);
      if (planes.length !== 1) return null;
    } catch {
      return null;
    }
    const close = () => this.takeBack(pixels);
    return new CopiedImage(pixels, this.now() - started, close);
  }
  takeBack(pixels) {
    const isOfSize = `${pixels.width}x${pixels.height}` === this.size;
    if (isOfSize && this.spare.length < MOST_SPARE) this.spare.push(pixels);
  }
};
function isCopyable(frame, width, height) {
  const { format, visibleRect, displayWidth, displayHeight } = frame;
  return format !== null && visibleRect?.width === width && visibleRect.height === height && displayWidth === width && displayHeight === height;
}

// src/video/stream.ts
var HELD_MS = 1e3;
var MOST_FAILURES = 3;
var ASK_AGAIN_MS = 1e3;
var Stream = class {
  constructor(codec, events) {
    this.codec = codec;
    this.events = events;
  }
  codec;
  events;
  decoder = null;
  setup = "";
  needsKey = true;
  failures = 0;
  askedAt = Number.NEGATIVE_INFINITY;
  stamp = 0;
  pending = /* @__PURE__ */ new Map();
  timer;
  push(arrival) {
    const { header, payload } = arrival;
    if (this.failures >= MOST_FAILURES) {
      this.events.failed(arrival, `the ${this.codec} decoder of this browser failed`);
      return;
    }
    if (this.needsKey && !header.keyframe) {
      this.events.failed(arrival, "");
      this.ask();
      return;
    }
    this.stamp += 1;
    this.pending.set(this.stamp, arrival);
    try {
      if (header.keyframe) this.configure(arrival);
      const type = header.keyframe ? "key" : "delta";
      const chunk = { type, timestamp: this.stamp, data: payload };
      this.decoder?.decode(new EncodedVideoChunk(chunk));
    } catch (error) {
      this.fail(String(error));
    }
    this.watch();
  }
  /** Forget what is being decoded; the next frame must be a key frame. */
  restart() {
    this.drop();
    this.askedAt = Number.NEGATIVE_INFINITY;
  }
  close() {
    this.drop();
  }
  configure({ header }) {
    const { config, coded_width: codedWidth, coded_height: codedHeight } = header;
    const colorSpace = header.color_space && colorSpaceInit(header.color_space);
    const setup = JSON.stringify([config, codedWidth, codedHeight, colorSpace]);
    const decoder = this.decoder;
    if (decoder?.state !== "configured" || setup !== this.setup) {
      const next = decoder?.state === "configured" ? decoder : this.open();
      next.configure({
        codec: config ?? "",
        codedWidth,
        codedHeight,
        optimizeForLatency: true,
        ...colorSpace === null ? {} : { colorSpace }
      });
      this.setup = setup;
    }
    this.needsKey = false;
    this.askedAt = Number.NEGATIVE_INFINITY;
  }
  open() {
    const decoder = new VideoDecoder({
      output: (frame) => this.take(decoder, frame),
      error: (error) => {
        if (decoder === this.decoder) this.fail(error.message);
      }
    });
    this.decoder = decoder;
    return decoder;
  }
  take(decoder, frame) {
    const arrival = this.pending.get(frame.timestamp);
    if (decoder !== this.decoder || arrival === void 0) {
      frame.close();
      return;
    }
    this.pending.delete(frame.timestamp);
    this.giveUpBefore(frame.timestamp);
    this.failures = 0;
    this.watch();
    this.events.decoded(arrival, new FrameImage(frame));
  }
  /** Frames come out in order: what was to come before *stamp* never will. */
  giveUpBefore(stamp) {
    for (const [older, arrival] of this.pending) {
      if (older >= stamp) continue;
      this.pending.delete(older);
      this.events.failed(arrival, "");
    }
  }
  fail(reason) {
    this.failures += 1;
    const lost = [...this.pending.values()];
    this.drop();
    for (const arrival of lost) this.events.failed(arrival, reason);
    if (this.failures >= MOST_FAILURES) this.events.lost(true);
    else this.ask();
  }
  ask() {
    const now = performance.now();
    if (now - this.askedAt < ASK_AGAIN_MS) return;
    this.askedAt = now;
    this.events.lost(false);
  }
  drop() {
    clearTimeout(this.timer);
    this.timer = void 0;
    this.pending.clear();
    this.needsKey = true;
    const decoder = this.decoder;
    this.decoder = null;
    if (decoder !== null && decoder.state !== "closed") decoder.close();
  }
  /** See to it that the oldest frame comes out; some decoders wait for the next. */
  watch() {
    clearTimeout(this.timer);
    this.timer = this.pending.size === 0 ? void 0 : setTimeout(() => this.squeeze(), HELD_MS);
  }
  squeeze() {
    const { decoder } = this;
    if (decoder === null || decoder.state !== "configured") return;
    if (decoder.decodeQueueSize > 0) {
      this.watch();
      return;
    }
    decoder.flush().then(
      () => {
        if (decoder === this.decoder) this.fail("the decoder keeps frames back");
      },
      () => void 0
    );
  }
};
function colorSpaceInit(space) {
  const { full_range: fullRange, ...names } = space;
  return { ...names, fullRange };
}

// src/video/player.ts
var Player = class {
  constructor(decodeJpeg, events) {
    this.decodeJpeg = decodeJpeg;
    this.events = events;
  }
  decodeJpeg;
  events;
  surfaces = /* @__PURE__ */ new Map();
  streams = /* @__PURE__ */ new Map();
  copier = new FrameCopier();
  waiting = null;
  decoding = null;
  newest = Number.NEGATIVE_INFINITY;
  last = null;
  /** Counts the links; what was decoded for an earlier one is not drawn. */
  link = 0;
  isClosed = false;
  push(arrival) {
    const { codec } = arrival.header;
    if (codec !== "jpeg") {
      this.stream(codec).push(arrival);
      return;
    }
    if (this.waiting !== null) this.events.settled(this.waiting, "skipped", "");
    this.waiting = arrival;
    if (this.decoding === null) void this.decodeNext();
  }
  /** Draw the newest picture on *surface* at once; returns its id, `null` without one. */
  redraw(surface) {
    if (this.last === null) return null;
    const { id, image, width, height } = this.last;
    surface.draw(image, width, height);
    return id;
  }
  /** The next frames follow nothing that came before; their numbers may be lower. */
  restart() {
    this.link += 1;
    this.newest = Number.NEGATIVE_INFINITY;
    this.waiting = null;
    for (const stream of this.streams.values()) stream.restart();
  }
  close() {
    this.isClosed = true;
    this.waiting = null;
    for (const stream of this.streams.values()) stream.close();
    this.last?.image.close();
    this.last = null;
    this.copier.close();
  }
  async decodeNext() {
    const arrival = this.waiting;
    this.waiting = null;
    this.decoding = arrival;
    if (arrival === null) return;
    const { link } = this;
    const decoded = await this.decode(arrival);
    void this.decodeNext();
    if (typeof decoded !== "string") await this.present(arrival, decoded, link);
    else if (!this.isPast(link)) this.events.settled(arrival, "failed", decoded);
  }
  isPast(link) {
    return this.isClosed || link !== this.link;
  }
  async present(arrival, image, link) {
    const { width, height } = arrival.header;
    const ready = await this.copier.prepare(image, width, height);
    if (this.isPast(link)) ready.close();
    else this.show(arrival, ready);
  }
  /** Returns the picture, or why there is none. */
  async decode({ payload }) {
    try {
      return await this.decodeJpeg(payload);
    } catch (error) {
      return String(error);
    }
  }
  show(arrival, image) {
    const { sequence, still, width, height } = arrival.header;
    const isNewer = sequence > this.newest || still && sequence === this.newest;
    if (!isNewer) {
      image.close();
      this.events.settled(arrival, "unseen", "");
      return;
    }
    this.newest = sequence;
    let isDrawn = false;
    for (const surface of this.surfaces.values()) {
      if (!surface.isShown) continue;
      this.copier.draw(image, () => surface.draw(image, width, height));
      isDrawn = true;
    }
    this.last?.image.close();
    this.last = { id: arrival.id, image, width, height };
    this.events.settled(arrival, isDrawn ? "drawn" : "unseen", "");
  }
  stream(codec) {
    const known = this.streams.get(codec);
    if (known !== void 0) return known;
    const stream = new Stream(codec, {
      decoded: (arrival, image) => void this.present(arrival, image, this.link),
      failed: (arrival, reason) => this.events.settled(arrival, "failed", reason),
      lost: (isUnusable) => this.events.keyframe(isUnusable ? codec : null)
    });
    this.streams.set(codec, stream);
    return stream;
  }
};

// src/video/surface.ts
var Surface = class {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
  }
  canvas;
  isShown = true;
  context;
  draw(image, width, height) {
    const { canvas, context } = this;
    if (context === null) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      context.imageSmoothingQuality = "high";
    }
    image.draw(context, width, height);
  }
};

// src/video/projector.ts
var Projector = class {
  constructor(report) {
    this.report = report;
  }
  report;
  players = /* @__PURE__ */ new Map();
  tracks = /* @__PURE__ */ new Map();
  decodeJpeg = chooseJpegDecoder();
  handle(request) {
    switch (request.type) {
      case "frame":
        this.player(request.header.track).push(request);
        break;
      case "attach":
        this.attach(request.surface, request.track, new Surface(request.canvas));
        break;
      case "show":
        this.show(request.surface, request.isShown);
        break;
      case "detach":
        this.detach(request.surface);
        break;
      case "restart":
        for (const player of this.players.values()) player.restart();
        break;
      case "clock":
        this.report({ type: "clock", asked: request.at, at: unixNow() });
        break;
    }
  }
  close() {
    for (const player of this.players.values()) player.close();
    this.players.clear();
  }
  attach(number, track, surface) {
    this.tracks.set(number, track);
    const player = this.player(track);
    player.surfaces.set(number, surface);
    this.redraw(player, number, surface);
  }
  show(number, isShown) {
    const player = this.players.get(this.tracks.get(number) ?? "");
    const surface = player?.surfaces.get(number);
    if (player === void 0 || surface === void 0) return;
    const isBack = isShown && !surface.isShown;
    surface.isShown = isShown;
    if (isBack) this.redraw(player, number, surface);
  }
  redraw(player, number, surface) {
    const id = player.redraw(surface);
    if (id !== null) this.report({ type: "redrawn", surface: number, id });
  }
  detach(number) {
    this.players.get(this.tracks.get(number) ?? "")?.surfaces.delete(number);
    this.tracks.delete(number);
  }
  player(track) {
    const known = this.players.get(track);
    if (known !== void 0) return known;
    const { report } = this;
    const player = new Player(this.decodeJpeg, {
      settled: ({ id }, fate, reason) => report({ type: "settled", id, fate, at: unixNow(), reason }),
      keyframe: (unusable) => report({ type: "keyframe", track, unusable })
    });
    this.players.set(track, player);
    return player;
  }
};

// src/video/backend.ts
var START_MS = 5e3;
function canUseWorker() {
  return typeof Worker === "function" && typeof OffscreenCanvas === "function" && typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function";
}
function openWorker(events) {
  const url = URL.createObjectURL(new Blob([virtual_decode_worker_default], { type: "text/javascript" }));
  const worker = new Worker(url, { name: "reactor-decode" });
  let isStarting = true;
  const settle = () => {
    if (!isStarting) return;
    isStarting = false;
    clearTimeout(timer);
    URL.revokeObjectURL(url);
  };
  const close = () => {
    settle();
    worker.terminate();
  };
  const fail = () => {
    close();
    events.broken();
  };
  const timer = setTimeout(fail, START_MS);
  worker.addEventListener("error", fail);
  worker.addEventListener("messageerror", fail);
  worker.addEventListener("message", ({ data }) => {
    settle();
    events.report(data);
  });
  return {
    isWorker: true,
    takeOver: (canvas) => canvas.transferControlToOffscreen(),
    post: (request, transfer = []) => worker.postMessage(request, transfer),
    close
  };
}
function openInPage(events) {
  const projector = new Projector(events.report);
  return {
    isWorker: false,
    takeOver: (canvas) => canvas,
    post: (request) => projector.handle(request),
    close: () => projector.close()
  };
}

// src/video/view.ts
var View = class {
  constructor(track, owner, events) {
    this.track = track;
    this.owner = owner;
    this.events = events;
    this.canvas = this.make();
  }
  track;
  owner;
  events;
  canvas;
  isShown = true;
  size = null;
  /** Called after the picture has another size than before. */
  onresize = null;
  /** Called after each picture that was drawn on this canvas. */
  onshown = null;
  /** Whether somebody can see it; on a hidden view nothing is drawn. */
  setShown(isShown) {
    if (isShown === this.isShown) return;
    this.isShown = isShown;
    this.events.show(isShown);
  }
  /** The picture of *header* is on the canvas now. */
  shown(header) {
    const { canvas } = this;
    const { width, height } = header;
    canvas.dataset.sequence = String(header.sequence);
    canvas.dataset.command = String(header.command);
    canvas.dataset.step = String(header.step);
    if (this.size?.width !== width || this.size.height !== height) {
      this.size = { width, height };
      canvas.style.aspectRatio = `${width} / ${height}`;
      canvas.classList.remove("empty");
      this.onresize?.(this.size);
    }
    this.onshown?.(header);
    canvas.dispatchEvent(
      new CustomEvent("reactor:drawn", {
        bubbles: true,
        composed: true,
        detail: header
      })
    );
  }
  /** Put a canvas of its own in the place of the present one. */
  renew() {
    const former = this.canvas;
    this.canvas = this.make();
    this.canvas.style.cssText = former.style.cssText;
    this.size = null;
    former.replaceWith(this.canvas);
  }
  /** Nothing is drawn on it any more. */
  close() {
    this.onresize = null;
    this.onshown = null;
    this.events.close();
  }
  make() {
    const canvas = this.owner.createElement("canvas");
    canvas.dataset.testid = `reactor-canvas-${this.track}`;
    canvas.className = "canvas empty";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Live picture of track ${this.track}`);
    canvas.width = 1;
    canvas.height = 1;
    return canvas;
  }
};

// src/video/screen.ts
var Screen = class {
  constructor(events) {
    this.events = events;
  }
  events;
  backend = null;
  isWorkerBroken = false;
  views = /* @__PURE__ */ new Map();
  pending = /* @__PURE__ */ new Map();
  dropped = /* @__PURE__ */ new Map();
  /** The newest decoded frame of each track, by the id it had. */
  newest = /* @__PURE__ */ new Map();
  /** What to add to the worker's clock to get the page's, in seconds. */
  skew = 0;
  lastId = 0;
  /** Whether frames are decoded outside the page's own thread. */
  get isInWorker() {
    return this.backend?.isWorker ?? false;
  }
  /**
   * A new canvas for *track*, drawn from now on.
   *
   * @param owner The document that the canvas is for.
   */
  attach(track, owner = document) {
    this.lastId += 1;
    const number = this.lastId;
    const view = new View(track, owner, {
      show: (isShown) => this.open().post({ type: "show", surface: number, isShown }),
      close: () => {
        this.views.delete(number);
        this.backend?.post({ type: "detach", surface: number });
      }
    });
    this.views.set(number, view);
    this.give(number, view);
    return view;
  }
  /** A frame arrived. The payload is copied: its memory may belong to others, too. */
  push(header, payload) {
    this.lastId += 1;
    const id = this.lastId;
    this.pending.set(id, header);
    const copy = payload.slice();
    this.open().post({ type: "frame", id, header, payload: copy }, [copy.buffer]);
  }
  /** A new link is up; frames of the former are no more waited for. */
  restart() {
    this.pending.clear();
    this.dropped.clear();
    this.backend?.post({ type: "restart" });
  }
  close() {
    this.backend?.close();
    this.backend = null;
    this.pending.clear();
    this.newest.clear();
    this.views.clear();
  }
  open() {
    if (this.backend !== null) return this.backend;
    const backend = this.start();
    this.backend = backend;
    backend.post({ type: "clock", at: unixNow() });
    return backend;
  }
  start() {
    const report = (report2) => this.take(report2);
    if (canUseWorker() && !this.isWorkerBroken) {
      try {
        return openWorker({ report, broken: () => this.replaceWorker() });
      } catch {
        this.isWorkerBroken = true;
      }
    }
    return openInPage({ report });
  }
  /** Go on in the page: a canvas that was handed over does not come back. */
  replaceWorker() {
    this.isWorkerBroken = true;
    this.backend = null;
    this.skew = 0;
    for (const [number, view] of this.views) {
      view.renew();
      this.give(number, view);
    }
    this.pending.clear();
    this.events.lost();
  }
  give(number, view) {
    const backend = this.open();
    const canvas = backend.takeOver(view.canvas);
    const transfer = canvas === view.canvas ? [] : [canvas];
    const { track, isShown } = view;
    backend.post({ type: "attach", surface: number, track, canvas }, transfer);
    if (!isShown) backend.post({ type: "show", surface: number, isShown });
  }
  take(report) {
    switch (report.type) {
      case "settled":
        this.settle(report);
        break;
      case "redrawn":
        this.tellRedrawn(report.surface, report.id);
        break;
      case "keyframe":
        this.events.keyframe(report.track, report.unusable);
        break;
      case "clock":
        this.compareClocks(report.asked, report.at);
        break;
    }
  }
  settle(report) {
    const { id, fate, reason } = report;
    const header = this.pending.get(id);
    if (header === void 0) return;
    this.pending.delete(id);
    const { track, sequence, still } = header;
    const isDrawn = fate === "drawn";
    if (isDrawn || fate === "unseen") this.newest.set(track, [id, header]);
    if (isDrawn) this.tellViews(header);
    if (reason !== "") {
      this.events.failed(`Frame ${sequence} of ${track} was not drawn: ${reason}`);
    }
    if (still) return;
    const dropped = (this.dropped.get(track) ?? 0) + (isDrawn ? 0 : 1);
    this.dropped.set(track, fate === "skipped" ? dropped : 0);
    if (fate === "skipped") return;
    this.events.settled({ header, isDrawn, dropped, at: report.at + this.skew });
  }
  tellViews(header) {
    for (const view of this.views.values()) {
      if (view.track === header.track && view.isShown) view.shown(header);
    }
  }
  tellRedrawn(surface, id) {
    const view = this.views.get(surface);
    const [known, header] = this.newest.get(view?.track ?? "") ?? [];
    if (known === id && header !== void 0) view?.shown(header);
  }
  /** Clocks of one machine agree; where they do not, the middle of the exchange does. */
  compareClocks(asked, at) {
    const now = unixNow();
    const isPlausible = asked <= at && at <= now;
    this.skew = isPlausible ? 0 : (asked + now) / 2 - at;
  }
};

// src/session.ts
var MOST_ASKERS = 500;
var Session = class {
  /** @param ended Called when the last panel has left. */
  constructor(channel, ended = () => void 0) {
    this.channel = channel;
    this.ended = ended;
    const { clock } = this;
    this.acks = new Acks((ack) => void channel.send(ack), clock, this.ending.signal);
    this.pinger = new Pinger(channel, clock);
    this.screen = new Screen({
      settled: (drawn) => this.settled(drawn),
      failed: (reason) => this.tell((watcher) => watcher.failed?.(reason)),
      keyframe: (track, unusable) => void channel.send({ type: "keyframe", track, unusable }),
      lost: () => this.askAgain()
    });
    channel.onmessage = (header, buffers) => this.receive(header, buffers);
    channel.onstatus = (status) => this.follow(status);
  }
  channel;
  ended;
  clock = new EngineClock();
  outflow = new Outflow();
  screen;
  ending = new AbortController();
  members = /* @__PURE__ */ new Set();
  watchers = /* @__PURE__ */ new Set();
  askers = /* @__PURE__ */ new Map();
  journal = new Journal();
  acks;
  pinger;
  status = { state: "connecting", rung: null, refusals: [] };
  isVisible = null;
  traces = 0;
  get isEnded() {
    return this.ending.signal.aborted;
  }
  /** Returns a panel's part; what happened so far is told when it starts to listen. */
  join() {
    const member = new SessionMember(this);
    this.members.add(member);
    return member;
  }
  leave(member) {
    if (!this.members.delete(member)) return;
    for (const [id, asker] of this.askers) if (asker === member) this.askers.delete(id);
    if (this.members.size > 0) {
      this.tellVisible();
      return;
    }
    this.ending.abort();
    this.pinger.stop();
    this.screen.close();
    this.channel.close();
    this.ended();
  }
  send(member, header, buffers) {
    if (header.type === "visible") {
      member.isVisible = header.visible;
      this.tellVisible();
      return true;
    }
    if (header.type === "command" || header.type === "upload") {
      this.remember(header.id, member);
    }
    const isSent = this.channel.send(header, buffers);
    if (isSent && isBulky(header)) this.trace(buffers ?? []);
    return isSent;
  }
  get buffered() {
    return this.channel.buffered;
  }
  watch(watcher, signal) {
    this.watchers.add(watcher);
    signal.addEventListener("abort", () => this.watchers.delete(watcher));
  }
  /** What a panel that starts to listen has missed. */
  greet(member) {
    for (const header of this.journal.retell()) member.onmessage?.(header, []);
  }
  get present() {
    return this.status;
  }
  follow(status) {
    this.status = status;
    for (const member of [...this.members]) member.onstatus?.(status);
  }
  receive(header, buffers) {
    switch (header.type) {
      case "frame":
        if (buffers[0] !== void 0) this.show(header, buffers[0]);
        return;
      case "pong":
        this.learnFrom(header.id, header.now);
        return;
      case "audio":
        this.acks.heard(header, unixNow());
        break;
      case "answer":
      case "upload":
        this.reply(header, buffers);
        return;
      case "welcome":
        this.welcome(header);
        break;
      case "rejected":
        this.askers.delete(header.id ?? "");
        break;
    }
    this.journal.note(header);
    for (const member of [...this.members]) member.onmessage?.(header, buffers);
    if (header.type === "welcome") this.tellVisible();
  }
  welcome({ clock, link }) {
    this.clock.restart(clock.epoch);
    this.acks.use(link.rung);
    this.outflow.restart();
    this.screen.restart();
    this.pinger.restart();
    this.isVisible = null;
  }
  /** Ask to be told when *buffers*, just sent, have arrived. */
  trace(buffers) {
    this.traces += 1;
    const id = `arrived:${this.traces}`;
    const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.outflow.sent(id, bytes, performance.now());
    this.channel.send({ type: "ping", id });
  }
  learnFrom(id, engine) {
    if (this.outflow.arrived(id, performance.now())) {
      this.tell((watcher) => watcher.hasRoom?.());
      return;
    }
    this.pinger.answered(id, engine);
    const { roundTrip: roundTrip2 } = this.clock;
    if (roundTrip2 !== null) this.outflow.tookTrip(roundTrip2 * 1e3);
  }
  remember(id, asker) {
    this.askers.delete(id);
    this.askers.set(id, asker);
    const [oldest] = this.askers.keys();
    if (this.askers.size > MOST_ASKERS && oldest !== void 0) {
      this.askers.delete(oldest);
    }
  }
  /** Pass on what is for the one that asked. */
  reply(header, buffers) {
    const asker = this.askers.get(header.id);
    const isOver = header.type === "answer" || header.done || header.code !== null;
    if (isOver) this.askers.delete(header.id);
    asker?.onmessage?.(header, buffers);
  }
  show(header, payload) {
    if (!header.still) this.acks.expect(header, unixNow());
    this.tell((watcher) => watcher.arrived?.(header, payload.byteLength));
    this.screen.push(header, payload);
  }
  settled(drawn) {
    this.acks.drawn(drawn);
    this.tell((watcher) => watcher.drawn?.(drawn));
  }
  tell(tell2) {
    for (const watcher of [...this.watchers]) tell2(watcher);
  }
  tellVisible() {
    const isVisible = [...this.members].some((member) => member.isVisible);
    if (isVisible === this.isVisible) return;
    if (!this.channel.send({ type: "visible", visible: isVisible })) return;
    this.isVisible = isVisible;
    this.pinger.rest(!isVisible);
  }
  /** A panel that becomes visible is sent the newest frame of every track. */
  askAgain() {
    this.channel.send({ type: "visible", visible: false });
    this.isVisible = false;
    this.tellVisible();
  }
};
function isBulky(header) {
  return header.type === "media" || header.type === "upload" && header.event === "chunk";
}
var SessionMember = class {
  constructor(session) {
    this.session = session;
  }
  session;
  onmessageHeard = null;
  isVisible = true;
  statusHeard = null;
  get clock() {
    return this.session.clock;
  }
  get outflow() {
    return this.session.outflow;
  }
  get buffered() {
    return this.session.buffered;
  }
  get onmessage() {
    return this.onmessageHeard;
  }
  set onmessage(listener) {
    this.onmessageHeard = listener;
    if (listener !== null) this.session.greet(this);
  }
  get onstatus() {
    return this.statusHeard;
  }
  set onstatus(listener) {
    this.statusHeard = listener;
    listener?.(this.session.present);
  }
  send(header, buffers) {
    return this.session.send(this, header, buffers);
  }
  attach(track, owner) {
    return this.session.screen.attach(track, owner);
  }
  watch(watcher, signal) {
    this.session.watch(watcher, signal);
  }
  close() {
    this.onmessageHeard = null;
    this.statusHeard = null;
    this.session.leave(this);
  }
};

// src/standing.ts
var OVER = /* @__PURE__ */ new Set(["lost", "ended", "stopping", "stopped"]);
var LOADING = /* @__PURE__ */ new Set(["created", "loading"]);
var COVERS = {
  lost: "No kernel answers",
  ended: "The session has ended",
  stopped: "The session has ended",
  paused: "Paused"
};
function standingOf(link, status) {
  const word = link === "lost" || link === "ended" ? link : status;
  return {
    status: word,
    cover: COVERS[word] ?? "",
    isOver: OVER.has(word),
    isLoading: LOADING.has(word),
    isRunning: word === "running"
  };
}

// src/samples.ts
function percentile(sorted, share) {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[Math.min(rank, sorted.length) - 1] ?? Number.NaN;
}
function summarize(values) {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const list = Array.from(sorted);
  return { median: percentile(list, 0.5), p95: percentile(list, 0.95) };
}
var Recent = class {
  constructor(span, limit) {
    this.span = span;
    this.limit = limit;
  }
  span;
  limit;
  entries = [];
  add(at, value) {
    this.entries.push([at, value]);
    if (this.entries.length > 2 * this.limit) {
      this.entries = this.entries.slice(-this.limit);
    }
  }
  /** Values younger than the span at *now*. */
  values(now) {
    const start = now - this.span;
    return this.entries.slice(-this.limit).filter(([at]) => at > start).map(([, value]) => value);
  }
};

// src/metrics.ts
var SPAN2 = 1e4;
var COMMAND_SPAN = 6e4;
var POINTS = 40;
var POINT_MS = 500;
var PATIENCE2 = 1e4;
var MOST3 = 4e3;
var Metrics = class {
  constructor(startedAt) {
    this.startedAt = startedAt;
  }
  startedAt;
  points = [];
  meter = new Meter();
  ages = new Recent(SPAN2, MOST3);
  delays = new Recent(COMMAND_SPAN, MOST3);
  sent = /* @__PURE__ */ new Map();
  waiting = [];
  /** When frames first contained a command, newest last: answers may come later. */
  firsts = [];
  lastSequence = null;
  dropped = 0;
  /** A payload came in. */
  arrived(bytes, at) {
    this.point(at).bytes += bytes;
  }
  /** A frame of the main track was drawn. */
  drawn({ sequence, command, at, age }) {
    const point = this.point(at);
    point.frames += 1;
    this.meter.count(at);
    point.ages.push(age);
    this.ages.add(at, age);
    const missed = this.lastSequence === null ? 0 : sequence - this.lastSequence - 1;
    if (missed > 0) {
      point.dropped += missed;
      this.dropped += missed;
    }
    this.lastSequence = sequence;
    this.contain(command, at);
  }
  /** A command went out under *id*. */
  commandSent(id, at) {
    this.sent.set(id, at);
    for (const [known, sentAt] of this.sent) {
      if (sentAt < at - PATIENCE2) this.sent.delete(known);
    }
  }
  /** The command *id* ran as the *number*-th; 0 if it did not. */
  commandAnswered(id, number) {
    const sentAt = this.sent.get(id);
    this.sent.delete(id);
    if (sentAt === void 0 || number <= 0) return;
    const first = this.firsts.find(
      ([command, at]) => command >= number && at >= sentAt
    );
    if (first !== void 0) this.measure(sentAt, first[1]);
    else this.waiting.push({ number, sentAt });
  }
  /** The picture was away for a while: what was made meanwhile was not dropped. */
  resume() {
    this.lastSequence = null;
    this.waiting = [];
    this.firsts = [];
  }
  report(now) {
    const points = this.timeline(now);
    const looked = Math.min(SPAN2, Math.max(POINT_MS, now - this.startedAt));
    const recent = points.slice(-Math.ceil(looked / POINT_MS));
    const perSecond = (value) => recent.reduce((sum, point) => sum + value(point), 0) * 1e3 / (Math.max(1, recent.length) * POINT_MS);
    const scale = 1e3 / POINT_MS;
    return {
      rate: this.meter.rate(now),
      bytesPerSecond: perSecond(({ bytes }) => bytes),
      dropped: this.dropped,
      droppedPerSecond: perSecond(({ dropped }) => dropped),
      age: summarize(this.ages.values(now)),
      command: summarize(this.delays.values(now)),
      series: {
        rate: points.map(({ frames }) => frames * scale),
        bytes: points.map(({ bytes }) => bytes * scale),
        dropped: points.map(({ dropped }) => dropped * scale),
        age: points.map(({ ages }) => summarize(ages)?.median ?? Number.NaN),
        command: points.map(
          ({ commands }) => summarize(commands)?.median ?? Number.NaN
        )
      }
    };
  }
  contain(command, at) {
    const last = this.firsts.at(-1);
    if (last === void 0 || last[0] !== command) {
      this.firsts.push([command, at]);
      if (this.firsts.length > 64) this.firsts.shift();
    }
    if (this.waiting.length === 0) return;
    const due = this.waiting.filter(({ number }) => number <= command);
    this.waiting = this.waiting.filter(
      ({ number, sentAt }) => number > command && sentAt > at - PATIENCE2
    );
    for (const { sentAt } of due) this.measure(sentAt, at);
  }
  measure(sentAt, at) {
    if (at - sentAt > PATIENCE2) return;
    this.delays.add(at, at - sentAt);
    this.point(at).commands.push(at - sentAt);
  }
  /** The points that are over, oldest first; the one that runs is not among them. */
  timeline(now) {
    const current = this.number(now);
    const known = new Map(this.points.map((point) => [point.number, point]));
    const first = Math.max(0, current - POINTS);
    const length = current - first;
    return Array.from(
      { length },
      (_, i) => known.get(first + i) ?? makePoint(first + i)
    );
  }
  point(at) {
    const number = this.number(at);
    const found = this.points.findLast((point2) => point2.number === number);
    if (found !== void 0) return found;
    const point = makePoint(number);
    this.points.push(point);
    if (this.points.length > POINTS + 2) this.points.shift();
    return point;
  }
  number(at) {
    return Math.floor((at - this.startedAt) / POINT_MS);
  }
};
function makePoint(number) {
  return { number, frames: 0, bytes: 0, dropped: 0, ages: [], commands: [] };
}

// src/views/sparkline.ts
var SVG2 = "http://www.w3.org/2000/svg";
var WIDTH = 72;
var HEIGHT = 18;
var FLOOR2 = 1;
var CEILING = 4;
function tracePieces(series, length) {
  const top = Math.max(...series.filter((value) => !Number.isNaN(value)), 1e-9);
  const step = WIDTH / Math.max(1, length - 1);
  const start = length - series.length;
  const pieces = [[]];
  series.forEach((value, i) => {
    if (Number.isNaN(value)) {
      pieces.push([]);
      return;
    }
    const x = (start + i) * step;
    const y = HEIGHT - FLOOR2 - value / top * (HEIGHT - FLOOR2 - CEILING);
    pieces.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  return pieces.filter((piece) => piece.length > 0).map((piece) => {
    if (piece.length > 1) return piece.join(" ");
    const [x = "0", y = "0"] = (piece[0] ?? "").split(",");
    const ends2 = [Number(x) - step / 2, Number(x) + step / 2];
    return ends2.map((end) => `${end.toFixed(1)},${y}`).join(" ");
  });
}
function createSparkline() {
  const el = document.createElementNS(SVG2, "svg");
  el.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  el.setAttribute("aria-hidden", "true");
  el.classList.add("spark");
  return {
    el,
    show: (series, length) => {
      const lines = tracePieces(series, length).map((points) => {
        const line = document.createElementNS(SVG2, "polyline");
        line.setAttribute("points", points);
        return line;
      });
      el.replaceChildren(...lines);
    }
  };
}

// src/views/overlay.ts
var NOTHING = "–";
function digits(value) {
  return value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}
function formatBytes(perSecond) {
  if (perSecond < 999.5) return `${perSecond.toFixed(0)} B/s`;
  if (perSecond < 999500) return `${digits(perSecond / 1e3)} kB/s`;
  return `${digits(perSecond / 1e6)} MB/s`;
}
function formatDelay(milliseconds) {
  return milliseconds < 999.5 ? `${digits(milliseconds)} ms` : `${digits(milliseconds / 1e3)} s`;
}
function readDelay(summary) {
  if (summary === null) return { value: NOTHING, more: "", data: {} };
  const { median, p95 } = summary;
  return {
    value: formatDelay(median),
    more: `p95 ${formatDelay(p95)}`,
    data: { value: median, p95 }
  };
}
var ROWS = [
  {
    name: "fps",
    label: "Drawn",
    help: "Frames that were drawn on this page, per second",
    read: ({ rate }) => ({
      value: formatRate(rate),
      more: "",
      data: rate === null ? {} : { value: rate }
    }),
    series: ({ series }) => series.rate
  },
  {
    name: "dropped",
    label: "Dropped",
    help: "Frames that the model made and that were never drawn here",
    read: ({ dropped, droppedPerSecond }) => ({
      value: `${digits(droppedPerSecond)} /s`,
      more: `${dropped} in all`,
      data: { value: droppedPerSecond, total: dropped }
    }),
    series: ({ series }) => series.dropped
  },
  {
    name: "bytes",
    label: "Data",
    help: "Bytes of encoded pictures, per second",
    read: ({ bytesPerSecond }) => ({
      value: formatBytes(bytesPerSecond),
      more: "",
      data: { value: bytesPerSecond }
    }),
    series: ({ series }) => series.bytes
  },
  {
    name: "age",
    label: "Frame age",
    help: "From the model's emit to the drawing of the frame: median and 95th percentile",
    read: ({ age }) => readDelay(age),
    series: ({ series }) => series.age
  },
  {
    name: "command",
    label: "Response",
    help: "From a command to the first drawn frame that contains it: median and 95th percentile",
    read: ({ command }) => readDelay(command),
    series: ({ series }) => series.command
  }
];
function createOverlay() {
  const list = make("dl", "figures");
  const rows = ROWS.map((row) => {
    const value = make("b");
    const more = make("span", "more");
    const reading = make("dd", "", value, more);
    const spark = createSparkline();
    const term = make("dt", "", row.label);
    const line = make("div", "figures-row", term, reading, spark.el);
    line.title = row.help;
    line.dataset.testid = `reactor-stat-${row.name}`;
    list.append(line);
    return { row, line, value, more, spark };
  });
  const note = make("p", "overlay-note");
  const el = make("div", "overlay", list, note);
  el.dataset.testid = "reactor-overlay";
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "Statistics");
  return {
    el,
    show: (report, words) => {
      for (const { row, line, value, more, spark } of rows) {
        const reading = row.read(report);
        value.textContent = reading.value;
        more.textContent = reading.more;
        delete line.dataset.value;
        for (const [name, number] of Object.entries(reading.data)) {
          line.dataset[name] = String(number);
        }
        spark.show(row.series(report), POINTS);
      }
      note.textContent = words;
    }
  };
}

// src/statistics.ts
var REFRESH_MS = 500;
var toMs = (seconds) => seconds * 1e3;
var pageMs = () => performance.timeOrigin + performance.now();
var Statistics = class {
  constructor(parts, signal) {
    this.parts = parts;
    this.button = makeIconButton(
      "stats",
      "Statistics: frames, bytes, delays (I)",
      () => this.toggle(),
      signal
    );
    this.button.dataset.testid = "reactor-stats";
    this.button.setAttribute("aria-pressed", "false");
    signal.addEventListener("abort", () => this.stop());
  }
  parts;
  button;
  /** Where the overlay appears. */
  place = make("div", "overlay-place");
  running = null;
  toggle() {
    if (this.running === null) this.start();
    else this.stop();
    this.button.setAttribute("aria-pressed", String(this.running !== null));
  }
  /** The picture was hidden, or another link or session came. */
  resume() {
    this.running?.metrics.resume();
  }
  start() {
    const ending = new AbortController();
    const metrics = new Metrics(pageMs());
    const overlay = createOverlay();
    const running = { metrics, overlay, ending, newest: null };
    this.running = running;
    this.place.replaceChildren(overlay.el);
    this.parts.commands.watcher = {
      sent: (id) => metrics.commandSent(id, pageMs()),
      answered: (id, number) => metrics.commandAnswered(id, number)
    };
    this.measure(running);
    const timer = setInterval(() => this.refresh(running), REFRESH_MS);
    ending.signal.addEventListener("abort", () => clearInterval(timer));
    this.refresh(running);
  }
  measure(running) {
    const { member, track } = this.parts;
    const { metrics, ending } = running;
    member.watch(
      {
        arrived: (header, bytes) => {
          metrics.arrived(bytes, pageMs());
          if (header.track === track()) running.newest = header;
        },
        drawn: ({ header, isDrawn, at }) => {
          if (!isDrawn || header.track !== track()) return;
          const { sequence, command, created_at: made } = header;
          const age = toMs(at - member.clock.epoch - made);
          metrics.drawn({ sequence, command, at: toMs(at), age });
        }
      },
      ending.signal
    );
  }
  stop() {
    this.running?.ending.abort();
    this.running = null;
    this.parts.commands.watcher = null;
    this.place.replaceChildren();
  }
  refresh({ metrics, overlay, newest }) {
    overlay.show(metrics.report(pageMs()), this.note(newest));
  }
  note(newest) {
    const words = [this.parts.rung()];
    if (newest !== null) {
      const { codec, quality, coded_width: width, coded_height: height } = newest;
      words.push(`${codec} q${quality}`, `${width} × ${height}`);
    }
    const { roundTrip: roundTrip2 } = this.parts.member.clock;
    if (roundTrip2 !== null) words.push(`ping ${(roundTrip2 * 1e3).toFixed(1)} ms`);
    return words.filter(Boolean).join(" · ");
  }
};

// src/style/actions.css?inline
var actions_default = '.button {\n  align-items: center;\n  background: var(--sunk);\n  border: 1px solid var(--edge);\n  border-radius: var(--radius);\n  cursor: pointer;\n  display: inline-flex;\n  font-weight: 500;\n  gap: 6px;\n  justify-content: center;\n  min-height: 30px;\n  padding: 3px 12px;\n}\n\n.button:hover {\n  border-color: var(--soft);\n}\n\n.button:active {\n  translate: 0 1px;\n}\n\n.button.small {\n  background: var(--brand);\n  border-color: transparent;\n  color: var(--on-brand);\n  font-size: 11.5px;\n  min-height: 22px;\n  padding: 0 8px;\n}\n\n.refusal .button,\n.unset-switch .button {\n  background: none;\n  border-color: var(--edge);\n  color: var(--text);\n  flex: none;\n}\n\n.button[aria-busy="true"] {\n  opacity: 0.6;\n}\n\n.button.flash {\n  animation: flash 0.7s;\n}\n\n@keyframes flash {\n  from {\n    border-color: var(--good);\n    box-shadow: 0 0 0 2px color-mix(in srgb, var(--good) 45%, transparent);\n  }\n}\n\n.buttons {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 8px;\n}\n\n.for-button {\n  flex: 1 1 auto;\n}\n\n.for-button .button {\n  width: 100%;\n}\n\n.form {\n  background: color-mix(in srgb, var(--sunk) 55%, var(--back));\n  border: 1px solid var(--line);\n  border-radius: var(--radius);\n  display: grid;\n  gap: 10px;\n  padding: 10px;\n}\n\n.fields {\n  display: grid;\n  gap: 10px;\n}\n\n.form .box {\n  background: var(--back);\n}\n\n.file {\n  align-items: center;\n  border: 1px dashed var(--edge);\n  border-radius: var(--radius);\n  cursor: pointer;\n  display: grid;\n  gap: 10px;\n  grid-template-columns: 44px minmax(0, 1fr);\n  min-height: 56px;\n  padding: 5px 10px 5px 5px;\n  position: relative;\n}\n\n.file:hover,\n.file.over {\n  background: color-mix(in srgb, var(--brand) 9%, transparent);\n  border-color: var(--brand);\n}\n\n.file:focus-within {\n  outline: 2px solid var(--brand);\n  outline-offset: 1px;\n}\n\n.file-input {\n  cursor: pointer;\n  inset: 0;\n  opacity: 0;\n  position: absolute;\n  width: 100%;\n}\n\n.preview {\n  background: var(--sunk);\n  border-radius: 4px;\n  color: var(--soft);\n  display: grid;\n  height: 44px;\n  overflow: hidden;\n  place-items: center;\n  width: 44px;\n}\n\n.preview img {\n  height: 44px;\n  object-fit: cover;\n  width: 44px;\n}\n\n.file-text {\n  display: grid;\n  gap: 4px;\n  min-width: 0;\n}\n\n.file-hint {\n  color: var(--soft);\n  overflow: hidden;\n  text-overflow: ellipsis;\n  white-space: nowrap;\n}\n\n.progress {\n  accent-color: var(--brand);\n  height: 6px;\n  width: 100%;\n}\n';

// src/style/bars.css?inline
var bars_default = '/* Head */\n\n.bar {\n  align-items: center;\n  border-bottom: 1px solid var(--line);\n  display: flex;\n  gap: 8px;\n  min-height: 40px;\n  padding: 4px 8px 4px var(--gap);\n}\n\n.title {\n  flex: 0 1 auto;\n  font-size: 14px;\n  font-weight: 600;\n  min-width: 0;\n  overflow: hidden;\n  text-overflow: ellipsis;\n  white-space: nowrap;\n}\n\n.subtitle {\n  color: var(--soft);\n  flex: 1;\n  font-size: 12px;\n  min-width: 0;\n  overflow: hidden;\n  text-overflow: ellipsis;\n  white-space: nowrap;\n}\n\n.tools {\n  display: flex;\n  gap: 2px;\n}\n\n.icon-button {\n  background: none;\n  border: 0;\n  border-radius: var(--radius);\n  color: var(--soft);\n  cursor: pointer;\n  display: grid;\n  height: 30px;\n  padding: 0;\n  place-items: center;\n  width: 30px;\n}\n\n.icon-button:hover:enabled {\n  background: var(--sunk);\n  color: var(--text);\n}\n\n/* What is on stays so under the pointer: the colour says it, the shade answers. */\n.icon-button[aria-pressed="true"]:hover:enabled {\n  background: color-mix(in srgb, var(--text) 20%, var(--brand));\n  color: var(--on-brand);\n}\n\n.icon-button:disabled {\n  cursor: default;\n  opacity: 0.35;\n}\n\n.icon-button[aria-pressed="true"] {\n  background: var(--brand);\n  color: var(--on-brand);\n}\n\n.icon-button.small {\n  height: 22px;\n  width: 22px;\n}\n\n.head .icon-button {\n  height: 18px;\n  width: 18px;\n}\n\n.head .icon-button .icon,\n.icon-button.small .icon {\n  height: 12px;\n  width: 12px;\n}\n\n/* Failure */\n\n.banner {\n  background: var(--warn-back);\n  border-bottom: 1px solid var(--line);\n  border-inline-start: 3px solid var(--warn);\n  display: grid;\n  gap: 6px;\n  padding: 10px var(--gap);\n}\n\n.banner.failed {\n  background: var(--bad-back);\n  border-inline-start-color: var(--bad);\n}\n\n.banner.advice {\n  background: var(--sunk);\n  border-inline-start-color: var(--brand);\n}\n\n.loading {\n  align-items: baseline;\n  border-bottom: 1px solid var(--line);\n  column-gap: 8px;\n  display: flex;\n  flex-wrap: wrap;\n  padding: 8px var(--gap);\n}\n\n.loading[hidden] {\n  display: none;\n}\n\n.loading-time {\n  color: var(--soft);\n  font-variant-numeric: tabular-nums;\n}\n\n.loading-line {\n  color: var(--soft);\n  flex-basis: 100%;\n  font-family: var(--mono);\n  overflow: hidden;\n  text-overflow: ellipsis;\n  white-space: pre;\n}\n\n.banner-head {\n  align-items: center;\n  display: flex;\n  gap: 12px;\n}\n\n.banner-text {\n  flex: 1;\n  min-width: 0;\n  overflow-wrap: anywhere;\n  white-space: pre-wrap;\n}\n\n.trace > summary {\n  color: var(--soft);\n  cursor: pointer;\n  width: max-content;\n}\n\n.traceback {\n  background: var(--sunk);\n  border-radius: var(--radius);\n  color: var(--text);\n  font: 12px / 1.5 var(--mono);\n  margin: 6px 0 2px;\n  max-height: 280px;\n  overflow: auto;\n  padding: 8px 10px;\n  tab-size: 4;\n  white-space: pre;\n}\n';

// src/style/column.css?inline
var column_default = ".column {\n  align-content: start;\n  display: grid;\n  gap: 14px;\n  grid-template-columns: minmax(0, 1fr);\n  padding: var(--gap);\n}\n\n.rows {\n  display: contents;\n}\n\n.rows:disabled > * {\n  opacity: 0.5;\n  pointer-events: none;\n}\n\n@container reactor (min-width: 520px) and (max-width: 719.9px) {\n  .column {\n    grid-template-columns: repeat(2, minmax(0, 1fr));\n  }\n\n  .for-form,\n  .buttons {\n    grid-column: 1 / -1;\n  }\n}\n\n@container reactor (min-width: 720px) {\n  .main {\n    grid-template-columns: minmax(0, 1fr) clamp(270px, 32%, 360px);\n  }\n\n  .stage[hidden] + .column {\n    grid-column: 1 / -1;\n  }\n\n  /* As tall as the picture: more controls than fit are scrolled. */\n  .column {\n    border-inline-start: 1px solid var(--line);\n    contain: size;\n    min-height: 340px;\n    overflow-y: auto;\n    scrollbar-width: thin;\n  }\n\n  .stage[hidden] + .column {\n    contain: none;\n  }\n}\n";

// src/style/control.css?inline
var control_default = '/* One control */\n\n.control {\n  align-content: start;\n  display: grid;\n  gap: 4px;\n  min-width: 0;\n}\n\n.head {\n  align-items: center;\n  display: flex;\n  gap: 6px;\n  min-height: 20px;\n}\n\n.label {\n  font-weight: 500;\n  margin-inline-end: auto;\n  min-width: 0;\n  overflow-wrap: anywhere;\n}\n\n.help {\n  color: var(--soft);\n  font-size: 11.5px;\n  line-height: 1.35;\n}\n\n.reason {\n  color: var(--bad);\n  font-size: 12px;\n  line-height: 1.35;\n  overflow-wrap: anywhere;\n}\n\n.reason::before {\n  content: "⚠ ";\n}\n\n.refusal {\n  align-items: start;\n  display: flex;\n  gap: 8px;\n  justify-content: space-between;\n}\n\n.refusal[hidden] {\n  display: none;\n}\n\n.counted {\n  display: grid;\n  gap: 2px;\n}\n\n.counter {\n  color: var(--soft);\n  font-size: 11px;\n  font-variant-numeric: tabular-nums;\n  justify-self: end;\n}\n\n.counter[hidden] {\n  display: none;\n}\n\n.counter.over {\n  color: var(--bad);\n  font-weight: 600;\n}\n\n.empty {\n  color: var(--soft);\n}\n\n.box {\n  background: var(--sunk);\n  border: 1px solid var(--edge);\n  border-radius: var(--radius);\n  min-height: 30px;\n  min-width: 0;\n  padding: 4px 8px;\n  width: 100%;\n}\n\n.box:hover {\n  border-color: var(--soft);\n}\n\n.box:focus {\n  border-color: var(--brand);\n  outline: 1px solid var(--brand);\n  outline-offset: 0;\n}\n\n.box::placeholder {\n  color: var(--soft);\n  font-style: italic;\n  opacity: 0.9;\n}\n\n.refused .box,\n.refused .file {\n  border-color: var(--bad);\n}\n\n.refused .switch {\n  outline: 2px solid var(--bad);\n}\n\n.text-area {\n  display: block;\n  line-height: 1.4;\n  min-height: 56px;\n  padding: 6px 8px;\n  resize: vertical;\n}\n\n.code {\n  font-family: var(--mono);\n  font-size: 12px;\n}\n';

// src/style/inputs.css?inline
var inputs_default = '.slider {\n  align-items: center;\n  display: grid;\n  gap: 10px;\n  grid-template-columns: minmax(0, 1fr) clamp(\n      76px,\n      calc(var(--digits) * 1ch + 16px),\n      156px\n    );\n}\n\n.slider .number-box {\n  appearance: textfield;\n  padding-inline: 6px;\n  text-align: end;\n}\n\n.slider .number-box::-webkit-inner-spin-button {\n  appearance: none;\n  margin: 0;\n}\n\n.range {\n  --fill: 0%;\n  appearance: none;\n  background: none;\n  cursor: pointer;\n  height: 24px;\n  width: 100%;\n}\n\n.range::-webkit-slider-runnable-track {\n  background: linear-gradient(\n    to right,\n    var(--brand) var(--fill),\n    var(--edge) var(--fill)\n  );\n  border-radius: 2px;\n  height: 4px;\n}\n\n.range::-moz-range-track {\n  background: linear-gradient(\n    to right,\n    var(--brand) var(--fill),\n    var(--edge) var(--fill)\n  );\n  border-radius: 2px;\n  height: 4px;\n}\n\n.range::-webkit-slider-thumb {\n  appearance: none;\n  background: var(--brand);\n  border: 2px solid var(--back);\n  border-radius: 50%;\n  box-shadow: 0 0 0 1px var(--brand);\n  height: 16px;\n  margin-top: -6px;\n  width: 16px;\n}\n\n.range::-moz-range-thumb {\n  background: var(--brand);\n  border: 2px solid var(--back);\n  border-radius: 50%;\n  box-shadow: 0 0 0 1px var(--brand);\n  height: 12px;\n  width: 12px;\n}\n\n.range:active::-webkit-slider-thumb {\n  box-shadow: 0 0 0 5px color-mix(in srgb, var(--brand) 25%, transparent);\n}\n\n.range.unset {\n  opacity: 0.5;\n}\n\n.range:focus-visible {\n  border-radius: 4px;\n}\n\n.select {\n  position: relative;\n}\n\n.select::after {\n  border: solid var(--soft);\n  border-width: 0 1.5px 1.5px 0;\n  content: "";\n  height: 6px;\n  inset-block-start: 10px;\n  inset-inline-end: 11px;\n  pointer-events: none;\n  position: absolute;\n  rotate: 45deg;\n  width: 6px;\n}\n\nselect.box {\n  appearance: none;\n  cursor: pointer;\n  padding-inline-end: 28px;\n  text-overflow: ellipsis;\n}\n\nselect.box option {\n  background: var(--back);\n  color: var(--text);\n}\n\n.switch {\n  appearance: none;\n  background: var(--edge);\n  border-radius: 999px;\n  cursor: pointer;\n  flex: none;\n  height: 20px;\n  position: relative;\n  transition: background 0.12s;\n  width: 36px;\n}\n\n.switch::before {\n  background: #ffffff;\n  border-radius: 50%;\n  box-shadow: 0 1px 2px rgb(0 0 0 / 35%);\n  content: "";\n  height: 16px;\n  inset-block-start: 2px;\n  inset-inline-start: 2px;\n  position: absolute;\n  transition: translate 0.12s;\n  width: 16px;\n}\n\n.switch:checked {\n  background: var(--brand);\n}\n\n.switch:checked::before {\n  translate: 16px 0;\n}\n\n.toggle,\n.unset-switch {\n  align-items: center;\n  display: flex;\n  gap: 4px;\n}\n\n.draft {\n  display: grid;\n  position: relative;\n}\n\n.draft .apply {\n  inset-block-end: 4px;\n  inset-inline-end: 4px;\n  position: absolute;\n  visibility: hidden;\n}\n\n.draft.dirty .apply {\n  visibility: visible;\n}\n\n.draft.dirty .box {\n  padding-inline-end: 60px;\n}\n';

// src/style/log.css?inline
var log_default = '/* Log */\n\n.log {\n  border-top: 1px solid var(--line);\n}\n\n.log-head {\n  align-items: stretch;\n  display: flex;\n  min-height: 30px;\n  padding-inline-end: 8px;\n}\n\n.log-head > .icon-button {\n  align-self: center;\n}\n\n.log-toggle {\n  align-items: center;\n  background: none;\n  border: 0;\n  color: var(--soft);\n  cursor: pointer;\n  display: flex;\n  flex: 1;\n  font-size: 12px;\n  font-weight: 500;\n  gap: 6px;\n  padding: 0 0 0 10px;\n  user-select: none;\n}\n\n.log-toggle:hover {\n  color: var(--text);\n}\n\n.log-toggle:focus-visible {\n  outline-offset: -2px;\n}\n\n.log-toggle > .icon {\n  transition: rotate 0.12s;\n}\n\n.log-toggle[aria-expanded="true"] > .icon {\n  rotate: 90deg;\n}\n\n.count {\n  background: var(--sunk);\n  border-radius: 999px;\n  font-size: 11px;\n  padding: 0 7px;\n}\n\n.count:empty {\n  display: none;\n}\n\n.log-rows {\n  height: 104px;\n  overflow: auto;\n  overflow-wrap: anywhere;\n  padding: 0 var(--gap) 8px;\n  resize: vertical;\n  scrollbar-width: thin;\n}\n\n.log-row {\n  align-items: baseline;\n  column-gap: 10px;\n  display: grid;\n  font: 12px / 1.5 var(--mono);\n  grid-template-columns: max-content max-content minmax(0, 1fr) max-content;\n  padding: 2px 0;\n}\n\n.log-row > .trace {\n  grid-column: 2 / -1;\n}\n\n.log-time {\n  color: var(--soft);\n}\n\n.log-subject {\n  color: var(--brand);\n  font-weight: 600;\n}\n\n.log-times {\n  color: var(--soft);\n}\n\n.log-row.refused .log-subject {\n  color: var(--warn);\n}\n\n.log-row.error .log-subject,\n.log-row.error .log-text {\n  color: var(--bad);\n}\n\n.log-row.printed .log-text {\n  white-space: pre-wrap;\n}\n\n.log-row.printed .log-subject {\n  color: var(--soft);\n}\n\n.log-row.note .log-subject,\n.log-row.note .log-text {\n  color: var(--soft);\n  font-weight: 400;\n}\n\n@container reactor (max-width: 479.9px) {\n  .log-row {\n    grid-template-columns: max-content minmax(0, 1fr) max-content;\n  }\n\n  .log-text {\n    grid-column: 1 / -1;\n  }\n}\n';

// src/style/modes.css?inline
var modes_default = "/* A narrow picture has no room for curves. */\n@container reactor (max-width: 359.9px) {\n  .figures {\n    grid-template-columns: max-content minmax(0, 1fr);\n  }\n\n  .spark {\n    display: none;\n  }\n}\n\n@media (prefers-reduced-motion: reduce) {\n  *,\n  *::before {\n    animation: none !important;\n    transition: none !important;\n  }\n}\n\n@media (forced-colors: active) {\n  .switch,\n  .range {\n    appearance: auto;\n  }\n}\n";

// src/style/stage.css?inline
var stage_default = '/* Pictures and controls */\n\n.main {\n  display: grid;\n  grid-template-columns: minmax(0, 1fr);\n}\n\n.stage {\n  align-content: center;\n  background: var(--stage);\n  display: grid;\n  gap: 2px;\n  grid-template-columns: minmax(0, 1fr);\n  min-height: 200px;\n  position: relative;\n}\n\n.stage.many {\n  grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));\n}\n\n.figure {\n  display: grid;\n  grid-template-columns: minmax(0, 1fr);\n  margin: 0;\n  min-width: 0;\n  outline-offset: -3px;\n  place-items: center;\n  position: relative;\n}\n\n.figure:fullscreen {\n  align-content: center;\n  background: #000000;\n  outline: none;\n}\n\n.canvas {\n  display: block;\n  grid-area: 1 / 1;\n  max-height: min(72vh, 680px);\n  object-fit: contain;\n  width: 100%;\n}\n\n.figure:fullscreen .canvas {\n  height: 100vh;\n  max-height: none;\n}\n\n/* No picture yet. Not "display: none": what a worker draws must reach the screen. */\n.canvas.empty {\n  height: 1px;\n  opacity: 0;\n}\n\n.canvas.pixelated {\n  image-rendering: pixelated;\n}\n\n/* What one can do with a picture: there when the pointer or the focus is. */\n\n.picture-tools {\n  background: rgb(16 18 22 / 72%);\n  border-radius: 8px;\n  display: flex;\n  gap: 2px;\n  inset-block-end: 10px;\n  inset-inline-end: 10px;\n  opacity: 0;\n  padding: 2px;\n  position: absolute;\n  transition: opacity 0.12s;\n}\n\n.figure:hover > .picture-tools,\n.figure:focus-within > .picture-tools {\n  opacity: 1;\n}\n\n@media (hover: none) {\n  .picture-tools {\n    opacity: 1;\n  }\n}\n\n.picture-tools .icon-button {\n  color: #ffffffd9;\n}\n\n.picture-tools .icon-button:hover:enabled {\n  background: #ffffff26;\n  color: #ffffff;\n}\n\n.picture-tools .icon-button[aria-pressed="true"] {\n  background: #ffffff38;\n  color: #ffffff;\n}\n\n.picture-tools .icon-button[aria-pressed="true"]:hover:enabled {\n  background: #ffffff4d;\n  color: #ffffff;\n}\n\n.picture-tools .icon-button:focus-visible {\n  outline-color: #ffffff;\n  outline-offset: -2px;\n}\n\n/* Numbers over the picture: dark in every theme, as the picture may be anything. */\n\n.overlay {\n  background: rgb(16 18 22 / 78%);\n  border-radius: 8px;\n  color: #f2f4f7;\n  font-size: 12px;\n  inset-block-start: 10px;\n  inset-inline-end: 10px;\n  line-height: 18px;\n  max-width: calc(100% - 20px);\n  padding: 8px 10px;\n  pointer-events: auto;\n  position: absolute;\n}\n\n.figures {\n  display: grid;\n  gap: 2px 10px;\n  grid-template-columns: max-content max-content 72px;\n  margin: 0;\n}\n\n.figures-row {\n  display: grid;\n  grid-column: 1 / -1;\n  grid-template-columns: subgrid;\n}\n\n.figures dt {\n  color: #b9c0ca;\n}\n\n.figures dd {\n  display: flex;\n  gap: 8px;\n  justify-content: space-between;\n  margin: 0;\n  min-width: 132px;\n  white-space: nowrap;\n}\n\n.figures b {\n  font-weight: 600;\n}\n\n.figures .more {\n  color: #b9c0ca;\n}\n\n.spark {\n  border-bottom: 1px solid #ffffff2e;\n  display: block;\n  height: 18px;\n  width: 72px;\n}\n\n.spark polyline {\n  fill: none;\n  stroke: #6cb6ff;\n  stroke-linejoin: round;\n  stroke-width: 1.25;\n}\n\n.overlay-note {\n  border-top: 1px solid #ffffff24;\n  color: #b9c0ca;\n  font-size: 11px;\n  margin-top: 6px;\n  overflow-wrap: anywhere;\n  padding-top: 5px;\n}\n\n.waiting {\n  color: var(--soft);\n  grid-area: 1 / 1;\n  padding: 48px 16px;\n}\n\n.caption {\n  background: rgb(0 0 0 / 55%);\n  border-radius: 4px;\n  color: #ffffff;\n  font-size: 11px;\n  inset-block-end: 8px;\n  inset-inline-start: 8px;\n  padding: 1px 7px;\n  position: absolute;\n}\n\n.cover {\n  background: rgb(0 0 0 / 62%);\n  border-radius: 999px;\n  color: #ffffff;\n  font-size: 12px;\n  font-weight: 600;\n  inset-block-start: 12px;\n  inset-inline-start: 12px;\n  padding: 3px 12px;\n  position: absolute;\n}\n\n.panel[data-status="lost"] .canvas,\n.panel[data-status="ended"] .canvas,\n.panel[data-status="stopped"] .canvas {\n  filter: grayscale(0.7);\n  opacity: 0.55;\n}\n';

// src/style/status.css?inline
var status_default = '/* Status */\n\n.status {\n  border-top: 1px solid var(--line);\n  color: var(--soft);\n  font-size: 12px;\n  padding: 5px var(--gap);\n}\n\n.line {\n  align-items: center;\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px 16px;\n  min-height: 22px;\n}\n\n.state {\n  align-items: center;\n  color: var(--text);\n  display: inline-flex;\n  font-weight: 500;\n  gap: 7px;\n}\n\n.dot {\n  background: var(--edge);\n  border-radius: 50%;\n  height: 8px;\n  width: 8px;\n}\n\n.state[data-status="running"] .dot,\n.state[data-status="ready"] .dot {\n  background: var(--good);\n}\n\n.state[data-status="paused"] .dot,\n.state[data-status="loading"] .dot,\n.state[data-status="stopping"] .dot {\n  background: var(--warn);\n}\n\n.state[data-status="lost"] .dot,\n.state[data-status="failed"] .dot {\n  background: var(--bad);\n}\n\n.chip {\n  background: none;\n  border: 1px solid var(--line);\n  border-radius: 999px;\n  color: inherit;\n  cursor: pointer;\n  font-size: 11.5px;\n  padding: 0 9px;\n}\n\n.chips {\n  display: flex;\n  gap: 6px;\n  margin-inline-start: auto;\n}\n\n.chip:hover {\n  border-color: var(--soft);\n  color: var(--text);\n}\n\n.chip.insecure {\n  border-color: var(--warn);\n  color: var(--warn);\n}\n\n.chip[data-state="lost"] {\n  border-color: var(--bad);\n  color: var(--bad);\n}\n\n.why {\n  list-style: none;\n  padding: 4px 0;\n}\n';

// src/style/theme.css?inline
var theme_default = ':host {\n  --back: var(--jp-layout-color1, var(--vscode-editor-background, #ffffff));\n  --sunk: color-mix(in srgb, var(--text) 5%, var(--back));\n  --line: var(--jp-border-color2, var(--vscode-widget-border, #e1e4e8));\n  --edge: var(--jp-border-color1, var(--vscode-input-border, #c9ced6));\n  --text: var(--jp-ui-font-color1, var(--vscode-foreground, #1f2328));\n  --soft: var(--jp-ui-font-color2, var(--vscode-descriptionForeground, #646b76));\n  --brand: var(--jp-brand-color1, var(--vscode-focusBorder, #1976d2));\n  --bad: #b3261e;\n  --bad-back: #fdf0ef;\n  --warn: #8a5a00;\n  --warn-back: #fff6e5;\n  --good: #1a7f4b;\n  --stage: #eceef1;\n  --on-brand: #ffffff;\n  --mono: var(--jp-code-font-family, ui-monospace, Menlo, Consolas, monospace);\n  --sans: var(--jp-ui-font-family, system-ui, -apple-system, "Segoe UI", sans-serif);\n  --radius: 6px;\n  --gap: 14px;\n  color-scheme: light;\n  display: block;\n  container: reactor / inline-size;\n}\n\n:host([data-theme="dark"]) {\n  --back: var(--jp-layout-color1, var(--vscode-editor-background, #16181d));\n  --sunk: color-mix(in srgb, var(--text) 8%, var(--back));\n  --line: var(--jp-border-color2, var(--vscode-widget-border, #33373f));\n  --edge: var(--jp-border-color1, var(--vscode-input-border, #4a4f59));\n  --text: var(--jp-ui-font-color1, var(--vscode-foreground, #e6e8eb));\n  --soft: var(--jp-ui-font-color2, var(--vscode-descriptionForeground, #a0a6b0));\n  --brand: var(--jp-brand-color1, var(--vscode-focusBorder, #5aa9f5));\n  --bad: #ff8a80;\n  --bad-back: #3a1f1e;\n  --warn: #f2c063;\n  --warn-back: #362a14;\n  --good: #58c98b;\n  --stage: #0c0d10;\n  --on-brand: #0b1a2a;\n  color-scheme: dark;\n}\n\n*,\n*::before,\n*::after {\n  box-sizing: border-box;\n}\n\n[hidden] {\n  display: none !important;\n}\n\n.panel {\n  background: var(--back);\n  border: 1px solid var(--line);\n  border-radius: 8px;\n  color: var(--text);\n  font: 13px / 1.45 var(--sans);\n  font-variant-numeric: tabular-nums;\n  margin: 4px 2px;\n  overflow: hidden;\n  text-align: start;\n}\n\np,\nh2,\nul,\nfigure {\n  margin: 0;\n  padding: 0;\n}\n\nbutton,\ninput,\nselect,\ntextarea {\n  color: inherit;\n  font: inherit;\n  margin: 0;\n}\n\n:focus-visible {\n  outline: 2px solid var(--brand);\n  outline-offset: 1px;\n}\n\n.icon {\n  display: block;\n  fill: currentColor;\n  flex: none;\n  height: 16px;\n  width: 16px;\n}\n';

// src/style/sheets.ts
var css = [
  theme_default,
  bars_default,
  stage_default,
  column_default,
  control_default,
  inputs_default,
  actions_default,
  status_default,
  log_default,
  modes_default
].join("\n");

// src/theme.ts
function readHost() {
  const { body, documentElement: root } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== void 0) return jupyter === "false";
  const vscode = body.dataset.vscodeThemeKind;
  if (vscode !== void 0) return !vscode.includes("light");
  const named = root.dataset.theme ?? root.getAttribute("theme") ?? body.dataset.theme;
  if (named === "dark" || named === "light") return named === "dark";
  return null;
}
function followTheme(el, signal) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    el.dataset.theme = readHost() ?? system.matches ? "dark" : "light";
  };
  const observer = new MutationObserver(apply);
  const options = { attributes: true };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  system.addEventListener("change", apply, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
  apply();
}

// src/uploads.ts
var WINDOW = 3;
var DEFAULT_CHUNK = 512 * 1024;
var PATIENCE3 = 500;
var UploadError = class extends Error {
};
var FRESH = { sent: 0, received: 0, isAccepted: false, isReading: false };
var Uploads = class {
  constructor(channel, view) {
    this.channel = channel;
    this.view = view;
  }
  channel;
  view;
  transfers = /* @__PURE__ */ new Map();
  chunk = DEFAULT_CHUNK;
  count = 0;
  /**
   * Send *file*; the promise gives its upload id.
   *
   * @param progress Called with the bytes that the runtime has received.
   * @param signal Aborting it cancels the upload.
   * @throws UploadError If the runtime refuses the file, or *signal* is aborted.
   */
  send(file, progress, signal) {
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.cancel(transfer);
        reject(new UploadError("The upload was cancelled."));
      };
      const finished = new AbortController();
      const transfer = {
        file,
        progress,
        done: (uploadId) => {
          finished.abort();
          resolve(uploadId);
        },
        failed: (error) => {
          finished.abort();
          reject(error);
        }
      };
      signal.addEventListener("abort", cancel, { signal: finished.signal });
      this.begin(transfer);
    });
  }
  /** The runtime's word on one upload. */
  receive(reply) {
    const transfer = this.transfers.get(reply.id);
    if (transfer === void 0) return;
    if (reply.code !== null) {
      this.transfers.delete(reply.id);
      transfer.failed(new UploadError(reply.text || reply.code));
      return;
    }
    transfer.isAccepted = true;
    transfer.received = reply.received;
    transfer.progress(reply.received, transfer.file.size);
    if (reply.done && reply.upload_id !== null) {
      this.transfers.delete(reply.id);
      transfer.done(reply.upload_id);
      return;
    }
    void this.pump(reply.id, transfer);
  }
  /** A new link is up: unfinished files start over on it, in chunks of *chunk* bytes. */
  restart(chunk) {
    this.chunk = chunk > 0 ? chunk : DEFAULT_CHUNK;
    const unfinished = [...this.transfers.values()];
    this.transfers.clear();
    for (const transfer of unfinished) this.begin(transfer);
  }
  /** What was on its way has arrived: send on. */
  resume() {
    for (const [id, transfer] of this.transfers) {
      const isUnsent = transfer.sent < transfer.file.size;
      if (transfer.isAccepted && isUnsent) void this.pump(id, transfer);
    }
  }
  begin(transfer) {
    this.count += 1;
    const id = `${this.view}:upload:${this.count}`;
    const { name, type, size } = transfer.file;
    this.transfers.set(id, { ...transfer, ...FRESH });
    const mime = type || "application/octet-stream";
    this.channel.send({
      type: "upload",
      id,
      event: "begin",
      name,
      mime_type: mime,
      size
    });
  }
  async pump(id, transfer) {
    if (transfer.isReading) return;
    transfer.isReading = true;
    const { file } = transfer;
    while (this.mayRead(id, transfer)) {
      const offset = transfer.sent;
      const part = file.slice(offset, offset + this.portion);
      const bytes = await this.read(id, part);
      if (bytes === null) return;
      transfer.sent = offset + part.size;
      this.channel.send({ type: "upload", id, event: "chunk", offset }, [bytes]);
      if (transfer.sent === file.size) this.end(id);
    }
    if (file.size === 0 && this.transfers.has(id)) this.end(id);
    transfer.isReading = false;
  }
  mayRead(id, { file, sent, received }) {
    const isOpen = this.transfers.has(id) && sent < file.size;
    if (!isOpen || sent - received >= WINDOW * this.chunk) return false;
    return this.channel.outflow.mayGo(this.portion, PATIENCE3, performance.now());
  }
  /** Bytes of the next chunk: half of what may be on its way, at most a whole chunk. */
  get portion() {
    const half = Math.floor(this.channel.outflow.window(PATIENCE3) / 2);
    return Math.min(this.chunk, Math.max(FLOOR, half));
  }
  /** Returns `null` if the transfer is over, or its file cannot be read any more. */
  async read(id, part) {
    try {
      const bytes = new Uint8Array(await part.arrayBuffer());
      return this.transfers.has(id) ? bytes : null;
    } catch (error) {
      const transfer = this.transfers.get(id);
      this.transfers.delete(id);
      this.channel.send({ type: "upload", id, event: "cancel" });
      transfer?.failed(new UploadError(`The file could not be read: ${error}`));
      return null;
    }
  }
  end(id) {
    this.channel.send({ type: "upload", id, event: "end" });
  }
  cancel({ file, done }) {
    for (const [id, transfer] of this.transfers) {
      if (transfer.file !== file || transfer.done !== done) continue;
      this.transfers.delete(id);
      this.channel.send({ type: "upload", id, event: "cancel" });
    }
  }
};

// src/views/advice.ts
function createAdvice(act, signal) {
  const text = make("p", "banner-text");
  const button = make("button", "button", makeIcon("restart"), "Reload");
  button.type = "button";
  button.dataset.testid = "reactor-reload";
  const close = makeIconButton("clear", "Put this away", () => putAway(), signal);
  close.classList.add("small");
  const el = make(
    "div",
    "banner advice",
    make("div", "banner-head", text, button, close)
  );
  el.dataset.testid = "reactor-advice";
  el.setAttribute("role", "status");
  let advice = { text: "", action: null };
  let standing = standingOf("connecting", "");
  const draw = () => {
    const { status, isOver, isLoading } = standing;
    el.hidden = advice.text === "" || isOver;
    text.textContent = advice.text;
    button.hidden = advice.action === null || isLoading || status === "failed";
  };
  const show = (next) => {
    advice = next;
    draw();
  };
  const putAway = () => show({ text: "", action: null });
  const press = () => {
    if (advice.action !== null) act(advice.action);
  };
  button.addEventListener("click", press, { signal });
  draw();
  return {
    el,
    show,
    showStanding: (next) => {
      standing = next;
      draw();
    }
  };
}

// src/views/banner.ts
function createBanner(restart, signal) {
  const text = make("p", "banner-text");
  const trace = make("pre", "traceback");
  const details = make("details", "trace", make("summary", "", "Traceback"), trace);
  const button = make("button", "button", makeIcon("restart"), "Restart");
  button.type = "button";
  button.dataset.testid = "reactor-restart";
  button.addEventListener("click", restart, { signal });
  const head = make("div", "banner-head", text, button);
  const el = make("div", "banner", head, details);
  el.dataset.testid = "reactor-banner";
  el.setAttribute("role", "alert");
  el.hidden = true;
  const show = ({ status, detail, traceback }, standing) => {
    const hasFailed = status === "failed";
    const isPast = status !== standing.status;
    el.hidden = !hasFailed && (isPast || detail === "" && traceback === "");
    el.classList.toggle("failed", hasFailed);
    text.textContent = detail || (hasFailed ? "The model stopped." : "");
    button.hidden = !hasFailed || standing.isOver;
    trace.textContent = traceback;
    details.hidden = traceback === "";
  };
  return { el, show };
}

// src/views/loading.ts
function formatSeconds(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function createLoading() {
  const what = make("span", "loading-what");
  const time = make("span", "loading-time");
  time.setAttribute("aria-hidden", "true");
  const line = make("span", "loading-line");
  line.dataset.testid = "reactor-loading-line";
  const el = make("div", "loading", what, time, line);
  el.dataset.testid = "reactor-loading";
  el.setAttribute("role", "status");
  el.hidden = true;
  let began = null;
  const say = (text) => {
    line.textContent = text;
    line.title = text;
  };
  const tick = (now) => {
    if (began !== null) time.textContent = formatSeconds(now - began);
  };
  return {
    el,
    show: (name, now) => {
      began = name === null ? null : began ?? now;
      el.hidden = name === null;
      const words = name === null ? "" : `Loading ${name}`;
      if (what.textContent !== words) what.textContent = words;
      tick(now);
    },
    follow: (entries) => {
      for (const { kind, at, text, data } of entries) {
        if (kind === "printed" && text !== "") say(text);
        else if (kind === "status" && data?.status === "loading") began = at;
      }
    },
    tick,
    restart: () => {
      began = null;
      say("");
    }
  };
}

// src/views/log-rows.ts
var LOG_ROWS = 500;
var LOG_SIZE = 2 ** 22;
var LONGEST_LINE = 2 ** 16;
var MERGE_SECONDS = 0.25;
var LONGEST_TEXT = 600;
var LogRows = class {
  /** @param list Holds the rows; they are its only children that are written here. */
  constructor(list) {
    this.list = list;
  }
  list;
  /** Unix time minus the engine's clock, in seconds: rows show the time of day. */
  epoch = 0;
  rows = [];
  get count() {
    return this.rows.length;
  }
  add(whole) {
    const line = cut(whole);
    if (this.replace(line)) return;
    const last = this.rows.at(-1);
    if (last !== void 0 && merges(last.line, line)) {
      last.line = line;
      last.count += 1;
      this.draw(last);
      return;
    }
    const row = { line, count: 1, el: make("div") };
    this.rows.push(row);
    this.draw(row);
    this.list.append(row.el);
    const isPrinted = line.tone === "printed";
    while (this.isFull(isPrinted)) this.forgetOldest(isPrinted);
  }
  /** Take away the newest rows, those of *at* and later. */
  dropFrom(at) {
    while ((this.rows.at(-1)?.line.at ?? Number.NEGATIVE_INFINITY) >= at) {
      this.rows.pop()?.el.remove();
    }
  }
  clear() {
    for (const { el } of this.rows) el.remove();
    this.rows.length = 0;
  }
  /** Put *line* where the one is that it replaces; returns whether that is there. */
  replace(line) {
    const { replaces } = line;
    if (replaces === void 0) return false;
    const index = this.rows.findLastIndex((row2) => row2.line.number === replaces);
    const row = this.rows[index];
    if (row === void 0) return line.text === "";
    if (line.text === "") {
      this.rows.splice(index, 1);
      row.el.remove();
    } else {
      row.line = line;
      this.draw(row);
    }
    return true;
  }
  isFull(isPrinted) {
    const kind = this.rows.filter((row) => isOfKind(row, isPrinted));
    const size = kind.reduce((sum, { line }) => sum + sizeOf(line), 0);
    return kind.length > LOG_ROWS || size > LOG_SIZE && kind.length > 1;
  }
  forgetOldest(isPrinted) {
    const oldest = this.rows.findIndex((row) => isOfKind(row, isPrinted));
    const [gone] = this.rows.splice(oldest, 1);
    gone?.el.remove();
  }
  draw({ el, line, count }) {
    const { at, tone, subject, text, traceback } = line;
    const time = make("time", "log-time", formatTime(at + this.epoch));
    const what = make("span", "log-subject", subject);
    const words = make("span", "log-text", text.slice(0, LONGEST_TEXT));
    if (text.length > LONGEST_TEXT) words.title = text;
    const parts = [time, what, words];
    if (count > 1) parts.push(make("span", "log-times", `×${count}`));
    if (traceback) {
      const trace = make("pre", "traceback", traceback);
      parts.push(make("details", "trace", make("summary", "", "Traceback"), trace));
    }
    el.className = `log-row ${tone}`;
    el.replaceChildren(...parts);
  }
};
function isOfKind({ line }, isPrinted) {
  return line.tone === "printed" === isPrinted;
}
function merges(line, next) {
  return line.tone === "message" && next.tone === "message" && line.subject === next.subject && next.at - line.at < MERGE_SECONDS;
}
function cut(line) {
  const text = line.text.slice(0, LONGEST_LINE);
  const traceback = line.traceback?.slice(0, LONGEST_LINE);
  return { ...line, text, ...traceback === void 0 ? {} : { traceback } };
}
function sizeOf({ subject, text, traceback }) {
  return subject.length + text.length + (traceback?.length ?? 0);
}
function formatTime(seconds) {
  const date = new Date(seconds * 1e3);
  return date.toLocaleTimeString([], { hour12: false });
}

// src/views/log.ts
var NEAR = 24;
function createList(signal) {
  const el = make("div", "log-rows");
  el.id = makeId();
  el.setAttribute("role", "log");
  el.setAttribute("aria-label", "Session log");
  el.tabIndex = 0;
  let isFollowed = true;
  const scrolled = () => {
    isFollowed = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;
  };
  el.addEventListener("scroll", scrolled, { signal });
  const follow = () => {
    if (isFollowed) el.scrollTop = el.scrollHeight;
  };
  return { el, follow };
}
function createLog(signal) {
  const list = createList(signal);
  const rows = new LogRows(list.el);
  const empty = make("p", "empty", "Messages, refusals and errors appear here.");
  const count = make("span", "count");
  const toggle = make("button", "log-toggle", makeIcon("chevron"), "Log", count);
  toggle.type = "button";
  toggle.setAttribute("aria-controls", list.el.id);
  const refresh = () => {
    count.textContent = rows.count === 0 ? "" : String(rows.count);
    if (rows.count === 0) list.el.replaceChildren(empty);
    else empty.remove();
    list.follow();
  };
  const expand = (isOpen) => {
    list.el.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    list.follow();
  };
  toggle.addEventListener("click", () => expand(list.el.hidden), { signal });
  const clear = () => {
    rows.clear();
    refresh();
  };
  const clearButton = makeIconButton("clear", "Clear the log", clear, signal);
  clearButton.classList.add("small");
  const el = make("div", "log", make("div", "log-head", toggle, clearButton), list.el);
  el.dataset.testid = "reactor-log";
  expand(true);
  refresh();
  const add = (lines) => {
    for (const line of lines) rows.add(line);
    refresh();
  };
  return {
    el,
    add: (...lines) => add(lines),
    retell: (lines) => {
      const [first] = lines;
      if (first === void 0) return;
      rows.dropFrom(first.at);
      add(lines);
    },
    setEpoch: (epoch) => {
      rows.epoch = epoch;
    }
  };
}

// src/views/statusline.ts
var WORDS = {
  created: "Created",
  loading: "Loading",
  ready: "Ready",
  running: "Running",
  paused: "Paused",
  failed: "Failed",
  stopping: "Stopping",
  stopped: "Stopped",
  lost: "No kernel",
  ended: "Ended"
};
var LINK_WORDS = {
  connecting: "connecting…",
  open: "",
  lost: "no kernel",
  ended: "ended"
};
function createNotes(buttons, signal) {
  const el = make("ul", "why");
  el.id = makeId();
  const expand = (isOpen) => {
    el.hidden = !isOpen;
    for (const button of buttons) button.setAttribute("aria-expanded", String(isOpen));
  };
  expand(false);
  for (const button of buttons) {
    button.type = "button";
    button.setAttribute("aria-controls", el.id);
    button.addEventListener("click", () => expand(el.hidden), { signal });
  }
  return {
    el,
    show: (lines) => el.replaceChildren(...lines.map((line) => make("li", "", line)))
  };
}
function createStatusLine(lacks, signal) {
  const dot = make("span", "dot");
  const word = make("span", "", "Connecting");
  const state = make("span", "state", dot, word);
  state.dataset.testid = "reactor-status";
  state.setAttribute("role", "status");
  const rate = make("span", "figure-text");
  rate.dataset.testid = "reactor-fps";
  const size = make("span", "figure-text");
  size.dataset.testid = "reactor-size";
  const camera = make("span", "figure-text");
  camera.dataset.testid = "reactor-camera-status";
  camera.hidden = true;
  const cameras = /* @__PURE__ */ new Map();
  const link = make("button", "chip", "connecting…");
  link.dataset.testid = "reactor-link";
  const plain = make("button", "chip insecure", "plain http");
  plain.dataset.testid = "reactor-insecure";
  plain.hidden = lacks.length === 0;
  plain.title = lacks.join("\n");
  const notes = createNotes([plain, link], signal);
  notes.el.dataset.testid = "reactor-notes";
  const showLink = ({ state: state2, rung, refusals }) => {
    link.textContent = rung ?? LINK_WORDS[state2];
    link.dataset.state = state2;
    const reasons = refusals.map(({ rung: rung2, reason }) => `${rung2}: ${reason}`);
    link.title = [`Link in use: ${rung ?? "none"}`, ...reasons].join("\n");
    const lines = [...reasons, ...lacks];
    notes.show(lines.length > 0 ? lines : ["Nothing better was refused."]);
    link.classList.toggle("fallen", reasons.length > 0);
  };
  const chips = make("div", "chips", plain, link);
  const line = make("div", "line", state, rate, size, camera, chips);
  return {
    el: make("div", "status", line, notes.el),
    showStatus: (status) => {
      word.textContent = WORDS[status] ?? status;
      state.dataset.status = status;
    },
    showRate: (words, pixels) => {
      rate.textContent = words;
      rate.hidden = words === "";
      size.textContent = pixels;
    },
    showCamera: (track, words) => {
      cameras.set(track, words);
      camera.textContent = [...cameras.values()].filter(Boolean).join(" · ");
      camera.hidden = camera.textContent === "";
    },
    showLink,
    showStats: ({ made, shown, dropped, sent_bytes }) => {
      const megabytes = (sent_bytes / 1e6).toFixed(1);
      rate.title = `${made} made, ${shown} shown, ${dropped} dropped, ${megabytes} MB sent`;
    }
  };
}

// src/views/toolbar.ts
function createToolbar(actions, signal) {
  const title = make("h2", "title");
  const subtitle = make("span", "subtitle");
  let isPaused = false;
  const button = (icon, label, testid, pressed) => {
    const made = makeIconButton(icon, label, pressed, signal);
    made.dataset.testid = testid;
    return made;
  };
  const hold = button(
    "pause",
    "Pause",
    "reactor-pause",
    () => actions.control(isPaused ? "resume" : "pause")
  );
  const step = button(
    "step",
    "Step: run one step, then pause",
    "reactor-step",
    () => actions.control("step")
  );
  const reset = button(
    "reset",
    "Reset every control to its default",
    "reactor-reset",
    () => actions.reset()
  );
  const tools = make("div", "tools", hold, step, reset);
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", "Session");
  const showStanding = ({ status, isOver, isLoading }) => {
    isPaused = status === "paused";
    const isLive = isPaused || status === "running";
    nameButton(hold, isPaused ? "Resume" : "Pause");
    hold.replaceChildren(makeIcon(isPaused ? "resume" : "pause"));
    hold.disabled = !isLive;
    step.disabled = !isLive;
    reset.disabled = isOver || isLoading;
  };
  const showTitle = (name, description) => {
    title.textContent = name;
    subtitle.textContent = description;
    subtitle.title = description;
  };
  showStanding(standingOf("connecting", ""));
  return {
    el: make("div", "bar", title, subtitle, tools),
    showTitle,
    showStanding,
    add: (extra) => tools.append(extra)
  };
}

// src/visibility.ts
var ASLEEP_MS = 250;
var LOOK_MS = 2e3;
var Display = class {
  constructor(changed) {
    this.changed = changed;
  }
  changed;
  isAwake = true;
  frame = 0;
  timer;
  slow = 0;
  /** Look now and then, until `stop`. */
  start() {
    this.stop();
    this.isAwake = true;
    this.slow = 0;
    this.later();
  }
  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }
  later() {
    this.timer = setTimeout(() => this.look(), LOOK_MS);
  }
  /** Measure the time between two animation frames; the page may just be busy once. */
  look() {
    this.frame = requestAnimationFrame((first) => {
      this.frame = requestAnimationFrame((second) => this.judge(second - first));
    });
    this.timer = setTimeout(() => this.judge(Number.POSITIVE_INFINITY), 2 * LOOK_MS);
  }
  judge(gap) {
    this.stop();
    this.slow = gap < ASLEEP_MS ? 0 : this.slow + 1;
    const isAwake = this.slow < 2;
    const isNews = isAwake !== this.isAwake;
    this.isAwake = isAwake;
    if (this.slow === 0) this.later();
    else this.look();
    if (isNews) this.changed();
  }
};
function watchVisibility(el, changed, signal) {
  let isInView = false;
  let told = null;
  const tell2 = () => {
    const isShown = isInView && document.visibilityState === "visible";
    const isVisible = isShown && display.isAwake;
    if (isVisible === told) return;
    told = isVisible;
    changed(isVisible);
  };
  const display = new Display(tell2);
  const look = () => {
    const isShown = isInView && document.visibilityState === "visible";
    if (isShown) display.start();
    else display.stop();
    tell2();
  };
  const observer = new IntersectionObserver((entries) => {
    const isNow = entries.at(-1)?.isIntersecting ?? isInView;
    if (isNow === isInView && told !== null) return;
    isInView = isNow;
    look();
  });
  observer.observe(el);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    display.stop();
  });
}

// src/panel.ts
var STATUS_MS = 500;
var FORGET_MS = 1500;
var Panel = class {
  constructor(host, channel, options) {
    this.host = host;
    this.channel = channel;
    this.options = options;
    const { signal } = this;
    const control = (action) => void channel.send({ type: "control", action, count: 1 });
    this.commands = new Commands(channel, options.view, () => this.seen);
    this.uploads = new Uploads(channel, options.view);
    const parts = {
      member: channel,
      commands: this.commands,
      track: () => this.mainTrack,
      rung: () => this.link.rung ?? ""
    };
    this.statistics = new Statistics(parts, signal);
    const reset = () => this.scene?.column.reset();
    this.toolbar = createToolbar({ control, reset }, signal);
    this.banner = createBanner(() => control("restart"), signal);
    this.advice = createAdvice(control, signal);
  }
  host;
  channel;
  options;
  closing = new AbortController();
  signal = this.closing.signal;
  pace = new DrawnPace();
  meter = new Meter();
  commands;
  uploads;
  statistics;
  log = createLog(this.signal);
  statusLine = createStatusLine(
    explainLacks(findLacks()),
    this.signal
  );
  toolbar;
  banner;
  advice;
  loading = createLoading();
  main = make("div", "main");
  root = make("div", "panel");
  timers = /* @__PURE__ */ new Set();
  scene = null;
  state = {};
  name = "";
  seen = null;
  isInView = true;
  link = { state: "connecting", rung: null, refusals: [] };
  status = { status: "", detail: "", traceback: "" };
  mount() {
    const { host, signal, channel } = this;
    host.dataset.testid = "reactor-panel";
    followTheme(host, signal);
    guardKeys(host, signal);
    listenKeys(host, (key) => this.press(key), signal);
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Reactor session");
    this.root.append(
      this.toolbar.el,
      this.banner.el,
      this.advice.el,
      this.loading.el,
      this.main,
      this.statusLine.el,
      this.log.el
    );
    shadow.replaceChildren(make("style", "", css), this.root);
    watchVisibility(host, (isInView) => this.look(isInView), signal);
    const timer = setInterval(() => this.drawRate(), STATUS_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    const failed = (reason) => this.note("error", "panel", reason);
    const drawn = (drawn2) => this.reportDrawn(drawn2);
    const hasRoom = () => this.uploads.resume();
    channel.watch({ drawn, failed, hasRoom }, signal);
    channel.onstatus = (status) => this.showLink(status);
    channel.onmessage = (header, buffers) => this.receive(header, buffers);
  }
  dispose() {
    this.closing.abort();
    this.scene?.close();
    for (const timer of this.timers) clearTimeout(timer);
    this.channel.close();
    this.root.remove();
  }
  receive(header, buffers) {
    switch (header.type) {
      case "audio":
        if (buffers[0]) this.scene?.sound?.push(header, buffers[0]);
        break;
      case "welcome":
        this.welcome(header);
        break;
      case "state":
        this.followState(header.values);
        break;
      case "status":
        this.showStatus(header);
        break;
      case "contract":
        this.show(header.schema);
        break;
      case "advice":
        this.advice.show(header);
        break;
      case "upload":
        this.uploads.receive(header);
        break;
      case "answer":
        this.commands.answer(header);
        break;
      default:
        this.tell(header);
    }
  }
  /** Messages that leave a trace in the log or the status line. */
  tell(header) {
    switch (header.type) {
      case "message":
        this.log.add(messageLine(header));
        break;
      case "rejected":
        this.commands.reject(header);
        this.log.add(rejectedLine(header, this.now()));
        break;
      case "log":
        this.log.add(entryLine(header.entry));
        this.loading.follow([header.entry]);
        break;
      case "printed":
        this.log.add(...header.entries.map(entryLine));
        this.loading.follow(header.entries);
        break;
      case "error":
        this.note("error", "protocol", header.text);
        break;
      case "bye":
        this.note("note", "session", `The session said goodbye: ${header.reason}.`);
        break;
      case "stats":
        this.statusLine.showStats(header);
        break;
    }
  }
  welcome(welcome) {
    this.log.setEpoch(welcome.clock.epoch);
    this.statistics.resume();
    this.state = {};
    this.name = welcome.session.name || welcome.schema.model;
    this.show(welcome.schema);
    this.toolbar.showTitle(this.name, welcome.schema.description);
    this.followState(welcome.state ?? {});
    this.advice.show(welcome.advice);
    this.loading.restart();
    this.loading.follow(welcome.log);
    this.showStatus(welcome.status);
    this.log.retell(welcome.log.map(entryLine));
    this.uploads.restart(welcome.upload.chunk);
    const { mark } = this.commands;
    if (mark > 0) this.later(() => this.commands.forget(mark), FORGET_MS);
  }
  /** Draw *schema*; the same one again changes nothing, a drag included. */
  show(schema) {
    const previous = this.scene;
    if (previous !== null && isSameJson(previous.schema, schema)) return;
    const parts = { commands: this.commands, uploads: this.uploads, pace: this.pace };
    previous?.close();
    const scene = createScene(schema, parts, this.channel, () => this.name, {
      failed: (reason) => this.note("error", "panel", reason),
      poppedOut: () => this.tellVisible(),
      camera: (track, words) => this.statusLine.showCamera(track, words)
    });
    for (const button of previous?.buttons ?? []) button.remove();
    for (const button of scene.buttons) this.toolbar.add(button);
    this.scene = scene;
    this.main.replaceChildren(scene.stage.el, scene.column.el);
    scene.stage.lay(this.statistics.place, this.statistics.button);
    scene.stage.setShown(this.isInView);
    scene.column.follow(this.state);
    this.stand();
  }
  followState(values) {
    this.state = { ...this.state, ...values };
    this.scene?.column.follow(values);
  }
  showStatus(status) {
    this.status = status;
    this.stand();
  }
  showLink(link) {
    this.link = link;
    this.statusLine.showLink(link);
    if (link.state === "lost" || link.state === "ended") this.commands.forget();
    this.stand();
    this.options.onLink?.(link);
  }
  get standing() {
    return standingOf(this.link.state, this.status.status);
  }
  /** Let every part of the panel say the same of the session. */
  stand() {
    const { standing } = this;
    const { status, cover, isOver, isLoading } = standing;
    this.loading.show(isLoading ? this.name : null, this.now());
    this.root.dataset.status = status;
    this.statusLine.showStatus(status);
    this.toolbar.showStanding(standing);
    this.banner.show(this.status, standing);
    this.advice.showStanding(standing);
    this.scene?.setEnabled(!isOver && !isLoading);
    this.scene?.stage.cover(cover);
    this.drawRate();
  }
  get mainTrack() {
    return shownTracks(this.scene?.schema.tracks ?? [])[0]?.name ?? null;
  }
  reportDrawn({ header, isDrawn, at }) {
    if (!isDrawn) return;
    this.seen = header.sequence;
    if (header.track === this.mainTrack) {
      this.meter.count(at * 1e3 - performance.timeOrigin);
    }
    this.pace.beat();
  }
  /** Returns whether *key* means something here. */
  press(key) {
    if (key === "i") this.statistics.toggle();
    else if (key === "s") this.scene?.stage.act("save");
    else if (key === "p") this.scene?.stage.act("popout");
    else if (key === "f") this.scene?.stage.act("fullscreen");
    else return false;
    return true;
  }
  drawRate() {
    this.loading.tick(this.now());
    const size = this.scene?.stage.size() ?? "";
    const rate = this.meter.rate(performance.now());
    this.statusLine.showRate(this.standing.isRunning ? formatRate(rate) : "", size);
  }
  look(isInView) {
    this.isInView = isInView;
    this.scene?.stage.setShown(isInView);
    if (isInView) this.statistics.resume();
    this.tellVisible();
  }
  tellVisible() {
    const visible = this.isInView || this.scene?.stage.isOut() === true;
    this.channel.send({ type: "visible", visible });
  }
  note(tone, subject, text) {
    this.log.add({ at: this.now(), tone, subject, text });
  }
  now() {
    return unixNow() - this.channel.clock.epoch;
  }
  later(callback, delay) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      callback();
    }, delay);
    this.timers.add(timer);
  }
};
function mountMember(el, member, options) {
  const host = make("div");
  el.append(host);
  const panel = new Panel(host, member, options);
  panel.mount();
  let isMounted = true;
  return () => {
    if (!isMounted) return;
    isMounted = false;
    panel.dispose();
    host.remove();
  };
}
function mountPanel(el, channel, options) {
  return mountMember(el, new Session(channel).join(), options);
}

// src/uuid.ts
var hex = (byte) => byte.toString(16).padStart(2, "0");
function makeUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] ?? 0) & 15 | 64;
  bytes[8] = (bytes[8] ?? 0) & 63 | 128;
  const digits2 = Array.from(bytes, hex).join("");
  return [
    digits2.slice(0, 8),
    digits2.slice(8, 12),
    digits2.slice(12, 16),
    digits2.slice(16, 20),
    digits2.slice(20)
  ].join("-");
}

// src/video/support.ts
var STREAMS = { h264: "avc1.42C01F", vp8: "vp8" };
var PATIENCE_MS = 1e3;
async function isSupported(codec) {
  if (typeof VideoDecoder !== "function") return false;
  if (typeof EncodedVideoChunk !== "function") return false;
  const size = { codedWidth: 1280, codedHeight: 720 };
  const config = { codec, ...size, optimizeForLatency: true };
  const tooLate = new Promise((resolve) => {
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    const answer = await Promise.race([
      VideoDecoder.isConfigSupported(config),
      tooLate
    ]);
    return answer?.supported === true;
  } catch {
    return false;
  }
}
async function findCodecs() {
  const asked = Object.entries(STREAMS).map(async ([name, codec]) => {
    return await isSupported(codec) ? [name] : [];
  });
  return ["jpeg", ...(await Promise.all(asked)).flat()];
}
var CODECS = await findCodecs();

// src/widget.ts
var DEAD = ".jupyter-widgets-disconnected";
function toBytes(buffer) {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  const { buffer: memory, byteOffset, byteLength } = buffer;
  return new Uint8Array(memory, byteOffset, byteLength);
}
function createPort(model, el) {
  return {
    send: (content, buffers) => model.send(content, void 0, buffers ? [...buffers] : []),
    listen: (receive, signal) => {
      const handle = (content, buffers) => receive(content, (buffers ?? []).map(toBytes));
      model.on("msg:custom", handle);
      signal.addEventListener("abort", () => model.off("msg:custom", handle));
    },
    isLive: () => el.closest(DEAD) === null,
    watch: (changed, signal) => {
      model.on("comm_live_update", changed);
      signal.addEventListener("abort", () => model.off("comm_live_update", changed));
    }
  };
}
var sessions = /* @__PURE__ */ new Map();
function shareSession(id, port) {
  const known = sessions.get(id);
  if (known !== void 0) {
    known.port.join(port);
    return known;
  }
  const shared = new SharedPort();
  shared.join(port);
  const hello = {
    type: "hello",
    version: PROTOCOL_VERSION,
    codecs: CODECS,
    view: makeUuid()
  };
  const ladder = new LinkLadder(shared, hello);
  const session = new Session(ladder, () => sessions.delete(id));
  const opened = { session, port: shared };
  sessions.set(id, opened);
  ladder.open();
  return opened;
}
function render({
  model,
  el
}) {
  const closing = new AbortController();
  const port = createPort(model, el);
  const shared = shareSession(String(model.get("session_id")), port);
  const fallback = watchFallback(el, closing.signal);
  const dispose = mountMember(el, shared.session.join(), {
    view: makeUuid(),
    onLink: ({ state }) => fallback.hide(state === "open" || state === "connecting")
  });
  return () => {
    closing.abort();
    dispose();
    shared.port.leave(port);
  };
}

// src/links/comm-channel.ts
var CommChannel = class extends LinkedChannel {
  constructor(port, hello, lostAfter = 5e3) {
    super(lostAfter);
    this.port = port;
    this.hello = hello;
  }
  port;
  hello;
  refusal = null;
  start() {
    this.port.watch(() => {
      if (this.port.isLive() && this.refusal !== null) void this.attempt();
    }, this.ending.signal);
    void this.attempt();
  }
  relink(rung, reason) {
    this.refusal = { rung, reason };
    this.refresh("lost");
  }
  refusals() {
    return this.refusal === null ? [] : [this.refusal];
  }
  async attempt() {
    this.refusal = null;
    const reason = await attemptLink(
      (events) => openComm(this.port, this.hello, events),
      null,
      this,
      this.ending.signal
    );
    if (reason !== null && !this.ending.signal.aborted) this.relink("comm", reason);
  }
};

// src/links/websocket.ts
var WebSocketChannel = class extends LinkedChannel {
  constructor(url, hello, options = {}) {
    super(options.lostAfter ?? 5e3);
    this.url = url;
    this.hello = hello;
    this.timeout = options.timeout ?? 5e3;
    const again = () => this.start();
    const backoff = options.backoff ?? DEFAULT_BACKOFF;
    this.retry = new Retry(backoff, again, this.ending.signal);
  }
  url;
  hello;
  retry;
  timeout;
  refusal = null;
  start() {
    void this.attempt();
  }
  relink(rung, reason) {
    this.refusal = { rung, reason };
    this.refresh();
    this.retry.schedule();
  }
  refusals() {
    return this.refusal === null ? [] : [this.refusal];
  }
  async attempt() {
    const reason = await attemptLink(
      (events) => openSocket(this.url, "socket", this.hello, events),
      this.timeout,
      this,
      this.ending.signal
    );
    if (this.ending.signal.aborted) return;
    if (reason === null) {
      this.refusal = null;
      this.retry.reset();
    } else {
      this.relink("socket", reason);
    }
  }
};

// src/main.ts
var main_default = { render };
export {
  CODECS,
  CommChannel,
  LinkLadder,
  PROTOCOL_VERSION,
  WebSocketChannel,
  main_default as default,
  mountPanel,
  render
};
