/** Stand-ins for a terminal without UTF-8: one cell each, the same height order. Anything else becomes `?`. */
export const asciiGlyphs: ReadonlyMap<string, string> = new Map([
  ...pairs('▁▂▃▄▅▆▇█', '_.-:=+*#'),
  ...pairs('▸▴▾◂◉✓▮▯', '>^v<S+#.'),
  ...pairs('─│┌┐└┘╌', '-|++++-'),
  ...pairs('µ…≥×·₀✗', 'u~>x.0x'),
]);

function pairs(glyphs: string, standIns: string): (readonly [string, string])[] {
  return Array.from(glyphs).map((glyph, index) => [glyph, standIns[index]!] as const);
}
