/** The panel: one session's pictures, controls, status and log over one channel. */

import { PausedAnswer } from "./answering";
import type { Buffers, ChannelStatus } from "./channel";
import { Commands } from "./commands";
import { make } from "./dom";
import { History } from "./history";
import { pressHotkey } from "./hotkeys";
import { guardKeys, listenKeys, listenUndo } from "./keys";
import { entryLine } from "./lines";
import type { Member } from "./member";
import { followPlace } from "./place";
import { Presets } from "./presets";
import type { ControlAction, RuntimeHeader, SessionStatus, Welcome } from "./protocol";
import { createScene, type Scene } from "./scene";
import type { PanelSchema } from "./schema";
import { Sight } from "./sight";
import { type Standing, standingOf } from "./standing";
import { Statistics } from "./statistics";
import { css } from "./style/sheets";
import { Telling } from "./telling";
import { followTheme } from "./theme";
import { after, every } from "./timers";
import { Uploads } from "./uploads";
import { isSameJson, type JsonObject } from "./values";
import { unixNow } from "./video/messages";
import type { Drawn } from "./video/screen";
import { createAdvice } from "./views/advice";
import { createBanner } from "./views/banner";
import { createDivider } from "./views/divider";
import { createHead, type Head } from "./views/head";
import { createLoading } from "./views/loading";
import { createLog } from "./views/log";
import { watchVisibility } from "./visibility";

export interface PanelOptions {
  /** The uuid of the channel's hello; it makes request ids unique. */
  readonly view: string;
  /** Told each change of the link, also whether the kernel is lost. */
  readonly onLink?: (status: ChannelStatus) => void;
}

/** How often the status line is drawn, in milliseconds. */
const STATUS_MS = 500;

/** How long answers over a link that was left are waited for, in milliseconds. */
const FORGET_MS = 1500;

