import {keysMarkdown} from '../../source/commands/keys-markdown.ts';

export const readmeFile = new URL('../../README.md', import.meta.url);

const begin = '<!-- keys: perftui keys --markdown -->\n\n';
const end = '\n<!-- /keys -->';

/** README with the key table as it is now between its marks. */
export function withKeys(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md has no ${begin.trim()} … ${end.trim()}`);
  return readme.slice(0, from + begin.length) + keysMarkdown() + readme.slice(to);
}
