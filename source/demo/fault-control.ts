/** Faults a test can switch on while the target runs. */
export interface FaultRequest {
  /** No response leaves the server for this long, counted from now (a frozen server). The pool works on behind it. */
  readonly stallMs?: number;
  /** Every response of `endpoint` (all endpoints, if absent) is given this much later. 0 ends it. */
  readonly extraMs?: number;
  readonly endpoint?: string;
  /** Closes every connection now, in the middle of whatever it carries. */
  readonly dropConnections?: boolean;
}

const KEYS = ['stallMs', 'extraMs', 'endpoint', 'dropConnections'];
const LONGEST_MS = 600_000;

/** The request, or every problem it has. */
export function parseFaultRequest(value: unknown, endpoints: readonly string[]): FaultRequest | {problems: string[]} {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {problems: ['expected a JSON object']};
  const fields = value as Record<string, unknown>;
  const problems = Object.keys(fields)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `unknown key "${key}": known are ${KEYS.join(', ')}`);
  for (const key of ['stallMs', 'extraMs']) {
    const given = fields[key];
    if (given !== undefined && !(typeof given === 'number' && given >= 0 && given <= LONGEST_MS)) {
      problems.push(`${key}: expected milliseconds from 0 to ${LONGEST_MS}`);
    }
  }
  if (fields['endpoint'] !== undefined && !endpoints.includes(fields['endpoint'] as string)) {
    problems.push(`endpoint: expected one of ${endpoints.join(', ')}`);
  }
  if (fields['endpoint'] !== undefined && fields['extraMs'] === undefined) problems.push('endpoint: goes with extraMs');
  if (fields['dropConnections'] !== undefined && typeof fields['dropConnections'] !== 'boolean') {
    problems.push('dropConnections: expected true or false');
  }
  return problems.length > 0 ? {problems} : fields;
}

/** What is switched on now: tells how much later a response must leave. */
export class FaultState {
  readonly #extraMs = new Map<string, number>();
  #stalledUntilUs = 0;

  apply(fault: FaultRequest, endpoints: readonly string[], nowUs: number): void {
    if (fault.stallMs !== undefined) this.#stalledUntilUs = nowUs + fault.stallMs * 1000;
    if (fault.extraMs === undefined) return;
    for (const name of fault.endpoint === undefined ? endpoints : [fault.endpoint]) {
      this.#extraMs.set(name, fault.extraMs);
    }
  }

  extraUs(endpoint: string): number {
    return (this.#extraMs.get(endpoint) ?? 0) * 1000;
  }

  stalledForUs(nowUs: number): number {
    return Math.max(this.#stalledUntilUs - nowUs, 0);
  }

  describe(nowUs: number): {readonly extraMs: Readonly<Record<string, number>>; readonly stalledForMs: number} {
    return {extraMs: Object.fromEntries(this.#extraMs), stalledForMs: Math.ceil(this.stalledForUs(nowUs) / 1000)};
  }
}
