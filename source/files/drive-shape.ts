import {decodeCounts} from '../metrics/cell-codec.ts';
import {count, finite, flag, listOf, nullable, objectOf, oneOf, optional, text, type Shape} from './shape.ts';
import {
  cellShape,
  gitShape,
  hostPointShape,
  hostShape,
  plateauShape,
  profileShape,
  snapshotBody,
  targetShape,
  transportShape,
} from './snapshot-shape.ts';
import {studySetupShape, studyShape} from './study-shape.ts';

/** `domain/drive.ts`, as checks on the lines of a file that has been brought to the present version. */
export const driveHeaderShape = objectOf({
  startedAt: text,
  pid: nullable(count),
  interactive: flag,
  executor: text,
  transport: transportShape,
  target: targetShape,
  profile: profileShape,
  requests: listOf(objectOf({name: text, method: text, path: text})),
  git: gitShape,
  host: hostShape,
  study: optional(studySetupShape),
});

const load = objectOf({
  model: oneOf('closed', 'open'),
  phase: text,
  mode: oneOf('auto', 'manual', 'search'),
  level: finite,
  targetLevel: finite,
  stage: nullable(count),
  paused: flag,
  lastGoodLevel: nullable(finite),
});

const second = objectOf({
  cell: both(cellShape, countsShape),
  host: hostPointShape,
  load: optional(load),
});

/** By `kind`. */
export const driveLineShapes: Readonly<Record<string, Shape>> = {
  intent: objectOf({
    atMs: finite,
    origin: oneOf('operator', 'plan', 'signal', 'flag', 'search'),
    intent: objectOf({kind: text}),
  }),
  event: objectOf({atMs: finite, event: text, text, mark: optional(text)}),
  second,
  plateau: objectOf({plateau: plateauShape}),
  study: objectOf({atMs: finite, study: studyShape}),
  end: objectOf({
    endedBy: text,
    exitCode: nullable(count),
    durationMs: finite,
    run: nullable(objectOf(snapshotBody)),
  }),
};

function both(one: Shape, other: Shape): Shape {
  return (value, path) => one(value, path) ?? other(value, path);
}

/** Every count can be decoded: what reads a drive need not be careful any more. */
function countsShape(cell: unknown, path: string): string | null {
  const {seconds, names} = cell as {seconds: number; names: readonly {counts: string}[]};
  if (!(seconds > 0)) return `${path}.seconds: must be above 0`;
  for (const [index, {counts}] of names.entries()) {
    try {
      decodeCounts(counts);
    } catch (error) {
      return `${path}.names[${index}].counts: ${(error as Error).message}`;
    }
  }
  return null;
}
