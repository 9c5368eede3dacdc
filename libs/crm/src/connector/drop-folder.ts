import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ConnectorCheck } from '@lianghuan/contracts';
import { AppError, Clock } from '@lianghuan/platform';
import { DROP_FILE_NAME, readDropFile } from './drop-file.js';
import type { Delivery, Settlement, VendorConnector, VendorSettings } from './vendor-connector.js';

/** A connector's folders: files are put into `incoming`, and go to one of the others when they have been read. */
interface Folders {
  readonly incoming: string;
  readonly archive: string;
  readonly rejected: string;
}

interface DropFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
  readonly isSettled: boolean;
}

/**
 * 投放文件夹: CSV, Excel and JSON files put into `<dataDir>/connectors/<folder>/incoming`. A file that changed a moment ago is still
 * being written and stays; one that was read goes to `archive` or `rejected` under its digest, its unusable rows beside the latter.
 * A folder needs no cursor: what was taken has left it, and who brings the same content again is told so.
 */
export class DropFolder implements VendorConnector {
  readonly kind = 'drop-folder';

  constructor(
    private readonly dataDir: string,
    private readonly clock: Clock,
  ) {}

  async check(settings: VendorSettings): Promise<ConnectorCheck> {
    const { files, ignored } = await this.look(settings);
    return {
      place: ['connectors', settings.folder, 'incoming'].join('/'),
      waiting: files.map(({ name, sizeBytes, isSettled }) => ({ name, sizeBytes, isSettled })),
      ignored,
    };
  }

  async *deliveries(settings: VendorSettings): AsyncGenerator<Delivery> {
    const { folders, files } = await this.look(settings);
    for (const file of files) {
      if (!file.isSettled) continue;
      const digest = await digestOf(file.path);
      // Written to while it was read: it is looked at again when it is at rest.
      if (!(await isUnchanged(file))) continue;
      yield {
        name: file.name,
        digest,
        sizeBytes: file.sizeBytes,
        rows: (after) => rowsAfter(file, settings, after),
        settle: (settlement) => settle(folders, file, digest, settlement),
      };
    }
  }

  async receive(settings: VendorSettings, name: string, content: NodeJS.ReadableStream): Promise<void> {
    const plain = name.normalize('NFC');
    if (!DROP_FILE_NAME.test(plain) || /[/\\\p{Cc}]/u.test(plain) || plain.startsWith('.') || plain.length > 120) {
      throw new AppError('CONNECTOR_FILE_NAME_INVALID', { name: plain.slice(0, 120) });
    }
    const { incoming } = await this.folders(settings);
    const path = join(incoming, plain);
    if (await exists(path)) throw new AppError('CONNECTOR_FILE_WAITING', { name: plain });
    const part = join(incoming, `.${randomUUID()}.part`);
    try {
      await pipeline(content, createWriteStream(part, { flags: 'wx' }));
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
  }

  private async look(settings: VendorSettings): Promise<{ folders: Folders; files: DropFile[]; ignored: string[] }> {
    const folders = await this.folders(settings);
    const now = this.clock.now().getTime();
    const files: DropFile[] = [];
    const ignored: string[] = [];
    for (const entry of await readdir(folders.incoming, { withFileTypes: true })) {
      // Programs that copy use such names until they are done.
      if (entry.name.startsWith('.') || entry.name.startsWith('~$') || /\.(part|tmp|crdownload)$/i.test(entry.name))
        continue;
      // A link may lead anywhere, so `isFile` of the entry itself, not of what it points to.
      if (!entry.isFile() || !DROP_FILE_NAME.test(entry.name)) {
        ignored.push(entry.name);
        continue;
      }
      const path = join(folders.incoming, entry.name);
      const { size, mtimeMs } = await stat(path);
      const isSettled = now - mtimeMs >= settings.settleSeconds * 1000;
      files.push({ name: entry.name, path, sizeBytes: size, changedAtMs: mtimeMs, isSettled });
    }
    return { folders, files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), ignored: ignored.sort() };
  }

  /** Makes the folders, and proves that they lie where they should. @throws {AppError} CONNECTOR_FOLDER_UNSAFE */
  private async folders({ folder }: VendorSettings): Promise<Folders> {
    const root = join(this.dataDir, 'connectors');
    const own = join(root, folder);
    const folders = { incoming: join(own, 'incoming'), archive: join(own, 'archive'), rejected: join(own, 'rejected') };
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(folder)) throw new AppError('CONNECTOR_FOLDER_UNSAFE', { folder });
    for (const path of Object.values(folders)) {
      await mkdir(path, { recursive: true });
      // Somebody with access to the machine may have put a link there.
      if (!(await realpath(path)).startsWith((await realpath(root)) + sep)) {
        throw new AppError('CONNECTOR_FOLDER_UNSAFE', { folder });
      }
    }
    return folders;
  }
}

async function* rowsAfter(file: DropFile, { mapping }: VendorSettings, after: number) {
  for await (const row of readDropFile(file.path, file.sizeBytes, mapping)) if (row.number > after) yield row;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function isUnchanged({ path, sizeBytes, changedAtMs }: DropFile): Promise<boolean> {
  const { size, mtimeMs } = await stat(path);
  return size === sizeBytes && mtimeMs === changedAtMs;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The report first: who finds the file moved finds its reasons, too. */
async function settle(
  folders: Folders,
  file: DropFile,
  digest: string,
  { outcome, why, report }: Settlement,
): Promise<void> {
  const name = `${digest.slice(0, 16)}-${file.name}`;
  if (report !== undefined) {
    const path = join(folders.rejected, `${name}.有误的行.csv`);
    await pipeline(report, createWriteStream(path));
  }
  if (outcome !== 'taken') await writeFile(join(folders.rejected, `${name}.原因.txt`), `${why}\n`);
  const target = join(outcome === 'taken' ? folders.archive : folders.rejected, name);
  try {
    if (await isUnchanged(file)) await rename(file.path, target);
  } catch (error) {
    // A run that was killed after moving it has done this already.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
