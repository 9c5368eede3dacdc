import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Me, permissionsOf, type Role } from '@lianghuan/contracts';
import { type Actor, actorOf, AppError, Clock, CONFIG, type Config } from '@lianghuan/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { hashPassword, verifyPassword } from './password.js';

interface SessionRow {
  id: string;
  username: string;
  displayName: string;
  roles: Role[];
  organisationId: string;
  organisationName: string;
  areaCode: string;
  isDemonstration: boolean;
  mustChangePassword: boolean;
  lastSeenAt: Date;
  expiresAt: Date;
}

interface Session {
  readonly actor: Actor;
  readonly me: Me;
}

/** Sessions known at a time. */
const FOUND_LIMIT = 10_000;

/** Wrong passwords before a name is locked; from there each further one doubles the wait. */
const FREE_ATTEMPTS = 5;
const FIRST_LOCK_SECONDS = 30;
const LONGEST_LOCK_SECONDS = 900;
/** After so long a name that failed begins anew. */
const FORGOTTEN_AFTER_HOURS = 24;
/**
 * Wrong passwords from one address in so many seconds, whatever the names: more than the people of an office behind one address mistype, and
 * little for who tries one password on every name.
 */
const ADDRESS_ATTEMPTS = 200;
const ADDRESS_SECONDS = 900;

