import { createHash } from 'node:crypto';
import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type {
  LearningJob,
  LearningRunView,
  LearningView,
  SwitchExploration,
  WeightVersionView,
} from '@lianghuan/contracts';
import {
  ALGORITHM_VERSION,
  DEFAULT_WEIGHTS,
  learnWeights,
  type LearningResult,
  NEEDED_BACKTEST_LISTS,
  NEEDED_OUTCOMES,
  NEEDED_POSITIVES,
  type Weights,
} from '@lianghuan/matching';
import { AppError, Clock, CONFIG, type Config, Database, may } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import type { JobClaim } from '../job/job-desk.js';
import { NightlyJob } from '../job/nightly-job.js';
import { loadSeenLists } from './seen-lists.js';
import { weightsInUse } from './weights-in-use.js';

export const LEARNING_QUEUE = 'learning';
const VERSIONS_SHOWN = 50;
const RUNS_SHOWN = 20;

/**
 * 学习与权重: trains a candidate on what was seen and taken up, puts it to use when the back-test says it is not worse, and keeps every
 * version, so that any of them can be put back.
 */
@Injectable()
export class LearningService extends NightlyJob<LearningJob> {
  constructor(
    database: Database,
    clock: Clock,
    @InjectQueue(LEARNING_QUEUE) queue: Queue<LearningJob>,
    @Inject(CONFIG) config: Config,
  ) {
    super(database, clock, queue, config, { table: 'learning_run', payloadOf: (id) => ({ learningRunId: id }) });
  }

  /** Versions, attempts and what is still missing. */
  overview(): Promise<LearningView> {
    return this.database.transaction((tx) => this.view(tx));
  }

  /** Asks for a training now. @throws {AppError} LEARNING_BUSY */
  request(): Promise<LearningRunView> {
    return this.database.transaction(async (tx) => {
      const id = await this.insert(tx);
      if (id === undefined) throw new AppError('LEARNING_BUSY');
      const [view] = await this.runs(tx, 'r.id = $1', [id]);
      return view;
    });
  }

