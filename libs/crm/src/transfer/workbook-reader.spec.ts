import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { NO_RESULT } from './cell.js';
import { ownCells, readMergedRanges, withMergedCells } from './merged-cells.js';
import { readTable } from './table-reader.js';
import { plainCell } from './workbook-writer.js';
import { readWorkbook } from './workbook-reader.js';
import { readXml, XmlError } from './xml-tags.js';
import { ZipArchive, ZipError } from './zip-archive.js';

const folder = mkdtempSync(join(tmpdir(), 'lianghuan-reader-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** A zip file with these entries, made by hand. */
function zip(parts: Readonly<Record<string, string>>): string {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const packed = deflateRawSync(text);
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(text), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(text), 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, label, packed);
    directory.push(entry, label);
    offset += 30 + label.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  made += 1;
  const path = join(folder, `${made}.xlsx`);
  writeFileSync(path, Buffer.concat([...bodies, ...directory, end]));
  return path;
}

const workbookOf = (sheetData: string, extra: Record<string, string> = {}) =>
  zip({
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets><sheet name="藏" sheetId="1" state="hidden" r:id="rId9"/><sheet name="表" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Target="worksheets/sheet2.xml"/><Relationship Id="rId9" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>secret</v></c></row></sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
    ...extra,
  });
const cellsOf = async (path: string) => {
  const rows = [];
  for await (const row of readWorkbook(path)) rows.push([row.number, ...row.cells]);
  return rows;
};

describe('reading a workbook', () => {
  it('knows every kind of cell', async () => {
    const path = workbookOf(
      `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></is></c></row>` +
        `<row r="3"><c r="A3"><v>1.5</v></c><c r="B3" s="1"><v>45047</v></c><c r="C3" s="2"><v>45047.75</v></c><c r="D3" s="3"><v>45047</v></c><c r="E3" t="b"><v>1</v></c></row>` +
        `<row><c><f>1/0</f><v>7</v></c><c t="e"><v>#DIV/0!</v></c><c t="str"><f>A1</f><v>a &amp;lt; b</v></c><c t="str"><v>x_x000D_y_x005F_x000D_</v></c><c/></row>`,
      {
        'xl/sharedStrings.xml': `<sst><si><t>织金县 &#33; &#x4e00;</t></si><si><r><t>毕</t><rPh sb="0" eb="1"><t>bi</t></rPh></r><r><t>节</t></r></si></sst>`,
        'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="201" formatCode="0.00&quot;day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs></styleSheet>`,
      },
    );
    expect(await cellsOf(path)).toEqual([
      [2, '织金县 ! 一', null, '毕节', '甲 乙'],
      [3, 1.5, { day: '2023-05-01' }, { day: '2023-05-01' }, 45047, true],
      [4, 7, { error: '#DIV/0!' }, 'a &lt; b', 'x\ry_x000D_'],
    ]);
  });

  it('reads documents with prefixes, comments, CDATA and > in attributes', async () => {
    const path = workbookOf(
      `<!-- <row> --><x:row r='1' spans="a>b"><x:c r="B1" t='str'><x:v><![CDATA[<织金>]]></x:v></x:c></x:row>`,
    );
    expect(await cellsOf(path)).toEqual([[1, null, '<织金>']]);
  });

  it('loses no character however the bytes are cut', async () => {
    const text = '织金县𠮷😀é'.repeat(40);
    const document = Buffer.from(`<a b="${text}"><!-- ${text} --><![CDATA[${text}]]>${text}&amp;</a>`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), async (sizes) => {
        const chunks: Buffer[] = [];
        for (let at = 0, n = 0; at < document.length; n += 1) {
          const size = sizes[n % sizes.length];
          chunks.push(document.subarray(at, at + size));
          at += size;
        }
        let heard = '';
        for await (const _ of readXml(Readable.from(chunks), { text: (piece) => (heard += piece) }));
        expect(heard).toBe(`${text}${text}&`);
      }),
    );
  });

  it('gives the same cells as exceljs wrote, for any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), { maxLength: 5 }),
        async (rows) => {
          const clean = rows.map((row) =>
            row.map((text) => text.replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '')),
          );
          const workbook = new ExcelJS.Workbook();
          const sheet = workbook.addWorksheet('表');
          for (const row of clean) sheet.addRow(row.map((text) => plainCell(text)));
          made += 1;
          const path = join(folder, `${made}.xlsx`);
          await workbook.xlsx.writeFile(path);
          const read = new Map<number, unknown[]>();
          for await (const row of readWorkbook(path)) read.set(row.number, [...row.cells]);
          for (const [i, row] of clean.entries()) {
            for (const [j, text] of row.entries()) expect(read.get(i + 1)?.[j] ?? '').toBe(text);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('knows a formula without a result from one that gives no text', async () => {
    const path = workbookOf(
      `<row r="1"><c r="A1"><f>B1*5</f></c><c r="B1"><f>A2</f><v></v></c><c r="C1" t="str"><f>A3</f><v></v></c><c r="D1" t="str"><f>A3</f></c><c r="E1"><f>1-1</f><v>0</v></c><c r="F1" s="1"/></row>`,
    );
    const unsolved = { error: NO_RESULT };
    expect(await cellsOf(path)).toEqual([[1, unsolved, unsolved, null, unsolved, 0]]);
  });

  it('finds merged ranges behind the cells, whatever the cells say and however the bytes are cut', async () => {
    const part = Buffer.from(
      `<x:worksheet><x:sheetData><x:row r="1"><x:c t="str"><x:v>mergeCells x:mergeCells "</x:v></x:c></x:row></x:sheetData>` +
        `<x:mergeCells count="4"><x:mergeCell ref="C9:C12"/><x:mergeCell ref="A3:B5"/><x:mergeCell ref="A1:F1"/><x:mergeCell ref="AA2"/></x:mergeCells><x:mergeCell ref="E1:E9"/></x:worksheet>`,
    );
    for (let size = 1; size < 90; size += 1) {
      const chunks = Array.from({ length: Math.ceil(part.length / size) }, (_, i) => part.subarray(i * size, (i + 1) * size)); // prettier-ignore
      expect(await readMergedRanges(Readable.from(chunks))).toEqual([
        { position: 0, from: 3, to: 5 },
        { position: 2, from: 9, to: 12 },
      ]);
    }
    expect(await readMergedRanges(Readable.from([Buffer.from('<worksheet><sheetData/></worksheet>')]))).toEqual([]);
  });

  it('gives each row what cells merged downwards say, as exceljs wrote them, and knows hidden rows', async () => {
    const words = fc.constantFrom('织金县', '土地', '甲', '合计');
    // Of each cell what it says and whether it is one with the cell above.
    const cell = fc.record({ text: words, isJoined: fc.boolean() });
    const line = fc.record({ cells: fc.array(cell, { minLength: 3, maxLength: 3 }), isHidden: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 7 }), async (lines) => {
        const workbook = new ExcelJS.Workbook();
        const sheet = workbook.addWorksheet('表');
        for (const { cells, isHidden } of lines) sheet.addRow(cells.map(({ text }) => text)).hidden = isHidden;
        const topOf = (i: number, j: number): number => (i > 0 && lines[i].cells[j].isJoined ? topOf(i - 1, j) : i);
        for (let j = 0; j < 3; j += 1) {
          for (let i = 0; i < lines.length; i += 1) {
            const isLast = i + 1 === lines.length || !lines[i + 1].cells[j].isJoined;
            if (isLast && topOf(i, j) < i) sheet.mergeCells(topOf(i, j) + 1, j + 1, i + 1, j + 1);
          }
        }
        made += 1;
        const path = join(folder, `${made}.xlsx`);
        await workbook.xlsx.writeFile(path);
        const rows = [];
        for await (const row of readWorkbook(path)) rows.push(row);
        expect(rows).toHaveLength(lines.length);
        for (const [i, row] of rows.entries()) {
          const tops = [0, 1, 2].map((j) => topOf(i, j));
          expect(row.isHidden).toBe(lines[i].isHidden);
          expect(withMergedCells(row, 0).cells).toEqual(tops.map((top, j) => lines[top].cells[j].text));
          expect(ownCells(withMergedCells(row, 0)).map((own) => own ?? '')).toEqual(
            tops.map((top, j) => (top === i ? lines[i].cells[j].text : '')),
          );
          // What the heading says is not said of the rows below it.
          const below = withMergedCells(row, 1).cells;
          expect([0, 1, 2].map((j) => below[j] ?? '')).toEqual(
            tops.map((top, j) => (top === 0 && i > 0 ? '' : lines[top].cells[j].text)),
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what would grow without bound and what is damaged', async () => {
    const path = workbookOf('x'.repeat(1_000_000));
    const archive = await ZipArchive.open(path);
    const bomb = await archive.read('xl/worksheets/sheet2.xml', 1000);
    await expect(bomb.toArray()).rejects.toThrow(ZipError);
    await archive.close();
    const entities = readXml(Readable.from([Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]), {});
    await expect(entities.next()).rejects.toThrow(XmlError);
    const cut = readXml(Readable.from([Buffer.from('<a><b')]), {});
    await expect(collect(cut)).rejects.toThrow(XmlError);
    for (const bytes of [Buffer.from('PK\u0003\u0004'), Buffer.from([0x50, 0x4b, 3, 4, ...Buffer.alloc(100)])]) {
      await expect(readTable(Readable.from([bytes], { objectMode: false })).next()).rejects.toMatchObject({
        code: 'IMPORT_FILE_UNREADABLE',
      });
    }
    const empty = readTable(Readable.from([], { objectMode: false }));
    await expect(empty.next()).rejects.toMatchObject({ code: 'IMPORT_FILE_UNREADABLE' });
  });

  it('hands a failure of the store on, so that it is tried again', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('资源名称,所在地区\n');
        throw new Error('connection reset');
      })(),
      { objectMode: false },
    );
    await expect(readTable(broken).next()).rejects.toThrow('connection reset');
  });
});

async function collect(source: AsyncGenerator<void>): Promise<void> {
  while ((await source.next()).done !== true);
}