/** 登录: opaque sessions kept on the server; the browser holds only a random token, the database only its hash. */
@Injectable()
export class SessionService {
  /** Sessions looked up of late, by their token. */
  readonly #found = new Map<string, { readonly at: number; readonly session: Promise<Session | undefined> }>();
  /** Compared when the name does not exist, so that the answer takes as long. */
  readonly #decoy = hashPassword(randomBytes(12).toString('hex'));

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Opens a session.
   * @param address where the request comes from, as far as that is known
   * @throws {AppError} as {@link authenticate}
   */
  async signIn(username: string, password: string, address?: string): Promise<{ token: string; me: Me }> {
    const userId = await this.authenticate(username, password, address);
    const now = this.clock.now();
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + this.config.sessionMaxHours * 3_600_000);
    await this.dataSource.query(
      `WITH forgotten AS (DELETE FROM sign_in_attempt WHERE username = $1 OR last_failed_at < $2::timestamptz - make_interval(hours => $6)),
            calmed AS (DELETE FROM sign_in_address WHERE began_at < $2::timestamptz - make_interval(secs => $7)),
            swept AS (DELETE FROM user_session WHERE expires_at < $2),
            seen AS (UPDATE app_user SET last_signed_in_at = $2 WHERE id = $3)
       INSERT INTO user_session (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($4, $3, $2, $2, $5)`,
      [username, now, userId, hashOf(token), expiresAt, FORGOTTEN_AFTER_HOURS, ADDRESS_SECONDS],
    );
    const session = await this.find(token);
    if (session === undefined) throw new AppError('SIGN_IN_FAILED');
    return { token, me: session.me };
  }

  /**
   * Whose name and password these are. Wrong ones are counted, whichever screen they were typed in.
   * @returns the user's id
   * @throws {AppError} SIGN_IN_LOCKED and SIGN_IN_ADDRESS_LOCKED with the seconds to wait, SIGN_IN_FAILED for a wrong name or password alike
   */
  async authenticate(username: string, password: string, address?: string): Promise<string> {
    if (address !== undefined) await this.requireCalm(address);
    await this.requireUnlocked(username);
    const [user] = (await this.dataSource.query('SELECT id, password_hash, disabled_at FROM app_user WHERE username = $1', [username])) as { id: string; password_hash: string; disabled_at: Date | null }[]; // prettier-ignore
    const isRight = await verifyPassword(user?.password_hash ?? (await this.#decoy), password);
    if (!isRight || user === undefined || user.disabled_at !== null) {
      if (!(await this.rememberFailure(username))) await this.requireUnlocked(username);
      if (address !== undefined) await this.countFrom(address);
      throw new AppError('SIGN_IN_FAILED');
    }
    // Of many tries at the same moment those after the lock learn nothing, the right one neither.
    await this.requireUnlocked(username);
    return user.id;
  }

  /**
   * Who holds this token; undefined when it is unknown, idle for too long, past its end, or the user is disabled. What was found holds for
   * `sessionMemoryMs`, since a screen asks for several things at once: a session another process ended, or the rights its user had, end that much later.
   */
  async find(token: string): Promise<Session | undefined> {
    const known = this.#found.get(token);
    if (known !== undefined && Date.now() - known.at < this.config.sessionMemoryMs) return known.session;
    const at = Date.now();
    const session = this.look(token);
    if (this.#found.size >= FOUND_LIMIT) this.#found.clear();
    this.#found.set(token, { at, session });
    const found = await session.catch((error: unknown) => {
      this.#found.delete(token);
      throw error;
    });
    if (found === undefined) this.#found.delete(token);
    return found;
  }

  /** Forgets who is signed in: after a session was ended or a user's rights changed. */
  forget(): void {
    this.#found.clear();
  }

  private async look(token: string): Promise<Session | undefined> {
    const [row] = (await this.dataSource.query(FIND_SESSION, [hashOf(token)])) as SessionRow[];
    if (row === undefined) return undefined;
    const now = this.clock.now();
    const idleUntil = row.lastSeenAt.getTime() + this.config.sessionIdleMinutes * 60_000;
    if (row.expiresAt <= now || idleUntil <= now.getTime()) return undefined;
    if (now.getTime() - row.lastSeenAt.getTime() > 60_000) {
      await this.dataSource.query('UPDATE user_session SET last_seen_at = $2 WHERE token_hash = $1', [
        hashOf(token),
        now,
      ]);
    }
    const actor = actorOf({ ...row, areaCodes: [row.areaCode] });
    const widest = [...actor.reach.values()];
    const me: Me = {
      id: row.id,
      username: row.username,
      displayName: row.displayName,
      roles: row.roles,
      permissions: [...permissionsOf(row.roles)],
      organisation: { id: row.organisationId, name: row.organisationName, areaCode: row.areaCode },
      reach: widest.includes('city') ? 'city' : widest.includes('area') ? 'area' : 'own',
      expiresAt: row.expiresAt.toISOString(),
      isDemonstration: row.isDemonstration,
      mustChangePassword: row.mustChangePassword,
    };
    return { actor, me };
  }

  async signOut(token: string): Promise<void> {
    await this.dataSource.query('DELETE FROM user_session WHERE token_hash = $1', [hashOf(token)]);
    this.forget();
  }

  /** Ends the sessions of a user, all but the one of this token. In the transaction of what ends them. */
  async endAll(tx: EntityManager, userId: string, keptToken = ''): Promise<void> {
    await tx.query('DELETE FROM user_session WHERE user_id = $1 AND token_hash <> $2', [userId, hashOf(keptToken)]);
  }

  /** @throws {AppError} SIGN_IN_LOCKED with the seconds to wait */
  private async requireUnlocked(username: string): Promise<void> {
    const now = this.clock.now();
    const [attempt] = (await this.dataSource.query('SELECT locked_until FROM sign_in_attempt WHERE username = $1', [username])) as { locked_until: Date | null }[]; // prettier-ignore
    if (attempt?.locked_until != null && attempt.locked_until > now) {
      throw new AppError('SIGN_IN_LOCKED', {
        seconds: Math.ceil((attempt.locked_until.getTime() - now.getTime()) / 1000),
      });
    }
  }

  /** @throws {AppError} SIGN_IN_ADDRESS_LOCKED with the seconds to wait */
  private async requireCalm(address: string): Promise<void> {
    const [{ seconds } = { seconds: 0 }] = (await this.dataSource.query(
      `SELECT ceil(extract(epoch FROM began_at - $2::timestamptz) + $3::int)::int AS seconds FROM sign_in_address WHERE address = ${NETWORK_OF} AND failed_count >= $4`,
      [address, this.clock.now(), ADDRESS_SECONDS, ADDRESS_ATTEMPTS],
    )) as { seconds: number }[];
    if (seconds > 0) throw new AppError('SIGN_IN_ADDRESS_LOCKED', { seconds });
  }

  private async countFrom(address: string): Promise<void> {
    const isOver = 'a.began_at <= $2::timestamptz - make_interval(secs => $3)';
    await this.dataSource.query(
      `INSERT INTO sign_in_address AS a (address, failed_count, began_at) VALUES (${NETWORK_OF}, 1, $2)
       ON CONFLICT (address) DO UPDATE SET failed_count = CASE WHEN ${isOver} THEN 1 ELSE a.failed_count + 1 END,
         began_at = CASE WHEN ${isOver} THEN $2 ELSE a.began_at END`,
      [address, this.clock.now(), ADDRESS_SECONDS],
    );
  }

  /** @returns false where the name was locked meanwhile, by other tries */
  private async rememberFailure(username: string): Promise<boolean> {
    const counted = (await this.dataSource.query(
      `INSERT INTO sign_in_attempt AS a (username, failed_count, last_failed_at) VALUES ($1, 1, $2)
       ON CONFLICT (username) DO UPDATE SET
         failed_count = a.failed_count + 1, last_failed_at = $2,
         locked_until = CASE WHEN a.failed_count + 1 >= $3
           THEN $2::timestamptz + make_interval(secs => least($5, $4 * power(2, least(a.failed_count + 1 - $3, 20)))) END
       WHERE a.locked_until IS NULL OR a.locked_until <= $2
       RETURNING username`,
      [username, this.clock.now(), FREE_ATTEMPTS, FIRST_LOCK_SECONDS, LONGEST_LOCK_SECONDS],
    )) as unknown[];
    return counted.length > 0;
  }
}

/** The address $1; of IPv6 the network, since each of its machines has as many addresses as it likes. */
const NETWORK_OF = `network(set_masklen($1::inet, CASE family($1::inet) WHEN 6 THEN 64 ELSE 32 END))`;

const hashOf = (token: string) => createHash('sha256').update(token).digest();

const FIND_SESSION = `
  SELECT u.id, u.username, u.display_name AS "displayName", u.roles, u.organisation_id AS "organisationId", o.name AS "organisationName",
         o.area_code AS "areaCode", u.is_demonstration AS "isDemonstration", u.must_change_password AS "mustChangePassword", s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt"
  FROM user_session s JOIN app_user u ON u.id = s.user_id JOIN organisation o ON o.id = u.organisation_id
  WHERE s.token_hash = $1 AND u.disabled_at IS NULL`;
