/** Names of the fields within that hold NaN or an infinite number. */
export function unknownNumbers(value: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(value, (key, one: unknown) => {
    if (typeof one === 'number' && !Number.isFinite(one)) found.push(key);
    return one;
  });
  return found;
}
