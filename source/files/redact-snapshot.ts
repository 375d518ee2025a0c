import type {Snapshot, SnapshotErrorSample, SnapshotPlateau, SnapshotThreshold} from '../domain/snapshot.ts';
import type {Study} from '../domain/study.ts';
import type {Redactor} from './redact.ts';

/** A body or message in a file is at most this long. */
const maxSampleBytes = 1024;

/**
 * A snapshot without secrets. Texts that come from closed vocabularies (verdicts, error words, dates, hashes) and the
 * encoded counts hold none and stay as they are: a short secret that looks like a piece of base64 must not tear them.
 */
export function redactSnapshot(snapshot: Snapshot, redactor: Redactor): Snapshot {
  const text = (value: string): string => redactor.text(value);
  const nullable = (value: string | null): string | null => (value === null ? null : text(value));
  const {target, profile, git, host} = snapshot;
  return {
    ...snapshot,
    name: text(snapshot.name),
    note: nullable(snapshot.note),
    target: {label: text(target.label), origin: text(target.origin)},
    profile: {...profile, name: text(profile.name), document: redactor.json(profile.document)},
    git: git === null ? null : {...git, branch: nullable(git.branch)},
    host: redactor.json(host) as Snapshot['host'],
    requests: snapshot.requests.map((request) => ({...request, name: nullable(request.name)})),
    thresholds: snapshot.thresholds.map((threshold) => redactThreshold(threshold, text)),
    ...(snapshot.checks && {
      checks: snapshot.checks.map((one) => ({...one, name: text(one.name), requestName: text(one.requestName)})),
    }),
    ...(snapshot.flowErrorTexts && {flowErrorTexts: snapshot.flowErrorTexts.map(text)}),
    ...(snapshot.scenarios && {scenarios: snapshot.scenarios.map((one) => ({...one, name: text(one.name)}))}),
    ...(snapshot.plateaus && {plateaus: snapshot.plateaus.map((one) => redactPlateau(one, redactor))}),
    ...(snapshot.study && {study: redactStudy(snapshot.study, redactor)}),
    events: snapshot.events.map((event) => ({...event, text: text(event.text)})),
    errorSamples: snapshot.errorSamples.map((sample) => redactErrorSample(sample, redactor)),
  };
}

/** A hold without secrets: its names and thresholds; the counts hold none. */
export function redactPlateau(plateau: SnapshotPlateau, redactor: Redactor): SnapshotPlateau {
  const text = (value: string): string => redactor.text(value);
  return {
    ...plateau,
    requests: plateau.requests.map((one) => ({...one, name: one.name === null ? null : text(one.name)})),
    thresholds: plateau.thresholds.map((one) => redactThreshold(one, text)),
  };
}

/** What a run found out, without secrets: its lines of text name requests and thresholds. */
export function redactStudy(study: Study, redactor: Redactor): Study {
  const text = (value: string): string => redactor.text(value);
  const says = text(study.says);
  if (study.kind !== 'capacity') return {...study, says};
  const {objectives, breaking, trials, usl, hints} = study;
  return {
    ...study,
    objectives: objectives.map(text),
    breaking: breaking && {...breaking, why: text(breaking.why)},
    trials: trials.map((trial) => ({...trial, why: text(trial.why)})),
    usl: usl && {...usl, why: usl.why === null ? null : text(usl.why)},
    hints: hints.map(text),
    says,
  };
}

function redactThreshold(threshold: SnapshotThreshold, text: (value: string) => string): SnapshotThreshold {
  const {source, budget} = threshold;
  return {
    ...threshold,
    source: text(source),
    ...(budget && {budget: {...budget, requestName: text(budget.requestName)}}),
  };
}

/** A failed exchange without secrets. */
export function redactErrorSample(sample: SnapshotErrorSample, redactor: Redactor): SnapshotErrorSample {
  return {
    ...sample,
    name: redactor.text(sample.name),
    headers: Object.fromEntries(redactor.headers(Object.entries(sample.headers))),
    body: sample.body === null ? null : redactor.sample(sample.body, maxSampleBytes),
    message: sample.message === null ? null : redactor.sample(sample.message, maxSampleBytes),
  };
}
