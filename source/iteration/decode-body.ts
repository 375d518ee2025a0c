import {brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync} from 'node:zlib';

export interface DecodedBody {
  readonly bytes: Buffer;
  /** Something at the end is missing: it was broken, or more than may be held. */
  readonly isCut: boolean;
}

type Decoder = (bytes: Buffer, maxOutputLength: number) => Buffer;

const flush = {finishFlush: constants.Z_SYNC_FLUSH};

// Each ends quietly where its input ends, whole or not.
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: (bytes, maxOutputLength) => gunzipSync(bytes, {...flush, maxOutputLength}),
  'x-gzip': (bytes, maxOutputLength) => gunzipSync(bytes, {...flush, maxOutputLength}),
  // Some servers send it without the zlib wrapper that RFC 9110, 8.4.1.2 asks for.
  deflate: (bytes, maxOutputLength) =>
    ((bytes[0] ?? 0) & 0x0f) === 8
      ? inflateSync(bytes, {...flush, maxOutputLength})
      : inflateRawSync(bytes, {...flush, maxOutputLength}),
  br: (bytes, maxOutputLength) =>
    brotliDecompressSync(bytes, {finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength}),
  zstd: (bytes, maxOutputLength) => zstdDecompressSync(bytes, {finishFlush: constants.ZSTD_e_flush, maxOutputLength}),
};

/** 16 times what is kept unless the profile says otherwise: small bodies may well be a list that shrinks to a fortieth. */
const leastOutputBytes = 1024 * 1024;
const mostOutputBytes = 16 * 1024 * 1024;

/**
 * Undoes a content coding; of a body that was cut or is broken as much as can be. At most 16 times what came (1 MB if that is
 * more), never above 16 MB. An unknown coding leaves the bytes as they are.
 * @param coding value of `content-encoding`; several are undone from the last to the first
 */
export function decodeBody(body: Buffer, coding: string | null): DecodedBody {
  if (coding === null) return {bytes: body, isCut: false};
  const limit = Math.min(mostOutputBytes, Math.max(leastOutputBytes, 16 * body.length));
  let bytes = body;
  let isCut = false;
  for (const name of coding.toLowerCase().split(',').toReversed().slice(0, 4)) {
    const decoder = Object.hasOwn(decoders, name.trim()) ? decoders[name.trim()]! : null;
    if (decoder === null) continue;
    const decoded = decodeLongest(bytes, decoder, limit);
    bytes = decoded.bytes;
    isCut ||= decoded.isCut;
  }
  return {bytes, isCut};
}

/** Node's decoders give all or nothing: what is broken or too much is sought by halving the input. */
function decodeLongest(bytes: Buffer, decoder: Decoder, limit: number): DecodedBody {
  const whole = attempt(bytes, decoder, limit);
  if (whole !== null) return {bytes: whole, isCut: false};
  let best: Buffer = Buffer.alloc(0);
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    const decoded = attempt(bytes.subarray(0, middle), decoder, limit);
    if (decoded === null) bad = middle;
    else {
      good = middle;
      best = decoded;
    }
  }
  return {bytes: best, isCut: true};
}

function attempt(bytes: Buffer, decoder: Decoder, limit: number): Buffer | null {
  try {
    return decoder(bytes, limit);
  } catch {
    return null;
  }
}
