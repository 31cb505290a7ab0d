/** One live control: its value goes to the model, the model's value comes back. */

import type { Outcome } from "./commands";
import { Coalescer, type Pace } from "./pace";
import { isSameJson, type JsonValue } from "./values";

export interface LiveControl {
  show(value: JsonValue): void;
  /** Say why a value was refused; empty takes the reason away. */
  explain(reason: string): void;
}

/**
 * Keeps a control and the session's value together.
 *
 * While the person drags, or a command is unanswered, what comes from the session is
 * kept and not shown, so that the thumb never jumps back under the finger. When all is
 * answered the control shows the value that holds: the session's, or, for a control
 * without state, the last one accepted. A refused value thereby goes back.
 */
export class LiveBinding {
  private readonly coalescer: Coalescer<JsonValue>;
  private held: JsonValue;
  private news = 0;
  private unanswered = 0;
  private isEditing = false;
  private reason = "";

  /** @param send Sends the command that sets the value. */
  constructor(
    private readonly control: LiveControl,
    initial: JsonValue,
    pace: Pace,
    private readonly send: (value: JsonValue) => Promise<Outcome>,
  ) {
    this.held = initial;
    this.coalescer = new Coalescer(pace, (value) => void this.dispatch(value));
  }

  /** The person chose *value*, finally or while still dragging. */
  pick(value: JsonValue, isFinal: boolean): void {
    this.isEditing = !isFinal;
    this.coalescer.push(value, isFinal);
  }

  /** The session's value is now *value*, whoever set it. */
  follow(value: JsonValue): void {
    this.news += 1;
    this.held = value;
    this.showIfIdle();
  }

  /** Drop what waits to be sent. */
  stop(): void {
    this.coalescer.stop();
  }

  private async dispatch(value: JsonValue, isRepeat = false): Promise<void> {
    const newsBefore = this.news;
    this.unanswered += 1;
    const outcome = await this.send(value);
    this.unanswered -= 1;
    if (outcome.kind === "unknown" && !isRepeat && this.unanswered === 0) {
      // Setting a value twice is setting it once: safe to repeat on the new link.
      await this.dispatch(value, true);
      return;
    }
    if (outcome.kind === "refused") this.reason = outcome.text;
    if (outcome.kind === "done") {
      this.reason = "";
      if (this.news === newsBefore) this.held = value;
    }
    if (this.unanswered === 0) this.control.explain(this.reason);
    this.showIfIdle();
  }

  private showIfIdle(): void {
    if (this.unanswered === 0 && !this.isEditing) this.control.show(this.held);
  }

  /** Whether the session's value is *value*. */
  holds(value: JsonValue): boolean {
    return isSameJson(this.held, value);
  }
}
