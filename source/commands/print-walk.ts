import {formatBytes} from '../domain/format.ts';
import type {Redactor} from '../files/redact.ts';
import {hideNamedSecrets, oneLine, printableLines} from '../walk/printable.ts';
import type {Header} from '../walk/walk-client.ts';
import type {Exchange, WalkEvent, WalkResponse} from '../walk/walk-event.ts';

const bodyLimits = {letters: 500, lines: 12};

/**
 * What a walk tells, as lines:
 *
 *     POST /api/login  200  34ms  login
 *       > content-type: application/json
 *       > {"user":"a"}
 *       < content-type: application/json
 *       < {"token":"[redacted]"}
 *       token = [redacted], 212 letters
 *       ✓ status is 200
 */
export function printWalkEvent(event: WalkEvent, redactor: Pick<Redactor, 'text' | 'headers'>): string[] {
  const indent = '  '.repeat(event.depth + 1);
  return linesOf(event, redactor).map((line) => `${indent}${line}`);
}

function linesOf(event: WalkEvent, redactor: Pick<Redactor, 'text' | 'headers'>): string[] {
  switch (event.kind) {
    case 'group':
      return [`group ${event.name}`];
    case 'repeat':
      return [`repeat ${event.turn} of ${event.turns}`];
    case 'condition':
      return [`if ${event.text}: ${event.holds ? 'yes' : 'no'}`];
    case 'think':
      return [`think ${formatMs(event.thinkMs)}${event.isSkipped ? ', skipped' : ''}`];
    case 'flow-error':
      return [`✗ flow error: ${oneLine(redactor.text(event.text))}`];
    case 'ended':
      return [`the iteration ends here: ${oneLine(redactor.text(event.text))}`];
    case 'exchange':
    default:
      return exchangeLines(event, redactor);
  }
}

function exchangeLines(exchange: Exchange, redactor: Pick<Redactor, 'text' | 'headers'>): string[] {
  const {requestHeaders, requestBody, bodyFile, response, extracted, checks} = exchange;
  const body = (text: string | null, mark: string): string[] =>
    text === null || text === '' ? [] : bodyLines(text, redactor).map((line) => `${mark} ${line}`);
  const inner = [
    ...headerLines(requestHeaders, redactor).map((line) => `> ${line}`),
    ...(bodyFile === null ? body(requestBody, '>') : [`> (the file ${bodyFile})`]),
    ...(response === null ? [] : responseLines(response, redactor, body)),
    ...extracted.map(({variable, value, isSecret}) =>
      isSecret
        ? `${variable} = [redacted], ${value.length} letters`
        : `${variable} = ${JSON.stringify(oneLine(redactor.text(hideNamedSecrets(value.slice(0, 65_536)))).slice(0, 200))}`,
    ),
    ...checks.map(({name, outcome}) => checkLine(oneLine(name), outcome, response)),
  ];
  return [oneLine(headLine(exchange, redactor)), ...inner.map((line) => `  ${line}`)];
}

function headLine(exchange: Exchange, redactor: Pick<Redactor, 'text'>): string {
  const {name, method, path, response, failure, isExpected, redirect} = exchange;
  const shown = (text: string): string => redactor.text(hideNamedSecrets(text));
  const parts = [`${method} ${shown(path)}`];
  if (response === null) parts.push(`✗ ${shown(failure ?? 'no answer')}`);
  else parts.push(String(response.status), formatMs(response.latencyMs));
  if (redirect !== null) parts.push(`→ ${shown(redirect)}`);
  else if (response !== null && !isExpected) parts.push('✗ not expected');
  if (name !== `${method} ${path}`) parts.push(name);
  return parts.join('  ');
}

function responseLines(
  {headers, text, bodyBytes, isCut}: WalkResponse,
  redactor: Pick<Redactor, 'headers'>,
  body: (text: string | null, mark: string) => string[],
): string[] {
  const size = bodyBytes === 0 ? [] : [`< (${formatBytes(bodyBytes)}${isCut ? ', a part of it kept' : ''})`];
  return [...headerLines(headers, redactor).map((line) => `< ${line}`), ...body(text, '<'), ...size];
}

function headerLines(headers: readonly Header[], redactor: Pick<Redactor, 'headers'>): string[] {
  return redactor.headers(headers).map(([name, value]) => oneLine(`${name}: ${value}`).slice(0, 300));
}

/** Redacted before it is cut: no cut leaves a part of a secret. */
function bodyLines(text: string, redactor: Pick<Redactor, 'text'>): string[] {
  return printableLines(redactor.text(hideNamedSecrets(text.slice(0, 65_536))), bodyLimits);
}

function checkLine(name: string, outcome: 0 | 1 | 2, response: WalkResponse | null): string {
  if (outcome === 0) return `✓ ${name}`;
  if (response === null) return `✗ ${name}: there was no answer`;
  return outcome === 2 ? `✗ ${name}: only a part of the body was kept, see "capture"` : `✗ ${name}`;
}

/** `34ms`, `1.2s`. */
function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)}ms`;
  return ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`;
}