  /**
   * 恢复到此版本: later runs use it; runs that are made keep what they were frozen with.
   * @throws {AppError} WEIGHT_VERSION_NOT_FOUND, WEIGHT_VERSION_ACTIVE, WEIGHT_VERSION_OUTDATED for one learnt under other formulas
   */
  restore(id: string, reason: string): Promise<LearningView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const [version] = (await tx.query(
          `SELECT is_active AS "isActive", algorithm_version AS "algorithmVersion" FROM weight_version WHERE id = $1`,
          [id],
        )) as { isActive: boolean; algorithmVersion: string | null }[];
        if (version === undefined) throw new AppError('WEIGHT_VERSION_NOT_FOUND', { id });
        if (version.isActive) throw new AppError('WEIGHT_VERSION_ACTIVE', { id });
        if (version.algorithmVersion !== null && version.algorithmVersion !== ALGORITHM_VERSION) {
          throw new AppError('WEIGHT_VERSION_OUTDATED', { version: version.algorithmVersion });
        }
        await this.activate(tx, id, reason);
        return this.view(tx);
      }),
    );
  }

  /** Gives places to exploration from the next run on, or takes them back. @throws {AppError} FORBIDDEN */
  switchExploration({ isOn, reason }: SwitchExploration): Promise<LearningView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { actor } = this.database;
        if (!may(actor, 'learning.manage')) throw new AppError('FORBIDDEN', { permission: 'learning.manage' });
        await tx.query('UPDATE exploration SET is_on = $1, reason = $2, changed_at = $3, changed_by_id = $4', [
          isOn,
          reason,
          this.clock.now(),
          actor.id,
        ]);
        return this.view(tx);
      }),
    );
  }

  /**
   * Loads, trains and judges outside of any transaction, which the server would end while the processor is busy, and then writes down what
   * came of it and why: killed before that, nothing has happened.
   */
  protected async work(claim: JobClaim): Promise<void> {
    for (let isKept = false; !isKept;) {
      claim.stop.signal.throwIfAborted();
      const { inUse, lists } = await this.database.transaction(async (tx) => ({
        inUse: await weightsInUse(tx),
        lists: await loadSeenLists(tx),
      }));
      const trainingHash = createHash('sha256')
        .update(JSON.stringify([ALGORITHM_VERSION, DEFAULT_WEIGHTS, inUse.id, lists]))
        .digest('hex');
      const known = await this.database.transaction((tx) => findTraining(tx, trainingHash));
      const result = known === undefined ? learnWeights(lists, filled(inUse.weights)) : undefined;
      isKept = await this.database.transaction((tx) => this.keep(tx, claim, inUse.id, { trainingHash, known, result }));
    }
  }

  /** @returns false where another version was put to use meanwhile: the comparison was one with the wrong weights */
  private async keep(
    tx: EntityManager,
    claim: JobClaim,
    parentId: string,
    { trainingHash, known, result }: Training,
  ): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('weight_version'))`);
    if ((await weightsInUse(tx)).id !== parentId) return false;
    const verdict = result?.verdict ?? 'UNCHANGED';
    const versionId =
      result === undefined || verdict === 'TOO_FEW_POSITIVES'
        ? undefined
        : await this.keepVersion(tx, parentId, trainingHash, result);
    if (versionId !== undefined && verdict === 'PROMOTED') await this.activate(tx, versionId, null);
    await this.finish(tx, claim, {
      verdict,
      positives: result?.training.positives ?? null,
      backtest_lists: result?.backtestLists ?? null,
      weight_version_id: versionId ?? known ?? null,
    });
    return true;
  }

  private async keepVersion(
    tx: EntityManager,
    parentId: string,
    trainingHash: string,
    { verdict, training: { weights, ...training }, backtestLists, againstActive, againstDefaults }: LearningResult,
  ): Promise<string> {
    const [{ id }] = (await tx.query(
      `INSERT INTO weight_version (parent_id, weights, algorithm_version, training_hash, training, backtest, verdict, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        parentId,
        JSON.stringify(weights),
        ALGORITHM_VERSION,
        trainingHash,
        JSON.stringify(training),
        JSON.stringify({
          lists: backtestLists,
          againstActive: againstActive ?? null,
          againstDefaults: againstDefaults ?? null,
        }),
        verdict,
        this.clock.now(),
      ],
    )) as [{ id: string }];
    return id;
  }

  private async activate(tx: EntityManager, id: string, reason: string | null): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('weight_version'))`);
    await tx.query('UPDATE weight_version SET is_active = false WHERE is_active');
    await tx.query(
      `UPDATE weight_version SET is_active = true, activated_at = $2, activated_by_id = $3, activation_reason = $4 WHERE id = $1`,
      [id, this.clock.now(), this.database.actor.id, reason],
    );
  }

  private async view(tx: EntityManager): Promise<LearningView> {
    const versions = (await tx.query(
      `SELECT v.id, v.number, p.number AS "parentNumber", v.weights, v.algorithm_version AS "algorithmVersion", v.verdict, v.training,
         v.backtest, v.training_hash AS "trainingHash", v.made_at AS "madeAt", v.is_active AS "isActive", v.activated_at AS "activatedAt",
         u.display_name AS "activatedByName", v.activation_reason AS "activationReason"
       FROM weight_version v LEFT JOIN weight_version p ON p.id = v.parent_id LEFT JOIN app_user u ON u.id = v.activated_by_id
       ORDER BY v.is_active DESC, v.number DESC LIMIT ${VERSIONS_SHOWN}`,
    )) as VersionRow[];
    const [counts] = (await tx.query(
      `SELECT (SELECT coalesce(jsonb_object_agg(outcome, n), '{}') FROM (
           SELECT o.outcome, count(*)::int AS n FROM match_outcome o JOIN match_run r ON r.id = o.run_id
           WHERE r.algorithm_version = $1 GROUP BY o.outcome) by_outcome) AS outcomes,
         (SELECT count(*)::int FROM suggestion_impression i JOIN match_run r ON r.id = i.run_id WHERE r.algorithm_version = $1) AS impressions`,
      [ALGORITHM_VERSION],
    )) as [Pick<LearningView, 'outcomes' | 'impressions'>];
    return {
      defaults: DEFAULT_WEIGHTS,
      algorithmVersion: ALGORITHM_VERSION,
      versions: versions
        .map((row): WeightVersionView => ({
          ...row,
          weights: filled(row.weights),
          isUsable: row.algorithmVersion === null || row.algorithmVersion === ALGORITHM_VERSION,
          madeAt: row.madeAt.toISOString(),
          activatedAt: row.activatedAt?.toISOString() ?? null,
        }))
        .sort((a, b) => b.number - a.number),
      runs: await this.runs(tx, `true ORDER BY r.requested_at DESC, r.id DESC LIMIT ${RUNS_SHOWN}`, []),
      ...counts,
      exploration: await explorationView(tx),
      needed: {
        positives: NEEDED_POSITIVES,
        backtestLists: NEEDED_BACKTEST_LISTS,
        confidenceOutcomes: NEEDED_OUTCOMES,
      },
      can: { manage: may(this.database.actor, 'learning.manage') },
    };
  }

  private async runs(tx: EntityManager, where: string, values: unknown[]): Promise<LearningRunView[]> {
    return (await tx.query(
      `SELECT r.id, r.status, u.display_name AS "requestedByName", r.requested_at AS "requestedAt", r.finished_at AS "finishedAt",
         r.verdict, r.positives, r.backtest_lists AS "backtestLists", v.number AS "versionNumber", r.error_code AS "errorCode"
       FROM learning_run r LEFT JOIN app_user u ON u.id = r.requested_by_id LEFT JOIN weight_version v ON v.id = r.weight_version_id
       WHERE ${where}`,
      values,
    )) as LearningRunView[];
  }
}

/** What came of a training: the version that the same material made before, or a new one. */
interface Training {
  readonly trainingHash: string;
  readonly known: string | undefined;
  readonly result: LearningResult | undefined;
}

/** Id of the version that was made of the same material, by the same formulas. */
async function findTraining(tx: EntityManager, trainingHash: string): Promise<string | undefined> {
  const [row] = (await tx.query('SELECT id FROM weight_version WHERE training_hash = $1', [trainingHash])) as {
    id: string;
  }[];
  return row?.id;
}

/** All criteria, what a version leaves out taken from the library. */
function filled(weights: Partial<Weights>): Weights {
  return { ...DEFAULT_WEIGHTS, ...weights };
}

async function explorationView(tx: EntityManager): Promise<LearningView['exploration']> {
  const [{ changedAt, ...row }] = (await tx.query(
    `SELECT x.is_on AS "isOn", x.share, x.reason, x.changed_at AS "changedAt", u.display_name AS "changedByName"
     FROM exploration x LEFT JOIN app_user u ON u.id = x.changed_by_id`,
  )) as [Omit<LearningView['exploration'], 'changedAt'> & { readonly changedAt: Date | null }];
  return { ...row, changedAt: changedAt?.toISOString() ?? null };
}

interface VersionRow extends Omit<WeightVersionView, 'madeAt' | 'activatedAt' | 'isUsable'> {
  readonly madeAt: Date;
  readonly activatedAt: Date | null;
}