export class Panel {
  private readonly closing = new AbortController();
  private readonly signal = this.closing.signal;
  private readonly sight: Sight;
  private readonly commands: Commands;
  private readonly uploads: Uploads;
  private readonly statistics: Statistics;
  private readonly presets: Presets;
  private readonly log = createLog(this.signal);
  private readonly history = new History();
  private readonly locks = new Set<string>();
  private readonly answer;
  private readonly head: Head;
  private readonly telling: Telling;
  private readonly banner;
  private readonly advice;
  private readonly loading = createLoading();
  private readonly main = make("div", "main");
  private readonly root = make("div", "panel");
  private scene: Scene | null = null;
  private state: JsonObject = {};
  private name = "";
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
    const send: Member["send"] = (header) => channel.send(header);
    this.sight = new Sight({ scene: () => this.scene, send });
    this.commands = new Commands(channel, options.view, () => this.sight.seen);
    this.uploads = new Uploads(channel, options.view);
    const parts = {
      member: channel,
      commands: this.commands,
      track: () => this.sight.track,
      rung: () => this.link.rung ?? "",
    };
    this.statistics = new Statistics(parts, signal);
    this.presets = new Presets({
      view: options.view,
      send,
      values: () => this.state,
      put: (values) => this.scene?.column.put(values),
      turned: (side) => this.head.toolbar.showSide(side),
    });
    this.answer = new PausedAnswer(() => control("step"), signal);
    this.head = createHead(
      {
        control,
        reset: () => this.scene?.column.reset(),
        search: () => this.scene?.column.search(),
        presets: this.presets,
        bindings: () => this.scene?.bindings?.toggle(),
        explain: (isExplained) => {
          this.root.classList.toggle("explained", isExplained);
        },
        answers: (isOn) => {
          this.answer.isOn = isOn;
        },
        read: () => {
          const { scene, state } = this;
          return scene === null ? null : { values: state, schema: scene.schema };
        },
        copied: (isCopied, text) =>
          this.telling.note(isCopied ? "note" : "error", "copy", text),
      },
      signal,
    );
    const { log, loading, commands } = this;
    const { statusLine } = this.head;
    const now = (): number => this.now();
    this.telling = new Telling({ log, loading, commands, statusLine, now });
    this.banner = createBanner(() => control("restart"), signal);
    this.advice = createAdvice(control, signal);
  }

  mount(): void {
    const { host, signal, channel } = this;
    host.dataset.testid = "reactor-panel";
    followTheme(host, signal);
    guardKeys(host, signal);
    listenUndo(host, this.history, signal);
    const press = (key: string): boolean =>
      pressHotkey(key, this.scene, this.statistics, this.presets);
    listenKeys(host, press, signal);
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Reactor session");
    this.root.append(
      ...this.head.els,
      this.banner.el,
      this.advice.el,
      this.loading.el,
      this.main,
      this.log.el,
    );
    shadow.replaceChildren(make("style", "", css), this.root);
    followPlace(this.root, this.main, signal);
    watchVisibility(host, (isInView) => this.look(isInView), signal);
    every(STATUS_MS, () => this.drawRate(), signal);
    const failed = (reason: string): void =>
      this.telling.note("error", "panel", reason);
    const drawn = (drawn: Drawn): void => this.reportDrawn(drawn);
    const hasRoom = (): void => this.uploads.resume();
    channel.watch({ drawn, failed, hasRoom }, signal);
    channel.onstatus = (status) => this.showLink(status);
    channel.onmessage = (header, buffers) => this.receive(header, buffers);
  }

  dispose(): void {
    this.closing.abort();
    this.scene?.close();
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
      case "presets":
        this.presets.receive(header);
        break;
      case "upload":
        this.uploads.receive(header);
        break;
      case "answer":
        // Its message comes as one of its own, too, for every panel of the client.
        this.commands.answer(header);
        break;
      default:
        this.telling.tell(header);
    }
  }

  private welcome(welcome: Welcome): void {
    this.log.setEpoch(welcome.clock.epoch);
    this.statistics.resume();
    this.state = {};
    this.name = welcome.session.name || welcome.schema.model;
    this.show(welcome.schema);
    this.head.toolbar.showPresets(welcome.presets === true);
    this.head.toolbar.showTitle(this.name, welcome.schema.description);
    this.followState(welcome.state ?? {});
    this.advice.show(welcome.advice);
    this.loading.restart();
    this.loading.follow(welcome.log);
    this.showStatus(welcome.status);
    this.log.retell(welcome.log.map(entryLine));
    this.uploads.restart(welcome.upload.chunk);
    const { mark } = this.commands;
    if (mark > 0) after(FORGET_MS, () => this.commands.forget(mark), this.signal);
  }

  /** Draw *schema*; the same one again changes nothing, a drag included. */
  private show(schema: PanelSchema): void {
    const { signal } = this;
    const previous = this.scene;
    if (previous !== null && isSameJson(previous.schema, schema)) return;
    const { commands, uploads, history, locks, sight } = this;
    const { pace } = sight;
    const changed = (): void => this.answer.changed();
    const parts = { commands, uploads, pace, history, locks, changed };
    previous?.close();
    const scene = createScene(schema, parts, this.channel, () => this.name, {
      failed: (reason) => this.telling.note("error", "panel", reason),
      poppedOut: () => sight.tellVisible(),
      camera: (track, words) => this.head.statusLine.showCamera(track, words),
    });
    for (const button of previous?.buttons ?? []) button.remove();
    for (const button of scene.buttons) this.head.toolbar.add(button);
    this.scene = scene;
    const divider = createDivider(this.main, signal);
    this.main.replaceChildren(scene.stage.el, divider, scene.column.el);
    this.head.toolbar.showSearch(scene.column.isLong);
    this.head.place(scene.bindings);
    scene.stage.lay(this.statistics.place, this.statistics.button);
    sight.apply();
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
    this.head.statusLine.showLink(link);
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
    this.head.statusLine.showStatus(status);
    this.head.toolbar.showStanding(standing);
    this.banner.show(this.status, standing);
    this.advice.showStanding(standing);
    this.answer.follow(status === "paused");
    this.scene?.setEnabled(!isOver && !isLoading);
    this.scene?.stage.cover(cover);
    this.drawRate();
  }

  private reportDrawn(drawn: Drawn): void {
    if (this.sight.report(drawn)) this.answer.drawn();
  }

  private drawRate(): void {
    this.loading.tick(this.now());
    const size = this.scene?.stage.size() ?? "";
    const rate = this.standing.isRunning ? this.sight.rate() : "";
    this.head.statusLine.showRate(rate, size);
  }

  private look(isInView: boolean): void {
    this.sight.look(isInView);
    if (isInView) this.statistics.resume();
  }

  private now(): number {
    return unixNow() - this.channel.clock.epoch;
  }
}
