/** What a figure means, for colour: never the only sign of it. */
export type Tone = 'good' | 'near' | 'bad';

export interface ReportCell {
  readonly text: string;
  /** What rows are ordered by; null: not known, last. Absent: by the text. */
  readonly value?: number | null;
  readonly tone?: Tone;
}

export interface ReportColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** A table of a report, before it is Markdown or HTML. Texts are foreign: whoever prints them escapes them. */
export interface ReportTable {
  /** `endpoints`: unique within a report. */
  readonly id: string;
  readonly title: string;
  /** What is to be known when reading it; null: nothing. */
  readonly note: string | null;
  readonly columns: readonly ReportColumn[];
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly ReportCell[])[];
}

/** `name` is a column of text, `name>` one of figures. */
export function columns(...heads: readonly string[]): ReportColumn[] {
  return heads.map((head) => (head.endsWith('>') ? {head: head.slice(0, -1), align: 'right'} : {head, align: 'left'}));
}

export function cell(text: string, tone?: Tone): ReportCell {
  return tone === undefined ? {text} : {text, tone};
}

/** A figure that is not known (null, NaN) reads `--`. */
export function figure(value: number | null | undefined, print: (value: number) => string, tone?: Tone): ReportCell {
  const known = value !== null && value !== undefined && Number.isFinite(value) ? value : null;
  return {text: known === null ? '--' : print(known), value: known, ...(tone !== undefined && {tone})};
}
