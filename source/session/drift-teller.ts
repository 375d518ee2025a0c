import {foundDrift} from '../analysis/drift-text.ts';
import type {Study} from '../domain/study.ts';
import type {EventLog} from './event-log.ts';

/** Tells what an endurance test has newly found, each once: nobody looks on for hours. */
export function createDriftTeller({tell, say}: Pick<EventLog, 'tell' | 'say'>): (study: Study) => void {
  const told = new Set<string>();
  return (study) => {
    if (study.kind !== 'soak') return;
    for (const drift of study.drifts) {
      const {figure, verdict} = drift;
      if ((verdict !== 'LEAK' && verdict !== 'DRIFT') || told.has(`${figure} ${verdict}`)) continue;
      told.add(`${figure} ${verdict}`);
      const text = `drift found: ${foundDrift(drift)}`;
      tell('info', text, verdict === 'LEAK' ? '!leak' : '!drift');
      say(text, 'near');
    }
  };
}
