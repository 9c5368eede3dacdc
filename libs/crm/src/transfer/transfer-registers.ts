import { type Code, type ErrorCode, type Permission, termOf } from '@lianghuan/contracts';
import { type Actor, AppError, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ChangeEntry } from '../change/change-journal.js';
import type { DuplicateRule } from '../duplicate/duplicate-rule.js';
import type { RecordEntity } from '../record/record.entity.js';
import type { LikelyDuplicate } from '../record/register-duplicates.js';
import type { Reverted, Undoing } from '../record/register-undo.js';
import type { Noun, RecordRef } from '../record/register.js';
import type { PackedRows } from '../record/row-store.js';
import { type TransferField, transferFieldsOf } from './transfer-field.js';

type Row = Record<string, unknown>;
interface RowInput {
  readonly id: string;
  readonly input: Row & { version?: number };
}

/** What a transfer needs of a register's service; every register service has it. */
export interface RegisterPort {
  readonly sortNames: readonly string[];
  list(query: object): Promise<{ readonly items: object[] }>;
  /** @param fields of the rows that are wanted; without, all */
  stream(query: object, fields?: readonly string[]): AsyncGenerator<object[]>;
  findIds(query: object, atMost: number): Promise<string[]>;
  loadMany(
    tx: EntityManager,
    ids: readonly string[],
  ): Promise<{ readonly id: string; readonly version: number; readonly code: string; readonly name: string }[]>;
  mayWriteIn(areaCode: string): boolean;
  naturalKeyOf(input: Row): string | null;
  findExisting(tx: EntityManager, inputs: readonly Row[]): Promise<(RecordRef | undefined)[]>;
  findRefusals(
    tx: EntityManager,
    wanted: readonly { readonly id?: string; readonly isRevival?: boolean; readonly input: Row }[],
  ): Promise<(AppError | undefined)[]>;
  readonly duplicateRule: DuplicateRule<Row> | undefined;
  readonly duplicateFacts: readonly string[];
  duplicateKeysOf(inputs: readonly Row[]): Promise<string[][]>;
  findLikelyDuplicates(
    tx: EntityManager,
    inputs: readonly Row[],
    keys?: readonly string[][],
  ): Promise<LikelyDuplicate<RecordEntity>[][]>;
  idsWrittenByOthersSince(tx: EntityManager, at: Date): Promise<Set<string>>;
  recordRefusals(tx: EntityManager, refusals: readonly AppError[]): Promise<void>;
  storeMany(tx: EntityManager, inputs: readonly Row[]): Promise<RecordEntity[]>;
  prepareMany(tx: EntityManager, inputs: readonly Row[]): Promise<PackedRows<RecordEntity>>;
  storePrepared(
    tx: EntityManager,
    prepared: PackedRows<RecordEntity>,
    whileStored?: () => void,
  ): Promise<RecordEntity[]>;
  changeMany(tx: EntityManager, changes: readonly RowInput[]): Promise<{ id: string; version: number }[]>;
  reviveMany(tx: EntityManager, revivals: readonly RowInput[]): Promise<{ id: string; version: number }[]>;
  revertMany(tx: EntityManager, entries: readonly ChangeEntry[], undoing: Undoing): Promise<Reverted[]>;
}

/** A register as tables see it. */
export interface TransferRegister {
  readonly code: Code<'register'>;
  /** 资源库, … */
  readonly title: string;
  readonly fields: readonly TransferField[];
  /** The fields rows of some kinds have, where rows of different kinds have different ones. */
  fieldsOfKinds?(kinds: readonly string[]): readonly TransferField[];
  /** Shape of a new row. */
  readonly create: z.ZodObject;
  /** Query string of the list. */
  readonly query: z.ZodObject;
  readonly service: RegisterPort;
}

export function transferRegister(
  code: Code<'register'>,
  create: z.ZodObject,
  query: z.ZodObject,
  service: RegisterPort,
): TransferRegister {
  return { code, title: termOf('register', code), fields: transferFieldsOf(create), create, query, service };
}

/** The registers that can be imported into and exported from. */
export class TransferRegisters {
  readonly #registers: ReadonlyMap<string, TransferRegister>;

  constructor(registers: readonly TransferRegister[]) {
    this.#registers = new Map(registers.map((register) => [register.code, register]));
  }

  get(code: string): TransferRegister {
    const register = this.#registers.get(code);
    if (register === undefined) throw new Error(`no register ${code}`);
    return register;
  }
}

/** @throws {AppError} FORBIDDEN when the actor may write no row of the register, whatever its area */
export function requireWriter(actor: Actor, noun: Noun): void {
  const needed: Permission[] = [`${noun}.create`, `${noun}.update`];
  if (!needed.some((permission) => may(actor, permission))) throw new AppError('FORBIDDEN' satisfies ErrorCode);
}
