#!/usr/bin/env node
/** Builds this package when its output is older than its sources; says nothing unless the build fails. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(packageFolder, 'dist', '.tsbuildinfo');
const entry = join(packageFolder, 'dist', 'cli.js');

/** Newest change below a folder, in ms. */
const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && !file.name.endsWith('.spec.ts'))
    .reduce((latest, file) => Math.max(latest, statSync(join(file.parentPath, file.name)).mtimeMs), 0);

const isFresh = existsSync(built) && existsSync(entry) && statSync(built).mtimeMs >= newest(join(packageFolder, 'src'));
if (!isFresh) {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-b', packageFolder], { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(status ?? 1);
  }
}
