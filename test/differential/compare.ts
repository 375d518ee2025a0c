import {http1Side} from './http1-side.ts';
import {intendedDifferences, type IntendedDifference} from './intended-differences.ts';
import {differencesOf, type Aspect, type Case, type Outcome} from './outcome.ts';
import {SideRunner} from './side.ts';
import {undiciSide} from './undici-side.ts';

/** One case on both transports. */
export interface Comparison {
  readonly http1: Outcome;
  readonly undici: Outcome;
  readonly differs: readonly Aspect[];
  /** The intended differences it falls under. */
  readonly rules: readonly IntendedDifference[];
  /** In what it differs beyond those; nothing: as intended. */
  readonly unlisted: readonly Aspect[];
}

/** Runs cases on both transports, one after the other. */
export class Comparer {
  readonly #http1 = new SideRunner(http1Side());
  readonly #undici = new SideRunner(undiciSide());

  async compare(one: Case): Promise<Comparison> {
    const http1 = await this.#http1.run(one);
    const undici = await this.#undici.run(one);
    const differs = differencesOf(http1, undici);
    if (differs.length === 0) return {http1, undici, differs, rules: [], unlisted: differs};
    const difference = {...one, bytes: Buffer.concat(one.pieces).toString('latin1'), http1, undici};
    const rules: IntendedDifference[] = [];
    let unlisted = differs;
    for (const rule of intendedDifferences) {
      // A rule with a test of its own is asked last, for what no other accounts for.
      const concerned = rule.agreesAfter === undefined ? differs : unlisted;
      if (!concerned.some((aspect) => accountsFor(rule, aspect)) || !rule.applies(difference)) continue;
      if (rule.agreesAfter !== undefined && !(await this.#agreesAfter(one, rule.agreesAfter))) continue;
      rules.push(rule);
      unlisted = unlisted.filter((aspect) => !accountsFor(rule, aspect));
    }
    return {http1, undici, differs, rules, unlisted};
  }

  async #agreesAfter({method, pieces}: Case, suffix: string): Promise<boolean> {
    const longer: Case = {method, ending: 'open', pieces: [...pieces, Buffer.from(suffix, 'latin1')]};
    const {error} = await this.#http1.run(longer);
    return error === 'malformed response' && error === (await this.#undici.run(longer)).error;
  }
}

function accountsFor({aspects}: IntendedDifference, aspect: Aspect): boolean {
  return aspects === undefined || aspects.includes(aspect);
}

/** Both outcomes, for the person who has to decide. */
export function describeDifference({http1, undici, differs}: Comparison): string {
  return differs
    .map((aspect) => `${aspect}: http1 ${JSON.stringify(http1[aspect])}, undici ${JSON.stringify(undici[aspect])}`)
    .join('; ');
}
