import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const file = (name: string, content?: string): string => {
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

  it('takes library options from a file', () => {
    file('o.json', JSON.stringify({ constraints: { prohibitedIndustryCodes: ['44'] } }));
    match('--options', 'o.json');
    expect(readFileSync(file('run.csv'), 'utf8')).not.toContain('P2');
  });
});
