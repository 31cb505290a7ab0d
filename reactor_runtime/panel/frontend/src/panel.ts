/** The panel: one session's pictures, controls, status and log over one channel. */

import { PausedAnswer } from "./answering";
import type { Buffers, Channel, ChannelStatus } from "./channel";
import { Commands } from "./commands";
import { make } from "./dom";
import { History } from "./history";
import { explainLacks, findLacks } from "./insecure";
import { guardKeys, listenKeys, listenUndo } from "./keys";
import { entryLine, messageLine, rejectedLine } from "./lines";
import { formatRate, Meter } from "./meter";
import { DrawnPace } from "./pace";
import { followPlace } from "./place";
import type { ControlAction, RuntimeHeader, SessionStatus, Welcome } from "./protocol";
import { createScene, type Scene } from "./scene";
import type { PanelSchema } from "./schema";
import { type Member, Session } from "./session";
import { type Standing, standingOf } from "./standing";
import { Statistics } from "./statistics";
import { css } from "./style/sheets";
import { followTheme } from "./theme";
import { Uploads } from "./uploads";
import { isSameJson, type JsonObject } from "./values";
import { unixNow } from "./video/messages";
import type { Drawn } from "./video/screen";
import { createAdvice } from "./views/advice";
import { createBanner } from "./views/banner";
import { createCopyBar } from "./views/copying";
import { createDivider } from "./views/divider";
import { createLoading } from "./views/loading";
import { createLog } from "./views/log";
import { createOption } from "./views/option";
import { shownTracks } from "./views/stage";
import { createStatusLine } from "./views/statusline";
import { createToolbar } from "./views/toolbar";
import { watchVisibility } from "./visibility";

export interface PanelOptions {
  /** The uuid of the channel's hello; it makes request ids unique. */
  readonly view: string;
  /** Told each change of the link, also whether the kernel is lost. */
  readonly onLink?: (status: ChannelStatus) => void;
}

const ANSWERS = "While paused, a changed value makes one step";

/** How often the status line is drawn, in milliseconds. */
const STATUS_MS = 500;

/** How long answers over a link that was left are waited for, in milliseconds. */
const FORGET_MS = 1500;

class Panel {
  private readonly closing = new AbortController();
  private readonly signal = this.closing.signal;
  private readonly pace = new DrawnPace();
  private readonly meter = new Meter();
  private readonly commands: Commands;
  private readonly uploads: Uploads;
  private readonly statistics: Statistics;
  private readonly log = createLog(this.signal);
  private readonly statusLine = createStatusLine(
    explainLacks(findLacks()),
    this.signal,
  );
  private readonly history = new History();
  private readonly answer;
  private readonly copyBar;
  private readonly toolbar;
  private readonly banner;
  private readonly advice;
  private readonly loading = createLoading();
  private readonly main = make("div", "main");
  private readonly root = make("div", "panel");
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private scene: Scene | null = null;
  private state: JsonObject = {};
  private name = "";
  private seen: number | null = null;
  private isInView = true;
  private link: ChannelStatus = { state: "connecting", rung: null, refusals: [] };
  private status: SessionStatus = { status: "", detail: "", traceback: "" };

  constructor(
    private readonly host: HTMLElement,
    private readonly channel: Member,
    private readonly options: PanelOptions,
  ) {
    const { signal } = this;
    const control = (action: ControlAction): void =>
      void channel.send({ type: "control", action, count: 1 });
    this.commands = new Commands(channel, options.view, () => this.seen);
    this.uploads = new Uploads(channel, options.view);
    const parts = {
      member: channel,
      commands: this.commands,
      track: () => this.mainTrack,
      rung: () => this.link.rung ?? "",
    };
    this.statistics = new Statistics(parts, signal);
    const answers = (isOn: boolean): void => {
      this.answer.isOn = isOn;
    };
    this.statusLine.notes.append(createOption(ANSWERS, answers, signal));
    const step = (): void => control("step");
    this.answer = new PausedAnswer(step, signal);
    const actions = {
      control,
      reset: () => this.scene?.column.reset(),
      search: () => this.scene?.column.search(),
      copy: () => this.copyBar.toggle(),
      explain: (isExplained: boolean) => {
        this.root.classList.toggle("explained", isExplained);
      },
    };
    this.toolbar = createToolbar(actions, this.statusLine, signal);
    const read = () =>
      this.scene === null ? null : { values: this.state, schema: this.scene.schema };
    const said = (isCopied: boolean, text: string): void =>
      this.note(isCopied ? "note" : "error", "copy", text);
    this.copyBar = createCopyBar(read, said, signal);
    this.banner = createBanner(() => control("restart"), signal);
    this.advice = createAdvice(control, signal);
  }

  mount(): void {
    const { host, signal, channel } = this;
    host.dataset.testid = "reactor-panel";
    followTheme(host, signal);
    guardKeys(host, signal);
    listenUndo(host, this.history, signal);
    listenKeys(host, (key) => this.press(key), signal);
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Reactor session");
    this.root.append(
      this.toolbar.el,
      this.statusLine.notes,
      this.copyBar.el,
      this.banner.el,
      this.advice.el,
      this.loading.el,
      this.main,
      this.log.el,
    );
    shadow.replaceChildren(make("style", "", css), this.root);
    followPlace(this.root, this.main, signal);
    watchVisibility(host, (isInView) => this.look(isInView), signal);
    const timer = setInterval(() => this.drawRate(), STATUS_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    const failed = (reason: string): void => this.note("error", "panel", reason);
    const drawn = (drawn: Drawn): void => this.reportDrawn(drawn);
    const hasRoom = (): void => this.uploads.resume();
    channel.watch({ drawn, failed, hasRoom }, signal);
    channel.onstatus = (status) => this.showLink(status);
    channel.onmessage = (header, buffers) => this.receive(header, buffers);
  }

  dispose(): void {
    this.closing.abort();
    this.scene?.close();
    for (const timer of this.timers) clearTimeout(timer);
    this.channel.close();
    this.root.remove();
  }

  private receive(header: RuntimeHeader, buffers: Buffers): void {
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
        // Its message comes as one of its own, too, for every panel of the client.
        this.commands.answer(header);
        break;
      default:
        this.tell(header);
    }
  }

