import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BackupError, diskFailure } from './backup.errors.js';
import { BACKUP_FORMAT, BackupManifest } from './backup-manifest.js';

export const MANIFEST = 'manifest.json';
/** The list of parts, in the form of the program of that name: `sha256sum -c SHA256SUMS` checks a backup without us. */
export const SUMS = 'SHA256SUMS';

/** Where the rows of a table are, within a backup. */
export function tablePart(table: string): string {
  return `tables/${table}.copy.gz`;
}

/** Passes bytes through, with their number and SHA-256. */
class Fingerprint extends Transform {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    done(null, chunk);
  }
}

/** Writes the parts of a backup, each with its line in {@link SUMS}. */
export class PartWriter {
  constructor(
    private readonly directory: string,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * @param name path within the backup, with `/`
   * @throws {BackupError} when the disk is full or refuses
   */
  async write(name: string, content: Readable, ...through: Transform[]): Promise<{ bytes: number; sha256: string }> {
    const path = join(this.directory, name);
    const fingerprint = new Fingerprint();
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline([content, ...through, fingerprint, file], { signal: this.signal });
      const sha256 = fingerprint.sha256();
      await appendFile(join(this.directory, SUMS), `${sumLine(name, sha256)}\n`, { mode: 0o600, flush: true });
      return { bytes: fingerprint.bytes, sha256 };
    } catch (error) {
      throw diskFailure(error, path);
    }
  }
}

/**
 * Reads every part of a backup and compares it with {@link SUMS}.
 * @returns what the backup says of itself, and the SHA-256 of each part by its name
 * @throws {BackupError} naming the part that is missing or damaged
 */
export async function checkParts(
  directory: string,
  signal: AbortSignal,
): Promise<{ manifest: BackupManifest; parts: ReadonlyMap<string, string> }> {
  const sums = (await textOf(directory, SUMS)).split('\n').filter((line) => line !== '').map(sumOf); // prettier-ignore
  const parts = new Map(sums.map(({ name, sha256 }) => [name, sha256]));
  for (const { name, sha256 } of sums) {
    const path = join(directory, name);
    if (!path.startsWith(directory + sep))
      throw new BackupError(`${SUMS} names ${name}, which lies outside the backup`);
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BackupError(`${path} is missing: the backup is not whole`, { cause: error }); // prettier-ignore
      throw diskFailure(error, path);
    }
    if (hash.digest('hex') !== sha256)
      throw new BackupError(`${path} is damaged: its SHA-256 is not the one in ${SUMS}`);
  }
  const manifest = await readManifest(directory);
  const missing = [MANIFEST, ...manifest.tables.map(({ name }) => tablePart(name))].find((name) => !parts.has(name));
  if (missing !== undefined) throw new BackupError(`${SUMS} does not name ${missing}: the backup is not whole`);
  return { manifest, parts };
}

/** What a backup says of itself. @throws {BackupError} when it is none, or one of another layout */
export async function readManifest(directory: string): Promise<BackupManifest> {
  const text = await textOf(directory, MANIFEST);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new BackupError(`${join(directory, MANIFEST)} is damaged: it is no JSON`, { cause });
  }
  const parsed = BackupManifest.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BackupError(
    `${join(directory, MANIFEST)} is no manifest of format ${BACKUP_FORMAT}: ${issue.path.join('.')}: ${issue.message}`,
  );
}

async function textOf(directory: string, name: string): Promise<string> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskFailure(error, join(directory, name));
    throw new BackupError(`${directory} is no finished backup: it has no ${name}`, { cause: error });
  }
}

/** As sha256sum writes it: names with a line break or a backslash are spelled, and the line says so by a backslash in front. */
function sumLine(name: string, sha256: string): string {
  const spelled = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `${spelled === name ? '' : '\\'}${sha256}  ${spelled}`;
}

function sumOf(line: string): { name: string; sha256: string } {
  const [, mark, sha256, spelled] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
  if (sha256 === undefined) throw new BackupError(`${SUMS} is damaged: ${JSON.stringify(line.slice(0, 80))}`);
  return { sha256, name: mark === '' ? spelled : spelled.replaceAll(/\\([\\n])/g, (_, sign) => (sign === 'n' ? '\n' : '\\')) }; // prettier-ignore
}
