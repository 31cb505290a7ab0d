/** Where pictures are decoded and drawn: in a worker, or in the page without one. */

import source from "virtual:decode-worker";
import type { Canvas, VideoReport, VideoRequest } from "./messages";
import { Players } from "./players";

export interface Backend {
  readonly isWorker: boolean;
  /** Make *canvas* what an `attach` can name. */
  takeOver(canvas: HTMLCanvasElement): Canvas;
  post(request: VideoRequest, transfer?: Transferable[]): void;
  close(): void;
}

export interface BackendEvents {
  /** As a message event of the worker has it, so that it can be its listener. */
  report(event: { readonly data: VideoReport }): void;
  /** The worker cannot work here; its canvases are lost with it. */
  broken(): void;
}

/** A worker that says nothing for this long at its start will never work. */
const START_MS = 5000;

export function canUseWorker(): boolean {
  return (
    typeof Worker === "function" &&
    typeof OffscreenCanvas === "function" &&
    typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function"
  );
}

/** @throws Error If the page may not start a worker. */
export function openWorker(events: BackendEvents): Backend {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { name: "reactor-decode" });
  let isStarting = true;
  const settle = (): void => {
    if (!isStarting) return;
    isStarting = false;
    clearTimeout(timer);
    URL.revokeObjectURL(url);
  };
  const close = (): void => {
    settle();
    worker.terminate();
  };
  const fail = (): void => {
    close();
    events.broken();
  };
  const timer = setTimeout(fail, START_MS);
  worker.addEventListener("error", fail);
  worker.addEventListener("messageerror", fail);
  // In this order: what the worker says first is also what says that it works.
  worker.addEventListener("message", settle, { once: true });
  worker.addEventListener("message", events.report);
  return {
    isWorker: true,
    takeOver: (canvas) => canvas.transferControlToOffscreen(),
    post: (request, transfer = []) => worker.postMessage(request, transfer),
    close,
  };
}

/** Decode and draw in the page itself. */
export function openInPage(events: Pick<BackendEvents, "report">): Backend {
  const players = new Players((data) => events.report({ data }));
  return {
    isWorker: false,
    takeOver: (canvas) => canvas,
    post: (data) => players.handle({ data }),
    close: () => players.close(),
  };
}