  /** Messages that leave a trace in the log or the status line. */
  private tell(header: RuntimeHeader): void {
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

  private welcome(welcome: Welcome): void {
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
  private show(schema: PanelSchema): void {
    const { signal } = this;
    const previous = this.scene;
    if (previous !== null && isSameJson(previous.schema, schema)) return;
    const { commands, uploads, pace, history } = this;
    const changed = (): void => this.answer.changed();
    const parts = { commands, uploads, pace, history, changed };
    previous?.close();
    const scene = createScene(schema, parts, this.channel, () => this.name, {
      failed: (reason) => this.note("error", "panel", reason),
      poppedOut: () => this.tellVisible(),
      camera: (track, words) => this.statusLine.showCamera(track, words),
    });
    for (const button of previous?.buttons ?? []) button.remove();
    for (const button of scene.buttons) this.toolbar.add(button);
    this.scene = scene;
    const divider = createDivider(this.main, signal);
    this.main.replaceChildren(scene.stage.el, divider, scene.column.el);
    this.toolbar.showSearch(scene.column.isLong);
    scene.stage.lay(this.statistics.place, this.statistics.button);
    scene.stage.setShown(this.isInView);
    scene.column.follow(this.state);
    this.stand();
  }

  private followState(values: JsonObject): void {
    this.state = { ...this.state, ...values };
    this.scene?.column.follow(values);
  }

  private showStatus(status: SessionStatus): void {
    this.status = status;
    this.stand();
  }

  private showLink(link: ChannelStatus): void {
    this.link = link;
    this.statusLine.showLink(link);
    if (link.state === "lost" || link.state === "ended") this.commands.forget();
    this.stand();
    this.options.onLink?.(link);
  }

  private get standing(): Standing {
    return standingOf(this.link.state, this.status.status);
  }

  /** Let every part of the panel say the same of the session. */
  private stand(): void {
    const { standing } = this;
    const { status, cover, isOver, isLoading } = standing;
    this.loading.show(isLoading ? this.name : null, this.now());
    this.root.dataset.status = status;
    this.statusLine.showStatus(status);
    this.toolbar.showStanding(standing);
    this.banner.show(this.status, standing);
    this.advice.showStanding(standing);
    this.answer.follow(status === "paused");
    this.scene?.setEnabled(!isOver && !isLoading);
    this.scene?.stage.cover(cover);
    this.drawRate();
  }

  private get mainTrack(): string | null {
    return shownTracks(this.scene?.schema.tracks ?? [])[0]?.name ?? null;
  }

  private reportDrawn({ header, isDrawn, at }: Drawn): void {
    if (!isDrawn) return;
    this.seen = header.sequence;
    if (header.track === this.mainTrack) {
      this.meter.count(at * 1000 - performance.timeOrigin);
    }
    this.pace.beat();
    this.answer.drawn();
  }

  /** Returns whether *key* means something here. */
  private press(key: string): boolean {
    // A key of the model's own is the model's while the picture has the focus.
    if (this.scene?.keyboard?.owns(key) === true) return false;
    if (key === "i") this.statistics.toggle();
    else if (key === "s") this.scene?.stage.act("save");
    else if (key === "p") this.scene?.stage.act("popout");
    else if (key === "f") this.scene?.stage.act("fullscreen");
    else return false;
    return true;
  }

  private drawRate(): void {
    this.loading.tick(this.now());
    const size = this.scene?.stage.size() ?? "";
    const rate = this.meter.rate(performance.now());
    this.statusLine.showRate(this.standing.isRunning ? formatRate(rate) : "", size);
  }

  private look(isInView: boolean): void {
    this.isInView = isInView;
    this.scene?.stage.setShown(isInView);
    if (isInView) this.statistics.resume();
    this.tellVisible();
  }

  private tellVisible(): void {
    const visible = this.isInView || this.scene?.stage.isOut() === true;
    this.channel.send({ type: "visible", visible });
  }

  private note(tone: "error" | "note", subject: string, text: string): void {
    this.log.add({ at: this.now(), tone, subject, text });
  }

  private now(): number {
    return unixNow() - this.channel.clock.epoch;
  }

  private later(callback: () => void, delay: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      callback();
    }, delay);
    this.timers.add(timer);
  }
}

/** Draw *member*'s panel into *el*; returns what removes it and leaves the session. */
export function mountMember(
  el: HTMLElement,
  member: Member,
  options: PanelOptions,
): () => void {
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

/**
 * Draw a panel into *el* over *channel*, which the panel then owns: it sets the
 * listeners, and closes it in the end.
 *
 * @returns What removes the panel, with every listener, socket, timer and object URL.
 */
export function mountPanel(
  el: HTMLElement,
  channel: Channel,
  options: PanelOptions,
): () => void {
  return mountMember(el, new Session(channel).join(), options);
}
