/** Whether a person is at a text, so that nothing may take its place. */

/**
 * Follows the inputs of one row.
 *
 * Writing goes on from the first key until what was written is put in, taken back or
 * left.
 */
export class WritingWatch {
  private isOn = false;

  /**
   * @param ended Called once nobody writes any more.
   * @param signal Aborting it removes every listener.
   */
  constructor(
    el: HTMLElement,
    private readonly ended: () => void,
    signal: AbortSignal,
  ) {
    const begin = (): void => {
      this.isOn = true;
    };
    // Before the input's own listener: that one may find that the writing is over.
    el.addEventListener("input", begin, { signal, capture: true });
    for (const end of ["change", "focusout"] as const) {
      el.addEventListener(end, () => this.end(), { signal });
    }
    const press = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") this.end();
    };
    el.addEventListener("keydown", press, { signal });
  }

  get goesOn(): boolean {
    return this.isOn;
  }

  /** What was written is put in, or taken back. */
  end(): void {
    if (!this.isOn) return;
    this.isOn = false;
    // Whoever waits for it may take the row away: not from under this call.
    queueMicrotask(this.ended);
  }
}
