import process from 'node:process';

let held = '';

/** Keeps text back until there is no screen any more: between two of them it would flash by. */
export function holdOutput(text: string): void {
  held += text;
}

/** Writes what was kept back, in its order, before whatever else is written. */
export function writeHeld(): void {
  const text = held;
  held = '';
  if (text !== '') process.stdout.write(text);
}
