import { formatInstant } from '../format/date.js';
import type { PlainColumn } from './plain-table.js';

/** Who began a batch, and when. */
export const MADE_BY: PlainColumn<{ readonly createdByName: string | null; readonly createdAt: string }> = {
  title: '发起',
  render: ({ createdByName, createdAt }) => (
    <>
      {createdByName} <span className="number soft">{formatInstant(createdAt)}</span>
    </>
  ),
};
