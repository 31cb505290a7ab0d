/** Between two texts, the few places that differ: what else a cell holds stays where it is. */

/** The text between two indices, and what comes in its place. */
export interface TextChange {
  start: number;
  end: number;
  text: string;
}

/** Over so many pairs of lines one long change does. */
const MOST_PAIRS = 1_000_000;

/**
 * Return what turns `before` into `after`, from the top, none of it overlapping.
 *
 * Lines that both have stay, and so does what a changed line begins and ends with.
 */
export function changesBetween(before: string, after: string): TextChange[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const found: TextChange[] = [];
  let at = 0;
  let [from, to] = [0, 0];
  const note = (oldLine: number, freshLine: number): void => {
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

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Return the pairs of lines that stay, from the top: most of those that are equal. */
function commonLines(old: string[], fresh: string[]): [number, number][] {
  const most = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < most && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const pairs: [number, number][] = [];
  for (let line = 0; line < head; line += 1) pairs.push([line, line]);
  const middle = longestCommon(
    old.slice(head, old.length - tail),
    fresh.slice(head, fresh.length - tail),
  );
  for (const [one, other] of middle) pairs.push([one + head, other + head]);
  for (let line = tail; line > 0; line -= 1) {
    pairs.push([old.length - line, fresh.length - line]);
  }
  return pairs;
}

/** Return the longest row of pairs of equal lines. */
function longestCommon(old: string[], fresh: string[]): [number, number][] {
  const width = fresh.length + 1;
  if (old.length * fresh.length > MOST_PAIRS) return [];
  // How long the row can be that begins at or after a pair of lines.
  const lengths = new Int32Array((old.length + 1) * width);
  const lengthAt = (one: number, other: number): number =>
    lengths[one * width + other] ?? 0;
  for (let one = old.length - 1; one >= 0; one -= 1) {
    for (let other = fresh.length - 1; other >= 0; other -= 1) {
      lengths[one * width + other] =
        old[one] === fresh[other]
          ? lengthAt(one + 1, other + 1) + 1
          : Math.max(lengthAt(one + 1, other), lengthAt(one, other + 1));
    }
  }
  const pairs: [number, number][] = [];
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

/** Return the change at `at` without what both texts begin and end with. */
function trimmed(gone: string, come: string, at: number): TextChange {
  const most = Math.min(gone.length, come.length);
  let head = 0;
  while (head < most && gone[head] === come[head]) head += 1;
  // A pair of surrogates is one character, which nothing may come between.
  if (isHighSurrogate(gone[head - 1])) head -= 1;
  let tail = 0;
  while (tail < most - head && gone.at(-1 - tail) === come.at(-1 - tail)) tail += 1;
  if (tail > 0 && isLowSurrogate(gone.at(-tail))) tail -= 1;
  return {
    start: at + head,
    end: at + gone.length - tail,
    text: come.slice(head, come.length - tail),
  };
}

function isHighSurrogate(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "\ud800" && unit <= "\udbff";
}

function isLowSurrogate(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "\udc00" && unit <= "\udfff";
}
