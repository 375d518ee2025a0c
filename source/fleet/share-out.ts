import type {IdClass} from '../protocol/worker-message.ts';

/** Worker `i` of `n` holds the ids ≡ i (mod n). */
export function initialShares(workers: number): IdClass[] {
  return Array.from({length: workers}, (_, first) => ({first, stride: workers}));
}

/** Splits the shares of a worker that is gone evenly over `heirs` workers: no id is lost and none is held twice. */
export function splitShares(shares: readonly IdClass[], heirs: number): IdClass[][] {
  return Array.from({length: heirs}, (_, heir) =>
    shares.map(({first, stride}) => ({first: first + heir * stride, stride: stride * heirs})),
  );
}
