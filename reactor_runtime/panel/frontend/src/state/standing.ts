/** How a session stands for the person: what it said last, and whether it is there. */

import type { ChannelStatus } from "../links/channel";

export interface Standing {
  /** The session's status, or `lost` and `ended` where nobody is left to have one. */
  readonly status: string;
  /** What keeps the picture from moving, empty if nothing does. */
  readonly cover: string;
  /** How it came to its end, empty unless it did. */
  readonly stopped: string;
  /** Nothing that the panel asks for can happen any more. */
  readonly isOver: boolean;
  /** The model is being loaded: there is none yet to ask anything of. */
  readonly isLoading: boolean;
  /** Frames are made, so that there is a rate of them. */
  readonly isRunning: boolean;
}

const OVER: ReadonlySet<string> = new Set(["lost", "ended", "stopping", "stopped"]);

const LOADING: ReadonlySet<string> = new Set(["created", "loading"]);

const STOPPED: Readonly<Record<string, string>> = {
  failed: "Failed",
  lost: "No kernel answers",
  ended: "Ended",
  stopped: "Ended",
};

/**
 * The one answer that everything in the panel shows.
 *
 * @param link How the channel is: a status that came over a link that is gone is news
 *   of the past.
 * @param status The session's own word.
 */
export function standingOf(link: ChannelStatus["state"], status: string): Standing {
  const word = link === "lost" || link === "ended" ? link : status;
  return {
    status: word,
    cover: word === "paused" ? "Paused" : "",
    stopped: STOPPED[word] ?? "",
    isOver: OVER.has(word),
    isLoading: LOADING.has(word),
    isRunning: word === "running",
  };
}
