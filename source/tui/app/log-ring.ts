/** The last lines others wrote while the screen was up. */
export interface LogRing {
  readonly push: (text: string) => void;
  /** Oldest first. */
  readonly lines: () => readonly string[];
}

const longestLine = 2_000;

/** Keeps `capacity` lines; a line that has not ended yet counts as one. */
export function createLogRing(capacity: number): LogRing {
  let lines: string[] = [];
  let open = '';
  return {
    push: (text) => {
      const parts = (open + text).split('\n');
      open = parts.pop()!.slice(-longestLine);
      lines.push(...parts.map((line) => line.slice(0, longestLine)));
      if (lines.length > capacity) lines = lines.slice(-capacity);
    },
    lines: () => (open === '' ? lines : [...lines, open]).slice(-capacity),
  };
}
