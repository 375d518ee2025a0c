import {expect} from 'vitest';
import {convert, type SourceKind} from '../../source/convert/convert.ts';
import type {Converted} from '../../source/convert/converted.ts';
import type {Profile, RequestDefinition, FlowStep} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';

export interface Imported extends Converted {
  /** What the document means: it must be a valid profile. */
  readonly profile: Profile;
  /** Every request of every scenario, in order. */
  readonly requests: readonly RequestDefinition[];
  /** `what: why` of everything left out. */
  readonly left: string;
}

export async function imported(
  kind: SourceKind,
  text: string,
  options: {think?: boolean; assets?: boolean} = {},
): Promise<Imported> {
  const converted = await convert(kind, text, {name: 'sample', think: true, assets: true, ...options});
  const parsed = parseProfileDocument(JSON.parse(JSON.stringify(converted.document)), 'sample');
  expect(parsed).toHaveProperty('profile');
  const {profile} = parsed as {profile: Profile};
  return {
    ...converted,
    profile,
    requests: profile.scenarios.flatMap(({flow}) => requestsOf(flow)),
    left: converted.notCarried.map(({what, why}) => `${what}: ${why}`).join('\n'),
  };
}

export function requestsOf(steps: readonly FlowStep[]): RequestDefinition[] {
  return steps.flatMap((step) => {
    if (step.kind === 'request') return [step.request];
    if (step.kind === 'parallel') return [...step.requests];
    if (step.kind === 'if') return requestsOf([...step.then, ...step.otherwise]);
    return 'steps' in step ? requestsOf(step.steps) : [];
  });
}
