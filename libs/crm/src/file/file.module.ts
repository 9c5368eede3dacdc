import { join } from 'node:path';
import { type Config, CONFIG } from '@lianghuan/platform';
import { Module } from '@nestjs/common';
import { FILE_STORE, type FileStore } from './file-store.js';
import { FileService } from './file.service.js';
import { FolderFileStore } from './folder-file-store.js';
import { S3FileStore } from './s3-file-store.js';

/** Where an installation keeps its files: the data folder, or an S3-compatible store where one is set. */
export function fileStoreOf({ dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>): FileStore {
  return s3 === undefined ? new FolderFileStore(join(dataDir, 'files')) : new S3FileStore(s3);
}

/** Files in the data folder, or in an S3-compatible store where one is set. */
@Module({
  providers: [
    FileService,
    {
      provide: FILE_STORE,
      inject: [CONFIG],
      useFactory: fileStoreOf,
    },
  ],
  exports: [FileService, FILE_STORE],
})
export class FileModule {}
