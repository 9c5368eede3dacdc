import { Injectable } from '@nestjs/common';
import {
  EXTRA_PREFIX,
  gatherExtras,
  type DuplicateRegister,
  type MergeChildView,
  type MergeObstacle,
  type MergePlan,
  type MergePreview,
  type MergeQuery,
  type MergeRecords,
  type MergeTake,
  type MergeView,
} from '@lianghuan/contracts';
import { AppError, Clock, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { endTrial, triedOut } from '../record/tried-out.js';
import { namesOf } from '../record/user-names.js';
import { requireCleared } from '../risk/require-cleared.js';
import { type AnyRegister, DuplicateRegisters, type NamedRow } from './duplicate-registers.js';

type Values = Readonly<Record<string, unknown>>;

interface MergeRow {
  readonly id: string;
  readonly register: DuplicateRegister;
  readonly survivorId: string;
  readonly mergedId: string;
  readonly reason: string;
  readonly mergedById: string | null;
  readonly mergedAt: Date;
  readonly survivorBefore: {
    readonly fields: Values;
    readonly details: readonly unknown[] | null;
    readonly holder: Values;
  };
  readonly survivorAfter: { readonly fields: Values; readonly holder: Values };
  readonly mergedBefore: { readonly released: Values; readonly archived: Values };
  readonly undoneAt: Date | null;
  readonly undoneById: string | null;
  readonly undoReason: string | null;
}

const MERGE_COLUMNS = `m.id, m.register, m.survivor_id AS "survivorId", m.merged_id AS "mergedId", m.reason, m.merged_by_id AS "mergedById",
  m.merged_at AS "mergedAt", m.survivor_before AS "survivorBefore", m.survivor_after AS "survivorAfter", m.merged_before AS "mergedBefore",
  m.undone_at AS "undoneAt", m.undone_by_id AS "undoneById", m.undo_reason AS "undoReason"`;

/** What says who follows an enterprise; moves to a survivor nobody follows. */
const HOLDER = ['holderOrganisationId', 'holderAreaCode', 'heldSince'] as const;
/** Why a merged row is out of use. */
const ARCHIVED = ['archivedAt', 'archivedById', 'archiveReason'] as const;

const HINDRANCES = {
  lead: 'MERGE_LEADS_CLASH',
  supply_reservation: 'MERGE_PROMISES_OPEN',
  review_packet: 'MERGE_REVIEW_OPEN',
} as const;
type Hindrance = keyof typeof HINDRANCES;

interface CarryOutOptions {
  readonly reason: string;
  readonly versions?: { readonly survivorVersion: number; readonly mergedVersion: number };
  /** Who answers for the one row asked for it, and who answers for the other agreed. */
  readonly isAgreed?: boolean;
}

/**
 * 合并: one row of a register goes into another. Everything that hangs on it moves, its id leads to the survivor, and all of it can be
 * undone as long as nothing it touched has changed. Needs the right to write both.
 */
@Injectable()
export class MergeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly registers: DuplicateRegisters,
  ) {}

  /** What the merge would do and which value each field would have. */
  preview(plan: MergePlan): Promise<MergePreview> {
    return triedOut(() => this.database.transaction((tx) => this.tryOut(tx, plan)));
  }

  /** Does a merge and throws what came of it, for {@link triedOut}, so that the caller's transaction takes it back. */
  async tryOut(tx: EntityManager, plan: MergePlan, isAgreed = false): Promise<never> {
    const done = await this.carryOut(tx, plan, { reason: '预览', isAgreed });
    return endTrial<MergePreview>({ ...done, children: await childrenOf(tx, done.mergeId) });
  }

  /** @throws {AppError} VERSION_CONFLICT when a row is not what the actor compared; MERGE_… */
  merge({ survivorVersion, mergedVersion, reason, ...plan }: MergeRecords): Promise<MergeView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const { mergeId } = await this.carryOut(tx, plan, { reason, versions: { survivorVersion, mergedVersion } });
        return this.view(tx, mergeId);
      }),
    );
  }

  /** A merge both sides agreed to, inside the caller's transaction, which acts as the system. @returns its id */
  async mergeAgreed(tx: EntityManager, wanted: MergeRecords): Promise<string> {
    const { survivorVersion, mergedVersion, reason, ...plan } = wanted;
    const versions = { survivorVersion, mergedVersion };
    return (await this.carryOut(tx, plan, { reason, versions, isAgreed: true })).mergeId;
  }

  /**
   * Puts everything back: the values of both rows, and what moved. All or nothing.
   * @throws {AppError} MERGE_CHANGED_SINCE with what has changed since
   */
  undo(id: string, reason: string): Promise<MergeView> {
    return this.database.because(reason, () =>
      // Inside the transaction of an agreed merge it joins that one.
      this.database.transaction(async (tx) => {
        const merge = await this.find(tx, id);
        if (merge.undoneAt !== null) throw new AppError('MERGE_UNDONE', { id });
        const service = this.registers.get(merge.register);
        const [survivor, merged] = await this.registers.loadPair(tx, merge.register, merge.survivorId, merge.mergedId);
        service.requireWritable(survivor);
        service.requireWritable(merged);
        const { survivorBefore: before, survivorAfter: after } = merge;
        const obstacles = obstaclesOf(service, survivor, after);
        if (obstacles.length > 0) throw changedSince(obstacles);

        if (Object.keys(before.fields).length > 0) await service.change(tx, survivor, gatherExtras(before.fields));
        if (before.details !== null) await service.putDetails(tx, survivor.id, before.details);
        if (Object.keys(before.holder).length > 0) await service.overwrite(tx, survivor, instants(before.holder));
        await tx.query(
          'UPDATE record_merge SET undone_at = clock_timestamp(), undone_by_id = $2, undo_reason = $3 WHERE id = $1',
          [id, this.database.actor.id, reason],
        );
        await service.overwrite(
          tx,
          merged,
          instants({ ...merge.mergedBefore.released, ...merge.mergedBefore.archived }),
        );
        const missing = (await tx.query('SELECT table_name AS what, missing AS count FROM return_merged_children($1)', [
          id,
        ])) as MergeObstacle[];
        if (missing.length > 0) throw changedSince(missing);
        await this.settlePair(tx, merge, 'merged', 'open');
        return this.view(tx, id);
      }),
    );
  }

  /** Merges a row had a part in, newest first. */
  list({ register, id }: MergeQuery): Promise<MergeView[]> {
    return this.database.transaction(async (tx) => {
      const rows = (await tx.query(
        `SELECT ${MERGE_COLUMNS} FROM record_merge m WHERE m.register = $1 AND (m.survivor_id = $2 OR m.merged_id = $2)
         ORDER BY m.merged_at DESC, m.id DESC LIMIT 50`,
        [register, id],
      )) as MergeRow[];
      const views: MergeView[] = [];
      for (const row of rows) views.push(await this.viewOf(tx, row));
      return views;
    });
  }

  private async carryOut(
    tx: EntityManager,
    { register, survivorId, mergedId, take }: MergePlan,
    { reason, versions, isAgreed = false }: CarryOutOptions,
  ): Promise<Omit<MergePreview, 'children'> & { readonly mergeId: string }> {
    if (survivorId === mergedId) throw new AppError('MERGE_SAME_ROW');
    const service = this.registers.get(register);
    const [survivor, merged] = await this.registers.loadPair(tx, register, survivorId, mergedId);
    for (const row of [survivor, merged]) {
      service.requireWritable(row);
      if (row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED', { id: row.id });
      // What must be cleared first is not to vanish into a row that need not.
      await requireCleared(tx, row);
    }
    if (versions !== undefined) {
      await service.requireVersionOf(tx, survivor, versions.survivorVersion);
      await service.requireVersionOf(tx, merged, versions.mergedVersion);
    }
    await this.requireHolders(tx, survivor, merged, isAgreed);

    const seen = { survivorVersion: survivor.version, mergedVersion: merged.version };
    const choices = choose(service, fieldsOf(service, survivor), fieldsOf(service, merged), take);
    const changes = Object.fromEntries(
      choices.filter(({ survivor: own, result }) => !isEqual(own, result)).map(({ name, result }) => [name, result]),
    );
    const before = pick(fieldsOf(service, survivor), Object.keys(changes));
    const released = pick(
      service.fieldsOf(merged),
      service.uniqueFields.filter((name) => name in changes),
    );
    const [details, others] = [service.detailsOf(survivor), service.detailsOf(merged)];
    const holder = takesHolder(survivor, merged) ? pick(merged as unknown as Values, HOLDER) : {};

    const [{ id: mergeId }] = (await tx.query(
      `INSERT INTO record_merge (register, survivor_id, merged_id, reason, merged_by_id, survivor_before, survivor_after, merged_before)
       VALUES ($1, $2, $3, $4, $5, $6, '{}', $7) RETURNING id`,
      [
        register,
        survivorId,
        mergedId,
        reason,
        this.database.actor.id,
        JSON.stringify({
          fields: before,
          details: details.length > 0 ? details : null,
          holder: Object.keys(holder).length > 0 ? pick(survivor as unknown as Values, HOLDER) : {},
        }),
        JSON.stringify({ released, archived: pick(merged as unknown as Values, ARCHIVED) }),
      ],
    )) as [{ id: string }];
    await service.overwrite(tx, merged, {
      ...Object.fromEntries(Object.keys(released).map((name) => [name, null])),
      archivedAt: this.clock.now(),
      archivedById: this.database.actor.id,
      archiveReason: `并入 ${survivor.code} ${survivor.name}`,
    });
    if (Object.keys(changes).length > 0) await service.change(tx, survivor, gatherExtras(changes));
    if (others.length > 0) await service.putDetails(tx, survivorId, newDetails(details, others));
    await tx.query('SELECT move_merged_children($1)', [mergeId]);
    await this.requireUnhindered(tx, mergeId);
    // Last, since who sees a row through its holder or its leads must see it all along.
    if (Object.keys(holder).length > 0) await service.overwrite(tx, survivor, holder);
    const now = await service.loadWhole(tx, survivorId);
    await tx.query('UPDATE record_merge SET survivor_after = $2 WHERE id = $1', [
      mergeId,
      JSON.stringify({ fields: pick(fieldsOf(service, now), Object.keys(changes)), holder }),
    ]);
    await this.settlePair(tx, { register, survivorId, mergedId }, 'open', 'merged', reason);
    return { mergeId, ...seen, fields: choices };
  }

  /**
   * Two units at work on the two rows would both be on the one: the other must have agreed. The unit that follows it
   * longer goes on doing so, as when a lead ends (`settle_enterprise_holder`); the other keeps its leads.
   */
  private async requireHolders(
    tx: EntityManager,
    survivor: NamedRow,
    merged: NamedRow,
    isAgreed: boolean,
  ): Promise<void> {
    const [a, b] = [survivor, merged].map((row) => holderOf(row));
    if (a === null || b === null || a === b) return;
    const units = await tx.query<{ id: string; name: string }[]>(
      'SELECT id, name FROM organisation WHERE id = ANY ($1)',
      [[a, b]],
    );
    const nameOf = (id: string) => units.find((unit) => unit.id === id)?.name ?? '';
    if (!isAgreed) {
      throw new AppError('MERGE_HOLDERS_DIFFER', { survivor: nameOf(a), merged: nameOf(b) });
    }
    if (isFollowedFirst(merged, survivor)) {
      throw new AppError('MERGE_KEEP_FIRST_HELD', { unit: nameOf(b), code: merged.code });
    }
  }

  /** @throws {AppError} MERGE_… for what must be settled first, also where the actor may not see it */
  private async requireUnhindered(tx: EntityManager, mergeId: string): Promise<void> {
    const [hindrance] = (await tx.query('SELECT merge_hindrances($1) AS what', [mergeId])) as { what: Hindrance }[];
    if (hindrance !== undefined) throw new AppError(HINDRANCES[hindrance.what]);
  }

  /** The pair of the two rows is settled with the merge, and a question again once it is undone. */
  private async settlePair(
    tx: EntityManager,
    { register, survivorId, mergedId }: Pick<MergeRow, 'register' | 'survivorId' | 'mergedId'>,
    from: 'open' | 'merged',
    to: 'open' | 'merged',
    reason: string | null = null,
  ): Promise<void> {
    await tx.query(
      `UPDATE duplicate_pair SET state = $4, reason = $5, decided_by_id = CASE WHEN $4 = 'merged' THEN $6::uuid END,
         decided_at = CASE WHEN $4 = 'merged' THEN clock_timestamp() END
       WHERE register = $1 AND a_id = least($2::uuid, $3::uuid) AND b_id = greatest($2::uuid, $3::uuid)
         AND (state = $7 OR (state = 'dismissed' AND $4 = 'merged'))`,
      [register, survivorId, mergedId, to, reason, this.database.actor.id, from],
    );
  }

  private async find(tx: EntityManager, id: string): Promise<MergeRow> {
    const [row] = (await tx.query(`SELECT ${MERGE_COLUMNS} FROM record_merge m WHERE m.id = $1`, [id])) as MergeRow[];
    if (row === undefined) throw new AppError('MERGE_NOT_FOUND', { id });
    return row;
  }

  private async view(tx: EntityManager, id: string): Promise<MergeView> {
    return this.viewOf(tx, await this.find(tx, id));
  }

  private async viewOf(tx: EntityManager, merge: MergeRow): Promise<MergeView> {
    const service = this.registers.get(merge.register);
    const rows = await service.loadMany(tx, [merge.survivorId, merge.mergedId]);
    const [survivor, merged] = [merge.survivorId, merge.mergedId].map((id) => rows.find((row) => row.id === id));
    // The policy of merges shows only those whose rows are both seen.
    if (survivor === undefined || merged === undefined) throw new AppError('MERGE_NOT_FOUND', { id: merge.id });
    const names = await namesOf(tx, [merge.mergedById, merge.undoneById]);
    const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
    const shown = ({ id, code, name }: NamedRow) => ({ id, code, name });
    return {
      id: merge.id,
      register: merge.register,
      survivor: shown(survivor),
      merged: shown(merged),
      reason: merge.reason,
      mergedByName: nameOf(merge.mergedById),
      mergedAt: merge.mergedAt.toISOString(),
      children: await childrenOf(tx, merge.id),
      undoneAt: merge.undoneAt?.toISOString() ?? null,
      undoneByName: nameOf(merge.undoneById),
      undoReason: merge.undoReason,
      can: { undo: merge.undoneAt === null && [survivor, merged].every((row) => service.isWritable(row)) },
    };
  }
}

