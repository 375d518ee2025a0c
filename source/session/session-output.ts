import path from 'node:path';
import type {ComparisonAlign, RunComparison} from '../domain/comparison.ts';
import type {RunEnding, RunSummary} from '../domain/run-summary.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Study} from '../domain/study.ts';
import {mergeCells} from '../metrics/cell.ts';
import type {ScenarioWeights} from './control-state.ts';
import type {SnapshotScope} from './intent.ts';
import {baselineName} from './end-comparison.ts';
import type {EventLog} from './event-log.ts';
import type {ModeClock} from './mode-clock.ts';
import type {LoadPoint} from './print-load.ts';
import {scenarioFigures} from './scenario-figures.ts';
import type {SessionFiles} from './session-files.ts';
import type {SessionMeasures} from './session-measures.ts';
import type {SessionDependencies, SessionOptions} from './session-options.ts';
import {buildSummary, type SummaryInput} from './session-summary.ts';
import {buildSnapshot} from './snapshot-builder.ts';
import {cellsOfScope, type CutScope} from './snapshot-window.ts';
import {readingOfCell, thresholdValue} from './threshold-value.ts';
import {meanLoad} from './window-load.ts';
import {writtenThreshold} from './written-threshold.ts';

/** Texts of flow errors in a file. */
const flowErrorsWritten = 5;

/** A worker that died. */
export interface WorkerLoss {
  readonly atMs: number;
  readonly worker: number;
}

/** What of a session is written down. */
export interface SessionOutput {
  snapshot(scope: SnapshotScope, name: string, note: string | null): Snapshot;
  /**
   * What a comparison takes of it: over its headline window, else all of it; by load only since the measuring window was
   * begun afresh.
   */
  live(align: ComparisonAlign): Snapshot;
  /** Mean load over what such a snapshot would be of; null: nothing was measured there. */
  loadOf(scope: CutScope): LoadPoint | null;
  summary(ending: {
    readonly endedBy: RunEnding;
    readonly endedWhy: string | null;
    readonly inputs: number;
    readonly modes: ModeClock;
    readonly files: Pick<SessionFiles, 'saved' | 'notWritten'>;
    /** With the baseline a flag asked for. */
    readonly comparison: RunComparison | null;
  }): RunSummary;
}

