import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileStore } from './file-store.js';
import { FolderFileStore } from './folder-file-store.js';
import { S3FileStore } from './s3-file-store.js';

/** Keeps bytes by path as S3 does: refuses requests without a Version 4 signature and bodies that differ from their announced hash. */
function s3Server(): { server: Server; kept: Map<string, Buffer>; seen: { method: string; authorization: string }[] } {
  const kept = new Map<string, Buffer>();
  const seen: { method: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const path = request.url ?? '';
      const authorization = request.headers.authorization ?? '';
      seen.push({ method: request.method ?? '', authorization });
      const isSigned = /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-test\/s3\/aws4_request, SignedHeaders=[^ ]*host[^ ]*, Signature=[0-9a-f]{64}$/.test(authorization); // prettier-ignore
      if (!isSigned || request.headers['x-amz-date'] === undefined) return response.writeHead(403).end('AccessDenied');
      if (request.method === 'PUT') {
        const announced = request.headers['x-amz-content-sha256'];
        const isWhole = Number(request.headers['content-length']) === body.length;
        if (!isWhole || announced !== createHash('sha256').update(body).digest('hex')) {
          return response.writeHead(400).end('XAmzContentSHA256Mismatch');
        }
        kept.set(path, body);
        return response.writeHead(200).end();
      }
      const found = kept.get(path);
      if (request.method === 'DELETE') {
        kept.delete(path);
        return response.writeHead(204).end();
      }
      return found === undefined ? response.writeHead(404).end('NoSuchKey') : response.writeHead(200).end(found);
    });
  });
  return { server, kept, seen };
}

const s3 = s3Server();
let folder: string;
const stores: Record<string, () => FileStore> = {
  folder: () => new FolderFileStore(join(folder, 'files')),
  S3: () =>
    new S3FileStore({
      endpoint: `http://127.0.0.1:${(s3.server.address() as AddressInfo).port}/`,
      region: 'eu-test',
      bucket: 'bijie',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    }),
};

describe.each(Object.keys(stores))('file store: %s', (kind) => {
  let store: FileStore;
  beforeAll(async () => {
    folder ??= await mkdtemp(join(tmpdir(), 'lianghuan-files-'));
    if (!s3.server.listening) await new Promise<void>((resolve) => s3.server.listen(0, '127.0.0.1', resolve));
    store = stores[kind]();
  });
  afterAll(async () => {
    if (kind !== 'S3') return;
    await new Promise((resolve) => s3.server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const stage = async (bytes: Buffer) => {
    const path = join(folder, `staged-${bytes.length}-${kind}`);
    await writeFile(path, bytes);
    return { path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };

  it('gives back the bytes it was given, empty and large ones too', async () => {
    for (const bytes of [Buffer.from('银行回单'), Buffer.alloc(0), Buffer.alloc(3_000_000, 'x')]) {
      const key = `evidence/file-${bytes.length}`;
      await store.put(key, await stage(bytes));
      expect((await buffer(await store.open(key))).equals(bytes)).toBe(true);
    }
  });

  it('says so when there is nothing under a key', async () => {
    await expect(store.open('evidence/nothing').then((content) => buffer(content))).rejects.toThrow();
  });

  it('removes, once and again', async () => {
    await store.put('evidence/gone', await stage(Buffer.from('gone')));
    await store.remove('evidence/gone');
    await store.remove('evidence/gone');
    await expect(store.open('evidence/gone').then((content) => buffer(content))).rejects.toThrow();
  });
});

describe('folder file store', () => {
  it('never leaves its folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'lianghuan-files-'));
    const store = new FolderFileStore(join(outside, 'files'));
    await expect(store.open('../../etc/passwd')).rejects.toThrow('not a storage key');
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });
});

describe('S3 file store', () => {
  it('signed every request and kept the bytes under bucket and key', () => {
    expect(s3.seen.length).toBeGreaterThan(5);
    expect(s3.seen.every(({ authorization }) => authorization.startsWith('AWS4-HMAC-SHA256'))).toBe(true);
    expect(s3.kept.get('/bijie/evidence/file-12')?.toString()).toBe('银行回单');
  });
});
