import { describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { tableCsv } from './csv-writer.js';

describe('a table as .csv', () => {
  it('marks texts a spreadsheet would run, and leaves figures below zero figures, so that sums agree with the screen', async () => {
    async function* blocks() {
      yield [
        ['=HYPERLINK("http://x")', -100700],
        ['-5', 0.5],
      ];
      yield [['安全', null]];
    }
    const columns = ['名称', '认定金额（万元）'].map((heading) => ({ heading, format: '@' }));
    const csv = await text(tableCsv({ title: '到位资金', notes: ['全部'], columns, blocks: blocks() }));
    expect(csv.replace('\ufeff', '').split('\r\n')).toEqual([
      '全部',
      '名称,认定金额（万元）',
      `"'=HYPERLINK(""http://x"")",-100700`,
      `'-5,0.5`,
      '安全,',
      '',
    ]);
  });
});
