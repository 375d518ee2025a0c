/*
 * The true capacity of the demo target's queue: its own code in virtual time, for some 400,000 requests at each load, five
 * times over. What a real process adds to it (late timers, the way there and back) is given in µs, or none.
 *
 *   node test/bench/capacity-truth.ts [demo:capacity-small] [--slo 'p(95)<150'] [--late 0] [--way 0] [--repeats 5]
 *     [--searches 0]
 *
 * With --searches as many capacity searches of the same virtual target follow: what may be expected of real ones.
 */
import {parseArgs} from 'node:util';
import {meanServiceTimeMs} from '../../source/demo/service-time.ts';
import {findVariant} from '../../source/demo/variants.ts';
import {objectiveOf, searchTarget} from '../analysis/simulated-target.ts';
import {findTruth, saturationLevel} from '../demo/queue-truth.ts';
import {createVirtualTarget, type VirtualLoad} from '../demo/virtual-target.ts';
import {worlds} from './capacity-worlds.ts';
import {median} from './run-tools.ts';
import {errorsText, searchError} from './search-errors.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    slo: {type: 'string', default: 'p(95)<150'},
    late: {type: 'string', default: '0'},
    way: {type: 'string', default: '0'},
    repeats: {type: 'string', default: '5'},
    searches: {type: 'string', default: '0'},
  },
});
const variant = findVariant(positionals[0] ?? 'demo:capacity-small');
const costs = {lateUs: Number(values.late), wayUs: Number(values.way)};
const objective = `http_req_duration: ${values.slo}`;
const [endpoint] = variant.endpoints;

function searchesText(load: VirtualLoad, truth: number): string {
  const startLevel = Math.max(1, Math.round(saturationLevel({variant, load}) / 8));
  const runs = Array.from({length: Number(values.searches)}, (_, i) =>
    searchTarget(createVirtualTarget({variant, load, costs, seed: 7919 * (i + 1)}), {
      model: load.model,
      objectives: [objectiveOf(objective)],
      startLevel,
    }),
  );
  if (runs.length === 0) return '--';
  const found = runs.filter(({study}) => study.verdict === 'FOUND');
  const errors = found.map(({study}) => searchError(study, truth));
  const middleSeconds = median(runs.map(({seconds}) => seconds));
  return `${found.length} of ${runs.length} FOUND: ${errorsText(errors)}; median ${middleSeconds} s`;
}

console.log(
  `${variant.name}: ${variant.pool?.servers} servers, ${meanServiceTimeMs(endpoint!.serviceTime).toFixed(1)} ms a request; ${values.slo}`,
);
console.log('| load | capacity | ± (95%) | of what saturates it | simulated in | searches |');
console.log('|---|---|---|---|---|---|');
for (const [name, load] of Object.entries(worlds)) {
  const startMs = performance.now();
  const {level, plusMinus} = findTruth({
    variant,
    load,
    costs,
    objective,
    repeats: Number(values.repeats),
  });
  const share = (part: number): string => `${(part * 100).toFixed(2)}%`;
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(
    `| ${name} | ${level.toFixed(1)} | ${share(plusMinus / level)} | ${share(level / saturationLevel({variant, load}))} | ${seconds} s | ${searchesText(load, level)} |`,
  );
}
