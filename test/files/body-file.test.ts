import path from 'node:path';
import {expect, test} from 'vitest';
import type {FlowStep, Profile} from '../../source/domain/profile.ts';
import {bodyFileProblems, rebaseBodyFiles} from '../../source/files/body-file.ts';
import {requestStep, sampleProfile, sampleRequest} from './sample-profile.ts';
import {tempFolder} from './temp-folder.ts';

const condition = {kind: 'status', statuses: [[200, 200]], negated: false} as const;

/** A body file at every place a request can stand in. */
function deepFlow(): FlowStep[] {
  const body = (bodyFile: string): FlowStep => requestStep({bodyFile});
  return [
    body('1.bin'),
    {kind: 'think', time: {kind: 'uniform', minMs: 1, maxMs: 1}},
    {kind: 'group', name: 'g', steps: [{kind: 'repeat', min: 1, max: 2, steps: [body('2.bin')]}]},
    {
      kind: 'if',
      condition,
      then: [{kind: 'parallel', requests: [sampleRequest(), sampleRequest({bodyFile: '3.bin'})]}],
      otherwise: [body('4.bin')],
    },
  ];
}

test('a body file that is not there is told with its place, however deep', async () => {
  const folder = await tempFolder();
  const profile = sampleProfile({
    setup: [requestStep({bodyFile: 'setup.bin'})],
    scenarios: [{name: 's', weight: 1, flow: deepFlow()}],
    teardown: [requestStep({bodyFile: '.'})],
  });
  const flow = 'scenarios[0].flow';
  expect(bodyFileProblems(profile, folder)).toEqual([
    {path: 'setup[0].request.bodyFile', message: `${path.join(folder, 'setup.bin')} does not exist`},
    {path: `${flow}[0].request.bodyFile`, message: `${path.join(folder, '1.bin')} does not exist`},
    {path: `${flow}[2].flow[0].flow[0].request.bodyFile`, message: `${path.join(folder, '2.bin')} does not exist`},
    {path: `${flow}[3].then[0].parallel[1].request.bodyFile`, message: `${path.join(folder, '3.bin')} does not exist`},
    {path: `${flow}[3].else[0].request.bodyFile`, message: `${path.join(folder, '4.bin')} does not exist`},
    {path: 'teardown[0].request.bodyFile', message: `${folder} is not a file`},
  ]);
});

test('a profile in another folder names the same files from there', () => {
  const changes = (at: (file: string) => string): Partial<Profile> => ({
    tls: {ca: at('ca.pem'), cert: '/abs/cert.pem', key: null, insecure: true},
    data: [
      {name: 'a', file: at('users.csv'), rows: [], mode: 'unique'},
      {name: 'b', file: null, rows: [{x: '1'}], mode: 'random'},
    ],
    setup: [requestStep({bodyFile: at('setup.bin')})],
    teardown: [requestStep({bodyFile: at('teardown.bin')})],
    scenarios: [{name: 's', weight: 1, flow: [requestStep({bodyFile: at('1.bin')}), requestStep()]}],
  });
  const profile = sampleProfile({...changes((file) => file), folder: '/one/profiles'});
  const moved = rebaseBodyFiles(profile, '/one/other');
  expect(moved).toEqual(sampleProfile({...changes((file) => `../profiles/${file}`), folder: '/one/other'}));
  expect(rebaseBodyFiles(moved, '/one/profiles')).toEqual(profile);
  const deep = sampleProfile({scenarios: [{name: 's', weight: 1, flow: deepFlow()}], folder: '/one'});
  const text = JSON.stringify(rebaseBodyFiles(deep, '/one/two'));
  expect(text.match(/\.\.\/\d\.bin/g)).toEqual(['../1.bin', '../2.bin', '../3.bin', '../4.bin']);
});
