/** One live control: its value goes to the model, the model's value comes back. */

import type { JsonValue } from "../wire/values";
import type { CommandRefusal, Commands } from "./commands";
import { Coalescer, type Pace } from "./pace";

export interface BoundControl {
  readonly control: {
    show(value: JsonValue): void;
    follow(value: JsonValue, isRefused: boolean): void;
  };
  /** The control shows *value* now, unless it was refused. */
  shown(value: JsonValue, isRefused: boolean): void;
  /** Say why what stands there was refused; `null` takes the reason away. */
  explain(refusal: CommandRefusal | null): void;
  /** A value that the person put in was accepted. */
  accepted(): void;
}

/** The command that sets the value, as its one argument. */
export interface Setter {
  readonly commands: Pick<Commands, "send">;
  readonly command: string;
  readonly argument: string;
}

/**
 * Keeps a control and the session's value together.
 *
 * While the person drags, or a command is unanswered, what comes from the session is
 * kept and not shown, so that the thumb never jumps back under the finger. When all is
 * answered the control shows the value that holds: the session's, which a handler may
 * have left as it was, or, for a control without state, the last one accepted.
 *
 * A refusal is about one value: the one that was put in last. It stays, and with it what
 * was put in, until that is changed or taken back, whatever is answered meanwhile to
 * earlier values; the refusal of a value that was changed since is dropped.
 */
export class LiveBinding {
  private readonly coalescer: Coalescer<JsonValue>;
  private held: JsonValue;
  private unanswered = 0;
  private isEditing = false;
  /** Counts what the person put in: an answer to an older count is about the past. */
  private edits = 0;
  private refused = false;

  /**
   * @param pace The beat of what goes out while it still moves; `null` keeps that in.
   * @param hasState Whether the session says what the value is; it does before it
   *   answers.
   */
  constructor(
    private readonly bound: BoundControl,
    initial: JsonValue,
    private readonly hasState: boolean,
    private readonly pace: Pace | null,
    private readonly setter: Setter,
  ) {
    this.held = initial;
    this.coalescer = new Coalescer(pace ?? { next: () => () => {} }, this.dispatch);
  }

  /** Whether the person still moves it, or an answer is still to come. */
  get isBusy(): boolean {
    return this.isEditing || this.unanswered > 0;
  }

  /** Whether what was put in last stands there, refused. */
  get isRefused(): boolean {
    return this.refused;
  }

  /** The person chose *value*, finally or while still dragging. */
  pick(value: JsonValue, isFinal: boolean): void {
    this.isEditing = !isFinal;
    this.edit();
    if (isFinal || this.pace !== null) this.coalescer.push(value, isFinal);
  }

  /** What stands in the control was changed: a refusal of what stood there is over. */
  edit(): void {
    this.edits += 1;
    if (!this.refused) return;
    this.refused = false;
    this.bound.explain(null);
  }

  /** Give up what was put in, and show the session's value; returns that. */
  takeBack(): JsonValue {
    this.edit();
    this.bound.control.show(this.held);
    return this.held;
  }

  /** The session's value is now *value*, whoever set it. */
  follow(value: JsonValue): void {
    this.held = value;
    if (this.isBusy) return;
    this.bound.control.follow(value, this.refused);
    this.bound.shown(value, this.refused);
  }

  /** Drop what waits to be sent. */
  stop(): void {
    this.coalescer.stop();
  }

  private readonly dispatch = async (
    value: JsonValue,
    isRepeat = false,
  ): Promise<void> => {
    const { edits, bound } = this;
    const { commands, command, argument } = this.setter;
    this.unanswered += 1;
    const outcome = await commands.send(command, { [argument]: value });
    if (outcome.kind === "done") bound.accepted();
    this.unanswered -= 1;
    if (outcome.kind === "unknown" && !isRepeat && this.unanswered === 0) {
      // Setting a value twice is setting it once: safe to repeat on the new link.
      await this.dispatch(value, true);
      return;
    }
    if (outcome.kind === "refused" && edits === this.edits) {
      this.refused = true;
      bound.explain(outcome);
    }
    if (outcome.kind === "done" && !this.hasState) this.held = value;
    this.follow(this.held);
  };
}
