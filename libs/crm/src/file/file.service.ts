import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, Clock, type Config, CONFIG, Database } from '@lianghuan/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FILE_STORE, type FileStore } from './file-store.js';
import { checkedFile, type UploadedFile } from './file-type.js';
import { StoredFile } from './stored-file.entity.js';

/** What came in with an upload, or what a job made. */
export interface IncomingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly purpose: 'evidence' | 'review' | 'attachment' | 'import' | 'export';
  readonly content: Readable;
}

/** Files: received as a stream with their SHA-256, handed out only to those who may see them (policy `stored_file_scope`). */
@Injectable()
export class FileService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(FILE_STORE) private readonly store: FileStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Takes in what somebody uploaded, if its kind is one that is taken and it begins the way its ending says.
   * @throws {AppError} FILE_TYPE_REFUSED, FILE_CONTENT_MISMATCH, FILE_EMPTY, FILE_TOO_LARGE
   */
  async receiveUpload(file: UploadedFile, purpose: IncomingFile['purpose']): Promise<StoredFile> {
    return this.receive({ ...(await checkedFile(file)), purpose });
  }

  /**
   * Takes a file in as the actor's; its media type is the caller's to answer for.
   * @throws {AppError} FILE_TOO_LARGE beyond the setting UPLOAD_LIMIT_MB
   */
  async receive(incoming: IncomingFile): Promise<StoredFile> {
    const folder = join(this.config.dataDir, 'staging');
    await mkdir(folder, { recursive: true });
    const path = join(folder, randomUUID());
    try {
      const { sizeBytes, sha256 } = await this.stage(incoming.content, path);
      const key = `${incoming.purpose}/${randomUUID()}`;
      await this.store.put(key, { path, sizeBytes, sha256 });
      try {
        return await this.database.transaction(async (tx) => {
          const file = tx.create(StoredFile, {
            name: displayName(incoming.name),
            mediaType: incoming.mediaType,
            sizeBytes,
            sha256,
            storageKey: key,
            purpose: incoming.purpose,
            createdAt: this.clock.now(),
            createdById: this.database.actor.id,
          });
          return tx.save(StoredFile, file);
        });
      } catch (error) {
        await this.store.remove(key);
        throw error;
      }
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The file and its bytes. @throws {AppError} FILE_NOT_FOUND, also for what the actor may not see */
  async open(id: string): Promise<{ file: StoredFile; content: Readable }> {
    const file = await this.database.transaction((tx) => this.load(tx, id));
    return { file, content: await this.store.open(file.storageKey) };
  }

  /** @throws {AppError} FILE_NOT_FOUND, also for what the actor may not see */
  async load(tx: EntityManager, id: string): Promise<StoredFile> {
    const file = await tx.findOneBy(StoredFile, { id });
    if (file === null) throw new AppError('FILE_NOT_FOUND', { id });
    return file;
  }

  /** Removes rows inside the caller's transaction, and the bytes once it has committed. */
  async remove(tx: EntityManager, files: readonly StoredFile[]): Promise<void> {
    if (files.length === 0) return;
    await tx.delete(
      StoredFile,
      files.map((file) => file.id),
    );
    this.database.afterCommit(async () => {
      for (const file of files) await this.store.remove(file.storageKey);
    });
  }

  private async stage(content: Readable, path: string): Promise<{ sizeBytes: number; sha256: string }> {
    const hash = createHash('sha256');
    const limit = this.config.uploadLimitBytes;
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        if (sizeBytes > limit) {
          done(new AppError('FILE_TOO_LARGE', { limitMb: Math.floor(limit / 1024 / 1024) }));
          return;
        }
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(content, measure, createWriteStream(path, { flags: 'wx' }));
    return { sizeBytes, sha256: hash.digest('hex') };
  }
}

/** A file's own name without folders and control characters. */
function displayName(name: string): string {
  const clean = basename(name.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  return clean === '' ? '未命名' : clean.slice(0, 200);
}
