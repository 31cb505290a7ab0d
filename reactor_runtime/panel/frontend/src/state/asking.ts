/** Questions of one kind, each with an answer of its own. */

/** The link was gone before an answer came. */
export const UNANSWERED = "No answer came: the link was gone. Try again.";

export class Inquiries<Told extends { readonly id: string | null }> {
  private count = 0;
  private readonly waiting = new Map<string, (told: Told | null) => void>();

  /** @param view Makes ids unique among all panels of one client. */
  constructor(private readonly view: string) {}

  /** A link is up: what was asked over another is not answered any more. */
  restart(): void {
    for (const id of [...this.waiting.keys()]) this.settle(id, null);
  }

  /** Ask by what *send* sends under an id; `null` comes back where no answer does. */
  ask(send: (id: string) => boolean): Promise<Told | null> {
    this.count += 1;
    const id = `${this.view}:${this.count}`;
    return new Promise((settle) => {
      this.waiting.set(id, settle);
      if (!send(id)) this.settle(id, null);
    });
  }

  receive(told: Told): void {
    if (told.id !== null) this.settle(told.id, told);
  }

  private settle(id: string, told: Told | null): void {
    const settle = this.waiting.get(id);
    this.waiting.delete(id);
    settle?.(told);
  }
}
