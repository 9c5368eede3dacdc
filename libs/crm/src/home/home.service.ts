import { type Code, EXPIRING_DAYS, type HomeView, type Permission, SURVEY_OWED } from '@lianghuan/contracts';
import { type Actor, Clock, Database, dayAfter, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallService } from '../call/call.service.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { FundsProgressService } from '../funds/funds-progress.service.js';
import { FundsService } from '../funds/funds.service.js';
import { StrongArrivalService } from '../grade/strong-arrival.service.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { reachedAreas } from '../match/reached-areas.js';
import { ProjectService } from '../project/project.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import type { ReviewConditionService } from '../review/review-condition.service.js';
import type { ReviewService } from '../review/review.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import type { SurveyCampaignService } from '../survey/survey-campaign.service.js';
import type { SurveyCellService } from '../survey/survey-cell.service.js';

const SHOWN_STEPS = 10;
const SHOWN_CALLS = 5;
const SHOWN_PROJECTS = 8;
const SHOWN_TO_REFRESH = 5;
const SHOWN_SURVEYS = 3;
/** Freshness of what should be looked at again. */
const TO_REFRESH = ['due', 'stale'] as const;
const ONE = { page: 1, pageSize: 1 } as const;

type Task = HomeView['tasks'][number];

/** The registers a home page counts and asks to refresh. */
export interface Registers {
  readonly resources: ResourceService;
  readonly markets: MarketDemandService;
  readonly projects: ProjectService;
  readonly enterprises: EnterpriseService;
}
export const REGISTERS = Symbol('REGISTERS');

/** What of the joint review waits at a desk. */
export interface Reviews {
  readonly packets: ReviewService;
  readonly conditions: ReviewConditionService;
}
export const REVIEWS = Symbol('REVIEWS');

/** 普查 under way, and its cells. */
export interface Surveys {
  readonly campaigns: SurveyCampaignService;
  readonly cells: SurveyCellService;
}
export const SURVEYS = Symbol('SURVEYS');

