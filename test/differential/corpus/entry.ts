/** A response, named after what is odd about it. One character is one byte (latin1). */
export interface Entry {
  readonly name: string;
  readonly bytes: string;
}

/** `[name, bytes]` pairs as entries of one group. */
export function entries(group: string, pairs: readonly (readonly [name: string, bytes: string])[]): Entry[] {
  return pairs.map(([name, bytes]) => ({name: `${group}: ${name}`, bytes}));
}

/** A 200 with these header lines (without their ends) and this body. */
export function ok(headers: readonly string[], body = ''): string {
  return `HTTP/1.1 200 OK\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

/** A 200 whose body says its length. */
export function sized(body: string, headers: readonly string[] = []): string {
  return ok([...headers, `content-length: ${body.length}`], body);
}

/** A 200 with this chunked body, as it is on the wire. */
export function chunked(wire: string, headers: readonly string[] = []): string {
  return ok([...headers, 'transfer-encoding: chunked'], wire);
}
