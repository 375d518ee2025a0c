import {PerftuiError} from '../domain/errors.ts';
import {agents} from './variants/agents.ts';
import {capacity} from './variants/capacity.ts';
import type {DemoEndpoint, DemoVariant} from './variants/demo-variant.ts';
import {fast} from './variants/fast.ts';
import {gateway} from './variants/gateway.ts';
import {platform} from './variants/platform.ts';
import {services} from './variants/services.ts';
import {shop} from './variants/shop.ts';

/** Every built-in target a profile can name. */
export const demoVariants: readonly DemoVariant[] = [shop, fast, gateway, services, agents, platform, capacity];

/** The variant of that name; a wrong name is an error that lists the right ones. */
export function findVariant(name: string): DemoVariant {
  const variant = demoVariants.find((each) => each.name === name);
  if (variant !== undefined) return variant;
  const known = demoVariants.map((each) => each.name).join(', ');
  throw new PerftuiError('ERR_DEMO', `unknown demo target "${name}"`, {hint: `known demo targets: ${known}`});
}

/** The name requests to this endpoint are counted under, as in a profile: `GET /api/products/:id`. */
export function endpointName({method, path}: DemoEndpoint): string {
  return `${method} ${path}`;
}
