import {chunks} from './chunks.ts';
import type {Entry} from './entry.ts';
import {connectionHeaders, endsAndStrays, framing} from './framing.ts';
import {headerLines} from './header-lines.ts';
import {lengths} from './lengths.ts';
import {statusLines} from './status-lines.ts';

/** Hand-written responses, whole and broken: what two transports are compared on. */
export const corpus: readonly Entry[] = [
  ...statusLines,
  ...headerLines,
  ...lengths,
  ...framing,
  ...chunks,
  ...connectionHeaders,
  ...endsAndStrays,
];
