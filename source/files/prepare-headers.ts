import {PerftuiError} from '../domain/errors.ts';
import type {PlanStep, PlanRequest, PlanText} from '../domain/run-plan.ts';
import {headerNameProblem, headerValueProblem} from './http-syntax.ts';
import {prepareText, skeletonOf, type TextScope} from './prepare-text.ts';
import {isSecretHeader, secretsInHeader} from './secret-headers.ts';

export type Header = readonly [name: string, value: PlanText];

/**
 * Headers of the profile or of a request, checked.
 * @throws PerftuiError ERR_PROFILE; its text never holds the value, which may be a secret
 */
export function prepareHeaders(headers: Readonly<Record<string, string>>, where: string, scope: TextScope): Header[] {
  return Object.entries(headers).map(([name, template]) => {
    const value = trimmed(prepareText(template, `${where} "${name}"`, 'plain', scope));
    const problem = headerNameProblem(name) ?? headerValueProblem(skeletonOf(value, ''));
    if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where} "${name}" ${problem}`);
    return [name, value];
  });
}

/** Without the blanks at both ends, which are no part of a header's value (RFC 9110, 5.5). */
function trimmed(value: PlanText): PlanText {
  if (typeof value === 'string') return value.replaceAll(/^[ \t]+|[ \t]+$/g, '');
  const parts = value.parts.map((part, index) => {
    if (typeof part !== 'string') return part;
    const begun = index === 0 ? part.replace(/^[ \t]+/, '') : part;
    return index === value.parts.length - 1 ? begun.replace(/[ \t]+$/, '') : begun;
  });
  return {...value, parts: parts.filter((part) => part !== '')};
}

/** The later of two headers of the same name, whatever its spelling, takes the place of the earlier. */
export function mergeHeaders(base: readonly Header[], own: readonly Header[]): Header[] {
  const merged = new Map<string, Header>();
  for (const header of [...base, ...own]) merged.set(header[0].toLowerCase(), header);
  return [...merged.values()];
}

/** Literal secrets: values of authorization, cookie and the like, from the profile or from `-H`. */
export function headerSecrets(steps: readonly PlanStep[]): string[] {
  return requestsOf(steps).flatMap(({headers}) =>
    headers.flatMap(([name, value]) => (isSecretHeader(name) ? literalSecrets(value) : [])),
  );
}

/** Of a template only what is written out: neither the scheme nor the names of cookies are secrets. */
function literalSecrets(value: PlanText): string[] {
  if (typeof value === 'string') return secretsInHeader(value);
  return value.parts.flatMap((part, index) => {
    if (typeof part !== 'string') return [];
    const text = index === 0 ? part.replace(/^[A-Za-z][\w-]*\s+/, '') : part;
    return text.split(/[;,]/).map((piece) => piece.slice(piece.indexOf('=') + 1).trim());
  });
}

function requestsOf(steps: readonly PlanStep[]): PlanRequest[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'request':
        return [step.request];
      case 'parallel':
        return [...step.requests];
      case 'if':
        return [...requestsOf(step.then), ...requestsOf(step.otherwise)];
      case 'think':
        return [];
      case 'group':
      case 'repeat':
      default:
        return requestsOf(step.steps);
    }
  });
}
