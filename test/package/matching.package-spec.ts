import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The matching library as somebody elsewhere would get it: packed, installed into an empty folder, nothing of ours around it. */
const root = resolve(import.meta.dirname, '../..');
const library = join(root, 'libs/matching');
const RECORDS = `
const projects = [{ id: 'P1', name: '煤制乙二醇项目', content: '以煤为原料,年产乙二醇30万吨', province: '贵州', city: '毕节', industryCodes: ['2614'] }];
const enterprises = [
  { id: 'E1', name: '甲化工股份有限公司', province: '山东', mainBusiness: '煤化工：乙二醇、甲醇', industryCodes: ['2614'] },
  { id: 'E2', name: '乙乳业有限公司', province: '内蒙古', mainBusiness: '乳制品：液体乳', industryCodes: ['1441'] },
];
const resources = [{ id: 'R1', name: '煤炭可开采储量', category: '煤炭', province: '贵州', city: '毕节', quantity: 256, unit: '亿吨', year: 2010 }];
const markets = [{ id: 'M1', name: '城镇居民人均消费支出', category: '居民消费', province: '贵州', city: '毕节' }];
`;

describe('the packed matching library', () => {
  let folder = '';
  const run = (command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', INIT_CWD: folder },
    });
    return { status, stdout, stderr };
  };
  const readme = readFileSync(join(library, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

  beforeAll(() => {
    const packed = mkdtempSync(join(tmpdir(), 'packed-'));
    folder = join(packed, 'empty');
    mkdirSync(folder);
    const build = spawnSync(process.execPath, [join(library, 'bin/build-once.mjs')], { encoding: 'utf8' });
    expect(`${build.stdout}${build.stderr}`).toBe('');
    const pack = spawnSync('npm', ['pack', '--pack-destination', packed], { cwd: library, encoding: 'utf8' });
    expect({ status: pack.status, stderr: pack.status === 0 ? '' : pack.stderr }).toEqual({ status: 0, stderr: '' });
    const archive = readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }));
    const install = run('npm', 'install', '--no-audit', '--no-fund', join(packed, archive));
    expect({ status: install.status, stderr: install.status === 0 ? '' : install.stderr }).toEqual({
      status: 0,
      stderr: '',
    });
  }, 300_000);
  afterAll(() => rmSync(resolve(folder, '..'), { recursive: true, force: true }));

  it('brings no package of ours and nothing but what it runs on', () => {
    expect(readdirSync(join(folder, 'node_modules/@lianghuan'))).toEqual(['matching']);
    const files = readdirSync(join(folder, 'node_modules/@lianghuan/matching')).sort();
    expect(files).toEqual(['DESIGN.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'src']);
  });

  it('runs the example of its README', () => {
    expect(example).toContain('createMatcher');
    const statements = example.split('\n').filter((line) => line.trim() !== '');
    expect(statements.length).toBeLessThanOrEqual(5);
    writeFileSync(join(folder, 'example.mjs'), `${statements[0]}\n${RECORDS}${statements.slice(1).join('\n')}\n`);
    const { status, stdout, stderr } = run(process.execPath, 'example.mjs');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('乙二醇');
  });

  it('has types that a strict project accepts, without those of browsers, and every file of them looked at', () => {
    const statements = example.split('\n').filter((line) => line.trim() !== '');
    writeFileSync(
      join(folder, 'example.ts'),
      [
        statements[0],
        `import type { EnterpriseRecord, MarketRecord, ProjectRecord, ResourceRecord } from '@lianghuan/matching';`,
        'declare const projects: [ProjectRecord];\ndeclare const enterprises: EnterpriseRecord[];',
        'declare const resources: ResourceRecord[];\ndeclare const markets: MarketRecord[];',
        'declare const console: { log(text: string): void };',
        ...statements.slice(1),
      ].join('\n'),
    );
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      types: [],
      skipLibCheck: false,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    expect(run(process.execPath, compiler, '-p', '.')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('holds what its documents and source maps name', () => {
    const home = join(folder, 'node_modules/@lianghuan/matching');
    for (const name of ['README.md', 'DESIGN.md']) {
      const named = [...readFileSync(join(home, name), 'utf8').matchAll(/`(src\/[\w./-]+)`/g)].map(
        ([, path = '']) => path,
      );
      expect(named.length).toBeGreaterThan(0);
      for (const path of named)
        expect({ path, isThere: existsSync(join(home, path)) }).toEqual({ path, isThere: true });
    }
    const { sources } = JSON.parse(readFileSync(join(home, 'dist/match.js.map'), 'utf8')) as { sources: string[] };
    for (const source of sources) expect(existsSync(join(home, 'dist', source))).toBe(true);
    expect(
      readdirSync(join(home, 'src'), { recursive: true }).filter((path) => String(path).includes('.spec.')),
    ).toEqual([]);
  });

  it('answers to npx lianghuan-match, from .csv and .jsonl', () => {
    writeFileSync(
      join(folder, 'p.csv'),
      'project_id,project_name,content,province,industry_gbt4754\nP1,煤制乙二醇项目,,贵州,2614\n',
    );
    const enterprise = {
      enterprise_id: 'E1',
      name: '甲化工',
      province: '山东',
      main_business: '乙二醇',
      industry_gbt4754: '2614',
    };
    writeFileSync(join(folder, 'e.jsonl'), `${JSON.stringify(enterprise)}\n`);
    const files = ['--projects', 'p.csv', '--enterprises', 'e.jsonl', '--out', 'run.csv'];
    const { status, stdout } = run('npx', '--no-install', 'lianghuan-match', ...files);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readFileSync(join(folder, 'run.csv'), 'utf8')).toMatch(/^project_id,enterprise_id,rank,score\nP1,E1,1,/);
    expect(run('npx', '--no-install', 'lianghuan-match', '--projects', 'p.csv').status).toBe(2);
  });
});
