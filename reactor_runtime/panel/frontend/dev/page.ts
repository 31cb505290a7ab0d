/** The panel over a runtime in the page: `npm run dev`, then `/dev/?theme=dark`. */

import { mountPanel } from "../src/mount";
import { PageRuntime } from "./runtime";
import { SCHEMA, STATE } from "./schema";

const query = new URLSearchParams(location.search);
document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
const tracks = [...SCHEMA.tracks];
if (query.has("many")) {
  tracks.push({ name: "depth", kind: "video", direction: "out", sample_rate: null });
  tracks.push({ name: "webcam", kind: "video", direction: "in", sample_rate: null });
  tracks.push({ name: "sound", kind: "audio", direction: "out", sample_rate: 48_000 });
}
const controls = query.has("few") ? SCHEMA.controls.slice(0, 4) : SCHEMA.controls;
const runtime = new PageRuntime({ ...SCHEMA, tracks, controls }, STATE);
const el = document.getElementById("panel");
if (el !== null) mountPanel(el, runtime, { view: "dev" });
runtime.open();
if (query.has("trouble")) {
  const traceback = `Traceback (most recent call last):
  File "model.py", line 41, in inference
    frame = self.render(1 / self.state.zoom)
ZeroDivisionError: division by zero`;
  const detail = "ZeroDivisionError in inference: division by zero";
  runtime.tell({ type: "status", status: "failed", detail, traceback });
  const entry = {
    number: 7,
    at: performance.now() / 1000,
    kind: "error",
    text: detail,
    step: 41,
    data: { traceback },
  };
  runtime.tell({ type: "log", entry });
}
