import {brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync} from 'node:zlib';

export interface DecodedBody {
  readonly bytes: Buffer;
  /** There is more of it than may be held. What is broken is not cut: of it there is as much as could be decoded. */
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

const mostOutputBytes = 16 * 1024 * 1024;
/** Each is half of the one before. */
const attempts = 6;

/**
 * Undoes a content coding; of a body that was cut or is broken as much as can be, 16 MB at most. An unknown coding leaves
 * the bytes as they are.
 * @param coding value of `content-encoding`; several are undone from the last to the first
 */
export function decodeBody(body: Buffer, coding: string | null): DecodedBody {
  if (coding === null) return {bytes: body, isCut: false};
  let bytes = body;
  let isCut = false;
  for (const name of coding.toLowerCase().split(',').toReversed().slice(0, 4)) {
    const decoder = Object.hasOwn(decoders, name.trim()) ? decoders[name.trim()]! : null;
    if (decoder === null) continue;
    const decoded = decodeLongest(bytes, decoder);
    bytes = decoded.bytes;
    isCut ||= decoded.isCut;
  }
  return {bytes, isCut};
}

/** Node's decoders give all or nothing of an input that is broken or unpacks to too much: then less of it is tried. */
function decodeLongest(bytes: Buffer, decoder: Decoder): DecodedBody {
  let isCut = false;
  let length = bytes.length;
  for (let attempt = 0; attempt < attempts && length > 0; attempt++) {
    try {
      return {bytes: decoder(bytes.subarray(0, length), mostOutputBytes), isCut};
    } catch (error) {
      isCut ||= (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      length >>>= 1;
    }
  }
  return {bytes: Buffer.alloc(0), isCut};
}
