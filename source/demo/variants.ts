import {parseDemoTarget} from '../domain/demo-target.ts';
import {PerftuiError} from '../domain/errors.ts';
import {agents} from './variants/agents.ts';
import {capacitySmall} from './variants/capacity-small.ts';
import {capacity} from './variants/capacity.ts';
import type {DemoEndpoint, DemoVariant} from './variants/demo-variant.ts';
import {fast} from './variants/fast.ts';
import {gateway} from './variants/gateway.ts';
import {leak} from './variants/leak.ts';
import {platform} from './variants/platform.ts';
import {services} from './variants/services.ts';
import {shop} from './variants/shop.ts';
import {slowRecovery} from './variants/slow-recovery.ts';

/** Every built-in target a profile can name. */
export const demoVariants: readonly DemoVariant[] = [
  shop,
  fast,
  gateway,
  services,
  agents,
  platform,
  capacity,
  capacitySmall,
  slowRecovery,
  leak,
];

/**
 * The variant of that name; a wrong name is an error that lists the right ones. `demo:fast?slower=20%` is the variant
 * with all its service times that much longer, as after a change for the worse.
 */
export function findVariant(name: string): DemoVariant {
  const target = parseDemoTarget(name);
  const variant = demoVariants.find((each) => each.name === target?.label);
  if (target !== null && variant !== undefined) return slowedDown(variant, target.slowerShare);
  const known = demoVariants.map((each) => each.name).join(', ');
  throw new PerftuiError('ERR_DEMO', `unknown demo target "${name}"`, {hint: `known demo targets: ${known}`});
}

function slowedDown(variant: DemoVariant, share: number): DemoVariant {
  if (share === 0) return variant;
  const endpoints = variant.endpoints.map((endpoint) => {
    const {p50Ms, p95Ms} = endpoint.serviceTime;
    return {...endpoint, serviceTime: {p50Ms: p50Ms * (1 + share), p95Ms: p95Ms * (1 + share)}};
  });
  return {...variant, endpoints};
}

/** The name requests to this endpoint are counted under, as in a profile: `GET /api/products/:id`. */
export function endpointName({method, path}: DemoEndpoint): string {
  return `${method} ${path}`;
}
