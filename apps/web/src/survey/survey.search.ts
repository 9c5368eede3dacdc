import type { SurveyCellQuery } from '@lianghuan/contracts';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';

const text = z.string().optional().catch(undefined);

/** What the list of campaigns keeps in the address bar. */
export const SurveyListSearch = z.object({ state: text });
/** What the matrix keeps in the address bar: the area looked at on a phone, and the cell that is open. */
export const SurveySearch = z.object({ areaCode: text, cell: text });
/** What the list of cells keeps in the address bar. */
export const SurveyCellSearch = listSearch<keyof SurveyCellQuery | 'cell'>()([
  'campaignId', 'areaCode', 'level', 'field', 'state', 'open', 'overdue', 'covered', 'mine', 'own', 'ownUnit', 'cell',
]); // prettier-ignore
