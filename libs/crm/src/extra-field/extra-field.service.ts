import {
  type CreateExtraField,
  type ExtraFieldView,
  fieldsOf,
  CreateResource,
  type UpdateExtraField,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ExtraFields } from './extra-fields.js';

type Definition = Omit<
  ExtraFieldView,
  'id' | 'register' | 'usedCount' | 'retiredAt' | 'updatedAt' | 'updatedByName' | 'version'
>;

/** What an administrator does with extra fields: define, reword, retire. Names and kinds stay, and so do values. */
@Injectable()
export class ExtraFieldService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly fields: ExtraFields,
  ) {}

  /** All definitions, the retired ones last; with how many rows use them for those who manage them. */
  list(): Promise<ExtraFieldView[]> {
    return this.database.transaction((tx) => this.#views(tx, 'true', []));
  }

  /** @throws {AppError} EXTRA_FIELD_TITLE_TAKEN, EXTRA_FIELD_INVALID, DUPLICATE_KEY for a name in use */
  create(input: CreateExtraField): Promise<ExtraFieldView> {
    return this.#changing(async (tx) => {
      check(input);
      await this.#requireTitle(tx, input.title, input.name);
      const [taken] = (await tx.query('SELECT id FROM extra_field WHERE name = $1', [input.name])) as { id: string }[];
      if (taken !== undefined) throw new AppError('DUPLICATE_KEY', { field: 'name', value: input.name });
      const [{ id }] = (await tx.query(
        `INSERT INTO extra_field (name, title, subtypes, kind, unit, choices, section, help, aliases, is_expected, is_filter, position, source, updated_by_id, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
        [input.name, input.title, input.subtypes, input.kind, input.unit, JSON.stringify(input.choices), input.section, input.help,
          input.aliases, input.isExpected, input.isFilter, input.position, input.source, this.database.actor.id, this.clock.now()],
      )) as [{ id: string }]; // prettier-ignore
      return id;
    });
  }

  /** @throws {AppError} VERSION_CONFLICT; EXTRA_FIELD_CHOICE_USED for a choice rows still have; as {@link create} */
  update(id: string, { version, ...changes }: UpdateExtraField): Promise<ExtraFieldView> {
    return this.#changing(async (tx) => {
      const before = await this.#get(tx, id);
      if (before.version !== version) throw new AppError('VERSION_CONFLICT', { by: before.updatedByName ?? '系统', at: before.updatedAt, version: before.version }); // prettier-ignore
      const after: Definition = { ...before, ...changes };
      check(after);
      if (before.retiredAt === null) await this.#requireTitle(tx, after.title, after.name);
      const kept = new Set(after.choices.map(({ code }) => code));
      for (const { code, term } of before.choices.filter((choice) => !kept.has(choice.code))) {
        const [{ count }] = (await tx.query(`SELECT count(*)::int AS count FROM resource WHERE extra @> $1`, [JSON.stringify({ [before.name]: code })])) as [{ count: number }]; // prettier-ignore
        if (count > 0) throw new AppError('EXTRA_FIELD_CHOICE_USED', { term, count });
      }
      await tx.query(
        `UPDATE extra_field SET title = $2, subtypes = $3, unit = $4, choices = $5, section = $6, help = $7, aliases = $8, is_expected = $9,
           is_filter = $10, position = $11, updated_by_id = $12, updated_at = $13, version = version + 1 WHERE id = $1`,
        [id, after.title, after.subtypes, after.unit, JSON.stringify(after.choices), after.section, after.help, after.aliases,
          after.isExpected, after.isFilter, after.position, this.database.actor.id, this.clock.now()],
      ); // prettier-ignore
      return id;
    });
  }

  /** 停用: nobody fills it in any more; what was filled in stays and is shown no longer. */
  retire(id: string, reason: string): Promise<ExtraFieldView> {
    return this.database.because(reason, () => this.#changing((tx) => this.#setRetired(tx, id, this.clock.now())));
  }

  /** @throws {AppError} EXTRA_FIELD_TITLE_TAKEN where another field goes by its title by now */
  restore(id: string, reason: string): Promise<ExtraFieldView> {
    return this.database.because(reason, () => this.#changing((tx) => this.#setRetired(tx, id, null)));
  }

  async #setRetired(tx: EntityManager, id: string, at: Date | null): Promise<string> {
    const { title, name } = await this.#get(tx, id);
    if (at === null) await this.#requireTitle(tx, title, name);
    await tx.query(
      `UPDATE extra_field SET retired_at = $2, updated_by_id = $3, updated_at = $4, version = version + 1 WHERE id = $1`,
      [id, at, this.database.actor.id, this.clock.now()],
    );
    return id;
  }

  async #changing(change: (tx: EntityManager) => Promise<string>): Promise<ExtraFieldView> {
    if (!may(this.database.actor, 'extra-field.manage')) throw new AppError('FORBIDDEN', { permission: 'extra-field.manage' }); // prettier-ignore
    const view = await this.database.transaction(async (tx) => this.#get(tx, await change(tx)));
    await this.fields.reload();
    return view;
  }

  async #requireTitle(tx: EntityManager, title: string, name: string): Promise<void> {
    const own = fieldsOf(CreateResource).some(
      (field) => field.title === title || field.aliases?.includes(title) === true,
    );
    const [taken] = (await tx.query('SELECT id FROM extra_field WHERE title = $1 AND name <> $2 AND retired_at IS NULL', [title, name])) as { id: string }[]; // prettier-ignore
    if (own || taken !== undefined) throw new AppError('EXTRA_FIELD_TITLE_TAKEN', { title });
  }

  async #get(tx: EntityManager, id: string): Promise<ExtraFieldView> {
    const [view] = await this.#views(tx, 'f.id = $1', [id]);
    if (view === undefined) throw new AppError('EXTRA_FIELD_NOT_FOUND', { id });
    return view;
  }

  async #views(tx: EntityManager, where: string, values: unknown[]): Promise<ExtraFieldView[]> {
    const used = may(this.database.actor, 'extra-field.manage')
      ? `(SELECT count(*)::int FROM resource r WHERE r.extra ? f.name)`
      : 'NULL::int';
    const rows = (await tx.query(
      `SELECT f.id, f.register, f.name, f.title, f.subtypes, f.kind, f.unit, f.choices, f.section, f.help, f.aliases, f.is_expected AS "isExpected",
         f.is_filter AS "isFilter", f.position, f.source, f.retired_at AS "retiredAt", f.updated_at AS "updatedAt", f.version,
         u.display_name AS "updatedByName", ${used} AS "usedCount"
       FROM extra_field f LEFT JOIN app_user u ON u.id = f.updated_by_id WHERE ${where} ORDER BY f.retired_at IS NOT NULL, f.position, f.name`,
      values,
    )) as (Omit<ExtraFieldView, 'retiredAt' | 'updatedAt'> & { retiredAt: Date | null; updatedAt: Date })[];
    return rows.map((row) => ({
      ...row,
      retiredAt: row.retiredAt?.toISOString() ?? null,
      updatedAt: row.updatedAt.toISOString(),
    }));
  }
}

/** @throws {AppError} EXTRA_FIELD_INVALID */
function check({ kind, choices, isFilter }: Pick<Definition, 'kind' | 'choices' | 'isFilter'>): void {
  const why =
    kind === 'choice' && choices.length === 0
      ? '单选字段至少要有一个选项'
      : kind !== 'choice' && choices.length > 0
        ? '只有单选字段有选项'
        : isFilter && kind !== 'choice'
          ? '只有单选字段可作筛选'
          : new Set(choices.map(({ code }) => code)).size < choices.length ||
              new Set(choices.map(({ term }) => term)).size < choices.length
            ? '选项有重复'
            : undefined;
  if (why !== undefined) throw new AppError('EXTRA_FIELD_INVALID', { why });
}