export function createSessionOutput(
  options: SessionOptions,
  dependencies: Pick<SessionDependencies, 'redact' | 'takenAt' | 'journal'>,
  parts: {
    readonly measures: SessionMeasures;
    readonly log: Pick<EventLog, 'events'>;
    readonly losses: readonly WorkerLoss[];
    /** As they are weighted now. */
    readonly scenarios: () => readonly ScenarioWeights[];
    /** What was found so far; null: nothing is asked. */
    readonly study: () => Study | null;
    /** Each once, in the order they came; redacted. */
    readonly flowErrorTexts: () => readonly string[];
  },
): SessionOutput {
  const {profile, plan} = options.prepared;
  const {measures, log, losses} = parts;

  /** Until there is a second of the measuring window begun afresh, what was before still stands. */
  function sinceMs(): number {
    const {fromMs} = measures.fresh;
    const newest = measures.series.cells().at(-1);
    return newest !== undefined && newest.atMs >= fromMs ? fromMs : 0;
  }

  /** Of a range they are read over all of it, windowed ones too: what they say of that time. */
  function thresholdsOf(scope: SnapshotScope): Snapshot['thresholds'] {
    if (scope === 'run') return unjudged(measures.slos.verdicts(measures.readRun()));
    if (scope === 'window') return measures.slos.standing();
    const cells = cellsOfScope(scope, measures.series.cells());
    if (cells.length === 0) return [];
    const reading = readingOfCell(mergeCells(cells, cells[0]!.atMs, 0), options.hostFacts.memoryBytes);
    return profile.thresholds.map((threshold) =>
      writtenThreshold(threshold, thresholdValue(threshold, reading, measures.index.ofThreshold(threshold))),
    );
  }

  /** A search goes beyond its limits on purpose: over all of it they are broken by design, and no verdict. */
  function unjudged(thresholds: Snapshot['thresholds']): Snapshot['thresholds'] {
    return options.study?.kind === 'capacity' ? thresholds.map((one) => ({...one, ok: null})) : thresholds;
  }

  function snapshot(scope: SnapshotScope, name: string, note: string | null): Snapshot {
    const {verdict, reasons} = measures.validity.view();
    const cells = measures.series.cells();
    const {loadTime} = measures;
    const recording = dependencies.journal.file;
    const run = measures.totals.metrics();
    const built = buildSnapshot({
      scope,
      sinceMs: sinceMs(),
      name,
      note,
      takenAt: dependencies.takenAt(),
      target: {label: plan.target.label, origin: plan.target.origin},
      profile: {name: profile.name, revision: options.profileRevision, document: options.profileDocument},
      git: options.git,
      host: options.hostFacts,
      executor: profile.executor.kind,
      transport: options.transport,
      validity: {verdict, reasons},
      workersLost: losses.length,
      plan,
      cells: cells.map((cell) => measures.index.fold(cell)),
      run: {
        metrics: measures.index.foldMetrics(run),
        startMs: loadTime.startMs,
        endMs: loadTime.endMs,
        coveredMs: loadTime.coveredMs,
        carries: loadTime.carries,
      },
      thresholds: thresholdsOf(scope),
      events: log.events.map(({atMs, kind, text}) => ({atMs: Math.round(atMs), kind, text})),
      errorSamples: measures.errors.samples.map((sample) => dependencies.redact(sample)),
      plateaus: measures.plateaus.plateaus(),
      drive: recording === null ? null : path.basename(recording),
    });
    const study = parts.study();
    return {
      ...built,
      ...(study !== null && {study}),
      flowErrorTexts: parts.flowErrorTexts().slice(0, flowErrorsWritten),
      scenarios: scenarioFigures(parts.scenarios(), built.window, {cells, run, index: measures.index}),
    };
  }

  return {
    snapshot,
    live(align) {
      const built = snapshot(align === 'window' ? 'window' : 'run', 'live', null);
      const fromMs = sinceMs();
      if (align !== 'load' || fromMs === 0) return built;
      // Holds that began before are not wholly in it: they are found anew in the cells.
      const {plateaus: _plateaus, ...rest} = built;
      const isFresh = ({atMs}: {readonly atMs: number}): boolean => atMs >= fromMs;
      return {...rest, cells: built.cells.filter(isFresh), hostSeries: built.hostSeries.filter(isFresh)};
    },
    loadOf(scope) {
      const cells = cellsOfScope(scope, measures.series.cells(), measures.fresh.fromMs);
      return cells.length === 0 ? null : meanLoad(cells);
    },
    summary: ({endedBy, endedWhy, inputs, modes, files, comparison}) => {
      const {verdict, reasons} = measures.validity.view();
      return buildSummary({
        interactive: options.interactive,
        allowInvalid: options.allowInvalid,
        asksCapacity: options.study?.kind === 'capacity',
        endedBy,
        endedWhy,
        durationMs: Math.round(Math.max(0, (measures.last?.endMs ?? 0) - measures.loadTime.startMs)),
        peakVus: measures.peakVus,
        peakRequestsPerSecond: measures.peakRequestsPerSecond,
        knee: kneeSeen(measures),
        inputs,
        manualMs: modes.manualMs,
        autoMs: modes.autoMs,
        run: snapshot('run', `${profile.name}-run`, null),
        models: measures.models,
        arrivals: measures.arrivals,
        transport: options.transport,
        insecure: profile.tls.insecure,
        validity: {verdict, reasons},
        metrics: measures.totals.metrics(),
        saturatedMs: measures.generator.saturatedMs(),
        losses,
        recording: dependencies.journal.file,
        comparison,
        baselineName: comparison === null || options.baseline === null ? null : baselineName(options.baseline),
        saved: files.saved,
        notWritten: files.notWritten,
      });
    },
  };
}

/** In the model it was seen in last. */
function kneeSeen({models, loadMarks}: Pick<SessionMeasures, 'models' | 'loadMarks'>): SummaryInput['knee'] {
  for (const model of models.toReversed()) {
    const {knee} = loadMarks.reading(model);
    if (knee !== null) return {model, fromLevel: knee.fromLevel, toLevel: knee.toLevel};
  }
  return null;
}
