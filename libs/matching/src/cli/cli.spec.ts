import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEnterprises, readResources, type RowProblem } from './read-records.js';
import { SPELLINGS } from './spellings.js';

const library = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const PROJECTS = `project_id,project_name,content,province,city,county,industry_gbt4754,total_investment_10k_cny,year,remark
P1,煤制乙二醇项目,"以煤为原料,生产乙二醇",甲省,乙市,丙县,26,500000,2023,ignored
P2,光伏电站,,甲省,乙市,,4416,,2022,
`;
const ENTERPRISES = `enterprise_id,name,short_name,province,main_business,industry_gbt4754,listed_code,text_basis,origin
E1,子丑化工有限公司,子丑,甲省,煤化工：乙二醇、甲醇,2614,,handwritten,x
E2,寅卯能源有限公司,寅卯,丁省,光伏发电：光伏电站,4416,,handwritten,x
`;
const RESOURCES = `id,place,place_code,category,item,qualifier,value,unit,year,industry_guess,source_kind
R1,甲省,990000,煤炭,煤炭储量,=,"1,200",亿吨,2020,06,official
R2,乙市,990100,煤炭,煤炭可开采储量,=,200,亿吨,2021,06,official
R3,丙县,990101,矿产,主要矿藏,list,"煤、磷",(列举),,,book
`;

