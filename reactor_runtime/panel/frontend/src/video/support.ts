/** Which codecs this page can decode. */

/** Constrained baseline at a level for 1280x720, and VP8: what the runtime encodes. */
const STREAMS = { h264: "avc1.42C01F", vp8: "vp8" } as const;

/** A browser that does not answer for this long is not waited for. */
const PATIENCE_MS = 1000;

async function isSupported(codec: string): Promise<boolean> {
  if (typeof VideoDecoder !== "function") return false;
  if (typeof EncodedVideoChunk !== "function") return false;
  const size = { codedWidth: 1280, codedHeight: 720 };
  const config = { codec, ...size, optimizeForLatency: true };
  const tooLate = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    const answer = await Promise.race([
      VideoDecoder.isConfigSupported(config),
      tooLate,
    ]);
    return answer?.supported === true;
  } catch {
    return false;
  }
}

/** Names of the codecs for the hello: JPEG always, others where WebCodecs says so. */
export async function findCodecs(): Promise<readonly string[]> {
  const asked = Object.entries(STREAMS).map(async ([name, codec]) => {
    return (await isSupported(codec)) ? [name] : [];
  });
  return ["jpeg", ...(await Promise.all(asked)).flat()];
}

/**
 * Codecs that this page can decode, for the hello.
 *
 * Awaited while the bundle loads: a hello is said in the moment in which a link opens.
 */
export const CODECS: readonly string[] = await findCodecs();
