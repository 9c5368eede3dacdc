import { Test, type TestingModule } from '@nestjs/testing';
import type { ModuleMetadata } from '@nestjs/common';
import { applicationDataSource, RecordModule } from '@lianghuan/crm';
import { type Config, ConfigModule, Database, DatabaseModule, QueueModule } from '@lianghuan/platform';
import { testConfig } from './config.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface ServiceContext {
  readonly module: TestingModule;
  /** As the application sees it: in the role bound by row-level security. */
  readonly database: Database;
  /** As the owner sees it. */
  readonly owner: TestDatabase;
  close(): Promise<void>;
}

/** The given feature modules on a real database of their own. */
export async function startServices(
  imports: NonNullable<ModuleMetadata['imports']>,
  changes: Partial<Config> = {},
): Promise<ServiceContext> {
  const owner = await createTestDatabase();
  const config = testConfig(changes);
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.with(config),
      DatabaseModule.with(applicationDataSource(owner.url)),
      QueueModule.with(config, owner.url),
      RecordModule,
      ...imports,
    ],
  }).compile();
  await module.init();
  return {
    module,
    database: module.get(Database),
    owner,
    async close() {
      await module.close();
      await owner.drop();
    },
  };
}
