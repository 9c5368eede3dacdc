import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type JudgeSignal,
  type Page,
  type RecordSignal,
  SIGNAL_RULES,
  type SignalFacts,
  signalKindsOf,
  type SignalQuery,
  type SignalView,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, dayAfter, jsonText, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { plainWords } from '../search/search-text.js';
import { IS_LIVE } from './live-signal.js';

/** A signal a connector brings, with the enterprise it was found to be about. */
export interface BroughtSignal {
  readonly enterpriseId: string;
  readonly facts: SignalFacts;
}

/** The run of a connector that brings signals. */
export interface SignalOrigin {
  readonly runId: string;
  readonly connectorName: string;
}

/**
 * 企业动态 (measure 2e, expansion signals): who sees the enterprise sees what is heard of it. The same event is kept once, however many
 * times it is brought; what turns out wrong is void, with who said so and why.
 */
@Injectable()
export class SignalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What the actor may see, newest event first. */
  list(query: SignalQuery): Promise<Page<SignalView>> {
    return this.database.transaction(async (tx) => {
      const where = `($2::uuid IS NULL OR s.enterprise_id = $2) AND ($3::text[] IS NULL OR s.kind = ANY ($3))
        AND ($4::text[] IS NULL OR s.kind = ANY ($4)) AND ($5::text[] IS NULL OR s.state = ANY ($5))
        AND ($6::boolean IS NULL OR ${LIVE} = $6)`;
      const values = [
        this.clock.today(),
        query.enterpriseId ?? null,
        query.kind ?? null,
        query.direction === undefined ? null : signalKindsOf(query.direction),
        query.state ?? null,
        query.isLive ?? null,
      ];
      const [{ total }] = (await tx.query(
        `SELECT count(*)::int AS total FROM enterprise_signal s WHERE ${where}`,
        values,
      )) as [{ total: number }];
      const { page, pageSize } = query;
      const items = await this.views(tx, `${where} ORDER BY s.occurred_on DESC, s.id DESC LIMIT $7 OFFSET $8`, [
        ...values,
        pageSize,
        (page - 1) * pageSize,
      ]);
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} SIGNAL_NOT_FOUND, also for what is hidden */
  get(id: string): Promise<SignalView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Writes a signal down by hand. @throws {AppError} FORBIDDEN, ENTERPRISE_NOT_FOUND, SIGNAL_EXISTS */
  record({ enterpriseId, ...facts }: RecordSignal): Promise<SignalView> {
    return this.database.transaction(async (tx) => {
      this.require();
      const seen = (await tx.query('SELECT FROM enterprise WHERE id = $1', [enterpriseId])) as unknown[];
      if (seen.length === 0) throw new AppError('ENTERPRISE_NOT_FOUND', { id: enterpriseId });
      const [id] = await this.storeMany(tx, [{ enterpriseId, facts }], null);
      if (id === undefined) throw new AppError('SIGNAL_EXISTS', { title: facts.title });
      return this.view(tx, id);
    });
  }

  /** Says what is to be thought of a signal, and why. @throws {AppError} FORBIDDEN, SIGNAL_NOT_FOUND, SIGNAL_STATE_SAME */
  judge(id: string, { state, reason }: JudgeSignal): Promise<SignalView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        this.require();
        await this.view(tx, id);
        // Of two people who say the same at once, the second is told.
        const [judged] = (await tx.query(
          `UPDATE enterprise_signal SET state = $2, state_reason = $3, state_by_id = $4, state_at = $5, is_undone = false
           WHERE id = $1 AND state <> $2 RETURNING id`,
          [id, state, reason, this.database.actor.id, this.clock.now()],
        )) as [unknown[], number];
        if (judged.length === 0) throw new AppError('SIGNAL_STATE_SAME', { state: termOf('signalState', state) });
        return this.view(tx, id);
      }),
    );
  }

  /** Of these signals those that would be new, by position. */
  async findNew(tx: EntityManager, brought: readonly BroughtSignal[]): Promise<boolean[]> {
    const keys = brought.map(({ enterpriseId, facts }) => ({ enterpriseId, key: keyOf(facts) }));
    const known = (await tx.query(
      `SELECT s.enterprise_id AS "enterpriseId", s.source_key AS key FROM enterprise_signal s
       JOIN jsonb_to_recordset($1::jsonb) AS b("enterpriseId" uuid, key text) ON b."enterpriseId" = s.enterprise_id AND b.key = s.source_key
       WHERE NOT s.is_undone`,
      [jsonText(keys)],
    )) as { enterpriseId: string; key: string }[];
    const seen = new Set(known.map(({ enterpriseId, key }) => `${enterpriseId} ${key}`));
    return keys.map(({ enterpriseId, key }) => {
      const name = `${enterpriseId} ${key}`;
      const isNew = !seen.has(name);
      seen.add(name);
      return isNew;
    });
  }

  /**
   * Stores signals inside the caller's transaction; one that is known already is left as it is, one that was taken back with its run comes
   * back. @returns the id of each that is new or back, in the order given; nothing for the others
   */
  async storeMany(
    tx: EntityManager,
    brought: readonly BroughtSignal[],
    origin: SignalOrigin | null,
  ): Promise<(string | undefined)[]> {
    const rows = brought.map(({ enterpriseId, facts }) => {
      const rule = SIGNAL_RULES[facts.kind];
      return {
        enterprise_id: enterpriseId,
        source_key: keyOf(facts),
        kind: facts.kind,
        title: facts.title,
        body: facts.body ?? null,
        occurred_on: facts.occurredOn,
        source_name: facts.sourceName,
        source_url: facts.sourceUrl ?? null,
        weight: facts.weight ?? rule.weight,
        valid_until: facts.validUntil ?? dayAfter(facts.occurredOn, rule.validDays),
      };
    });
    const stored = (await tx.query(
      `INSERT INTO enterprise_signal AS s (enterprise_id, source_key, kind, title, body, occurred_on, source_name, source_url, weight,
         valid_until, captured_by_id, connector_run_id, connector_name)
       SELECT DISTINCT ON (b.enterprise_id, b.source_key) b.enterprise_id, b.source_key, b.kind, b.title, b.body, b.occurred_on,
         b.source_name, b.source_url, b.weight, b.valid_until, $2::uuid, $3::uuid, $4::text
       FROM jsonb_populate_recordset(NULL::enterprise_signal, $1) b
       ON CONFLICT (enterprise_id, source_key) DO UPDATE SET state = 'unverified', state_reason = NULL, state_by_id = NULL,
         state_at = NULL, is_undone = false, captured_at = clock_timestamp(), captured_by_id = EXCLUDED.captured_by_id,
         connector_run_id = EXCLUDED.connector_run_id, connector_name = EXCLUDED.connector_name
         WHERE s.is_undone
       RETURNING s.id, s.enterprise_id AS "enterpriseId", s.source_key AS key`,
      [
        jsonText(rows),
        origin === null ? this.database.actor.id : null,
        origin?.runId ?? null,
        origin?.connectorName ?? null,
      ],
    )) as { id: string; enterpriseId: string; key: string }[];
    const ids = new Map(stored.map(({ id, enterpriseId, key }) => [`${enterpriseId} ${key}`, id]));
    return rows.map((row) => {
      const name = `${row.enterprise_id} ${row.source_key}`;
      const id = ids.get(name);
      ids.delete(name);
      return id;
    });
  }

  /** Makes void what a run of a connector brought and nobody has judged since, of all enterprises or of some. For the transaction that undoes it. */
  async withdraw(
    tx: EntityManager,
    runId: string,
    reason: string,
    enterpriseIds: readonly string[] | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE enterprise_signal SET state = 'void', state_reason = $2, state_by_id = $3, state_at = $4, is_undone = true
       WHERE connector_run_id = $1 AND state = 'unverified' AND ($5::uuid[] IS NULL OR enterprise_id = ANY ($5))`,
      [runId, reason, this.database.actor.id, this.clock.now(), enterpriseIds],
    );
  }

  private require(): void {
    if (!may(this.database.actor, 'enterprise.update')) {
      throw new AppError('FORBIDDEN', { permission: 'enterprise.update' });
    }
  }

  private async view(tx: EntityManager, id: string): Promise<SignalView> {
    const [view] = await this.views(tx, 's.id = $2', [this.clock.today(), id]);
    if (view === undefined) throw new AppError('SIGNAL_NOT_FOUND', { id });
    return view;
  }

  /** $1 is today; under the reader's own policies; `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<SignalView[]> {
    const rows = (await tx.query(
      `SELECT s.id, s.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", s.kind, s.title, s.body, s.occurred_on::text AS "occurredOn",
         s.source_name AS "sourceName", s.source_url AS "sourceUrl", s.weight, s.valid_until::text AS "validUntil", ${LIVE} AS "isLive",
         s.captured_at AS "capturedAt", c.display_name AS "capturedByName", s.connector_name AS "connectorName",
         s.state, s.state_reason AS "stateReason", j.display_name AS "stateByName", s.state_at AS "stateAt"
       FROM enterprise_signal s JOIN enterprise e ON e.id = s.enterprise_id LEFT JOIN app_user c ON c.id = s.captured_by_id
         LEFT JOIN app_user j ON j.id = s.state_by_id WHERE ${where}`,
      values,
    )) as SignalRow[];
    const judge = may(this.database.actor, 'enterprise.update');
    return rows.map(({ enterpriseId, enterpriseName, ...row }) => ({
      ...row,
      enterprise: { id: enterpriseId, name: enterpriseName },
      direction: SIGNAL_RULES[row.kind].direction,
      capturedAt: row.capturedAt.toISOString(),
      stateAt: row.stateAt?.toISOString() ?? null,
      can: { judge },
    }));
  }
}

interface SignalRow extends Omit<SignalView, 'enterprise' | 'direction' | 'capturedAt' | 'stateAt' | 'can'> {
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly capturedAt: Date;
  readonly stateAt: Date | null;
}

/** With today as the first parameter. */
const LIVE = IS_LIVE.replace(':today', '$1::date');

/** By what two tellings are the same event: the source's own number where there is one, else kind, day and words of the title. */
function keyOf({ kind, title, occurredOn, sourceName, sourceKey }: SignalFacts): string {
  const said = sourceKey ? [sourceName, sourceKey] : [kind, occurredOn, plainWords(title).replaceAll(/[\s\p{P}]/gu, '')]; // prettier-ignore
  return createHash('sha256').update(said.join('\n')).digest('hex');
}
