/** The module a substitute stands in for: its URL is in the query the hook put on the substitute's own URL. */
export async function originalModule<T>(substituteUrl: string): Promise<T> {
  const url = new URL(substituteUrl).searchParams.get('original');
  if (url === null) throw new Error('a substitute module is loaded by ink-hooks.ts only');
  return (await import(url)) as T;
}
