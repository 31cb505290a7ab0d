/** While the model is paused, a changed value makes one step: the picture answers. */

/** A step that shows nothing is over after so long, in milliseconds. */
const STEP_MS = 2000;

/**
 * Asks for one step after each change of a value while the model is paused.
 *
 * While a step that was asked for has not been seen, further changes ask for one more
 * together, so that a drag on a slow model leaves no queue of steps behind.
 */
export class PausedAnswer {
  /** Whether a person wants it. */
  isOn = true;
  private isPaused = false;
  private isWaiting = false;
  private isOwed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param step Asks the session for one step. */
  constructor(
    private readonly step: () => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  follow(isPaused: boolean): void {
    if (!isPaused) this.settle();
    this.isPaused = isPaused;
  }

  /** A person's change of a value was accepted. */
  changed(): void {
    if (!this.isOn || !this.isPaused) return;
    if (this.isWaiting) {
      this.isOwed = true;
      return;
    }
    this.isWaiting = true;
    this.timer = setTimeout(() => this.drawn(), STEP_MS);
    this.step();
  }

  /** A frame was drawn: what was asked for can be seen. */
  drawn(): void {
    const isOwed = this.isOwed;
    this.settle();
    if (isOwed) this.changed();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.isWaiting = false;
    this.isOwed = false;
  }
}
