import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {isInScope, keyScopes, keyTable, type KeyScope} from '../../source/tui/app/key-table.ts';
import {bytesOf, steps, type KeyPressed} from './key-presses.ts';
import {scratchFolder} from './perftui-process.ts';
import type {DrivenTerminal} from './pty-terminal.ts';

type Place = KeyScope | 'session';

/** The test file that presses every key of a place in a terminal: none can be without one. */
const pressedIn: Readonly<Record<Place, 'keys' | 'keys-views' | 'keys-dialogs' | 'keys-chooser'>> = {
  session: 'keys',
  drive: 'keys',
  endpoints: 'keys',
  latency: 'keys',
  compare: 'keys-views',
  host: 'keys-views',
  snaps: 'keys-views',
  events: 'keys-views',
  study: 'keys-views',
  recording: 'keys-views',
  question: 'keys-dialogs',
  quit: 'keys-dialogs',
  help: 'keys-dialogs',
  baseline: 'keys-dialogs',
  scenarios: 'keys-dialogs',
  ramp: 'keys-dialogs',
  prompt: 'keys-dialogs',
  'snapshot-export': 'keys-dialogs',
  'snapshot-delete': 'keys-dialogs',
  picker: 'keys-chooser',
  'first-run': 'keys-chooser',
};

/**
 * Keys that were pressed and seen to act, over the tests of one file. With `KEY_TABLE_FILE` set each is also a line of
 * that file: place, key and test, separated by tabs.
 */
export class KeyLog {
  readonly #pressed = new Set<string>();

  /** Each key once the screen shows what the one before it does. */
  async play(driven: DrivenTerminal, keys: readonly KeyPressed[]): Promise<void> {
    for (const {scope, press, sees} of keys) {
      const before = driven.screen();
      driven.press(bytesOf(press));
      try {
        await driven.until((screen) => sees(screen, before), 20_000);
      } catch (error) {
        throw new Error(`${scope ?? ''} ${JSON.stringify(press)}: ${String(error)}\nbefore it was\n${before}`, {
          cause: error,
        });
      }
      if (scope !== null) this.note(scope, press);
    }
  }

  /** A key whose effect was seen otherwise than on the screen. */
  note(place: Place, key: string): void {
    this.#pressed.add(`${place} ${key}`);
    const file = process.env['KEY_TABLE_FILE'];
    if (file !== undefined) appendFileSync(file, `${place}\t${key}\t${expect.getState().currentTestName ?? ''}\n`);
  }

  /** Keys of the places of this file that were not pressed. */
  missing(file: (typeof pressedIn)[Place]): readonly string[] {
    return keyScopes
      .filter((place) => pressedIn[place] === file)
      .flatMap((place) =>
        keyTable
          .filter((command) => isInScope(command, place))
          .flatMap(({keys}) => keys.map((key) => `${place} ${key}`)),
      )
      .filter((key) => !this.#pressed.has(key));
  }
}

/** A folder with a profile of two scenarios and a plan, which holds 20 users for an hour. */
export function folderWithProfile(origin: string): string {
  const folder = scratchFolder();
  const flow = (name: string, path: string): unknown => [{request: {name, path}}, {think: '50ms'}];
  const profile = {
    target: origin,
    executor: 'ramping-vus',
    startVUs: 20,
    stages: [{duration: '1h', target: 20, name: 'hold'}],
    ramp: {vusPerSecond: 2, step: 10},
    thresholds: {http_req_duration: ['p(95)<2000']},
    scenarios: [
      {name: 'reader', weight: 3, flow: flow('read', '/read')},
      {name: 'writer', weight: 1, flow: flow('write', '/write')},
    ],
  };
  mkdirSync(join(folder, 'profiles'));
  writeFileSync(join(folder, 'profiles/keys.json'), JSON.stringify(profile));
  return folder;
}

/** Leaves without draining, also where something was open. */
export async function quitAtOnce(driven: DrivenTerminal, log: KeyLog): Promise<number> {
  await log.play(driven, steps('session', ['q', 'QUIT']));
  driven.press('s');
  const code = await driven.exited;
  log.note('quit', 's');
  return code;
}

/** It is gone from the screen. */
export const closes =
  (open: string | RegExp): KeyPressed['sees'] =>
  (screen) =>
    typeof open === 'string' ? !screen.includes(open) : !open.test(screen);

/** What the first group finds is another than before. */
export const changes =
  (found: RegExp): KeyPressed['sees'] =>
  (screen, before) => {
    const now = found.exec(screen)?.[1];
    return now !== undefined && now !== found.exec(before)?.[1];
  };
