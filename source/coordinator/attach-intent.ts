import type {ComparisonAlign} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {reportFormats, type ReportFormat} from '../domain/report-format.ts';
import type {Intent, SnapshotScope, TargetEnd} from '../session/intent.ts';
import type {LookRequest} from '../session/look.ts';
import {rampShapes} from '../session/ramp-shape.ts';
import {columnSeconds} from '../session/view.ts';

const mostChars = 4096;
const mostTexts = 32;
const models: readonly LoadModel[] = ['closed', 'open'];
const aligns: readonly ComparisonAlign[] = ['load', 'window', 'time'];

/** What changes the load, and so what is to be given back to the plan. */
const loadKinds: ReadonlySet<Kind> = new Set<Kind>([
  'step',
  'target',
  'hold',
  'pause',
  'scenario-weight',
  'scenario-mute',
  'undo',
  'last-good',
  'halve',
  'emergency-stop',
  'auto',
  'capacity',
  'answer',
  'finish',
]);

type Raw = Readonly<Record<string, unknown>>;
type Kind = Intent['kind'];
type Reader = (raw: Raw) => Raw | null;

/**
 * A wish that came over a socket, checked in shape; null: it is none that a screen may send. Nothing of the given object
 * is kept but what the wish consists of.
 */
export function readIntent(value: unknown): Intent | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = value as Raw;
  const {kind} = raw;
  if (typeof kind !== 'string' || !Object.hasOwn(readers, kind)) return null;
  const read = readers[kind as Kind]?.(raw) ?? null;
  return read === null ? null : ({kind, ...read} as Intent);
}

/** Whether it may change the load. */
export function changesLoad({kind}: Intent): boolean {
  return loadKinds.has(kind);
}

const bare: Reader = () => ({});

/** Null: what no person asks for, or what makes no sense on a run. */
const readers: Readonly<Record<Kind, Reader | null>> = {
  step: ({steps, repeat}) => (isNumber(steps) && typeof repeat === 'boolean' ? {steps, repeat} : null),
  'step-size': readDirection,
  'ramp-speed': readDirection,
  target: readTarget,
  hold: bare,
  pause: bare,
  'scenario-weight': ({index, weight}) => (isIndex(index) && isLevel(weight) ? {index, weight} : null),
  'scenario-mute': ({index}) => (isIndex(index) ? {index} : null),
  undo: bare,
  'last-good': bare,
  halve: bare,
  'emergency-stop': bare,
  'alert-action': null,
  'search-load': null,
  'search-end': null,
  capacity: ({objectives, gentle}) =>
    isTexts(objectives) && typeof gentle === 'boolean' ? {objectives, gentle} : null,
  'capacity-end': bare,
  auto: bare,
  cap: ({model, level}) => (isModel(model) && isLevel(level) ? {model, level} : null),
  answer: ({yes}) => (typeof yes === 'boolean' ? {yes} : null),
  snapshot: ({name, note, scope}) =>
    isTextOrNull(name) && isTextOrNull(note) && isScope(scope) ? {name, note, scope: readScope(scope)} : null,
  'baseline-toggle': bare,
  'baseline-choose': ({file}) => (isTextOrNull(file) ? {file} : null),
  'list-snapshots': bare,
  compare: ({a, b, align}) => (isTextOrNull(a) && isTextOrNull(b) && isAlign(align) ? {a, b, align} : null),
  'compare-close': bare,
  'snapshot-preview': ({file}) => (isTextOrNull(file) ? {file} : null),
  'snapshot-edit': ({file, name, note}) =>
    isText(file) && isText(name) && isTextOrNull(note) ? {file, name, note} : null,
  'snapshot-delete': ({file}) => (isText(file) ? {file} : null),
  'snapshot-export': ({file, format}) => (isText(file) && isFormat(format) ? {file, format} : null),
  'fresh-window': bare,
  look: ({request}) => (request === null ? {request} : readLook(request)),
  'endpoints-export': bare,
  'name-recording': ({name}) => (isText(name) ? {name} : null),
  scrub: null,
  play: null,
  mark: ({text}) => (isTextOrNull(text) ? {text} : null),
  'save-preset': ({name}) => (isText(name) ? {name} : null),
  finish: ({how, end}) => ((how === 'stop' || how === 'drain') && typeof end === 'boolean' ? {how, end} : null),
};

function readDirection({direction}: Raw): {readonly direction: -1 | 1} | null {
  return direction === 1 || direction === -1 ? {direction} : null;
}

/** A shape or an end that is not known is no target at all: another load would be sent than was asked for. */
function readTarget({model, level, overMs, shape, then}: Raw): Readonly<Record<string, unknown>> | null {
  if (!isModel(model) || !isLevel(level) || !(overMs === null || isLevel(overMs))) return null;
  const knownShape = rampShapes.find((one) => one === shape);
  const end = readEnd(then);
  if ((shape !== undefined && knownShape === undefined) || end === null) return null;
  return {
    model,
    level,
    overMs,
    ...(knownShape === undefined ? {} : {shape: knownShape}),
    ...(end === undefined ? {} : {then: end}),
  };
}

function readEnd(value: unknown): TargetEnd | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return null;
  const {kind, afterMs} = value as {readonly kind?: unknown; readonly afterMs?: unknown};
  if (kind === 'hold' || kind === 'auto') return {kind};
  return kind === 'back' && isLevel(afterMs) ? {kind, afterMs} : null;
}

type Range = Exclude<SnapshotScope, string>;

function isScope(value: unknown): value is SnapshotScope {
  if (value === 'window' || value === 'run') return true;
  if (typeof value !== 'object' || value === null) return false;
  const {fromMs, toMs} = value as Partial<Range>;
  return isLevel(fromMs) && isLevel(toMs) && toMs > fromMs;
}

function readScope(scope: SnapshotScope): SnapshotScope {
  return typeof scope === 'string' ? scope : {fromMs: scope.fromMs, toMs: scope.toMs};
}

function readLook(value: unknown): {readonly request: LookRequest} | null {
  if (typeof value !== 'object' || value === null) return null;
  const {name, seconds} = value as Partial<LookRequest>;
  const isKnown = columnSeconds.some((one) => one === seconds);
  return isTextOrNull(name) && isKnown ? {request: {name, seconds: seconds!}} : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e9;
}

function isLevel(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}

function isIndex(value: unknown): value is number {
  return isLevel(value) && Number.isInteger(value);
}

function isModel(value: unknown): value is LoadModel {
  return models.includes(value as LoadModel);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= mostChars && !value.includes('\0');
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostTexts && value.every(isText);
}

function isAlign(value: unknown): value is ComparisonAlign {
  return aligns.includes(value as ComparisonAlign);
}

function isFormat(value: unknown): value is ReportFormat {
  return reportFormats.includes(value as ReportFormat);
}
