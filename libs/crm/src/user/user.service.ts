import { Injectable } from '@nestjs/common';
import type { CreateUser, OrganisationView, UserView } from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { duplicateKeyOf } from '../record/duplicate-key.js';
import { hashPassword } from './password.js';
import { SessionService } from './session.service.js';
import { User } from './user.entity.js';

/** 用户与单位: who may sign in. A user is never deleted; disabling ends the sessions at once. */
@Injectable()
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
  ) {}

  list(): Promise<z.infer<typeof UserView>[]> {
    return this.database.transaction((tx) => tx.query(LIST_USERS));
  }

  organisations(): Promise<z.infer<typeof OrganisationView>[]> {
    return this.database.transaction((tx) =>
      tx.query('SELECT id, code, name, kind, area_code AS "areaCode" FROM organisation ORDER BY code'),
    );
  }

  /** @throws {AppError} DUPLICATE_KEY when the user name is taken */
  async create(input: CreateUser, isDemonstration = false): Promise<z.infer<typeof UserView>> {
    const passwordHash = await hashPassword(input.password);
    return this.database.transaction(async (tx) => {
      const { password: _password, ...rest } = input;
      const user = tx.create(User, { ...rest, passwordHash, isDemonstration });
      try {
        await tx.insert(User, user);
      } catch (error) {
        throw duplicateKeyOf(error) ?? error;
      }
      return this.view(tx, user.id);
    });
  }

  setDisabled(id: string, isDisabled: boolean, reason: string): Promise<z.infer<typeof UserView>> {
    const work = () =>
      this.database.transaction(async (tx) => {
        const { affected } = await tx.update(User, { id }, { disabledAt: isDisabled ? () => 'now()' : null });
        if (affected === 0) throw new AppError('USER_NOT_FOUND', { id });
        if (isDisabled) await tx.query('DELETE FROM user_session WHERE user_id = $1', [id]);
        this.database.afterCommit(() => this.sessions.forget());
        return this.view(tx, id);
      });
    return this.database.because(reason, work);
  }

  private async view(tx: EntityManager, id: string): Promise<z.infer<typeof UserView>> {
    const users = (await tx.query(LIST_USERS)) as z.infer<typeof UserView>[];
    const user = users.find((u) => u.id === id);
    if (user === undefined) throw new AppError('USER_NOT_FOUND', { id });
    return user;
  }
}

const LIST_USERS = `
  SELECT u.id, u.username, u.display_name AS "displayName", u.roles, o.name AS "organisationName", o.area_code AS "areaCode",
         u.disabled_at AS "disabledAt", u.last_signed_in_at AS "lastSignedInAt"
  FROM app_user u JOIN organisation o ON o.id = u.organisation_id ORDER BY o.code, u.username`;
