import type { Readable } from 'node:stream';
import { tableCsv } from '../transfer/csv-writer.js';
import type { RowIssue } from '../transfer/import-issue.js';

/** A row that was not taken. */
export interface UnusableRow {
  readonly deliveryName: string;
  readonly rowNumber: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly issues: readonly RowIssue[];
}

/** The sender's own rows with file, row and 「错误原因」 behind them; corrected, they can be brought again as they are. */
export function unusableRowsCsv(columns: readonly string[], blocks: AsyncIterable<UnusableRow[]>): Readable {
  return tableCsv({
    title: '有误的行',
    notes: [],
    columns: [...columns, '原文件', '原行号', '字段', '错误原因'].map((heading) => ({ heading, format: '@' })),
    blocks: (async function* () {
      for await (const block of blocks) {
        yield block.map(({ deliveryName, rowNumber, cells, issues }) => [
          ...columns.map((column) => cells[column] ?? null),
          deliveryName,
          rowNumber,
          issues.map(({ title }) => title).filter((title) => title !== '').join('、') || null, // prettier-ignore
          issues.map(({ title, message }) => (title === '' ? message : `${title}：${message}`)).join('；'),
        ]);
      }
    })(),
  });
}
