import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CreateEnterprise,
  CreateEnterpriseSite,
  CreateGroupRelation,
  CreateMarket,
  CreateProject,
  CreateResource,
  CreateUser,
} from '@lianghuan/contracts';
import {
  type Config,
  ConfigError,
  ConfigModule,
  Database,
  DatabaseModule,
  JsonLogger,
  QueueModule,
} from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { applicationDataSource } from '../data-source.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { GradeEvaluationService } from '../grade/grade-evaluation.service.js';
import { GradeModule } from '../grade/grade.module.js';
import { EnterpriseSiteModule } from '../enterprise-site/enterprise-site.module.js';
import { EnterpriseSiteService } from '../enterprise-site/enterprise-site.service.js';
import { GroupRelationModule } from '../group-relation/group-relation.module.js';
import { GroupRelationService } from '../group-relation/group-relation.service.js';
import { ChainRefreshService } from '../industry-chain/chain-refresh.service.js';
import { IndustryChainModule } from '../industry-chain/industry-chain.module.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { MatchModule } from '../match/match.module.js';
import { MatchRunService } from '../match/match-run.service.js';
import { ProjectListMembership } from '../project/project-list-membership.entity.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ReserveModule } from '../reserve/reserve.module.js';
import { ReserveRunService } from '../reserve/reserve-run.service.js';
import { RecordModule } from '../record/record.module.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { UserModule } from '../user/user.module.js';
import { UserService } from '../user/user.service.js';
import { DemonstrationModule } from './demonstration.module.js';
import { DemonstrationService } from './demonstration.service.js';
import { DEMONSTRATION_ACCOUNTS, DEMONSTRATION_PASSWORD } from './accounts.js';
import {
  demonstrationEnterprises,
  demonstrationMarkets,
  demonstrationResources,
  demonstrationSites,
  demonstrationSubsidiaries,
  noticeProjects,
  promotedProjects,
} from './demonstration-records.js';

export interface FirstStartTalk {
  say(line: string): void;
  askForAdministrator(): Promise<{ username: string; password: string }>;
}

@Module({})
class FirstStartModule {
  static with(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: FirstStartModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule.with(applicationDataSource(databaseUrl)),
        QueueModule.with(config, databaseUrl),
        RecordModule,
        UserModule,
        ResourceModule,
        MarketDemandModule,
        ProjectModule,
        EnterpriseModule,
        GroupRelationModule,
        EnterpriseSiteModule,
        GradeModule,
        IndustryChainModule,
        MatchModule,
        ReserveModule,
        DemonstrationModule,
      ],
    };
  }
}

/**
 * Fills an installation nobody has signed up to yet: demonstration accounts and records with a first match run, or, without `demo`,
 * the first administrator. Does nothing on a database that has users.
 * @returns whether this was the first start
 */
export async function firstStart(config: Config, databaseUrl: string, talk: FirstStartTalk): Promise<boolean> {
  const app = await NestFactory.createApplicationContext(FirstStartModule.with(config, databaseUrl), {
    logger: new JsonLogger('first-start', config.logLevel === 'info' ? 'warn' : config.logLevel),
  });
  try {
    const database = app.get(Database);
    const [{ n }] = (await database.dataSource.query('SELECT count(*)::int AS n FROM app_user')) as [{ n: number }];
    if (n > 0) return false;
    await database.asSystem(async () => {
      if (config.demo) {
        // All or nothing: a start broken off in the middle begins anew.
        await database.transaction((tx) => loadDemonstration(app, tx, talk));
        // The run freezes the chain gaps, so they are to be there before it.
        const chains = app.get(ChainRefreshService);
        await chains.execute((await chains.request()).id);
        await app.get(MatchRunService).request({ topPerProject: 30 });
        await app.get(ReserveRunService).requestNightly();
        await app.get(GradeEvaluationService).requestNightly();
      } else {
        await makeAdministrator(app, talk);
      }
    });
    return true;
  } finally {
    await app.close();
  }
}

interface Services {
  get<T>(type: new (...parameters: never[]) => T): T;
}