/** The fields of a row as people wrote them, each extra field also by itself. */
function fieldsOf(service: AnyRegister, row: NamedRow): Values {
  const fields = service.fieldsOf(row);
  const extras = Object.entries((fields.extra ?? {}) as Values);
  return { ...fields, ...Object.fromEntries(extras.map(([name, value]) => [EXTRA_PREFIX + name, value])) };
}

/** For each field in which the rows differ, the value the survivor will have. */
function choose(
  service: AnyRegister,
  own: Values,
  other: Values,
  take: Readonly<Record<string, MergeTake>>,
): MergePreview['fields'] {
  const names = service.mergeFields.filter((name) => name !== 'extra');
  const chosenKind = take.kind === 'merged' ? other.kind : own.kind;
  // What the kind that stays does not have is kept with the survivor as it was.
  const chosenFrom = [...names, ...service.extraNamesOf(chosenKind)];
  for (const [name, from] of Object.entries(take)) {
    const isKnown = chosenFrom.includes(name);
    if (!isKnown || (from === 'both' && !Array.isArray(own[name])))
      throw new AppError('MERGE_FIELD_UNKNOWN', { field: name });
  }
  return chosenFrom.flatMap((name) => {
    const [survivor, merged] = [own[name] ?? null, other[name] ?? null];
    if (isEqual(survivor, merged)) return [];
    const isList = Array.isArray(survivor) && Array.isArray(merged);
    const chosen = take[name] ?? (isList ? 'both' : isBlank(survivor) ? 'merged' : 'survivor');
    const joined = isList ? [...new Set([...(survivor as unknown[]), ...(merged as unknown[])])] : null;
    const result = chosen === 'both' ? joined : chosen === 'merged' ? merged : survivor;
    return [{ name, survivor, merged, result, take: chosen, isList }];
  });
}

