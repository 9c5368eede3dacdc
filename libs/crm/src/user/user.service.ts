import { Injectable } from '@nestjs/common';
import {
  type ChangePassword,
  type CreateUser,
  fitsUnit,
  type OrganisationView,
  permissionsOf,
  type ResetPassword,
  ROLES,
  type UpdateUser,
  type UserView,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, ValidationError } from '@lianghuan/platform';
import { type EntityManager, In } from 'typeorm';
import type { z } from 'zod';
import { duplicateKeyOf } from '../record/duplicate-key.js';
import { hashPassword } from './password.js';
import { SessionService } from './session.service.js';
import { User } from './user.entity.js';

/** What of an account is decided when it is made, beside what its form says. */
type AccountKind = Partial<Pick<User, 'isDemonstration' | 'mustChangePassword'>>;

/** 用户与单位: who may sign in. A user is never deleted; disabling ends the sessions at once. */
@Injectable()
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
  ) {}

  list(): Promise<UserView[]> {
    return this.database.transaction((tx) => tx.query(LIST_USERS));
  }

  organisations(): Promise<z.infer<typeof OrganisationView>[]> {
    return this.database.transaction((tx) =>
      tx.query('SELECT id, code, name, kind, area_code AS "areaCode" FROM organisation ORDER BY code'),
    );
  }

  /** @throws {AppError} DUPLICATE_KEY when the user name is taken, PASSWORD_UNFIT, ROLE_UNFIT_FOR_UNIT */
  async create({ password, ...input }: CreateUser, kind: AccountKind = {}): Promise<UserView> {
    requireFit(password, input.username);
    const passwordHash = await hashPassword(password);
    return this.database.transaction(async (tx) => {
      await requireFitting(tx, input);
      const { id: updatedById } = this.database.actor;
      const user = tx.create(User, { ...input, ...kind, passwordHash, updatedById });
      try {
        await tx.insert(User, user);
      } catch (error) {
        throw duplicateKeyOf(error) ?? error;
      }
      return this.view(tx, user.id);
    });
  }

  /**
   * Changes name, unit and roles of somebody else; they hold from his next request on, whose sessions stay. Leads and other records stay with
   * the unit that keeps them.
   * @throws {AppError} USER_NOT_FOUND, USER_IS_SELF, VERSION_CONFLICT, ROLE_UNFIT_FOR_UNIT
   */
  update(id: string, { version, reason, ...changes }: UpdateUser): Promise<UserView> {
    return this.changing(id, reason, async (tx, user) => {
      if (user.version !== version) throw await this.conflict(tx, user);
      await requireFitting(tx, changes);
      return changes;
    });
  }

  /** Ends all sessions, or lets sign in again. @throws {AppError} USER_NOT_FOUND, USER_IS_SELF */
  setDisabled(id: string, isDisabled: boolean, reason: string): Promise<UserView> {
    return this.changing(id, reason, async (tx) => {
      if (isDisabled) await this.sessions.endAll(tx, id);
      return { disabledAt: isDisabled ? this.clock.now() : null };
    });
  }

  /**
   * Sets a new initial password for who has forgotten his own: it ends his sessions and the wait after wrong ones, and has to be changed at
   * the next sign-in.
   * @throws {AppError} USER_NOT_FOUND, USER_IS_SELF, PASSWORD_UNFIT
   */
  async resetPassword(id: string, { password, reason }: ResetPassword): Promise<UserView> {
    const passwordHash = await hashPassword(password);
    return this.changing(id, reason, async (tx, { username }) => {
      requireFit(password, username);
      await this.sessions.endAll(tx, id);
      await tx.query('DELETE FROM sign_in_attempt WHERE username = $1', [username]);
      return { passwordHash, mustChangePassword: true, passwordSetAt: this.clock.now() };
    });
  }

  /**
   * Sets the actor's own password and ends his other sessions.
   * @param token of the session that stays
   * @throws {AppError} PASSWORD_WRONG, SIGN_IN_LOCKED after too many wrong ones, PASSWORD_UNFIT
   */
  async changePassword({ current, next }: ChangePassword, token: string): Promise<void> {
    const { id } = this.database.actor;
    const user = await this.database.transaction((tx) => tx.findOneByOrFail(User, { id: id ?? '' }));
    await this.sessions.authenticate(user.username, current).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'SIGN_IN_FAILED' ? new AppError('PASSWORD_WRONG') : error;
    });
    if (next === current) throw new AppError('PASSWORD_UNFIT');
    requireFit(next, user.username);
    const passwordHash = await hashPassword(next);
    const now = this.clock.now();
    await this.database.because('本人修改密码', () =>
      this.database.transaction(async (tx) => {
        const { passwordSetAt } = await tx.findOneOrFail(User, { where: { id: user.id }, lock: { mode: 'pessimistic_write' } }); // prettier-ignore
        // Set anew by an administrator since the old one was compared.
        if (passwordSetAt?.getTime() !== user.passwordSetAt?.getTime()) throw new AppError('PASSWORD_WRONG');
        await this.sessions.endAll(tx, user.id, token);
        const own = {
          passwordHash,
          mustChangePassword: false,
          passwordSetAt: now,
          updatedAt: now,
          updatedById: user.id,
        };
        await tx.update(User, { id: user.id }, own);
        this.database.afterCommit(() => this.sessions.forget());
      }),
    );
  }

  /**
   * Closes the demonstration accounts but that of this user, who has to set an own password before anything else.
   * @returns how many were closed
   */
  async closeDemonstration(tx: EntityManager, exceptId: string | null): Promise<number> {
    const [closed] = (await tx.query(
      `UPDATE app_user SET disabled_at = $2, updated_at = $2, updated_by_id = $1, version = version + 1
       WHERE is_demonstration AND disabled_at IS NULL AND id IS DISTINCT FROM $1 RETURNING id`,
      [exceptId, this.clock.now()],
    )) as [{ id: string }[], number];
    for (const { id } of closed) await this.sessions.endAll(tx, id);
    await tx.query('UPDATE app_user SET must_change_password = true WHERE id = $1 AND is_demonstration AND password_set_at IS NULL', [exceptId]); // prettier-ignore
    this.database.afterCommit(() => this.sessions.forget());
    return closed.length;
  }

  /** What a change makes of somebody else's account, in force at once. */
  private changing(
    id: string,
    reason: string,
    work: (tx: EntityManager, user: User) => Promise<Partial<User>>,
  ): Promise<UserView> {
    const { id: actorId } = this.database.actor;
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        // Nobody locks himself out or raises himself, so there is always somebody left who manages the users.
        if (id === actorId) throw new AppError('USER_IS_SELF');
        const user = await this.lockBesideActor(tx, id);
        const changes = await work(tx, user);
        await tx.update(User, { id }, { ...changes, updatedAt: this.clock.now(), updatedById: actorId });
        this.database.afterCommit(() => this.sessions.forget());
        return this.view(tx, id);
      }),
    );
  }

  /** Of two administrators who take each other's rights at once the second has none any more. @throws {AppError} USER_NOT_FOUND, FORBIDDEN */
  private async lockBesideActor(tx: EntityManager, id: string): Promise<User> {
    const { id: actorId } = this.database.actor;
    const ids = actorId === null ? [id] : [actorId, id];
    const users = await tx.find(User, { where: { id: In(ids) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } }); // prettier-ignore
    const user = users.find((one) => one.id === id);
    if (user === undefined) throw new AppError('USER_NOT_FOUND', { id });
    const actor = users.find((one) => one.id === actorId);
    const isStillAdministrator = actor?.disabledAt === null && permissionsOf(actor.roles).has('user.manage');
    if (actorId !== null && !isStillAdministrator) throw new AppError('FORBIDDEN', { permission: 'user.manage' });
    return user;
  }

  private async conflict(tx: EntityManager, { updatedById, updatedAt, version }: User): Promise<AppError> {
    const by = updatedById === null ? null : await tx.findOneBy(User, { id: updatedById });
    return new AppError('VERSION_CONFLICT', { by: by?.displayName ?? '系统', at: updatedAt.toISOString(), version });
  }

  private async view(tx: EntityManager, id: string): Promise<UserView> {
    const users = (await tx.query(LIST_USERS)) as UserView[];
    const user = users.find((u) => u.id === id);
    if (user === undefined) throw new AppError('USER_NOT_FOUND', { id });
    return user;
  }
}

