import { describe, expect, it } from '@jest/globals';
import { CreateProject } from '@lianghuan/contracts';
import { toYuan } from '../apps/web/src/format/money.js';
import { readCell } from '../libs/crm/src/transfer/cell-value.js';
import type { PlaceNames } from '../libs/crm/src/transfer/place-names.js';
import { transferFieldsOf } from '../libs/crm/src/transfer/transfer-field.js';

/** Places have no part in figures. */
const NO_PLACES = {} as PlaceNames;

describe('an amount of money as people write it', () => {
  const field = transferFieldsOf(CreateProject).find(({ name }) => name === 'totalInvestmentCny');
  if (field === undefined) throw new Error('no field of money');
  const imported = (text: string, unit: string) => {
    const reading = readCell(text, field, unit, NO_PLACES);
    return reading.kind === 'value' ? reading.value : null;
  };

  it.each(['元', '千元', '万', '万元', '百万', '百万元', '千万', '千万元', '亿', '亿元', ''])(
    'is read by a form as by an import, in %s',
    (said) => {
      for (const figure of ['1200', '1,200', '1.2', '0.03']) {
        for (const unit of ['万元', '亿元'] as const) {
          expect([figure + said, unit, toYuan(figure + said, unit)]).toEqual([figure + said, unit, imported(figure + said, unit)]); // prettier-ignore
        }
      }
    },
  );
});
