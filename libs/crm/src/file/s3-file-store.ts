import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Config } from '@lianghuan/platform';
import { AwsClient } from 'aws4fetch';
import type { FileStore, StagedFile } from './file-store.js';

/** Files in an S3-compatible store (AWS, MinIO, Ceph, OSS in compatible mode), addressed by path, signed with Signature Version 4. */
export class S3FileStore implements FileStore {
  private readonly client: AwsClient;
  private readonly bucketUrl: string;

  constructor(settings: NonNullable<Config['s3']>) {
    this.client = new AwsClient({
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      region: settings.region,
      service: 's3',
      retries: 0, // a body that was streamed cannot be sent again
    });
    this.bucketUrl = `${settings.endpoint.replace(/\/$/, '')}/${encodeURIComponent(settings.bucket)}`;
  }

  async put(key: string, file: StagedFile): Promise<void> {
    const body = Readable.toWeb(createReadStream(file.path)) as unknown as BodyInit;
    const response = await this.client.fetch(`${this.bucketUrl}/${key}`, {
      method: 'PUT',
      body,
      // The store checks both, so that a broken transfer is refused and not kept.
      headers: { 'content-length': String(file.sizeBytes), 'x-amz-content-sha256': file.sha256 },
      duplex: 'half',
    } as RequestInit);
    await this.expect(response, 'PUT', key);
    await response.body?.cancel();
  }

  async open(key: string): Promise<Readable> {
    const response = await this.client.fetch(`${this.bucketUrl}/${key}`);
    await this.expect(response, 'GET', key);
    if (response.body === null) throw new Error(`file store: GET ${key} answered without a body`);
    return Readable.fromWeb(response.body as unknown as ReadableStream);
  }

  async remove(key: string): Promise<void> {
    const response = await this.client.fetch(`${this.bucketUrl}/${key}`, { method: 'DELETE' });
    if (response.status !== 404) await this.expect(response, 'DELETE', key);
    await response.body?.cancel();
  }

  private async expect(response: Response, method: string, key: string): Promise<void> {
    if (response.ok) return;
    const text = (await response.text()).slice(0, 300);
    throw new Error(`file store: ${method} ${key} answered ${response.status}: ${text}`);
  }
}
