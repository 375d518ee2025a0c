import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/** A control plane for teams of agents: cheap monitoring, slower test runs, slow deployments that few can do at once. */
export const agents: DemoVariant = {
  name: 'demo:agents',
  description: 'a control plane for agent teams: monitoring, test runs and deployments over 40 runners',
  capacity:
    'carries agent-teams (50 teams, about 25 calls a second); the runners are busy at about 60 deployments a second',
  pool: {servers: 40, waitingLimit: 200, maxWaitMs: 5000},
  endpoints: [
    {method: 'POST', path: '/teams/login', status: 200, serviceTime: lognormal(30), poolTrips: 0, bodyBytes: kilo / 2},
    {method: 'GET', path: '/agents/:id', status: 200, serviceTime: lognormal(20), poolTrips: 0, bodyBytes: kilo},
    {method: 'GET', path: '/metrics', status: 200, serviceTime: lognormal(35), poolTrips: 0, bodyBytes: 8 * kilo},
    {method: 'POST', path: '/tests', status: 202, serviceTime: lognormal(180), poolTrips: 1, bodyBytes: kilo},
    {
      method: 'POST',
      path: '/deployments',
      status: 202,
      serviceTime: lognormal(600),
      poolTrips: 1,
      bodyBytes: kilo,
      fault: {share: 0.005, status: 503, error: 'no runner available'},
    },
    {method: 'GET', path: '/deployments/:id', status: 200, serviceTime: lognormal(25), poolTrips: 0, bodyBytes: kilo},
  ],
};
