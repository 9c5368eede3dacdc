#!/usr/bin/env node
/**
 * Command line of the matching library. Reads tables, writes one ranking; needs no database.
 *
 * Exit codes: 0 done · 1 a defect of ours · 2 wrong arguments · 3 a file cannot be read or parsed, lacks a column, has one
 * twice, or holds a wrong option · 4 rows with problems under --strict · 5 the result cannot be written.
 */
import { rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { InputError } from './cli/input-error.js';
import {
  readEnterprises,
  readIndustries,
  readMarkets,
  readProjects,
  readResources,
  type Report,
  type RowProblem,
} from './cli/read-records.js';
import { readText } from './cli/read-text.js';
import { checkedOptions, createMatcher, InvalidOptionError, type MatchOptions, type Suggestion } from './index.js';

const USAGE = `usage: lianghuan-match --projects P.csv --enterprises E.csv [--enterprises E2.csv ...]
         [--resources R.csv] [--markets M.csv] [--industries I.csv] [--options O.json]
         [--top 50] --out run.csv [--explain] [--strict]

Files are .csv (header row) or .jsonl, in UTF-8 or GB18030. Output columns: project_id,enterprise_id,rank,score.
--explain     also writes run.jsonl: one suggestion a line, with contributions, evidence, verdicts and offer
--industries  names of GB/T 4754 codes (code,name), shown in explanations
--options     JSON of library options: weights, aliases, jargon, places, constraints, needs ...
--strict      a row with a problem stops the run (exit code 4) instead of being reported on stderr`;

/** How many row problems are spelled out before they are only counted. */
const SHOWN_PROBLEMS = 20;

interface Arguments {
  readonly projects: readonly string[];
  readonly enterprises: readonly string[];
  readonly resources: readonly string[];
  readonly markets: readonly string[];
  readonly industries?: string;
  readonly options?: string;
  readonly top: number;
  readonly out: string;
  /** Where the explanations go; absent without --explain. */
  readonly explanations?: string;
  readonly isStrict: boolean;
}

/** npm runs scripts in the package folder; paths are meant from where the user typed the command. */
const fromWhereTyped = (file: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), file);

function readArguments(argv: readonly string[]): Arguments | 'help' {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2);
  }
  if (values.help) return 'help';
  const missing = (['projects', 'enterprises', 'out'] as const).filter((name) => !values[name]?.length);
  if (missing.length > 0) throw new InputError(`missing ${missing.map((name) => `--${name}`).join(', ')}\n${USAGE}`, 2);
  const top = Number(values.top ?? '50');
  if (!Number.isInteger(top) || top < 1) throw new InputError(`--top must be a whole number of at least 1`, 2);
  const out = fromWhereTyped(values.out ?? '');
  const given: Arguments = {
    projects: (values.projects ?? []).map(fromWhereTyped),
    enterprises: (values.enterprises ?? []).map(fromWhereTyped),
    resources: (values.resources ?? []).map(fromWhereTyped),
    markets: (values.markets ?? []).map(fromWhereTyped),
    ...(values.industries === undefined ? {} : { industries: fromWhereTyped(values.industries) }),
    ...(values.options === undefined ? {} : { options: fromWhereTyped(values.options) }),
    top,
    out,
    ...(values.explain ? { explanations: `${out.replace(/\.[^./\\]*$/, '')}.jsonl` } : {}),
    isStrict: values.strict ?? false,
  };
  refuseOverwriting(given);
  return given;
}

/** A result must not take the place of an input, nor the explanations that of the ranking. */
function refuseOverwriting(given: Arguments): void {
  const { projects, enterprises, resources, markets, industries, options, out, explanations } = given;
  const inputs = [...projects, ...enterprises, ...resources, ...markets, industries, options];
  const lost = [out, explanations].find((file) => file !== undefined && inputs.includes(file));
  if (lost !== undefined) throw new InputError(`${lost}: would be overwritten; choose another --out`, 2);
  if (out === explanations)
    throw new InputError(`${out}: --explain writes its own .jsonl there; choose another ending for --out`, 2);
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      projects: { type: 'string', multiple: true },
      enterprises: { type: 'string', multiple: true },
      resources: { type: 'string', multiple: true },
      markets: { type: 'string', multiple: true },
      industries: { type: 'string' },
      options: { type: 'string' },
      top: { type: 'string' },
      out: { type: 'string' },
      explain: { type: 'boolean' },
      strict: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

async function readOptions(file: string | undefined): Promise<MatchOptions> {
  if (file === undefined) return {};
  const { text } = await readText(file);
  try {
    return checkedOptions(JSON.parse(text));
  } catch (error) {
    if (error instanceof InvalidOptionError) throw new InputError(`${file}: ${error.message}`, 3);
    throw new InputError(
      `${file}: not readable as JSON (${error instanceof Error ? error.message : String(error)})`,
      3,
    );
  }
}

/** Writes beside the target and renames, so that a run that dies leaves no half file. */
async function writeWhole(file: string, content: string): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  try {
    await writeFile(partial, content);
    await rename(partial, file);
  } catch (error) {
    throw new InputError(`${file}: cannot be written (${error instanceof Error ? error.message : String(error)})`, 5);
  }
}

async function run(argv: readonly string[], say: (line: string) => void): Promise<void> {
  const given = readArguments(argv);
  if (given === 'help') {
    say(USAGE);
    return;
  }
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const problems: RowProblem[] = [];
  const report: Report = { problem: (problem) => void problems.push(problem), notice: say };
  const projects = await readProjects(given.projects, report);
  const enterprises = await readEnterprises(given.enterprises, report);
  const resources = given.resources.length ? await readResources(given.resources, report) : [];
  const markets = given.markets.length ? await readMarkets(given.markets, report) : [];
  const industries = given.industries === undefined ? undefined : await readIndustries(given.industries, report);
  const options = { ...(await readOptions(given.options)), ...(industries ? { industries } : {}) };

  for (const { file, line, column, message } of problems.slice(0, SHOWN_PROBLEMS))
    say(`${file}: row ${line}, column ${column}: ${message}`);
  if (problems.length > SHOWN_PROBLEMS) say(`... and ${problems.length - SHOWN_PROBLEMS} more such rows`);
  if (given.isStrict && problems.length > 0) throw new InputError(`${problems.length} problems in the input`, 4);

  say(
    `read ${projects.length} projects, ${enterprises.length} enterprises, ${resources.length} resources, ${markets.length} markets (${seconds()})`,
  );
  const matcher = createMatcher({ projects, enterprises, resources, markets }, options);
  say(`indexed (${seconds()})`);

  const rows: (string | number)[][] = [];
  const { explanations } = given;
  const explained: string[] = [];
  projects.forEach(({ id }, position) => {
    const suggestions: readonly Suggestion[] = matcher.enterprisesFor(id, { top: given.top });
    for (const suggestion of suggestions) {
      rows.push([suggestion.projectId, suggestion.enterpriseId, suggestion.rank, suggestion.score.toFixed(6)]);
      if (explanations !== undefined) explained.push(JSON.stringify(suggestion));
    }
    if ((position + 1) % 50 === 0) say(`${position + 1} of ${projects.length} projects (${seconds()})`);
  });
  const table = stringify(rows, { header: true, columns: ['project_id', 'enterprise_id', 'rank', 'score'] });
  await writeWhole(given.out, table);
  if (explanations !== undefined) await writeWhole(explanations, explained.map((line) => `${line}\n`).join(''));
  say(`wrote ${rows.length} rows to ${given.out} (${seconds()})`);
}

try {
  await run(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
