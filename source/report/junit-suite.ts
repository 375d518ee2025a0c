export interface TestCase {
  readonly name: string;
  /** Given: it failed. */
  readonly failure?: string;
  /** Given: it could not be made as it should have been, which says nothing of what is tested. */
  readonly error?: string;
  /** Given: it could not be judged. */
  readonly skipped?: string;
  readonly output?: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}
