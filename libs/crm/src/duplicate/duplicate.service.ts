import { Injectable } from '@nestjs/common';
import {
  DUPLICATE_REGISTERS,
  type DuplicateLookup,
  type DuplicateLookupQuery,
  type DuplicateOverview,
  type DuplicatePairView,
  type DuplicateQuery,
  type DuplicateRegister,
  type Page,
  type Permission,
} from '@lianghuan/contracts';
import { AppError, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { namesOf } from '../record/user-names.js';
import { likePattern, wordsOf } from '../search/search-text.js';
import { DuplicateRegisters, type NamedRow } from './duplicate-registers.js';
import { latestScan } from './duplicate-scan.service.js';
import type { DuplicateReason } from './duplicate-rule.js';

/** Rows one look-up shows. */
const LOOKUP_LIMIT = 6;

interface PairRow {
  readonly id: string;
  readonly register: DuplicateRegister;
  readonly aId: string;
  readonly bId: string;
  readonly score: number;
  readonly verdict: 'same' | 'review';
  readonly reasons: readonly DuplicateReason[];
  readonly foundAt: Date;
  readonly state: DuplicatePairView['state'];
  readonly reason: string | null;
  readonly decidedById: string | null;
  readonly decidedAt: Date | null;
}

const PAIR_COLUMNS = `p.id, p.register, p.a_id AS "aId", p.b_id AS "bId", p.score, p.verdict, p.reasons, p.found_at AS "foundAt", p.state,
  p.reason, p.decided_by_id AS "decidedById", p.decided_at AS "decidedAt"`;

/** 待查重: pairs of rows that may be one, for those who see both; and the look-up while a row is typed. */
@Injectable()
export class DuplicateService {
  constructor(
    private readonly database: Database,
    private readonly registers: DuplicateRegisters,
    private readonly enterprises: EnterpriseService,
  ) {}

  /**
   * Rows a new one may be the same as: those the matcher names, then those whose name contains what is typed. Of enterprises other units
   * hold only name and holder; that look-up is logged (acceptance check 14).
   */
  lookup({ register, ownId, ...typed }: DuplicateLookupQuery): Promise<DuplicateLookup> {
    const service = this.registers.get(register);
    this.require(`${register}.read`);
    if (wordsOf(typed.name).length === 0) return Promise.resolve({ visible: [], heldByOthers: [] });
    return this.database.transaction(async (tx) => {
      const input = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== '')) as object;
      const [likely] = await service.findLikelyDuplicates(tx, [input]);
      const named = (await service.list({ q: typed.name, page: 1, pageSize: LOOKUP_LIMIT })).items as { id: string }[];
      const rows = new Map<string, { row: NamedRow; comparison: (typeof likely)[number]['comparison'] | null }>(
        likely.map(({ row, comparison }) => [row.id, { row, comparison }]),
      );
      const others = named.map(({ id }) => id).filter((id) => !rows.has(id));
      for (const row of await service.loadMany(tx, others)) rows.set(row.id, { row, comparison: null });
      const keys = service.duplicateRule?.keysOf(input) ?? [];
      return {
        visible: [...rows.values()]
          .filter(({ row }) => row.id !== ownId)
          .slice(0, LOOKUP_LIMIT)
          .map(({ row, comparison }) => ({
            ...this.registers.sideOf(row),
            verdict: comparison === null || comparison.verdict === 'different' ? null : comparison.verdict,
            reasons: [...(comparison?.reasons ?? [])],
          })),
        heldByOthers: register === 'enterprise' ? await this.enterprises.lookUpHeld(tx, typed.name, keys) : [],
      };
    });
  }

  /** What waits in each register the actor may write, and when it was last looked for. */
  overview(): Promise<DuplicateOverview> {
    return this.database.transaction(async (tx) => {
      const registers = DUPLICATE_REGISTERS.filter((register) => may(this.database.actor, `${register}.read`));
      const counts: DuplicateOverview['registers'][number][] = [];
      for (const register of registers) {
        const [row] = (await tx.query(
          `SELECT count(*)::int AS open, count(*) FILTER (WHERE p.verdict = 'same')::int AS same FROM ${pairsOf(register)} WHERE p.state = 'open'`,
        )) as { open: number; same: number }[];
        counts.push({ register, ...row });
      }
      return {
        registers: counts,
        scan: await latestScan(tx),
        can: { scan: may(this.database.actor, 'duplicate.scan') },
      };
    });
  }

  /** Pairs under the filters, the surest first. An archived row is no question any more. */
  list(wanted: DuplicateQuery): Promise<Page<DuplicatePairView>> {
    const { register, state, page, pageSize } = wanted;
    this.require(`${register}.read`);
    return this.database.transaction(async (tx) => {
      const parameters: unknown[] = [state];
      const conditions = ['p.state = $1'];
      const add = (condition: (parameter: string) => string, value: unknown) => {
        parameters.push(value);
        conditions.push(condition(`$${parameters.length}`));
      };
      if (wanted.verdict !== undefined) add((p) => `p.verdict = ANY (${p})`, wanted.verdict);
      if (wanted.areaCode !== undefined && register !== 'enterprise') {
        add((p) => `(a.area_code = ANY (${p}) OR b.area_code = ANY (${p}))`, wanted.areaCode);
      }
      for (const word of wordsOf(wanted.q)) {
        add((p) => `(a.search_text LIKE ${p} OR b.search_text LIKE ${p})`, likePattern(word));
      }
      const from = `FROM ${pairsOf(register, state)} WHERE ${conditions.join(' AND ')}`;
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, parameters)) as [{ total: number }];
      const rows = (await tx.query(
        `SELECT ${PAIR_COLUMNS} ${from} ORDER BY p.score DESC, p.id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
        parameters,
      )) as PairRow[];
      return { items: await this.viewsOf(tx, register, rows), total, page, pageSize };
    });
  }

  get(id: string): Promise<DuplicatePairView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** 不是重复: no scan asks again. @throws {AppError} DUPLICATE_DECIDED */
  dismiss(id: string, reason: string): Promise<DuplicatePairView> {
    return this.decide(id, 'open', { state: 'dismissed', reason });
  }

  /** Takes a 不是重复 back. @throws {AppError} DUPLICATE_DECIDED when it is none */
  reopen(id: string, reason: string): Promise<DuplicatePairView> {
    return this.decide(id, 'dismissed', { state: 'open', reason });
  }

  private decide(
    id: string,
    from: 'open' | 'dismissed',
    { state, reason }: { readonly state: 'open' | 'dismissed'; readonly reason: string },
  ): Promise<DuplicatePairView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const pair = await this.view(tx, id);
        if (!pair.can.decide) throw new AppError('AREA_FORBIDDEN');
        const isDismissed = state === 'dismissed';
        const [rows] = (await tx.query(
          `UPDATE duplicate_pair SET state = $2, reason = $3, decided_by_id = $4,
             decided_at = CASE WHEN $2 = 'dismissed' THEN clock_timestamp() END WHERE id = $1 AND state = $5 RETURNING id`,
          [id, state, isDismissed ? reason : null, isDismissed ? this.database.actor.id : null, from],
        )) as [unknown[], number];
        if (rows.length === 0) throw new AppError('DUPLICATE_DECIDED', { id });
        return this.view(tx, id);
      }),
    );
  }

  private async view(tx: EntityManager, id: string): Promise<DuplicatePairView> {
    const [row] = (await tx.query(`SELECT ${PAIR_COLUMNS} FROM duplicate_pair p WHERE p.id = $1`, [id])) as PairRow[];
    const [view] = row === undefined ? [] : await this.viewsOf(tx, row.register, [row]);
    if (view === undefined) throw new AppError('DUPLICATE_NOT_FOUND', { id });
    return view;
  }

  private async viewsOf(
    tx: EntityManager,
    register: DuplicateRegister,
    pairs: readonly PairRow[],
  ): Promise<DuplicatePairView[]> {
    const service = this.registers.get(register);
    const ids = [...new Set(pairs.flatMap(({ aId, bId }) => [aId, bId]))];
    const rows = new Map((await service.loadMany(tx, ids)).map((row) => [row.id, row]));
    const names = await namesOf(
      tx,
      pairs.map(({ decidedById }) => decidedById),
    );
    return pairs.flatMap(({ aId, bId, decidedById, foundAt, decidedAt, ...pair }): DuplicatePairView[] => {
      const [a, b] = [rows.get(aId), rows.get(bId)];
      if (a === undefined || b === undefined) return [];
      const [writesA, writesB] = [a, b].map((row) => service.isWritable(row));
      const isOpen = pair.state === 'open' && a.archivedAt === null && b.archivedAt === null;
      const own = writesA ? aId : bId;
      return [
        {
          ...pair,
          reasons: [...pair.reasons],
          a: this.registers.sideOf(a),
          b: this.registers.sideOf(b),
          foundAt: foundAt.toISOString(),
          decidedAt: decidedAt?.toISOString() ?? null,
          decidedByName: decidedById === null ? null : (names.get(decidedById) ?? null),
          proposeFor: isOpen && writesA !== writesB ? own : null,
          // Who writes one of the two knows whether it is the other.
          can: { decide: writesA || writesB, merge: writesA && writesB && isOpen },
        },
      ];
    });
  }

  private require(permission: Permission): void {
    if (!may(this.database.actor, permission)) throw new AppError('FORBIDDEN', { permission });
  }
}

/** Pairs of a register with their rows, as far as the actor sees both. */
function pairsOf(register: DuplicateRegister, state: DuplicatePairView['state'] = 'open'): string {
  const inUse = (row: string) => (state === 'open' ? ` AND ${row}.archived_at IS NULL` : '');
  return `duplicate_pair p JOIN ${register} a ON a.id = p.a_id${inUse('a')} JOIN ${register} b ON b.id = p.b_id${inUse('b')} AND p.register = '${register}'`;
}
