/**
 * Compiles the kernels and writes them as a TypeScript file, so that nobody needs the compiler to build or test.
 *
 *   node assembly/build.mjs           writes src/kernels/kernels.wasm.ts
 *   node assembly/build.mjs --check   compiles and compares; exit code 1 when the file is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import asc from 'assemblyscript/asc';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'src', 'kernels', 'kernels.wasm.ts');

/** Shared memory must state its highest size; 65,536 pages are the 4 GiB a 32-bit address reaches. */
const OPTIONS = (
  '--runtime stub --use abort= -O3 --noAssert --enable simd --enable threads ' +
  '--importMemory --sharedMemory --noExportMemory --initialMemory 1 --maximumMemory 65536'
).split(' ');

let compiled;
const { error } = await asc.main(['kernels.ts', '--outFile', 'kernels.wasm', ...OPTIONS], {
  readFile: (name, base) => (name.includes('node_modules') ? null : readOwn(join(base, name))),
  writeFile: (_name, contents) => (compiled = contents),
  listFiles: () => [],
  stderr: process.stderr,
});
if (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

const text = `/** Made by \`npm run build:kernels\` from \`assembly/\`; base64 of ${compiled.length} bytes of WebAssembly. */
export const KERNELS_WASM =
  '${Buffer.from(compiled).toString('base64')}';
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (text !== readOwn(target)) {
  process.stderr.write('src/kernels/kernels.wasm.ts is not what assembly/ compiles to: npm run build:kernels\n');
  process.exit(1);
}

/** Text of a file, or null: the compiler asks for files that may not be there. */
function readOwn(path) {
  try {
    return readFileSync(path.startsWith('/') ? path : join(here, path), 'utf8');
  } catch (cause) {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  }
}
