/** The panel: one session's pictures, controls, status and log over one channel. */

import type { Buffers, ChannelStatus } from "../links/channel";
import { LogPane } from "../log/log";
import { make } from "../page/dom";
import { followPlace, followTheme } from "../page/surroundings";
import { after, every, unixNow } from "../page/time";
import { watchVisibility } from "../page/visibility";
import { FlashGuard } from "../pictures/flash-guard";
import type { SessionMember } from "../session/session";
import { PausedAnswer } from "../state/answering";
import { Commands } from "../state/commands";
import { EditHistory } from "../state/history";
import { PresetClient } from "../state/presets";
import { TuningClient } from "../state/tuning";
import { Uploads } from "../state/uploads";
import { Statistics } from "../statistics/statistics";
import { css } from "../style/sheets";
import type { DrawReport } from "../video/playback";
import { createHead, type Head, type HeadDeeds } from "../views/head";
import { createLoading } from "../views/loading";
import type { RuntimeHeader, SessionStatus, Welcome } from "../wire/protocol";
import type { ControlAction } from "../wire/requests";
import type { PanelSchema } from "../wire/schema";
import type { JsonObject } from "../wire/values";
import { guardKeys, listenKeys, listenUndo, pressHotkey } from "./keys";
import { Layout, placeLayout } from "./layout";
import { Sight } from "./sight";
import { Situation } from "./situation";
import { entryLine, Telling } from "./telling";

export interface PanelOptions {
  /** The uuid of the channel's hello; it makes request ids unique. */
  readonly view: string;
  /** Told each change of the link, and whether there is a picture to look at. */
  readonly onLink?: (status: ChannelStatus, hasPicture: boolean) => void;
}

/** How often the status line is drawn, in milliseconds. */
const STATUS_MS = 500;

/**
 * How long answers over a link that was left are waited for, in milliseconds: half a
 * second longer than that link lingers (`LINGER_MS`), or one on its way were given up.
 */
const FORGET_MS = 1500;

