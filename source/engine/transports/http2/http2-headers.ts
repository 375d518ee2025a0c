import {defaultMaxFrameBytes, frameFlags, frameHeadBytes, frameTypes, writeFrameHead, writeUint32} from './frames.ts';
import {emptyTableUpdate} from './hpack-encoder.ts';
import type {Http2Connection} from './http2-connection.ts';
import type {Http2Lane} from './http2-lane.ts';
import {connectionWindowBytes, mostHeaderBytes, streamWindowBytes} from './limits.ts';
import {initialWindowBytes, settingIds} from './peer-settings.ts';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** The connection preface (RFC 9113 §3.4), our settings and the connection's window. */
export function writeGreeting(connection: Http2Connection): void {
  const {output} = connection;
  const entries: readonly (readonly [number, number])[] = [
    [settingIds.headerTableSize, 0],
    [settingIds.enablePush, 0],
    [settingIds.initialWindowSize, streamWindowBytes],
    [settingIds.maxHeaderListSize, mostHeaderBytes],
  ];
  const start = output.reserve(connection, preface.length + frameHeadBytes + entries.length * 6);
  const {buffer} = output;
  preface.copy(buffer, start);
  let at = writeFrameHead(buffer, start + preface.length, entries.length * 6, frameTypes.settings, 0, 0);
  for (const [id, value] of entries) {
    buffer.writeUInt16BE(id, at);
    at = writeUint32(buffer, at + 2, value);
  }
  output.length = at;
  connection.otherOut += at - start;
  connection.writeControl(frameTypes.windowUpdate, 0, connectionWindowBytes - initialWindowBytes);
}

/** A request's HEADERS, with only the stream's number put in. `first`: of the connection. */
export function writeHeaders(connection: Http2Connection, lane: Http2Lane, first: boolean): void {
  const {block, idField, bodyBytes} = lane.prepared!;
  const {output} = connection;
  const endStream = bodyBytes === 0 ? frameFlags.endStream : 0;
  const update = first ? 1 : 0;
  lane.allSent = bodyBytes === 0;
  if (idField !== null || block.length + update > defaultMaxFrameBytes) {
    writeLongHeaders(connection, lane, endStream, first);
  } else {
    const length = block.length + update;
    const start = output.reserve(connection, frameHeadBytes + length);
    const {buffer} = output;
    let at = writeFrameHead(
      buffer,
      start,
      length,
      frameTypes.headers,
      endStream | frameFlags.endHeaders,
      lane.streamId,
    );
    if (first) buffer[at++] = emptyTableUpdate;
    buffer.set(block, at);
    output.length = at + block.length;
    lane.bytesOut += frameHeadBytes + length;
  }
  output.note(lane);
}

/** With the request's id as the last field, and CONTINUATION (RFC 9113 §6.10) for what one frame does not hold. */
function writeLongHeaders(connection: Http2Connection, lane: Http2Lane, endStream: number, first: boolean): void {
  const {block, idField} = lane.prepared!;
  const {output} = connection;
  const parts: Uint8Array[] = first ? [Uint8Array.of(emptyTableUpdate), block] : [block];
  if (idField !== null) {
    const id = Buffer.from(connection.share.common.options.nextRequestId!(), 'latin1').subarray(0, 126);
    parts.push(idField, Uint8Array.of(id.length), id);
  }
  const whole = Buffer.concat(parts);
  for (let from = 0; from < whole.length; from += defaultMaxFrameBytes) {
    const until = Math.min(whole.length, from + defaultMaxFrameBytes);
    const type = from === 0 ? frameTypes.headers : frameTypes.continuation;
    const flags = (from === 0 ? endStream : 0) | (until === whole.length ? frameFlags.endHeaders : 0);
    const start = output.reserve(connection, frameHeadBytes + until - from);
    const at = writeFrameHead(output.buffer, start, until - from, type, flags, lane.streamId);
    whole.copy(output.buffer, at, from, until);
    output.length = at + until - from;
    lane.bytesOut += frameHeadBytes + until - from;
  }
}
