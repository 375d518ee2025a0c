/**
 * What leaves a terminal as the shell expects it, from any state of the screen: end synchronised output, bracketed paste
 * off, every mouse mode off, alternate screen off, attributes off, cursor on.
 */
export const leaveScreenSequence =
  '\u001B[?2026l\u001B[?2004l\u001B[?1000l\u001B[?1002l\u001B[?1003l\u001B[?1006l\u001B[?1049l\u001B[0m\u001B[?25h';