export class Panel {
  private readonly closing = new AbortController();
  private readonly signal = this.closing.signal;
  private readonly sight: Sight;
  private readonly commands: Commands;
  private readonly uploads: Uploads;
  private readonly statistics: Statistics;
  private readonly presets: PresetClient;
  private readonly tuning: TuningClient;
  private readonly log = new LogPane(this.signal);
  private readonly history = new EditHistory();
  private readonly locks = new Set<string>();
  private readonly answer;
  private readonly head: Head;
  private readonly telling: Telling;
  private readonly situation: Situation;
  private readonly loading = createLoading();
  private readonly main = make("div", "main");
  private readonly root = make("div", "panel");
  private readonly flashes;
  private readonly now = (): number => unixNow() - this.channel.clock.epoch;
  private readonly say = (isGood: boolean, source: string, text: string): void =>
    this.telling.note(isGood ? "note" : "error", source, text);
  private readonly failed = (reason: string): void => this.say(false, "panel", reason);
  private readonly control = (action: ControlAction): void =>
    void this.channel.send({ type: "control", action, count: 1 });
  private layout: Layout | null = null;
  private state: JsonObject = {};
  private name = "";
  private id = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly channel: SessionMember,
    private readonly options: PanelOptions,
  ) {
    const { signal } = this;
    const { view } = options;
    this.sight = new Sight({ layout: () => this.layout, channel });
    this.commands = new Commands(channel, view, () => this.sight.seen);
    this.uploads = new Uploads(channel, view);
    const parts = {
      member: channel,
      commands: this.commands,
      track: () => this.sight.track,
      rung: () => this.situation.link.rung ?? "",
    };
    this.statistics = new Statistics(parts, signal);
    this.presets = new PresetClient({
      view,
      channel,
      history: this.history,
      values: () => this.layout?.column.values() ?? {},
      put: (values) => this.layout?.column.put(values) === true,
      turned: (side) => this.head.toolbar.showSide(side),
      said: (isGood, text) => this.say(isGood, "presets", text),
    });
    this.tuning = new TuningClient(channel, view);
    this.answer = new PausedAnswer(() => this.control("step"), signal);
    this.head = createHead(this.deeds(), signal);
    const { log, loading, commands, head, root, main, now, control } = this;
    const { statusLine } = head;
    this.flashes = new FlashGuard(statusLine.notes, signal);
    this.telling = new Telling({ log, loading, commands, statusLine, now });
    const layout = (): Layout | null => this.layout;
    const name = (): string => this.name;
    const shown = { root, main, head, loading, control, layout, name, now };
    this.situation = new Situation(shown, signal);
  }

  mount(): void {
    const { host, signal, channel } = this;
    host.dataset.testid = "reactor-panel";
    followTheme(host, signal);
    guardKeys(host, signal);
    listenUndo(host, this.history, signal);
    const press = (key: string): boolean =>
      pressHotkey(key, this.layout, this.statistics, this.presets);
    listenKeys(host, press, signal);
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Reactor session");
    this.root.append(
      ...this.head.els,
      ...this.situation.notes,
      this.main,
      this.log.el,
      this.situation.voice,
    );
    shadow.replaceChildren(make("style", "", css), this.root);
    followPlace(this.root, this.main, signal);
    const look = (isInView: boolean): void => {
      this.sight.look(isInView);
      if (isInView) this.statistics.resume();
    };
    watchVisibility(host, look, signal);
    every(STATUS_MS, () => this.drawRate(), signal);
    const drawn = (drawn: DrawReport): void => {
      if (this.sight.report(drawn)) this.answer.drawn();
    };
    const hasRoom = (): void => this.uploads.resume();
    // The last is the listener: it hears at once what this panel has missed, which the
    // status of the link and everything above must be there for.
    channel.watch({ drawn, failed: this.failed, hasRoom }, signal);
    channel.onstatus = (status) => this.showLink(status);
    channel.onmessage = this.receive;
  }

  dispose(): void {
    this.closing.abort();
    this.layout?.close();
    this.channel.close();
    this.root.remove();
  }

  /** What the head asks of the panel. */
  private deeds(): HeadDeeds {
    return {
      control: this.control,
      reset: () => this.layout?.column.reset(),
      search: () => this.layout?.column.search(),
      presets: this.presets,
      tuning: this.tuning,
      bindings: () => this.layout?.bindings?.toggle(),
      explain: (isExplained) => {
        this.root.classList.toggle("explained", isExplained);
      },
      answers: (isOn) => {
        this.answer.isOn = isOn;
      },
      read: () => this.layout && { values: this.state, schema: this.layout.schema },
      copied: (isCopied, text) => this.say(isCopied, "copy", text),
    };
  }

  private readonly receive = (header: RuntimeHeader, buffers: Buffers): void => {
    switch (header.type) {
      case "audio":
        if (buffers[0]) this.layout?.sound?.push(header, buffers[0]);
        break;
      case "welcome":
        this.welcome(header);
        break;
      case "state":
        this.state = { ...this.state, ...header.values };
        this.layout?.column.follow(header.values);
        break;
      case "status":
        this.showStatus(header);
        break;
      case "contract":
        this.show(header.schema);
        break;
      case "advice":
        this.situation.advise(header);
        break;
      case "presets":
        this.presets.receive(header);
        break;
      case "tuning":
        this.tuning.receive(header);
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
  };

  private welcome(welcome: Welcome): void {
    this.log.setEpoch(welcome.clock.epoch);
    this.statistics.resume();
    this.state = {};
    this.id = welcome.session.id;
    this.name = welcome.session.name || welcome.schema.model;
    this.tuning.restart(welcome.tuning);
    this.show(welcome.schema);
    const { hasValues = false } = this.layout?.column ?? {};
    this.presets.restart(welcome.presets);
    this.head.toolbar.showPresets(this.presets.limit > 0 && hasValues);
    this.head.toolbar.showTitle(this.name, welcome.schema.description);
    this.state = welcome.state ?? {};
    this.layout?.column.follow(this.state);
    this.situation.advise(welcome.advice);
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
    const previous = this.layout;
    if (previous?.fits(schema) === true) {
      previous.update(schema);
      this.head.toolbar.showSearch(previous.column.isLong);
      return;
    }
    const { commands, uploads, history, locks, sight, tuning } = this;
    const { pace } = sight;
    const changed = (): void => this.answer.changed();
    const parts = { commands, uploads, pace, history, locks, changed, tuning };
    // Before there is another: both would hear the same keys and hold the same devices.
    previous?.close();
    this.presets.forget();
    const layout = new Layout(schema, parts, this.channel, () => this.name, {
      failed: this.failed,
      poppedOut: () => sight.tellVisible(),
      camera: (track, words) => this.head.statusLine.showCamera(track, words),
    });
    this.layout = layout;
    placeLayout(layout, previous, this.main, this.head, this.signal);
    layout.pictures.lay(this.statistics.place, this.statistics.button);
    sight.apply();
    this.flashes.follow(layout.pictures, this.id);
    layout.column.follow(this.state);
    this.situation.draw();
    this.stand();
  }

  private showStatus(status: SessionStatus): void {
    this.situation.showStatus(status);
    this.stand();
  }

  private showLink(link: ChannelStatus): void {
    if (link.state === "lost" || link.state === "ended") this.commands.forget();
    this.situation.showLink(link);
    this.stand();
    this.options.onLink?.(link, (this.layout?.pictures.size() ?? "") !== "");
  }

  /** What else depends on how the session stands. */
  private stand(): void {
    this.answer.follow(this.situation.standing.status === "paused");
    this.drawRate();
  }

  private drawRate(): void {
    this.loading.tick(this.now());
    const size = this.layout?.pictures.size() ?? "";
    const rate = this.situation.standing.isRunning ? this.sight.rate() : "";
    this.head.statusLine.showRate(rate, size);
  }
}
