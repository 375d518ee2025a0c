/** An iteration that cannot go on, in words for people. Counted, never shown unredacted: it may hold foreign text. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  /** The run cannot go on either: there is no data left. */
  readonly fatal: boolean;

  constructor(message: string, fatal = false) {
    super(message);
    this.fatal = fatal;
  }
}
