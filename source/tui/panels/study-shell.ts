import type {Study} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {capacityList, drawCapacity} from './capacity-panel.ts';
import {drawSoak, soakList} from './soak-panel.ts';
import {drawSpike, spikeList} from './spike-panel.ts';
import type {StudyList, StudyPicture} from './study-picture.ts';

/** A study of any kind over the whole region: between the tabs and the two bottom lines. */
export function drawStudyPanel(region: Region, study: Study, picture: StudyPicture): void {
  switch (study.kind) {
    case 'capacity':
      return drawCapacity(region, study, picture);
    case 'spike':
      return drawSpike(region, study, picture);
    case 'soak':
    default:
      return drawSoak(region, study, picture);
  }
}

/** What scrolls in such a region. */
export function studyList(study: Study, size: Pick<Region, 'columns' | 'rows'>): StudyList {
  switch (study.kind) {
    case 'capacity':
      return capacityList(study, size);
    case 'spike':
      return spikeList(study, size);
    case 'soak':
    default:
      return soakList(study, size);
  }
}
