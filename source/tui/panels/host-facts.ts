import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortNumber} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import {ofCores} from './host-meters.ts';
import {shortBytes} from './measured-text.ts';

/** Rows the panel takes with its heading. */
export const hostFactRows = 8;

/** What does not change while a run lasts: two columns, label and text. */
export function drawHostFacts(region: Region, {hostFacts}: SessionView): void {
  if (hostFacts === null || region.rows < 2) return;
  drawHeading(region, 0, 'THIS MACHINE');
  const {cpuModel, cores, memoryBytes, platform, kernel, netInterface, fdLimit, node, perftui} = hostFacts;
  const facts = [
    ['cpu', `${ofCores(cores)}, ${cpuModel}`],
    ['memory', shortBytes(memoryBytes)],
    ['system', `${platform} ${kernel}`],
    ['network', netInterface === null ? 'interface to the target not known' : `${netInterface} leads to the target`],
    ['files', fdLimit === null ? 'no limit known' : `${shortNumber(fdLimit)} open at most, sockets included`],
    ['node', node],
    ['perftui', perftui],
  ] as const;
  facts.slice(0, region.rows - 1).forEach(([label, text], index) => {
    region.text(1, index + 1, label, tone.dim);
    region.text(10, index + 1, fitText(text, region.columns - 11), tone.plain);
  });
}
