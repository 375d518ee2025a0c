import path from 'node:path';
import type {RunComparison} from '../domain/comparison.ts';
import type {RunEnding, RunSummary} from '../domain/run-summary.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {ScenarioWeights} from './control-state.ts';
import {baselineName} from './end-comparison.ts';
import type {EventLog} from './event-log.ts';
import type {ModeClock} from './mode-clock.ts';
import {scenarioFigures} from './scenario-figures.ts';
import type {SessionFiles} from './session-files.ts';
import type {SessionMeasures} from './session-measures.ts';
import type {SessionDependencies, SessionOptions} from './session-options.ts';
import {buildSummary} from './session-summary.ts';
import {buildSnapshot} from './snapshot-builder.ts';

/** Texts of flow errors in a file. */
const flowErrorsWritten = 5;

/** A worker that died. */
export interface WorkerLoss {
  readonly atMs: number;
  readonly worker: number;
}

/** What of a session is written down. */
export interface SessionOutput {
  snapshot(scope: 'window' | 'run', name: string, note: string | null): Snapshot;
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
    /** Each once, in the order they came; redacted. */
    readonly flowErrorTexts: () => readonly string[];
  },
): SessionOutput {
  const {profile, plan} = options.prepared;
  const {measures, log, losses} = parts;

  function snapshot(scope: 'window' | 'run', name: string, note: string | null): Snapshot {
    const {verdict, reasons} = measures.validity.view();
    const cells = measures.series.cells();
    const {loadTime} = measures;
    const recording = dependencies.journal.file;
    const run = measures.totals.metrics();
    const built = buildSnapshot({
      scope,
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
      thresholds: scope === 'run' ? measures.slos.verdicts(measures.readRun()) : measures.slos.standing(),
      events: log.events.map(({atMs, kind, text}) => ({atMs: Math.round(atMs), kind, text})),
      errorSamples: measures.errorSamples.map((sample) => dependencies.redact(sample)),
      plateaus: measures.plateaus.plateaus(),
      drive: recording === null ? null : path.basename(recording),
    });
    return {
      ...built,
      flowErrorTexts: parts.flowErrorTexts().slice(0, flowErrorsWritten),
      scenarios: scenarioFigures(parts.scenarios(), built.window, {cells, run, index: measures.index}),
    };
  }

  return {
    snapshot,
    summary: ({endedBy, endedWhy, inputs, modes, files, comparison}) => {
      const {verdict, reasons} = measures.validity.view();
      return buildSummary({
        interactive: options.interactive,
        allowInvalid: options.allowInvalid,
        endedBy,
        endedWhy,
        durationMs: Math.round(Math.max(0, (measures.last?.endMs ?? 0) - measures.loadTime.startMs)),
        peakVus: measures.peakVus,
        peakRequestsPerSecond: measures.peakRequestsPerSecond,
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
