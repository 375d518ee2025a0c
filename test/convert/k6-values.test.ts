import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

const head = "import http from 'k6/http';\nimport {check, sleep, group} from 'k6';\n";

async function script(body: string, top = ''): ReturnType<typeof imported> {
  return imported('k6', `${head}${top}\nexport default function (data) {\n${body}\n}\n`);
}

describe('a k6 script', () => {
  test('keeps what setup took apart from what a flow takes under the same name', async () => {
    const {profile, requests} = await imported(
      'k6',
      `${head}
      export function setup() { const r = http.post('http://h/login'); return {token: r.json('token')}; }
      export default function (data) {
        const res = http.post('http://h/login');
        const token = res.json().token;
        http.get('http://h/echo', {headers: {Authorization: \`Bearer \${token}\`, 'X-G': data.token}});
      }
      export function teardown(data) {
        const token = http.post('http://h/logout').json('token');
        http.get(\`http://h/bye/\${token}/\${data.token}\`);
      }`,
    );
    expect(profile.setup).toMatchObject([{request: {extract: [{variable: 'token'}]}}]);
    expect(requests[0]!.extract).toMatchObject([{variable: 'token_2'}]);
    expect(requests[1]!.headers).toEqual({authorization: 'Bearer ${token_2}', 'x-g': '${token}'});
    expect(profile.teardown).toMatchObject([
      {request: {extract: [{variable: 'token_2'}]}},
      {request: {path: '/bye/${token_2}/${token}'}},
    ]);
  });

  test('keeps what is taken out of a whole answer of setup apart too, wherever it is first used', async () => {
    const {profile, requests} = await imported(
      'k6',
      `${head}
      export function setup() { return http.post('http://h/login').json(); }
      export default function (data) {
        const id = http.get('http://h/new').json('id');
        http.get(\`http://h/\${id}/\${data.id}\`);
      }`,
    );
    expect(profile.setup).toMatchObject([{request: {extract: [{variable: 'id_2'}]}}]);
    expect(requests[1]!.path).toBe('/${id}/${id_2}');
  });

  test('keeps values of the same name from two requests apart', async () => {
    const {requests} = await script(
      `
      const one = http.get('http://h/1');
      const other = http.get('http://h/2');
      http.get(\`http://h/\${one.json('id')}/\${other.json('id')}\`);
      const three = http.get('http://h/3');
      const id = three.json('id');
      if (three.status === 200) { const id = http.get('http://h/4').json('id'); http.get(\`http://h/in/\${id}\`); }
      http.get(\`http://h/out/\${id}\`);
      const a = login('a');
      const b = login('b');
      http.get(\`http://h/\${a}/\${b}\`);`,
      `function login(user) { const r = http.post('http://h/login/' + user); const t = r.json('t'); return t; }`,
    );
    const paths = requests.map(({path}) => path).filter((path) => path.includes('${'));
    expect(paths).toEqual(['/${id}/${id_2}', '/in/${id_4}', '/out/${id_3}', '/${t}/${t_2}']);
  });

  test('keeps one name that is filled again, also in branches', async () => {
    const {requests} = await script(`
      let id = http.get('http://h/1').json('id');
      http.get(\`http://h/\${id}\`);
      const res = http.get('http://h/2');
      if (res.status === 200) { id = res.json('id'); } else { id = http.get('http://h/3').json('id'); }
      http.get(\`http://h/\${id}/x\`);
      let later;
      const more = http.get('http://h/5');
      if (more.status === 200) { later = more.json('a'); } else { later = http.get('http://h/4').json('b'); }
      http.get(\`http://h/\${later}\`);`);
    const paths = requests.map(({path}) => path).filter((path) => path.includes('${'));
    expect(paths).toEqual(['/${id}', '/${id}/x', '/${later}']);
    const extracted = requests.flatMap(({extract}) => extract.map(({variable}) => variable));
    expect(extracted.toSorted()).toEqual(['id', 'id', 'id', 'later', 'later']);
  });

  test('sends a request whose answer is not even named', async () => {
    const {requests, left} = await script(
      "http.get('http://h/a').json(); http.post('http://h/b').json('id').toString();",
    );
    expect(requests.map(({path}) => path)).toEqual(['/a', '/b']);
    expect(left).toBe('');
  });

  test.each([
    ['(__VU - 1) % users.length', 'sequential', 'each virtual user kept its row: now iterations take the next row'],
    ['__VU - 1', 'per-vu', ''],
    ['__ITER % users.length', 'sequential', 'each virtual user began with the first row'],
    ['__ITER', 'sequential', 'each virtual user began with the first row'],
    ['exec.scenario.iterationInTest % users.length', 'sequential', ''],
    ['exec.scenario.iterationInTest', 'unique', ''],
    ['Math.floor(Math.random() * users.length)', 'random', ''],
    ['0', 'sequential', 'it was always the same row'],
  ])('takes rows by users[%s] as %s', async (index, mode, note) => {
    const {profile, left} = await script(
      `if (users.length > 0) sleep(1);
       const user = users[${index}];
       http.get(\`http://h/\${user.name}\`);`,
      `import {SharedArray} from 'k6/data';
       import exec from 'k6/execution';
       const users = new SharedArray('users', () => JSON.parse(open('./users.json')));`,
    );
    expect(profile.data).toMatchObject([{mode}]);
    const notes = left.split('\n').filter((line) => !line.includes('users.length > 0'));
    expect(notes.join()).toContain(note);
    expect(notes).toHaveLength(note === '' ? 0 : 1);
  });

  test('says where a data source is used in two ways', async () => {
    const {left} = await script(
      'http.get(`http://h/${users[__VU - 1].a}/${users[0].a}`);',
      "import {SharedArray} from 'k6/data';\nconst users = new SharedArray('u', () => [{a: 'x'}]);",
    );
    expect(left).toContain('users[0]: a data source has one way of taking its rows, here per-vu');
  });

  test('keeps numbers of rows as numbers in JSON, and says what may have been one in an answer', async () => {
    const {requests, left} = await script(
      `const row = users[exec.scenario.iterationInTest % users.length];
       const res = http.get('http://h/');
       const id = res.json('id');
       const type = {headers: {'Content-Type': 'application/json'}};
       http.post('http://h/a', JSON.stringify({n: row.n, name: row.name, on: row.on, text: \`\${row.n}\`}), type);
       http.post('http://h/b', JSON.stringify({id, label: \`no \${id}\`, plain: String(id), token: res.json('token')}), type);
       http.post('http://h/c', JSON.stringify({etag: res.headers['Etag'], x: files[exec.scenario.iterationInTest].x}), type);`,
      `import {SharedArray} from 'k6/data';
       import exec from 'k6/execution';
       const users = new SharedArray('users', () => [{n: 1, name: 'a', on: true}, {n: 2, name: 'b', on: false}]);
       const files = new SharedArray('files', () => JSON.parse(open('./files.json')));`,
    );
    expect(requests.slice(1).map(({body}) => body)).toEqual([
      '{"n":${data.users.n},"name":"${data.users.name}","on":${data.users.on},"text":"${data.users.n}"}',
      '{"id":"${id}","label":"no ${id}","plain":"${id}","token":"${token}"}',
      '{"etag":"${Etag}","x":"${data.files.x}"}',
    ]);
    const why = (name: string): string =>
      `in JSON it is sent as a text: for a number write the body as a text, with \${${name}} outside of quotes`;
    expect(left.split('\n')).toEqual([
      expect.stringMatching(/^line \d+: id: /),
      expect.stringMatching(/^line \d+: files\[.*\]\.x: /),
    ]);
    expect(left).toContain(why('id'));
    expect(left).toContain(why('data.files.x'));
  });

  test('writes no literal secret beside a number', async () => {
    const {requests, document} = await script(
      "http.post('http://h/', JSON.stringify({vu: __VU, password: 'hunter22'}));",
    );
    expect(requests[0]!.body).toBe('{"vu":${vu.id},"password":"${env:PASSWORD}"}');
    expect(JSON.stringify(document)).not.toContain('hunter22');
  });
});
