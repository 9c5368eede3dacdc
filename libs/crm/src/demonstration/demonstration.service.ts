import { randomBytes } from 'node:crypto';
import { AppError, Clock, CONFIG, type Config, Database, may, SYSTEM_ACTOR } from '@lianghuan/platform';
import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { ConnectorRunService } from '../connector/connector-run.service.js';
import { removeExampleFolder, seedExampleConnector } from '../connector/connector-examples.js';
import { VendorConnectors } from '../connector/vendor-connector.js';
import { seedExampleContacts } from '../contact/contact-examples.js';
import { FileService } from '../file/file.service.js';
import { StoredFile } from '../file/stored-file.entity.js';
import { seedExampleSites } from '../enterprise-site/site-examples.js';
import { EnterpriseSiteService } from '../enterprise-site/enterprise-site.service.js';
import { seedExampleFunds } from '../funds/funds-examples.js';
import { FundsService } from '../funds/funds.service.js';
import { seedExampleGradings } from '../grade/grading-examples.js';
import { seedExampleLeads } from '../lead/lead-examples.js';
import { LeadService } from '../lead/lead.service.js';
import { seedExampleProjects } from '../project/project-examples.js';
import { ProjectService } from '../project/project.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { seedExampleSnapshots } from '../reserve/snapshot-examples.js';
import { seedExampleResources } from '../resource/resource-examples.js';
import { ResourceService } from '../resource/resource.service.js';
import { removeExampleReviews, seedExampleReviews } from '../review/review-examples.js';
import { seedExampleSignals } from '../signal/signal-examples.js';
import { SurveyCampaignService } from '../survey/survey-campaign.service.js';
import { UserService } from '../user/user.service.js';
import { removeExampleSurveys, seedExampleSurvey } from '../survey/survey-examples.js';
import { hashPassword } from '../user/password.js';

/** Year of the notice, whose target the examples are shown against. */
const PLAN_YEAR = 2023;

/** What `remove_examples` takes away. */
type MarkedKind = 'snapshots' | 'gradings' | 'signals' | 'contacts' | 'connectors' | 'resources' | 'projects';
type Made = Readonly<Record<'leads' | 'fundsLines' | 'reviews' | 'sites' | MarkedKind, number>>;

export interface RemovedExamples extends Made {
  readonly files: number;
  readonly surveys: number;
  /** Accounts with the published password that can sign in no more. */
  readonly accounts: number;
  /** Which had to stay, archived or withdrawn, since real work hangs on them. */
  readonly kept: number;
}

