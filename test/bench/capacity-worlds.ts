import type {VirtualLoad} from '../demo/virtual-target.ts';

/** The loads a known capacity is found under. */
export const worlds: Readonly<Record<string, VirtualLoad>> = {
  'VUs that think 1 s': {model: 'closed', think: {kind: 'uniform', minMs: 1000, maxMs: 1000}},
  'VUs that think 0.5 to 1.5 s': {model: 'closed', think: {kind: 'uniform', minMs: 500, maxMs: 1500}},
  'constant arrivals': {model: 'open', arrivals: 'constant'},
  'Poisson arrivals': {model: 'open', arrivals: 'poisson'},
};
