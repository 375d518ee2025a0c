/** The candidate that is a typing slip away from `word`, whatever the case; null when none is near. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  // Nothing a person meant to be one of ours is this long, and the distance costs its square.
  if (word.length > 60) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  const allowed = word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
  return least <= allowed ? best : null;
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(one: string, two: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: two.length + 1}, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= two.length; j++) {
      const differs = one[i - 1] === two[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + differs);
      const swapped = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[two.length]!;
}
