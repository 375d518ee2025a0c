/** How long a page may take, whole; and how long it may be. */
const pageLimits = {timeoutMs: 1500, maxBytes: 4_000_000};

export type FetchedPage = {readonly text: string} | {readonly problem: string; readonly status?: number};

/**
 * A page as text, or in words why it could not be had; never rejects. Follows no redirect: what is sent along is for this
 * server alone.
 */
export async function fetchPage(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FetchedPage> {
  const timeout = AbortSignal.timeout(pageLimits.timeoutMs);
  try {
    const response = await fetch(url, {
      headers: {...headers, 'accept-encoding': 'identity'},
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return {problem: statusProblem(response.status), status: response.status};
    }
    const text = await readCapped(response);
    return text === null ? {problem: `answers with more than ${pageLimits.maxBytes / 1e6} MB`} : {text};
  } catch (error) {
    if (timeout.aborted) return {problem: `no answer within ${pageLimits.timeoutMs / 1000} s`};
    return {problem: failureProblem(error)};
  }
}

function statusProblem(status: number): string {
  if (status === 401 || status === 403) return `status ${status}: it wants other credentials`;
  return status >= 300 && status < 400 ? `status ${status}: redirects are not followed` : `status ${status}`;
}

const closed = 'connection closed before the answer was there';
const unreadable = 'answers in a compression that cannot be read';

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  ECONNRESET: closed,
  UND_ERR_SOCKET: closed,
  Z_DATA_ERROR: unreadable,
  Z_BUF_ERROR: unreadable,
};

/** The code of a connection's failure; the message may hold more than a line can. */
function failureProblem(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as {code?: unknown} | null)?.code;
  if (typeof code === 'string') return Object.hasOwn(failures, code) ? failures[code]! : code;
  return cause instanceof Error ? cause.message : 'no answer';
}

/** Null: it is longer than may be. */
async function readCapped({body}: Response): Promise<string | null> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > pageLimits.maxBytes) return null;
    text += decoder.decode(chunk, {stream: true});
  }
  return text + decoder.decode();
}
