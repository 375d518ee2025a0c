import {createRedactor, type Redactor} from '../files/redact.ts';

export interface GrowingRedactor extends Redactor {
  /** From now on these go too. */
  add(secrets: readonly string[]): void;
}

/** Hundreds would make every text slow to clear; the oldest tokens have long ended by then. */
const mostAdded = 64;

/** A redactor that learns secrets which only come up in the run: tokens, what `setup` extracted. */
export function createGrowingRedactor(secrets: readonly string[]): GrowingRedactor {
  let added: readonly string[] = [];
  let current = createRedactor(secrets);
  return {
    add(more) {
      const fresh = more.filter((secret) => !added.includes(secret));
      if (fresh.length === 0) return;
      added = [...added, ...fresh].slice(-mostAdded);
      current = createRedactor([...secrets, ...added]);
    },
    text: (text) => current.text(text),
    sample: (text, maxBytes) => current.sample(text, maxBytes),
    headers: (headers) => current.headers(headers),
    json: (value) => current.json(value),
  };
}