describe('command line', () => {
  let folder = '';
  const file = (name: string, content?: string | Uint8Array): string => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(library, 'dist/cli.js'), ...args], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, INIT_CWD: folder, NODE_OPTIONS: '' },
    });
    return { status, stdout, stderr };
  };
  const match = (...more: string[]) =>
    run('--projects', 'p.csv', '--enterprises', 'e.csv', '--out', 'run.csv', ...more);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'match-'));
    const build = spawnSync(process.execPath, [join(library, 'bin/build-once.mjs')], { encoding: 'utf8' });
    expect(`${build.stdout}${build.stderr}`).toBe('');
    file('p.csv', PROJECTS);
    file('e.csv', ENTERPRISES);
    file('r.csv', RESOURCES);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes the ranking, with progress on stderr only', () => {
    const { status, stdout, stderr } = match('--top', '1');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('read 2 projects, 2 enterprises');
    const rows = readFileSync(file('run.csv'), 'utf8').trim().split('\n');
    expect(rows[0]).toBe('project_id,enterprise_id,rank,score');
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 3).join())).toEqual(['P1,E1,1', 'P2,E2,1']);
  });

  it('explains beside the ranking, with the offer', () => {
    expect(match('--explain', '--resources', 'r.csv').status).toBe(0);
    const [first] = readFileSync(file('run.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { score: number; contributions: { contribution: number }[]; offer: object });
    const sum = first?.contributions.reduce((total, { contribution }) => total + contribution, 0) ?? 0;
    expect(Math.abs(sum - (first?.score ?? 1))).toBeLessThan(1e-9);
    expect(first?.offer).toMatchObject({ resource: { id: 'R2', place: '乙市', quantity: 200 } });
  });

  it('gives the same bytes from JSON Lines, from several files and in another order', () => {
    match();
    const expected = readFileSync(file('run.csv'), 'utf8');
    const [header = '', ...rows] = ENTERPRISES.trim().split('\n');
    file('e1.csv', `\uFEFF${header}\r\n${rows[1]}\r\n`);
    const columns = header.split(',');
    const cells = (rows[0] ?? '').split(',');
    file('e2.jsonl', `${JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, cells[i]])))}\n\n`);
    const { status } = run(
      '--projects',
      'p.csv',
      '--enterprises',
      'e1.csv',
      '--enterprises',
      'e2.jsonl',
      '--out',
      'other.csv',
    );
    expect(status).toBe(0);
    expect(readFileSync(file('other.csv'), 'utf8')).toBe(expected);
  });

  it('names the missing columns and the file', () => {
    file('bad.csv', 'enterprise_id,name\nE1,x\n');
    const { status, stderr } = run('--projects', 'p.csv', '--enterprises', 'bad.csv', '--out', 'never.csv');
    expect(status).toBe(3);
    expect(stderr).toMatch(/bad\.csv: missing columns province, main_business, industry_gbt4754/);
    expect(existsSync(file('never.csv'))).toBe(false);
  });

  it('names file, row and column of a bad cell; --strict stops at it', () => {
    file('p2.csv', PROJECTS.replace('500000', '许多').replace('P2,', ',').replace('4416', 'abc'));
    const lenient = run('--projects', 'p2.csv', '--enterprises', 'e.csv', '--out', 'lenient.csv');
    expect(lenient.status).toBe(0);
    expect(lenient.stderr).toContain('p2.csv: row 2, column total_investment_10k_cny: 「许多」 is not a number');
    expect(lenient.stderr).toContain('p2.csv: row 3, column project_id: is empty; row left out');
    expect(run('--projects', 'p2.csv', '--enterprises', 'e.csv', '--out', 'strict.csv', '--strict').status).toBe(4);
    expect(existsSync(file('strict.csv'))).toBe(false);
  });

  it('explains wrong arguments, unreadable files and unwritable results', () => {
    expect(run('--projects', 'p.csv')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('missing --enterprises, --out'),
    });
    expect(run('--colour').status).toBe(2);
    expect(match('--top', '0').status).toBe(2);
    expect(run('--projects', 'nowhere.csv', '--enterprises', 'e.csv', '--out', 'x.csv').status).toBe(3);
    expect(run('--projects', 'p.csv', '--enterprises', 'e.csv', '--out', 'no/such/folder/x.csv').status).toBe(5);
    expect(run('--help')).toMatchObject({ status: 0, stderr: expect.stringContaining('usage: lianghuan-match') });
  });

  const withEnterprises = (name: string, content: string | Uint8Array, ...more: string[]) => {
    file(name, content);
    return run('--projects', 'p.csv', '--enterprises', name, '--out', 'run.csv', ...more);
  };
  const ranked = (): string[] =>
    readFileSync(file('run.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',').slice(0, 2).join());

  it('keeps out who is not to be asked or was wound up, however that is spelt; reports what it cannot read', () => {
    const rows = [
      ['E1', 'TRUE', ''], ['E2', '是', ''], ['E3', '1', ''], ['E4', 'Yes', ''], ['E5', '好像', ''], ['E6', '', '注销'],
      ['E7', '', 'WOUNDUP'], ['E8', '', 'wound_up'], ['E9', '', '吊销，未注销'], ['F1', '否', '存续（在营、开业、在册）'],
      ['F2', '0', 'Active'], ['F3', '', '歇业'],
    ]; // prettier-ignore
    const table = [
      'enterprise_id,name,province,main_business,industry_gbt4754,total_assets_10k,do_not_contact,status',
      ...rows.map(([id, flag, status]) => `${id},子丑化工${id},甲省,乙二醇,2614,-5,${flag},${status}`),
    ];
    const { status, stderr } = withEnterprises('hard.csv', table.join('\n'));
    expect(status).toBe(0);
    expect(ranked().filter((pair) => pair.startsWith('P1')).sort()).toEqual(['P1,F1', 'P1,F2', 'P1,F3']); // prettier-ignore
    expect(stderr).toContain('row 6, column do_not_contact: 「好像」 is none of yes, no; taken as yes');
    expect(stderr).toContain('row 13, column status: 「歇业」 is none of active, woundUp; taken as unknown');
    expect(stderr).toContain('row 2, column total_assets_10k: -5 is below zero; taken as unknown');
    expect(withEnterprises('hard.csv', table.join('\n'), '--strict').status).toBe(4);
  });

  it('reads years, tiers and natures of resources, and reports the others', async () => {
    const rows = [
      ['2023', '优势资源', '可供置换', 'FALSE'], ['2022-12', 'Short', '背景统计', '是'], ['20231105', '', '', ''],
      ['2016-2025', '', '', ''], ['1105', '第一', '其他', '也许'], ['312345', '', '', ''],
    ]; // prettier-ignore
    const cells = rows.map((row, i) => `R${i},甲省,煤炭,煤炭储量,${row.join()}`);
    const path = file('facts.csv', ['id,place,category,item,year,tier,nature,stale', ...cells].join('\n'));
    const problems: string[] = [];
    const problem = ({ line, column }: RowProblem): void => void problems.push(`${line} ${column}`);
    const facts = await readResources([path], { problem, notice: (line) => problems.push(line) });
    expect(facts.map(({ year, tier, isStatistic, stale }) => [year, tier, isStatistic, stale])).toEqual([
      [2023, 'advantage', undefined, undefined],
      [2022, 'short', true, true],
      [2023, undefined, undefined, undefined],
      [2025, undefined, undefined, undefined],
      [1105, undefined, undefined, undefined],
      [undefined, undefined, undefined, undefined],
    ]);
    expect(problems).toEqual(['6 tier', '6 stale', '6 nature', '7 year']);
  });

  it('documents every spelling it takes', () => {
    const words = new Set(readFileSync(join(library, 'README.md'), 'utf8').split(/[\s|]+/));
    const spellings = Object.values(SPELLINGS).flatMap((meanings) => Object.values<readonly string[]>(meanings).flat());
    expect(spellings.filter((text) => !words.has(text))).toEqual([]);
  });

  it('reads GB18030 and says so; refuses UTF-16 and damaged UTF-8; BOM is no matter', async () => {
    const named = Buffer.from([0xd7, 0xd3, 0xb3, 0xf3, 0xbb, 0xaf, 0xb9, 0xa4]);
    const [header, row] = ENTERPRISES.split('\n').map((line) => Buffer.from(`${line}\n`));
    const chinese = Buffer.concat([header, Buffer.from('E1,'), named, Buffer.from(',,,,2614,,,\n')]);
    const { status, stderr } = withEnterprises('gbk.csv', chinese, '--explain');
    expect(status).toBe(0);
    expect(stderr).toContain('gbk.csv: not UTF-8; read as GB18030');
    const [{ name }] = await readEnterprises([file('gbk.csv')], { problem: () => undefined, notice: () => undefined });
    expect(name).toBe('子丑化工');
    const damaged = Buffer.concat([header, row, row, Buffer.from([0xe5, 0xad, 0x0a])]);
    expect(withEnterprises('damaged.csv', damaged)).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('damaged.csv: not UTF-8 (row 4)'),
    });
    expect(withEnterprises('wide.csv', Buffer.from(ENTERPRISES, 'utf16le'))).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('perhaps UTF-16'),
    });
    const object = { enterprise_id: 'E1', name: '子', province: '', main_business: '乙二醇', industry_gbt4754: '26' };
    expect(withEnterprises('bom.jsonl', `\uFEFF${JSON.stringify(object)}\n`).status).toBe(0);
    expect(ranked()).toContain('P1,E1');
  });

  it('leaves out rows of another width, and refuses a column that is there twice', () => {
    const header = 'enterprise_id,name,province,main_business,industry_gbt4754\n';
    const rows = 'A,甲光伏,贵州,光伏电站,4416,,\nB,乙光伏,贵州,光伏,电站,4416\nC,丙光伏,贵州\n';
    const { status, stderr } = withEnterprises('width.csv', header + rows);
    expect(status).toBe(0);
    expect(stderr).toContain('width.csv: row 3, column all: 6 cells where the header has 5; row left out');
    expect(stderr).toContain('width.csv: row 4, column all: 3 cells where the header has 5; row left out');
    expect(new Set(ranked().map((pair) => pair.slice(3)))).toEqual(new Set(['A']));
    expect(withEnterprises('width.csv', header + rows, '--strict').status).toBe(4);
    expect(withEnterprises('twice.csv', `name,${header}`)).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('twice.csv: column name is there twice'),
    });
  });

  it('overwrites neither an input nor the ranking', () => {
    expect(run('--projects', 'p.csv', '--enterprises', 'e.csv', '--out', './e.csv')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('e.csv: would be overwritten'),
    });
    expect(run('--projects', 'p.csv', '--enterprises', 'e.csv', '--out', 'x.jsonl', '--explain').status).toBe(2);
    file('y.jsonl', '');
    expect(run('--projects', 'p.csv', '--enterprises', 'y.jsonl', '--out', 'y.csv', '--explain').status).toBe(2);
    expect(existsSync(file('x.jsonl'))).toBe(false);
    expect(readFileSync(file('e.csv'), 'utf8')).toBe(ENTERPRISES);
  });

  it('refuses wrong library options by their path', () => {
    file('o.json', JSON.stringify({ constraints: { prohibitedIndustryCodes: '44' } }));
    expect(match('--options', 'o.json')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('o.json: constraints.prohibitedIndustryCodes: expected a list, found "44"'),
    });
    file('o.json', '{');
    expect(match('--options', 'o.json').status).toBe(3);
  });

  it('takes library options from a file', () => {
    file('o.json', JSON.stringify({ constraints: { prohibitedIndustryCodes: ['44'] } }));
    match('--options', 'o.json');
    expect(readFileSync(file('run.csv'), 'utf8')).not.toContain('P2');
  });
});
