import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FileStore, StagedFile } from './file-store.js';

/** Files in a folder of this machine: the default. */
export class FolderFileStore implements FileStore {
  constructor(private readonly folder: string) {}

  async put(key: string, file: StagedFile): Promise<void> {
    const path = this.path(key);
    await mkdir(dirname(path), { recursive: true });
    try {
      await rename(file.path, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      // Staged on another disk: copy beside, so that nobody ever reads half a file.
      await copyFile(file.path, `${path}.part`);
      await rename(`${path}.part`, path);
    }
  }

  async open(key: string): Promise<Readable> {
    const handle = await open(this.path(key), 'r');
    return handle.createReadStream();
  }

  async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  private path(key: string): string {
    if (!/^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(key)) throw new Error(`not a storage key: ${key}`);
    return join(this.folder, key);
  }
}
