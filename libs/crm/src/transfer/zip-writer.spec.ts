import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ZipArchive } from './zip-archive.js';
import { zipOf } from './zip-writer.js';

describe('a zip file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lianghuan-zip-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gives back what was put in, at once or piece by piece', async () => {
    const pieces = Array.from({ length: 300 }, (_, i) => `第${i}行，含“引号”与😀`.repeat(200));
    let isLeft = false;
    const long = async function* () {
      try {
        yield* pieces;
      } finally {
        isLeft = true;
      }
    };
    const path = join(folder, 'whole.zip');
    await pipeline(zipOf([{ name: '说明.txt', content: ['两换'] }, { name: 'rows.txt', content: long() }, { name: 'empty', content: [] }]), createWriteStream(path)); // prettier-ignore
    const archive = await ZipArchive.open(path);
    try {
      const contentOf = async (name: string) => text(await archive.read(name, 1 << 26));
      expect(await contentOf('说明.txt')).toBe('两换');
      expect((await contentOf('rows.txt')) === pieces.join('')).toBe(true);
      expect(await contentOf('empty')).toBe('');
    } finally {
      await archive.close();
    }
    expect(isLeft).toBe(true);
  });

  it('breaks off where its content does, and lets go of content nobody wants any more', async () => {
    const failing = async function* () {
      yield 'half';
      await Promise.reject(new Error('no more rows'));
    };
    await expect(text(zipOf([{ name: 'a', content: failing() }]))).rejects.toThrow('no more rows');
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    const endless = async function* () {
      try {
        for (;;) yield String(Math.random()).repeat(5000);
      } finally {
        leave();
      }
    };
    for await (const _ of zipOf([{ name: 'a', content: endless() }])) break;
    await expect(left).resolves.toBeUndefined();
  });
});