/** 工作台: what waits for the actor. Every count is that of a list, and comes with the list's address. */
@Injectable()
export class HomeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly leads: LeadViewService,
    private readonly funds: FundsService,
    private readonly progress: FundsProgressService,
    private readonly registers: Registers,
    private readonly reviews: Reviews,
    private readonly surveys: Surveys,
    private readonly strong: StrongArrivalService,
    private readonly calls: CallService,
    private readonly reservations: ReservationService,
  ) {}

  home(): Promise<HomeView> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const { actor } = this.database;
      const today = this.clock.today();
      const mayLead = may(actor, 'lead.read');
      const mine = { ...ONE, mine: true, status: ['open'] };
      const steps = mayLead ? await this.leads.list({ ...mine, pageSize: SHOWN_STEPS, sort: 'nextStepOn' }) : null;
      const year = await this.progress.planYear(tx);
      const waiting = await this.waitingProjects(tx, actor, today);
      return {
        nextSteps: steps?.items ?? null,
        overdueCount: mayLead ? await this.leads.count({ ...mine, dueBy: dayAfter(today, -1) }) : 0,
        calls: may(actor, 'lead.update') ? await this.calls.list({ page: 1, pageSize: SHOWN_CALLS }) : null,
        tasks: await this.tasks(tx, actor, today, waiting.length),
        toRefresh: await this.toRefresh(actor),
        surveys: await this.surveysUnderWay(actor),
        pace: may(actor, 'funds.read') ? await this.progress.progress(year) : null,
        linkage: actor.roles.includes('manager') ? await this.registers.projects.linkageQuota(year) : null,
        strongEnterprises: actor.roles.includes('manager') ? await this.strong.figures(year) : null,
        registers: await this.counts(actor),
        suggestionProjects: waiting.slice(0, SHOWN_PROJECTS),
      };
    });
  }

  private async tasks(tx: EntityManager, actor: Actor, today: string, waitingProjects: number): Promise<Task[]> {
    const tasks: Task[] = [];
    const add = async (needs: Permission, code: string, title: string, path: string, count: () => Promise<number>) => {
      if (may(actor, needs)) tasks.push({ code, title, path, count: await count() });
    };
    await add('lead.update', 'leads_due', '今天到期或已逾期的线索', `/leads?mine=true&status=open&dueBy=${today}`, () =>
      this.leads.count({ ...ONE, mine: true, status: ['open'], dueBy: today }),
    );
    await add('match.decide', 'suggestions_open', '有匹配建议待处理的项目', '/match-runs', () =>
      Promise.resolve(waitingProjects),
    );
    await add('funds.file', 'funds_returned', '退回补正的到位资金', '/funds/lines?status=returned', () =>
      this.funds.count({ ...ONE, status: ['returned'] }),
    );
    await add('funds.verify', 'funds_to_verify', '待核验的到位资金', '/funds/lines?status=filed', () =>
      this.funds.count({ ...ONE, status: ['filed'] }),
    );
    await add(
      'lead.update',
      'signals_held',
      '本单位跟进、有扩产等机会动态的企业',
      '/enterprises?signalDirection=opportunity&held=mine',
      () => this.registers.enterprises.count({ ...ONE, signalDirection: ['opportunity'], held: 'mine' }),
    );
    await add(
      'lead.update',
      'signals_free',
      '无人跟进、有扩产等机会动态的企业',
      '/enterprises?signalDirection=opportunity&held=none',
      () => this.registers.enterprises.count({ ...ONE, signalDirection: ['opportunity'], held: 'none' }),
    );
    const held = (notice: Code<'reservationNotice'>, title: string) =>
      add('reservation.create', `reservations_${notice}`, title, `/reservations?isMine=true&notice=${notice}`, () =>
        this.reservations.count({ ...ONE, isMine: true, notice: [notice] }),
      );
    await held('moved_up', '候补已转为预留，请知悉');
    await held('expiring', `${EXPIRING_DAYS} 天内到期的预留`);
    await held('disputed', '权属后来有争议的预留与承诺，请说明或释放');
    await add(
      'reservation.commit',
      'promises_disputed',
      '权属有争议、尚未说明的预留与承诺',
      '/reservations?notice=disputed',
      () => this.reservations.count({ ...ONE, notice: ['disputed'] }),
    );
    const areas = actor.reach.get('project.update') === 'area' ? [...actor.areaCodes] : undefined;
    if (areas !== undefined) {
      const inArea = `areaCode=${areas.join(',')}`;
      const placement = ['local'];
      const { projects } = this.registers;
      await add('project.update', 'projects_draft', '储备项目草稿', `/projects?reserveState=draft&placement=local&${inArea}`, () => projects.count({ ...ONE, reserveState: ['draft'], placement, areaCode: areas })); // prettier-ignore
      await add('project.update', 'projects_park_untied', '所在园区待对应的项目', `/projects?parkUntied=true&${inArea}`, () => projects.count({ ...ONE, parkUntied: true, areaCode: areas })); // prettier-ignore
      await add('project.update', 'projects_aged', '需要更新的项目', `/projects?freshness=due,stale&${inArea}`, () => projects.count({ ...ONE, freshness: [...TO_REFRESH], areaCode: areas })); // prettier-ignore
    }
    const proposals = (where: string, values: unknown[]) => async () => {
      const [{ n }] = (await tx.query(`SELECT count(*)::int AS n FROM list_proposal WHERE state = 'open' AND ${where}`, values)) as [{ n: number }]; // prettier-ignore
      return n;
    };
    const keepsLists = actor.reach.get('project.update') === 'city';
    await (keepsLists
      ? add('project.update', 'list_proposals_open', '待答复的列入清单提议', '/projects/list-proposals?state=open', proposals('true', []))
      : add('project.update', 'list_proposals_own', '本单位提议列入清单，等市级答复', '/projects/list-proposals?state=open&own=true', proposals('organisation_id = $1', [actor.organisationId]))); // prettier-ignore
    const kept = actor.reach.get('resource.update') === 'area' ? [...actor.areaCodes] : undefined;
    if (kept !== undefined) {
      await add('resource.update', 'parks_untied', '所在园区待对应的资源', `/resources?parkUntied=true&areaCode=${kept.join(',')}`, () => this.registers.resources.count({ ...ONE, parkUntied: true, areaCode: kept })); // prettier-ignore
    }
    await add('grade.approve', 'gradings_open', '待审批的优强评定', '/grades?state=open', async () => {
      const [{ n }] = (await tx.query(`SELECT count(*)::int AS n FROM enterprise_grading WHERE state = 'open'`)) as [
        { n: number },
      ];
      return n;
    });
    await add('review.conclude', 'reviews_mine', '待我评审的项目', '/reviews?mine=true', () =>
      this.reviews.packets.count({ ...ONE, mine: true }),
    );
    await add('review.read', 'conditions_mine', '等我办理的附带条件', '/reviews/conditions?mine=true', () =>
      this.reviews.conditions.count({ ...ONE, mine: true }),
    );
    const { cells, campaigns } = this.surveys;
    const ofSurvey = (query: object) => () => cells.count({ ...ONE, open: true, ...query });
    // A county sees its own cells alone, a department those of everybody.
    const ownUnit = actor.reach.get('survey.fill') === 'field' ? { ownUnit: true } : {};
    const owed = `/surveys/cells?open=true${ownUnit.ownUnit === true ? '&ownUnit=true' : ''}`;
    await add('survey.fill', 'survey_owed', '普查任务', `${owed}&state=${SURVEY_OWED.join(',')}`, ofSurvey({ ...ownUnit, state: SURVEY_OWED })); // prettier-ignore
    await add('survey.fill', 'survey_overdue', '已逾期的普查任务', `${owed}&overdue=true`, ofSurvey({ ...ownUnit, overdue: true })); // prettier-ignore
    // A department is asked for its own fields; who manages surveys, and a unit no field is tied to, for all.
    const isOwn = !may(actor, 'survey.manage') && (await cells.answersForAny());
    const toVerify = {
      path: `/surveys/cells?open=true&state=submitted${isOwn ? '&own=true' : ''}`,
      query: { state: ['submitted'], ...(isOwn ? { own: true } : {}) },
    };
    await add('survey.verify', 'survey_to_verify', '待核实的普查任务', toVerify.path, ofSurvey(toVerify.query)); // prettier-ignore
    await add('survey.manage', 'survey_proposed', '到期再次普查的批次草稿', '/surveys?state=draft', () =>
      campaigns.countProposed(),
    );
    return tasks;
  }

  private async surveysUnderWay(actor: Actor): Promise<HomeView['surveys']> {
    if (!may(actor, 'survey.read')) return [];
    const { items } = await this.surveys.campaigns.list({ page: 1, pageSize: SHOWN_SURVEYS, state: ['open'] });
    return items;
  }

  /** Resources and markets that the actor keeps for an area or in the fields of a department and that should be confirmed. */
  private async toRefresh(actor: Actor): Promise<HomeView['toRefresh']> {
    const { resources, markets } = this.registers;
    const all = [
      { needs: 'resource.update', register: 'resource', title: '资源', path: '/resources', service: resources },
      { needs: 'market.update', register: 'market', title: '市场', path: '/markets', service: markets },
    ] as const;
    const shown: HomeView['toRefresh'] = [];
    for (const { needs, register, title, path, service } of all) {
      const kept = this.keptRows(actor, needs, register);
      if (kept === undefined) continue;
      const wanted = { freshness: [...TO_REFRESH], ...kept, sort: 'validUntil' };
      const { items } = await service.list({ ...wanted, page: 1, pageSize: SHOWN_TO_REFRESH });
      shown.push({
        register,
        title,
        count: await service.count({ ...wanted, ...ONE }),
        path: `${path}?freshness=${TO_REFRESH.join(',')}${Object.entries(kept).map(([name, codes]) => `&${name}=${codes.join(',')}`).join('')}&sort=validUntil`, // prettier-ignore
        rows: items.map(({ id, version, name, areaName, freshness, validUntil }) => ({
          id, version, name, areaName, freshness, validUntil: validUntil ?? null,
        })), // prettier-ignore
      });
    }
    return shown;
  }

  /** Filter for the rows the actor keeps with this permission; undefined where they are all, or none. */
  private keptRows(
    actor: Actor,
    permission: Permission,
    register: 'resource' | 'market',
  ): Readonly<Record<string, string[]>> | undefined {
    const reach = actor.reach.get(permission);
    if (reach === 'area') return { areaCode: [...actor.areaCodes] };
    const fields = reach === 'field' ? this.reference.fieldsOf(actor.organisationId ?? '') : [];
    const kind = fields
      .filter((field) => field.startsWith(`${register}.`))
      .map((field) => field.slice(register.length + 1));
    return kind.length === 0 ? undefined : { level: ['city'], kind };
  }

  private async counts(actor: Actor): Promise<HomeView['registers']> {
    const { resources, markets, projects, enterprises } = this.registers;
    const all = [
      { needs: 'resource.read', register: 'resource', title: '资源库', path: '/resources', count: () => resources.count(ONE) },
      { needs: 'market.read', register: 'market', title: '市场库', path: '/markets', count: () => markets.count(ONE) },
      { needs: 'project.read', register: 'project', title: '项目储备库', path: '/projects?placement=local', count: () => projects.count({ ...ONE, placement: ['local'] }) },
      { needs: 'enterprise.read', register: 'enterprise', title: '目标企业库', path: '/enterprises', count: () => enterprises.count(ONE) },
    ] as const; // prettier-ignore
    const shown: HomeView['registers'] = [];
    for (const { needs, count, ...register } of all) {
      if (may(actor, needs)) shown.push({ ...register, count: await count() });
    }
    return shown;
  }

  /** Projects within reach of the actor's decisions whose newest suggestions wait, the best suggestion first. */
  private async waitingProjects(
    tx: EntityManager,
    actor: Actor,
    today: string,
  ): Promise<HomeView['suggestionProjects']> {
    if (!may(actor, 'match.decide')) return [];
    const rows = (await tx.query(WAITING, [today, reachedAreas(actor, 'match.decide', this.reference)])) as {
      id: string;
      name: string;
      areaCode: string | null;
      openCount: number;
      bestEnterprise: string;
    }[];
    return rows.map(({ areaCode, ...row }) => ({ ...row, areaName: this.reference.areaName(areaCode) }));
  }
}

/** A suggestion waits while nobody decided on its pair, or once its snooze is over. */
const WAITING = `
  SELECT mp.project_id AS id, mp.name, mp.area_code AS "areaCode", count(*)::int AS "openCount",
    (array_agg(s.enterprise_name ORDER BY s.rank))[1] AS "bestEnterprise"
  FROM match_run_project mp
  JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id
  LEFT JOIN suggestion_decision d ON d.project_id = s.project_id AND d.enterprise_id = s.enterprise_id
  WHERE mp.is_current AND ($2::text[] IS NULL OR mp.area_code = ANY($2)) AND (d.id IS NULL OR d.snoozed_until <= $1::date)
  GROUP BY mp.run_id, mp.project_id, mp.name, mp.area_code
  ORDER BY max(s.score) DESC, mp.project_id`;