/** What was changed since the merge and would be lost, or is in the way. */
function obstaclesOf(service: AnyRegister, survivor: NamedRow, after: MergeRow['survivorAfter']): MergeObstacle[] {
  if (survivor.archivedAt !== null) return [{ what: 'survivor', count: 1 }];
  const now = fieldsOf(service, survivor);
  const fields = Object.keys(after.fields).filter((name) => !isEqual(now[name], after.fields[name]));
  const holder = HOLDER.filter((name) => name in after.holder).filter(
    (name) => !isEqual((survivor as unknown as Values)[name] ?? null, after.holder[name]),
  );
  return [...fields, ...holder.slice(0, 1)].map((what) => ({ what, count: 1 }));
}

function changedSince(obstacles: readonly MergeObstacle[]): AppError {
  return new AppError('MERGE_CHANGED_SINCE', { obstacles, summary: obstacles.map(({ what }) => what).join('、') });
}

async function childrenOf(tx: EntityManager, mergeId: string): Promise<MergeChildView[]> {
  return (await tx.query(
    `SELECT table_name AS "table", column_name AS "column", count(*) FILTER (WHERE outcome = 'moved')::int AS moved,
       count(*) FILTER (WHERE outcome = 'stayed')::int AS stayed
     FROM record_merge_child WHERE merge_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [mergeId],
  )) as MergeChildView[];
}

function pick(values: Values, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** Instants kept as JSON, as the columns take them. */
function instants(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && (name.endsWith('At') || name === 'heldSince') ? new Date(value) : value,
    ]),
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The unit that follows a row; registers other than enterprises have none. */
export function holderOf(row: NamedRow): string | null {
  return row.holderOrganisationId ?? null;
}

/** Whether a row is followed since earlier than another. */
export function isFollowedFirst(row: Followed, other: Followed): boolean {
  const [since, otherSince] = [row.heldSince?.getTime(), other.heldSince?.getTime()];
  return since !== undefined && (otherSince === undefined || since < otherSince);
}
type Followed = Pick<NamedRow, 'heldSince'>;

function takesHolder(survivor: NamedRow, merged: NamedRow): boolean {
  return holderOf(survivor) === null && holderOf(merged) !== null;
}

/** Details of lines the survivor did not have. */
function newDetails(own: readonly unknown[], others: readonly unknown[]): unknown[] {
  const known = new Set(own.map((detail) => (detail as { name: string }).name));
  return others.filter((detail) => !known.has((detail as { name: string }).name));
}