async function loadDemonstration(app: Services, tx: EntityManager, talk: FirstStartTalk): Promise<void> {
  await app.get(ReferenceData).reload();
  talk.say('Loading demonstration data …');
  await makeAccounts(app, tx);

  const resources = demonstrationResources().map((input) => CreateResource.parse(input));
  await app.get(ResourceService).storeMany(tx, resources);
  const markets = demonstrationMarkets().map((input) => CreateMarket.parse(input));
  await app.get(MarketDemandService).storeMany(tx, markets);
  talk.say(`  ${resources.length} resources, ${markets.length} markets`);

  const lists = [
    { list: 'notice_2023', joinedOn: '2023-05-24', basis: '毕府发〔2023〕8号', inputs: noticeProjects() },
    { list: 'promoted', joinedOn: '2026-11-22', basis: '公开报道', inputs: promotedProjects() },
  ];
  for (const { list, joinedOn, basis, inputs } of lists) {
    const projects = await app.get(ProjectService).storeMany(
      tx,
      inputs.map((input) => CreateProject.parse(input)),
    );
    await tx.insert(
      ProjectListMembership,
      projects.map((project) => ({ projectId: project.id, list, joinedOn, basis })),
    );
    talk.say(`  ${projects.length} projects (${basis})`);
  }

  const records = demonstrationEnterprises();
  const enterprises = await app.get(EnterpriseService).storeMany(
    tx,
    records.map(({ input }) => CreateEnterprise.parse(input)),
  );
  const shares = enterprises.flatMap(({ id }, i) =>
    records[i].shares.flatMap((share, n) =>
      share !== null && Number(share) <= 1 ? [{ id, position: n + 1, share }] : [],
    ),
  );
  await tx.query(
    `UPDATE enterprise_product p SET share = s.share FROM jsonb_to_recordset($1::jsonb) AS s(id uuid, position int, share numeric)
     WHERE p.enterprise_id = s.id AND p.position = s.position`,
    [JSON.stringify(shares)],
  );
  const subsidiaries = demonstrationSubsidiaries();
  const children = await app.get(EnterpriseService).storeMany(
    tx,
    subsidiaries.map(({ input }) => CreateEnterprise.parse(input)),
  );
  const listed = new Map(enterprises.map(({ listedCode, id }) => [listedCode, id]));
  const links = subsidiaries.flatMap(({ parentListedCode, link }, i) => {
    const parentId = listed.get(parentListedCode);
    return parentId === undefined ? [] : [CreateGroupRelation.parse({ ...link, parentId, childId: children[i].id })];
  });
  await app.get(GroupRelationService).insert(tx, links);
  const idOf = new Map([...enterprises, ...children].map(({ name, id }) => [name, id]));
  const sites = demonstrationSites().map(({ enterprise, ...input }) => ({
    ...CreateEnterpriseSite.parse(input),
    enterpriseId: known(idOf, enterprise),
  }));
  await app.get(EnterpriseSiteService).insert(tx, sites);
  talk.say(
    `  ${enterprises.length + children.length} enterprises, ${links.length} of them in groups, ${sites.length} sites`,
  );

  const examples = await app.get(DemonstrationService).seedExamples(tx);
  talk.say(
    `  ${examples.leads} leads, ${examples.fundsLines} filings and ${examples.reviews} reviews, ${examples.resources} assets and plots, ${examples.projects} projects, ${examples.contacts} contacts, ${examples.signals} signals and ${examples.sites} sites, invented and marked 示例`,
  );
}

function known(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`no enterprise ${name}`);
  return id;
}

async function makeAccounts(app: Services, tx: EntityManager): Promise<void> {
  const organisations = (await tx.query('SELECT id, code FROM organisation')) as { id: string; code: string }[];
  const idOf = new Map(organisations.map((o) => [o.code, o.id]));
  for (const { organisationCode, ...account } of DEMONSTRATION_ACCOUNTS) {
    const organisationId = idOf.get(organisationCode);
    if (organisationId === undefined) throw new Error(`no organisation ${organisationCode}`);
    await app
      .get(UserService)
      .create({ ...account, password: DEMONSTRATION_PASSWORD, organisationId }, { isDemonstration: true });
  }
}

async function makeAdministrator(app: Services, talk: FirstStartTalk): Promise<void> {
  const users = app.get(UserService);
  const organisation = (await users.organisations()).find((o) => o.code === 'SZB');
  if (organisation === undefined) throw new Error('no organisation SZB');
  const { username, password } = await talk.askForAdministrator();
  const input = CreateUser.safeParse({
    username,
    password,
    displayName: username,
    roles: ['administrator'],
    organisationId: organisation.id,
  });
  if (!input.success) {
    const issue = input.error.issues[0];
    throw new ConfigError(`The first administrator's ${String(issue.path[0])} is wrong: ${issue.message}`);
  }
  await users.create(input.data);
  talk.say(`Administrator ${username} made.`);
}
