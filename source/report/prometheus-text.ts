export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [suffix: string, labels: Labels, value: number];

/** Samples of one name in Prometheus' text format. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A gauge; what is not known (null) has no sample. */
export function gauge(
  name: string,
  help: string,
  samples: readonly (readonly [labels: Labels, value: number | null])[],
): Family {
  return {
    name,
    type: 'gauge',
    help,
    samples: samples.flatMap(([labels, value]): Sample[] => (value === null ? [] : [['', labels, value]])),
  };
}

export function familyLines({name, type, help, samples}: Family): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, labels, value]) => `${name}${suffix}${printLabels(labels)} ${value}`),
  ];
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, quote and line feed are all the format escapes; other control characters have no business in a label. */
function escapeLabel(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(/[\u0000-\u001F\u007F]/g, ' ')
    .toWellFormed();
}
