import type {ComparisonAlign} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {reportFormats, type ReportFormat} from '../domain/report-format.ts';
import type {Intent} from '../session/intent.ts';

const mostChars = 4096;
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
  target: ({model, level, overMs}) =>
    isModel(model) && isLevel(level) && (overMs === null || isLevel(overMs)) ? {model, level, overMs} : null,
  hold: bare,
  pause: bare,
  'scenario-weight': ({index, weight}) => (isIndex(index) && isLevel(weight) ? {index, weight} : null),
  'scenario-mute': ({index}) => (isIndex(index) ? {index} : null),
  undo: bare,
  'last-good': bare,
  halve: bare,
  'emergency-stop': bare,
  'alert-action': null,
  auto: bare,
  cap: ({model, level}) => (isModel(model) && isLevel(level) ? {model, level} : null),
  answer: ({yes}) => (typeof yes === 'boolean' ? {yes} : null),
  snapshot: ({name, note, scope}) =>
    isTextOrNull(name) && isTextOrNull(note) && (scope === 'window' || scope === 'run') ? {name, note, scope} : null,
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
  scrub: null,
  play: null,
  mark: ({text}) => (isTextOrNull(text) ? {text} : null),
  'save-preset': ({name}) => (isText(name) ? {name} : null),
  finish: ({how, end}) => ((how === 'stop' || how === 'drain') && typeof end === 'boolean' ? {how, end} : null),
};

function readDirection({direction}: Raw): {readonly direction: -1 | 1} | null {
  return direction === 1 || direction === -1 ? {direction} : null;
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

function isAlign(value: unknown): value is ComparisonAlign {
  return aligns.includes(value as ComparisonAlign);
}

function isFormat(value: unknown): value is ReportFormat {
  return reportFormats.includes(value as ReportFormat);
}
