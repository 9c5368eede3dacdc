import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { numberText } from './cell.js';
import { guard } from './table-reader.js';
import type { SheetTable } from './sheet-writer.js';

/** Writes the table as .csv in UTF-8 with its mark, which spreadsheets here need; no text is run as a formula, and figures below zero stay figures. */
export function tableCsv({ notes, columns, blocks }: SheetTable): Readable {
  const content = new PassThrough({ highWaterMark: 256 * 1024 });
  const writer = stringify({ bom: true, record_delimiter: 'windows' });
  const run = async () => {
    const write = async (cells: readonly (string | number | null)[]) => {
      const texts = cells.map((cell) =>
        cell === null ? '' : typeof cell === 'number' ? numberText(cell) : guard(cell),
      );
      if (!writer.write(texts)) {
        await Promise.race([new Promise((resolve) => writer.once('drain', resolve)), finished(writer)]);
      }
    };
    for (const note of notes) await write([note]);
    await write(columns.map(({ heading }) => heading));
    for await (const block of blocks) for (const cells of block) await write(cells);
    writer.end();
  };
  writer.on('error', (error) => content.destroy(error));
  content.on('close', () => writer.destroy());
  writer.pipe(content);
  run().catch((error: unknown) => writer.destroy(error instanceof Error ? error : new Error(String(error))));
  return content;
}
