/** Functions a script needs, by the names `K6Uses.helpers` holds. */
const helpers: Readonly<Record<string, string>> = {
  found: `
/** Ends the iteration when there is nothing to extract. */
function found(name, value, otherwise) {
  if (value !== undefined && value !== null) return typeof value === 'object' ? JSON.stringify(value) : value;
  if (otherwise === undefined) fail(\`nothing to extract for \${name}\`);
  return otherwise;
}`,
  cookieOf: `
function cookieOf(response, name) {
  const [cookie] = response.cookies[name] || [];
  return cookie && cookie.value;
}`,
  inPath: `
/** Only what a path and its query cannot carry is percent-encoded: a value may be a whole piece of one. */
function inPath(value) {
  return String(value).replace(/[^!$%&'()*+,\\-./0-9:;=?@A-Z[\\]_a-z~]+/gu, encodeURIComponent);
}`,
  inJson: `
function inJson(value) {
  return JSON.stringify(String(value)).slice(1, -1);
}`,
  randomBetween: `
function randomBetween(from, to) {
  return Math.floor(Math.random() * (to - from + 1)) + from;
}`,
  uuidv4: `
function uuidv4() {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (letter) => {
    const digit = Math.floor(Math.random() * 16);
    return (letter === 'x' ? digit : (digit % 4) + 8).toString(16);
  });
}`,
  exponential: `
function exponential(mean) {
  return Math.min(-Math.log(1 - Math.random()) * mean, 10 * mean);
}`,
  normal: `
function normal(mean, deviation) {
  const drawn = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return Math.max(0, mean + drawn * deviation);
}`,
  parseCsv: `
/** RFC 4180: a header line, then rows. */
function parseCsv(text) {
  const rows = [[]];
  let field = '';
  let inQuotes = false;
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i];
    if (inQuotes) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i];
      else inQuotes = false;
    } else if (char === '"') inQuotes = true;
    else if (char === ',' || char === '\\n') {
      rows[rows.length - 1].push(field);
      field = '';
      if (char === '\\n') rows.push([]);
    } else if (char !== '\\r') field += char;
  }
  rows[rows.length - 1].push(field);
  const [columns, ...others] = rows.filter((row) => row.length > 1 || row[0] !== '');
  return others.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] || ''])));
}`,
};

/** Their text, in a fixed order. */
export function helperCode(names: ReadonlySet<string>): string[] {
  return Object.entries(helpers).flatMap(([name, code]) => (names.has(name) ? [code.trimStart(), ''] : []));
}
