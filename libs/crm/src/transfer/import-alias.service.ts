import { Injectable } from '@nestjs/common';
import type { Code, SaveValueAlias, UnknownValue, ValueAliasView } from '@lianghuan/contracts';
import { AppError, Clock, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { loadImportAliases } from './import-aliases.js';
import { ImportReader } from './import-reader.js';
import { PlaceNames } from './place-names.js';
import { TransferRegisters } from './transfer-registers.js';
import { aliasedField, aliasKey, aliasView, findUnknownValues, requireMeaning } from './value-aliases.js';

/**
 * 值对应 of imports: what the words of a unit's tables mean in the lists of a register. Said beside a checked batch, kept for all tables of
 * the unit for that register, and used when a table is checked: the verdicts, and so what is written, are by the words of that moment.
 */
@Injectable()
export class ImportAliasService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reader: ImportReader,
    private readonly registers: TransferRegisters,
    private readonly places: PlaceNames,
  ) {}

  /** What the reader's unit says of tables like that of this batch. @throws {AppError} IMPORT_NOT_FOUND */
  async list(id: string): Promise<ValueAliasView[]> {
    await this.places.ready();
    return this.database.transaction(async (tx) => this.views(tx, (await this.reader.load(tx, id)).register));
  }

  /** Values of a batch that are in no list, those most rows say first. @throws {AppError} IMPORT_NOT_FOUND */
  async unknownValues(id: string): Promise<UnknownValue[]> {
    await this.places.ready();
    return this.database.transaction(async (tx) => {
      const { register } = await this.reader.load(tx, id);
      const { fields } = this.registers.get(register);
      return findUnknownValues(tx, 'import_row w WHERE w.batch_id = $1', [id], fields, await this.views(tx, register));
    });
  }

  /**
   * Says what a value means from the next check on, in place of what was said of it before.
   * @throws {AppError} IMPORT_STATE_INVALID unless its check has ended and nothing is written, FORBIDDEN for another's batch,
   *   IMPORT_NOT_FOUND; ValidationError for a field without a list, or a meaning that is not in it
   */
  async save(id: string, { field, said, means }: SaveValueAlias): Promise<ValueAliasView[]> {
    await this.places.ready();
    return this.database.transaction(async (tx) => {
      const { register } = await this.reader.loadOpen(tx, id);
      const code = requireMeaning(aliasedField(this.registers.get(register).fields, field), means, this.places);
      const { actor } = this.database;
      await tx.query(
        `INSERT INTO import_alias (organisation_id, register, field, said, said_key, means, made_by_id, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organisation_id, register, field, said_key) DO UPDATE SET said = EXCLUDED.said, means = EXCLUDED.means,
           made_by_id = EXCLUDED.made_by_id, made_at = EXCLUDED.made_at`,
        [actor.organisationId, register, field, said, aliasKey(said), code, actor.id, this.clock.now()],
      );
      return this.views(tx, register);
    });
  }

  /** @throws {AppError} as {@link save}, IMPORT_ALIAS_NOT_FOUND */
  async remove(id: string, aliasId: string): Promise<ValueAliasView[]> {
    await this.places.ready();
    return this.database.transaction(async (tx) => {
      const { register } = await this.reader.loadOpen(tx, id);
      const [removed] = (await tx.query('DELETE FROM import_alias WHERE id = $1 AND register = $2 RETURNING id', [aliasId, register])) as [unknown[], number]; // prettier-ignore
      if (removed.length === 0) throw new AppError('IMPORT_ALIAS_NOT_FOUND', { id: aliasId });
      return this.views(tx, register);
    });
  }

  private async views(tx: EntityManager, register: Code<'register'>): Promise<ValueAliasView[]> {
    const aliases = await loadImportAliases(tx, this.database.actor.organisationId, register);
    return aliases.map((alias) => aliasView(alias, this.registers.get(register).fields, this.places));
  }
}
