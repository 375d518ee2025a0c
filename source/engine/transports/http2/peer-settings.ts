import {defaultMaxFrameBytes, h2Errors, readUint32} from './frames.ts';

/** RFC 9113 §6.5.2. */
export const settingIds = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;

export const initialWindowBytes = 65_535;
export const largestWindowBytes = 0x7fff_ffff;

/** Until the peer has said how many it takes: what RFC 9113 §6.5.2 asks every server to take at least. */
const presumedStreams = 100;

/** What the peer has told us about itself (RFC 9113 §6.5). */
export class PeerSettings {
  maxConcurrentStreams = presumedStreams;
  initialWindowBytes = initialWindowBytes;
  maxFrameBytes = defaultMaxFrameBytes;
  #told = false;

  /** Takes a SETTINGS payload of whole entries; the error code it deserves, NO_ERROR for none. */
  apply(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#told) this.maxConcurrentStreams = Number.POSITIVE_INFINITY;
    this.#told = true;
    for (let at = start; at + 6 <= end; at += 6) {
      const error = this.#set((bytes[at]! << 8) | bytes[at + 1]!, readUint32(bytes, at + 2));
      if (error !== h2Errors.NO_ERROR) return error;
    }
    return h2Errors.NO_ERROR;
  }

  #set(id: number, value: number): number {
    if (id === settingIds.maxConcurrentStreams) this.maxConcurrentStreams = value;
    else if (id === settingIds.initialWindowSize) {
      if (value > largestWindowBytes) return h2Errors.FLOW_CONTROL_ERROR;
      this.initialWindowBytes = value;
    } else if (id === settingIds.maxFrameSize) {
      if (value < defaultMaxFrameBytes || value > 0xff_ffff) return h2Errors.PROTOCOL_ERROR;
      this.maxFrameBytes = value;
    } else if (id === settingIds.enablePush && value !== 0) return h2Errors.PROTOCOL_ERROR;
    return h2Errors.NO_ERROR;
  }
}
