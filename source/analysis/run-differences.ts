import type {ComparableRun} from './comparable-run.ts';

/** What differs between two runs and may explain a change of figures; each a line. The target is not among them. */
export function runDifferences(now: ComparableRun, before: ComparableRun): readonly string[] {
  return [
    differs('profile', now.profileName, before.profileName),
    now.profileName === before.profileName
      ? differs('profile revision', now.profileRevision, before.profileRevision)
      : null,
    differs('think time', now.thinkTimes, before.thinkTimes),
    differs('transport', now.transport, before.transport),
    differs('host', now.hostname, before.hostname),
    now.hostname === before.hostname ? differs('host processor', processorOf(now), processorOf(before)) : null,
    untrusted('now', now),
    untrusted('before', before),
  ].filter((line) => line !== null);
}

function differs(what: string, now: string | null, before: string | null): string | null {
  if (now === null || before === null || now === before) return null;
  const texts = [now, before].map((text) => (text === '' ? 'none' : text));
  // Flows of many pauses: that they differ is what matters.
  return texts.some((text) => text.length > 40)
    ? `other ${what}`
    : `other ${what}: ${texts[0]} now, ${texts[1]} before`;
}

function processorOf({cpuModel, cores}: ComparableRun): string {
  return `${cores} × ${cpuModel}`;
}

function untrusted(side: string, {validity, validityReason}: ComparableRun): string | null {
  if (validity === null || validity === 'VALID') return null;
  return `the run ${side} was ${validity}${validityReason === null ? '' : `: ${validityReason}`}`;
}
