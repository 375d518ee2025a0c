/**
 * In place of `restore-cursor`, which writes an escape code to stderr at exit even when that is a file. The terminal
 * guard shows the cursor again.
 */
export default function noRestoreCursor(): void {
  // Intentionally nothing.
}