/** 示例: invented records of what a first start would show nothing of; all marked, and removed in one action. */
@Injectable()
export class DemonstrationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leads: LeadService,
    private readonly funds: FundsService,
    private readonly files: FileService,
    private readonly reference: ReferenceData,
    private readonly surveys: SurveyCampaignService,
    private readonly users: UserService,
    private readonly resources: ResourceService,
    private readonly projects: ProjectService,
    private readonly sites: EnterpriseSiteService,
    private readonly vendors: VendorConnectors,
    private readonly runs: ConnectorRunService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Invents what real projects and enterprises, loaded already, do not tell. Needs the demonstration accounts. */
  async seedExamples(tx: EntityManager): Promise<Made> {
    const today = this.clock.today();
    const people = (await tx.query(PEOPLE)) as {
      id: string;
      organisationId: string;
      areaCode: string;
      roles: string[];
    }[];
    const withRole = (...roles: string[]) => people.filter((user) => user.roles.some((role) => roles.includes(role)));
    const owners = withRole('promotion_officer', 'county_clerk');
    const leads = await seedExampleLeads(tx, this.leads, today, owners);
    const reviews = await seedExampleReviews(tx, this.reference, today);
    await seedExampleSurvey(tx, this.surveys, today);
    const [[verifier], [officer], [manager], [administrator]] = (
      ['funds_verifier', 'promotion_officer', 'manager', 'administrator'] as const
    ).map((role) => withRole(role));
    const years = [...new Set([PLAN_YEAR, Number(today.slice(0, 4))])];
    const fundsLines = await seedExampleFunds(tx, { funds: this.funds, files: this.files }, years, today.slice(0, 7), {
      filers: await this.filers(tx),
      verifierId: verifier.id,
    });
    return {
      leads,
      fundsLines,
      reviews,
      snapshots: await seedExampleSnapshots(tx, today),
      gradings: await seedExampleGradings(tx, { proposerId: officer.id, approverId: manager.id }),
      signals: await seedExampleSignals(tx, today),
      sites: await seedExampleSites(tx, this.sites),
      contacts: await seedExampleContacts(tx, today),
      connectors: await seedExampleConnector(tx, { vendors: this.vendors, runs: this.runs }, today, {
        responsibleId: officer.id,
        createdById: administrator.id,
      }),
      resources: await seedExampleResources(tx, this.resources, today),
      projects: await seedExampleProjects(tx, this.projects, today),
    };
  }

  /**
   * Deletes all examples: leads with their history, filings with their evidence. Enterprises they held are free again. Who asks need not
   * be able to read them: the right to remove is enough, and the audit names the person. Everybody knows the password of the demonstration
   * accounts: they are closed, and who asks with one of them has to set an own password before anything else.
   */
  removeAll(reason: string): Promise<RemovedExamples> {
    const actor = this.database.actor;
    if (!may(actor, 'demonstration.remove')) throw new AppError('FORBIDDEN');
    return this.database.actAs({ ...actor, reach: SYSTEM_ACTOR.reach }, () =>
      this.database.because(reason, () => this.database.transaction((tx) => this.remove(tx, actor.id))),
    );
  }

  private async remove(tx: EntityManager, actorId: string | null): Promise<RemovedExamples> {
    const evidence = (await tx.query(
      'SELECT DISTINCT e.file_id AS "fileId" FROM evidence_item e JOIN funds_line f ON f.id = e.funds_line_id WHERE f.is_example',
    )) as { fileId: string }[];
    const files = await tx.findBy(StoredFile, { id: In(evidence.map((item) => item.fileId)) });
    const [, fundsLines] = (await tx.query('DELETE FROM funds_line WHERE is_example')) as [unknown, number];
    // A file somebody filed again behind a real line stays.
    const stillUsed = (await tx.query('SELECT f.id FROM unnest($1::uuid[]) AS f(id) WHERE file_is_evidence(f.id)', [
      files.map((file) => file.id),
    ])) as { id: string }[];
    const unused = files.filter((file) => file.createdById === null && !stillUsed.some(({ id }) => id === file.id));
    await this.files.remove(tx, unused);

    const held = (await tx.query(
      'SELECT DISTINCT enterprise_id AS "enterpriseId", organisation_id AS "organisationId" FROM lead WHERE is_example',
    )) as { enterpriseId: string; organisationId: string }[];
    const [, leads] = (await tx.query('DELETE FROM lead WHERE is_example')) as [unknown, number];
    for (const { enterpriseId, organisationId } of held) await this.leads.release(tx, enterpriseId, organisationId);
    const [, sites] = (await tx.query('DELETE FROM enterprise_site WHERE is_example')) as [unknown, number];
    const reviews = await removeExampleReviews(tx);
    const surveys = await removeExampleSurveys(tx);
    const marked = (await tx.query('SELECT kind, removed, kept FROM remove_examples()')) as { kind: string; removed: number; kept: number }[]; // prettier-ignore
    this.database.afterCommit(() => removeExampleFolder(this.config.dataDir));
    const accounts = await this.users.closeDemonstration(tx, actorId);
    return {
      leads,
      fundsLines,
      files: unused.length,
      reviews,
      sites,
      surveys,
      accounts,
      ...(Object.fromEntries(marked.map(({ kind, removed }) => [kind, removed])) as Pick<Made, MarkedKind>),
      kept: marked.reduce((sum, { kept }) => sum + kept, 0),
    };
  }

  /** Who files for each area: the demonstration clerk, or a made-up one who cannot sign in. */
  private async filers(tx: EntityManager): Promise<Map<string, string>> {
    await tx.query(MAKE_FILERS, [await hashPassword(randomBytes(24).toString('base64url'))]);
    const rows = (await tx.query(FILERS)) as { areaCode: string; id: string }[];
    return new Map(rows.map((row) => [row.areaCode, row.id]));
  }
}

const PEOPLE = `
  SELECT u.id, u.organisation_id AS "organisationId", o.area_code AS "areaCode", u.roles
  FROM app_user u JOIN organisation o ON o.id = u.organisation_id WHERE u.is_demonstration AND u.disabled_at IS NULL ORDER BY u.username`;
const MAKE_FILERS = `
  INSERT INTO app_user (username, display_name, password_hash, organisation_id, roles, is_demonstration, disabled_at)
  SELECT 'example-' || lower(o.code), a.short_name || '填报员（示例）', $1, o.id, '{county_clerk}', true, now()
  FROM organisation o JOIN area a ON a.code = o.area_code AND a.kind <> 'city'
  WHERE o.kind = 'county' AND NOT EXISTS (
    SELECT FROM app_user u WHERE u.organisation_id = o.id AND u.is_demonstration AND u.roles && '{county_clerk,county_reviewer}')
  ON CONFLICT (username) DO NOTHING`;
const FILERS = `
  SELECT DISTINCT ON (o.area_code) o.area_code AS "areaCode", u.id FROM app_user u JOIN organisation o ON o.id = u.organisation_id
  WHERE u.is_demonstration AND o.kind = 'county' AND u.roles && '{county_clerk,county_reviewer}'
  ORDER BY o.area_code, u.disabled_at NULLS FIRST, u.username`;
