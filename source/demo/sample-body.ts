import {createRandom} from './seeded-random.ts';
import {endpointName} from './variants.ts';
import type {DemoEndpoint} from './variants/demo-variant.ts';

/** A JSON answer of about the endpoint's size, built once: making bodies must not cost time under load. */
export function createSampleBody(endpoint: DemoEndpoint, seed: number): Buffer {
  const random = createRandom(seed, `body of ${endpointName(endpoint)}`);
  const answer: {status: string; token?: string; items: object[]} = {status: 'ok', items: []};
  if (/\/(?:login|token)$/.test(endpoint.path)) answer.token = Math.floor(random() * 1e15).toString(36);
  let lengthBytes = JSON.stringify(answer).length;
  while (lengthBytes < endpoint.bodyBytes) {
    const item = {
      id: answer.items.length + 1,
      name: `item ${answer.items.length + 1}`,
      priceCents: Math.floor(random() * 9900),
    };
    answer.items.push(item);
    lengthBytes += JSON.stringify(item).length + 1;
  }
  return Buffer.from(JSON.stringify(answer));
}
