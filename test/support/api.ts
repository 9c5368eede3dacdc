import { createApp } from '@lianghuan/api';
import type { Role } from '@lianghuan/contracts';
import type { Actor, Config } from '@lianghuan/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { testConfig } from './config.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { makeUser, TEST_PASSWORD } from './people.js';

export interface ApiContext {
  readonly app: NestFastifyApplication;
  readonly owner: TestDatabase;
  readonly config: Config;
  /** Makes a user and signs in: an agent with its own cookie, and who it is. */
  signIn(username: string, roles: Role[], organisationCode: string): Promise<{ http: TestAgent; actor: Actor }>;
  /** Somebody who has not signed in. */
  anonymous(): TestAgent;
  close(): Promise<void>;
}

/** The HTTP door on a real database of its own, unless given one; ask it through supertest. */
export async function startApi(changes: Partial<Config> = {}, given?: TestDatabase): Promise<ApiContext> {
  const owner = given ?? (await createTestDatabase());
  const config = testConfig(changes);
  const app = await createApp(config, owner.url);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const anonymous = () => supertest.agent(app.getHttpServer());
  return {
    app,
    owner,
    config,
    anonymous,
    async signIn(username, roles, organisationCode) {
      const actor = await makeUser(owner, username, roles, organisationCode);
      const http = anonymous();
      await http.post('/api/v1/session').send({ username, password: TEST_PASSWORD }).expect(200);
      return { http, actor };
    },
    async close() {
      await app.close();
      await owner.drop();
    },
  };
}
