import { type RowPlace, rowPlaceText } from '@lianghuan/contracts';
import type { ImportSource } from './import-judge.js';
import { minuteOf } from './minute.js';
import { TEXT_SHEET } from './table-reader.js';

/** Characters 来源 has room for. */
const LONGEST_SOURCE = 200;

interface SentFile {
  readonly fileName: string;
  readonly createdAt: Date;
  readonly createdByName: string;
  readonly unitName: string | null;
}

/** What rows made by an import tell of where they come from: which file and row, who sent it, and when. */
export class FileSource implements ImportSource {
  readonly kind = 'imported';
  readonly #sent: string;

  constructor(private readonly file: SentFile) {
    const { unitName, createdByName, createdAt } = file;
    this.#sent = `（${[unitName, createdByName].filter(Boolean).join(' ')}，${minuteOf(createdAt)}）`;
  }

  nameOf({ sheet, row }: RowPlace): string {
    const rest = `”${rowPlaceText({ sheet: sheet === TEXT_SHEET ? null : sheet, row })}${this.#sent}`;
    return `导入“${this.file.fileName.slice(0, Math.max(0, LONGEST_SOURCE - '导入“'.length - rest.length))}${rest}`;
  }
}
