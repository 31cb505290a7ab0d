/** The decode worker: a projector behind a message port. */

import type { VideoReport, VideoRequest } from "./messages";
import { Projector } from "./projector";

const projector = new Projector((report: VideoReport) => self.postMessage(report));

self.addEventListener("message", ({ data }: MessageEvent<VideoRequest>) => {
  projector.handle(data);
});
