/** Which codecs this page can decode. */

/** Constrained baseline at a level for 1280x720, and VP8: what the runtime encodes. */
const STREAMS = { h264: "avc1.42C01F", vp8: "vp8" } as const;

async function isSupported(codec: string): Promise<boolean> {
  if (typeof VideoDecoder !== "function") return false;
  if (typeof EncodedVideoChunk !== "function") return false;
  const size = { codedWidth: 1280, codedHeight: 720 };
  const config = { codec, ...size, optimizeForLatency: true };
  try {
    return (await VideoDecoder.isConfigSupported(config)).supported === true;
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

/** Codecs that this page can decode, for the hello. */
export const CODECS: readonly string[] = await findCodecs();
