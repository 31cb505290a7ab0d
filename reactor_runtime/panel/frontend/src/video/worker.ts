/** The decode worker: the players behind a message port. */

import type { VideoReport } from "./messages";
import { Players } from "./players";

const players = new Players((report: VideoReport) => self.postMessage(report));

self.addEventListener("message", players.handle);
