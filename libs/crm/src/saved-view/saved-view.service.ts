import { Injectable } from '@nestjs/common';
import {
  type Code,
  codesOf,
  type CreateSavedView,
  EXTRA_PREFIX,
  extraConditions,
  extraText,
  type FieldIssue,
  type ListCode,
  type SavedViewList,
  type SavedViewView,
  termOf,
  type UpdateSavedView,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database, may, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { requireKnownExtras, requireKnownParameters } from '../search/known-parameters.js';
import { type ExportSource, ExportSources } from '../transfer/export-sources.js';

type Audience = Code<'viewAudience'>;

interface Row extends Omit<SavedViewView, 'dropped' | 'can'> {
  readonly ownerId: string;
  readonly areaCode: string;
}

/** Of a list's query string what picks a page of it; a view has none. */
const PAGING: ReadonlySet<string> = new Set(['page', 'pageSize']);
/** Keys of columns; which there are, the page knows. */
const COLUMNS = /^[A-Za-z]{1,40}(,[A-Za-z]{1,40}){0,39}$/;

/**
 * 视图: search strings of lists under a name, personal or shared. Whom a view is shared with is a row-level-security policy; what one
 * sees through it is decided by the list, as ever.
 */
@Injectable()
export class SavedViewService {
  constructor(
    private readonly database: Database,
    private readonly lists: ExportSources,
  ) {}

  /** The views of a list the actor may open, own ones first. @throws {AppError} FORBIDDEN without the right to read the list */
  list(list: ListCode): Promise<SavedViewList> {
    this.requireReader(list);
    const actor = this.database.actor;
    return this.database.transaction(async (tx) => ({
      items: await this.views(tx, 'v.list = $2 ORDER BY v.owner_id = $1 DESC, v.name, v.id', [list]),
      audiences: codesOf('viewAudience').filter((audience) => mayShare(actor, audience)),
    }));
  }

  /**
   * @throws {AppError} SAVED_VIEW_NAME_TAKEN, SAVED_VIEW_AUDIENCE_FORBIDDEN, FORBIDDEN; QUERY_PARAMETER_UNKNOWN or VALIDATION_FAILED for a
   * search the list does not understand
   */
  create({ list, name, search, audience }: CreateSavedView): Promise<SavedViewView> {
    this.requireReader(list);
    this.requireAudience(audience);
    const text = this.understood(list, search);
    return this.database.transaction(async (tx) => {
      const [row] = (await tx.query(
        `INSERT INTO saved_view (list, name, search, audience, owner_id, organisation_id, area_code)
         SELECT $1, $2, $3, $4, access.actor_id(), o.id, o.area_code FROM organisation o WHERE o.id = access.organisation_id()
         ON CONFLICT (owner_id, list, name) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id`,
        [list, name, text, audience],
      )) as { id: string }[];
      if (row === undefined) throw new AppError('SAVED_VIEW_NAME_TAKEN', { name });
      return this.view(tx, row.id);
    });
  }

  /**
   * Renames, shares, or puts today's search in its place.
   * @throws {AppError} SAVED_VIEW_NOT_FOUND, VERSION_CONFLICT, FORBIDDEN for another's, and what {@link create} throws
   */
  update(id: string, { version, ...changes }: UpdateSavedView): Promise<SavedViewView> {
    return this.database.transaction(async (tx) => {
      const view = await this.view(tx, id);
      if (!view.can.edit) throw new AppError('FORBIDDEN');
      const next = { name: view.name, audience: view.audience, ...changes };
      this.requireAudience(next.audience);
      const search = changes.search === undefined ? null : this.understood(view.list, changes.search);
      if (view.version !== version) throw conflictOn(view);
      const [others] = (await tx.query(
        `SELECT count(*)::int AS count FROM saved_view WHERE owner_id = $1 AND list = $2 AND name = $3 AND id <> $4 AND withdrawn_at IS NULL`,
        [this.database.actor.id, view.list, next.name, id],
      )) as [{ count: number }];
      if (others.count > 0) throw new AppError('SAVED_VIEW_NAME_TAKEN', { name: next.name });
      // Of two tabs with the same version the UPDATE itself lets one through.
      const [changed] = (await tx.query(
        `UPDATE saved_view SET name = $3, audience = $4, search = coalesce($5, search), version = version + 1, updated_at = clock_timestamp()
         WHERE id = $1 AND version = $2 RETURNING id`,
        [id, version, next.name, next.audience, search],
      )) as [unknown[], number];
      if (changed.length === 0) throw conflictOn(await this.view(tx, id));
      return this.view(tx, id);
    });
  }

  /**
   * Takes a view out of use, for everybody it was shared with; it stays in the audit.
   * @throws {AppError} SAVED_VIEW_NOT_FOUND, FORBIDDEN for what the actor neither owns nor answers for
   */
  withdraw(id: string): Promise<SavedViewView> {
    return this.database.transaction(async (tx) => {
      const view = await this.view(tx, id);
      if (!view.can.withdraw) throw new AppError('FORBIDDEN');
      await tx.query('UPDATE saved_view SET withdrawn_at = clock_timestamp() WHERE id = $1', [id]);
      return { ...view, isDefault: false };
    });
  }

  /** The actor's own default for the list of the view; the last one chosen counts. @throws {AppError} SAVED_VIEW_NOT_FOUND */
  setDefault(id: string, isDefault: boolean): Promise<SavedViewView> {
    return this.database.transaction(async (tx) => {
      const view = await this.view(tx, id);
      const userId = this.database.actor.id;
      if (isDefault) {
        await tx.query(
          `INSERT INTO saved_view_default (user_id, list, view_id) VALUES ($1, $2, $3)
           ON CONFLICT (user_id, list) DO UPDATE SET view_id = EXCLUDED.view_id`,
          [userId, view.list, id],
        );
      } else {
        await tx.query('DELETE FROM saved_view_default WHERE user_id = $1 AND view_id = $2', [userId, id]);
      }
      return this.view(tx, id);
    });
  }

  private async view(tx: EntityManager, id: string): Promise<SavedViewView> {
    const [view] = await this.views(tx, 'v.id = $2', [id]);
    if (view === undefined || !this.mayRead(view.list)) throw new AppError('SAVED_VIEW_NOT_FOUND', { id }); // prettier-ignore
    return view;
  }

  /** Views in use under the reader's own policies; $1 is the actor. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<SavedViewView[]> {
    const actor = this.database.actor;
    const rows = (await tx.query(
      `SELECT v.id, v.list, v.name, v.search, v.audience, v.owner_id AS "ownerId", v.area_code AS "areaCode", v.version,
         v.updated_at AS "updatedAt", u.display_name AS "ownerName", o.name AS "organisationName", d.view_id IS NOT NULL AS "isDefault"
       FROM saved_view v JOIN app_user u ON u.id = v.owner_id JOIN organisation o ON o.id = v.organisation_id
       LEFT JOIN saved_view_default d ON d.view_id = v.id AND d.user_id = $1
       WHERE v.withdrawn_at IS NULL AND ${where}`,
      [actor.id, ...values],
    )) as Row[];
    return rows.map(({ ownerId, areaCode, ...row }) => {
      const isOwn = ownerId === actor.id;
      const { known, dropped } = readSearch(this.lists.get(row.list), row.search);
      const answersFor =
        row.audience === 'all' || row.audience === 'area'
          ? mayShare(actor, row.audience) && (row.audience === 'all' || reachesPlace(actor, areaCode))
          : false;
      return { ...row, search: known, dropped, can: { edit: isOwn, withdraw: isOwn || answersFor } };
    });
  }

  /** The search string without the page. @throws {AppError} when the list does not understand a part of it */
  private understood(list: ListCode, search: string): string {
    const source = this.lists.get(list);
    const asked = Object.fromEntries(new URLSearchParams(search));
    requireKnownParameters(asked, [...Object.keys(source.query.shape), 'columns']);
    requireKnownExtras(extraConditions(asked.extra ?? ''), source.extraNames ?? []);
    const { known, dropped } = readSearch(source, search);
    if (dropped.length > 0) {
      throw new ValidationError(
        dropped.map(({ name }): FieldIssue => ({ path: `search.${name}`, code: 'unknown', message: name })),
      );
    }
    return known;
  }

  private requireReader(list: ListCode): void {
    if (!this.mayRead(list)) throw new AppError('FORBIDDEN', { permission: this.lists.get(list).permission });
  }

  private mayRead(list: ListCode): boolean {
    const { permission } = this.lists.get(list);
    return permission === undefined || may(this.database.actor, permission);
  }

  private requireAudience(audience: Audience): void {
    if (mayShare(this.database.actor, audience)) return;
    throw new AppError('SAVED_VIEW_AUDIENCE_FORBIDDEN', { audience: termOf('viewAudience', audience) });
  }
}

/** The same rule as the policy of the table. */
function mayShare(actor: Actor, audience: Audience): boolean {
  const reach = actor.reach.get('view.share');
  if (audience === 'all') return reach === 'city';
  return audience !== 'area' || reach === 'area' || reach === 'city';
}

function reachesPlace(actor: Actor, areaCode: string): boolean {
  return actor.areaCodes.includes(areaCode);
}

function conflictOn(view: SavedViewView): AppError {
  const at = new Date(view.updatedAt).toISOString();
  return new AppError('VERSION_CONFLICT', { by: view.ownerName, at, version: view.version });
}

/** Tells what a list understands of a stored search string from what it does not, or not any more. */
export function readSearch(
  list: Pick<ExportSource, 'query' | 'sortNames' | 'extraNames'>,
  search: string,
): { readonly known: string; readonly dropped: SavedViewView['dropped'] } {
  const known = new URLSearchParams();
  const dropped: { name: string; value: string }[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (PAGING.has(name) || value === '') continue;
    if (name === 'extra') {
      const conditions = extraConditions(value);
      const [kept, gone] = [true, false].map((isKnown) => conditions.filter((one) => (list.extraNames ?? []).includes(one.name) === isKnown)); // prettier-ignore
      if (kept.length > 0 && understands(list, name, extraText(kept))) known.set(name, extraText(kept));
      for (const one of gone)
        dropped.push({ name: EXTRA_PREFIX + one.name, value: extraText([one]).slice(one.name.length + 1) });
      continue;
    }
    if (understands(list, name, value)) known.set(name, value);
    else dropped.push({ name, value });
  }
  return { known: known.toString().replaceAll('%2C', ','), dropped };
}

function understands(list: Parameters<typeof readSearch>[0], name: string, value: string): boolean {
  if (name === 'columns') return COLUMNS.test(value);
  if (name === 'sort') return list.sortNames.includes(value.replace(/^-/, ''));
  if (!Object.hasOwn(list.query.shape, name)) return false;
  return list.query.safeParse({ [name]: value }).success;
}