/** @throws {AppError} PASSWORD_UNFIT for the first one anybody tries */
function requireFit(password: string, username: string): void {
  if (password.toLowerCase() === username) throw new AppError('PASSWORD_UNFIT');
}

/** @throws {AppError} ROLE_UNFIT_FOR_UNIT */
async function requireFitting(
  tx: EntityManager,
  { roles, organisationId }: Pick<User, 'roles' | 'organisationId'>,
): Promise<void> {
  const [unit] = (await tx.query('SELECT name, area_code AS "areaCode" FROM organisation WHERE id = $1', [organisationId])) as { name: string; areaCode: string }[]; // prettier-ignore
  if (unit === undefined) throw new ValidationError([{ path: 'organisationId', code: 'unknown', message: '没有这个单位' }]); // prettier-ignore
  const unfit = roles.find((role) => !fitsUnit(role, unit.areaCode));
  if (unfit === undefined) return;
  const why = ROLES[unfit].reach === 'city' ? '看得到全市，只给市级单位' : '只看本地区，只给县区单位';
  throw new AppError('ROLE_UNFIT_FOR_UNIT', { role: ROLES[unfit].term, unit: unit.name, why });
}

const LIST_USERS = `
  SELECT u.id, u.username, u.display_name AS "displayName", u.roles, u.organisation_id AS "organisationId", o.name AS "organisationName",
         o.area_code AS "areaCode", u.must_change_password AS "mustChangePassword", u.version, u.disabled_at AS "disabledAt",
         u.last_signed_in_at AS "lastSignedInAt"
  FROM app_user u JOIN organisation o ON o.id = u.organisation_id ORDER BY o.code, u.username`;
