/** A name as part of a file name: lower case, words joined by `-`, at most 60 characters, never empty. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60)
    .replaceAll(/[-.]+$/g, '');
  return slug === '' ? 'unnamed' : slug;
}
