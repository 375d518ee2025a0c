/** Index of the first row of a list that is shown, with the cursor's in the middle where the list goes on both ways. */
export function firstShown(cursor: number, rows: number, room: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(room / 2), rows - room));
}
