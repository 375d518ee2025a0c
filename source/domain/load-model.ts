/**
 * closed: a number of virtual users, each starting its next iteration when the one before has ended. open: an arrival
 * rate, iterations started per second whatever became of those before. A load level is a number of VUs in the one and
 * iterations per second in the other.
 */
export type LoadModel = 'closed' | 'open';

/** When the iterations of the open model start: evenly, or as a seeded Poisson process of the same mean rate. */
export type ArrivalPattern = 'constant' | 'poisson';

/** Who changes the load: the plan, the operator, or a capacity search. */
export type LoadMode = 'auto' | 'manual' | 'search';
