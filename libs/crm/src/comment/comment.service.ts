import {
  type AddComment,
  COMMENT_EDIT_MINUTES,
  type CommentQuery,
  type CommentView,
  type MentionPage,
  type MentionQuery,
  type MentionView,
  type Page,
  type People,
  type Person,
  type ReaderQuery,
  type Role,
  type SubjectRef,
  termOf,
  type WriteComment,
} from '@lianghuan/contracts';
import { actorOf, AppError, Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { searchTextOf, wordsOf } from '../search/search-text.js';
import { requireSubject, SUBJECTS, subjectNameOf } from '../subject/subject.js';

/** People the picker offers. */
const OFFERED = 10;

interface UserRow extends Person {
  readonly organisationId: string;
  readonly areaCode: string;
  readonly roles: Role[];
}

/**
 * 评论 on any record, for those who see the record (policy `comment_read`). Who is mentioned must see it too, and finds it among 提到我的 for as
 * long as he does.
 */
@Injectable()
export class CommentService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Comments on a record, newest first. @throws {AppError} …_NOT_FOUND of the record */
  list({ subject, subjectId, page, pageSize }: CommentQuery): Promise<Page<CommentView>> {
    return this.database.transaction(async (tx) => {
      await requireSubject(tx, this.database.actor, { subject, subjectId });
      const where = 'WHERE c.subject = $1 AND c.subject_id = $2';
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM comment c ${where}`, [
        subject,
        subjectId,
      ])) as [{ total: number }];
      const items = (await tx.query(`${VIEWS} ${where} ORDER BY c.id DESC LIMIT $3 OFFSET $4`, [
        subject,
        subjectId,
        pageSize,
        (page - 1) * pageSize,
      ])) as CommentRow[];
      return { items: items.map((row) => this.viewOf(row)), total, page, pageSize };
    });
  }

  /** @throws {AppError} …_NOT_FOUND of the record, MENTION_NOT_READER */
  add(input: AddComment): Promise<CommentView> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireSubject(tx, actor, input);
      if (actor.organisationId === null) throw new AppError('FORBIDDEN');
      const [{ id }] = (await tx.query(
        `INSERT INTO comment (${input.subject}_id, text, organisation_id, created_at, created_by_id) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [input.subjectId, input.text, actor.organisationId, this.clock.now(), actor.id],
      )) as [{ id: string }];
      await this.mention(tx, id, input, input.mentionIds);
      return this.view(tx, id);
    });
  }

  /**
   * Changes one's own comment, for {@link COMMENT_EDIT_MINUTES} after it was written.
   * @throws {AppError} COMMENT_NOT_FOUND, FORBIDDEN, COMMENT_WITHDRAWN, COMMENT_EDIT_OVER, MENTION_NOT_READER
   */
  edit(id: string, input: WriteComment): Promise<CommentView> {
    return this.database.transaction(async (tx) => {
      const comment = await this.own(tx, id);
      if (!this.isFresh(comment.createdAt)) throw new AppError('COMMENT_EDIT_OVER', { minutes: COMMENT_EDIT_MINUTES });
      await tx.query('UPDATE comment SET text = $2, edited_at = $3 WHERE id = $1', [id, input.text, this.clock.now()]);
      await this.mention(tx, id, comment, input.mentionIds);
      return this.view(tx, id);
    });
  }

  /** Takes one's own comment back: its text goes, that there was one stays, and the audit keeps what it said. */
  withdraw(id: string): Promise<CommentView> {
    return this.database.transaction(async (tx) => {
      await this.own(tx, id);
      await tx.query('UPDATE comment SET text = NULL, withdrawn_at = $2 WHERE id = $1', [id, this.clock.now()]);
      return this.view(tx, id);
    });
  }

  /** @throws {AppError} COMMENT_NOT_FOUND, also for what is hidden */
  get(id: string): Promise<CommentView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** People who may read the record, those of the actor's own unit first. @throws {AppError} …_NOT_FOUND of the record */
  readers({ subject, subjectId, q }: ReaderQuery): Promise<People> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      await requireSubject(tx, actor, { subject, subjectId });
      const words = wordsOf(q);
      const users: UserRow[] = await tx.query(
        `${USERS} WHERE u.disabled_at IS NULL AND u.id IS DISTINCT FROM $2
         ORDER BY u.organisation_id IS DISTINCT FROM $1, o.code, u.display_name, u.id`,
        [actor.organisationId, actor.id],
      );
      const people = users.filter(({ name, organisationName }) => {
        const text = searchTextOf([name, organisationName]);
        return words.every((word) => text.includes(word));
      });
      const ids = await readersAmong(tx, { subject, subjectId }, people, OFFERED);
      return { items: people.filter(({ id }) => ids.has(id)).map(({ id, name, organisationName }) => ({ id, name, organisationName })) }; // prettier-ignore
    });
  }

  /** 提到我的, newest first, of records the actor still sees. */
  mentions({ page, pageSize, unread }: MentionQuery): Promise<MentionPage> {
    return this.database.transaction(async (tx) => {
      const { actor } = this.database;
      const [counts] = (await tx.query(
        `SELECT count(*)::int AS "all", count(*) FILTER (WHERE m.read_at IS NULL)::int AS unread ${MENTIONED}`,
        [actor.id],
      )) as [{ all: number; unread: number }];
      const items = (await tx.query(
        `SELECT c.id AS "commentId", c.text, c.subject, c.subject_id AS "subjectId", ${subjectNameOf('c')} AS "subjectName",
           u.display_name AS "authorName", o.name AS "organisationName", c.created_at AS at, m.read_at AS "readAt"
         ${MENTIONED} ${unread === true ? 'AND m.read_at IS NULL' : ''} ORDER BY c.id DESC LIMIT $2 OFFSET $3`,
        [actor.id, pageSize, (page - 1) * pageSize],
      )) as MentionView[];
      return { items, total: unread === true ? counts.unread : counts.all, unread: counts.unread, page, pageSize };
    });
  }

  /** How many comments that mention the actor wait to be read. */
  unread(): Promise<{ unread: number }> {
    return this.database.transaction(async (tx) => {
      const [row] = (await tx.query(`SELECT count(*)::int AS unread ${MENTIONED} AND m.read_at IS NULL`, [
        this.database.actor.id,
      ])) as [{ unread: number }];
      return row;
    });
  }

  /** Marks mentions of the actor as read: these, or all. @returns what is left */
  read(commentIds: readonly string[] | undefined): Promise<{ unread: number }> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE comment_mention SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL AND ($3::uuid[] IS NULL OR comment_id = ANY ($3))`,
        [this.database.actor.id, this.clock.now(), commentIds ?? null],
      );
      return this.unread();
    });
  }

  /** Sets who is mentioned; who was before keeps what he has read. */
  private async mention(tx: EntityManager, id: string, on: SubjectRef, userIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(userIds)];
    const people = (await tx.query(`${USERS} WHERE u.disabled_at IS NULL AND u.id = ANY ($1)`, [wanted])) as UserRow[];
    const readers = await readersAmong(tx, on, people, wanted.length);
    const missing = wanted.filter((userId) => !readers.has(userId));
    if (missing.length > 0) {
      throw new AppError('MENTION_NOT_READER', { ids: missing, subject: termOf('subject', on.subject) });
    }
    await tx.query('DELETE FROM comment_mention WHERE comment_id = $1 AND user_id <> ALL ($2)', [id, wanted]);
    await tx.query(
      `INSERT INTO comment_mention (comment_id, user_id) SELECT $1, u FROM unnest($2::uuid[]) u
       WHERE NOT EXISTS (SELECT FROM comment_mention m WHERE m.comment_id = $1 AND m.user_id = u)`,
      [id, wanted],
    );
  }

  /** @throws {AppError} COMMENT_NOT_FOUND, FORBIDDEN for another's, COMMENT_WITHDRAWN */
  private async own(tx: EntityManager, id: string): Promise<SubjectRef & { createdAt: Date }> {
    const [row] = (await tx.query(
      `SELECT subject, subject_id AS "subjectId", created_by_id AS "authorId", created_at AS "createdAt" FROM comment WHERE id = $1`,
      [id],
    )) as (SubjectRef & { authorId: string; createdAt: Date })[];
    if (row === undefined) throw new AppError('COMMENT_NOT_FOUND', { id });
    if (row.authorId !== this.database.actor.id) throw new AppError('FORBIDDEN');
    // Locking asks for the policy of UPDATE, which leaves withdrawn ones out.
    const [locked] = await tx.query<unknown[]>('SELECT FROM comment WHERE id = $1 FOR UPDATE', [id]);
    if (locked === undefined) throw new AppError('COMMENT_WITHDRAWN', { id });
    return row;
  }

  private isFresh(writtenAt: Date): boolean {
    return this.clock.now().getTime() - writtenAt.getTime() < COMMENT_EDIT_MINUTES * 60_000;
  }

  private async view(tx: EntityManager, id: string): Promise<CommentView> {
    const [row] = (await tx.query(`${VIEWS} WHERE c.id = $1`, [id])) as CommentRow[];
    if (row === undefined) throw new AppError('COMMENT_NOT_FOUND', { id });
    return this.viewOf(row);
  }

  private viewOf(row: CommentRow): CommentView {
    const isOwn = row.author.id === this.database.actor.id && row.withdrawnAt === null;
    return {
      ...row,
      createdAt: row.createdAt.toISOString(),
      editedAt: row.editedAt?.toISOString() ?? null,
      withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
      mentions: row.mentions ?? [],
      can: { edit: isOwn && this.isFresh(row.createdAt), withdraw: isOwn },
    };
  }
}

interface CommentRow {
  readonly id: string;
  readonly text: string | null;
  readonly author: Person;
  readonly mentions: Person[] | null;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly withdrawnAt: Date | null;
}

/** Which of these people see the record: at most so many, the first ones first. */
async function readersAmong(
  tx: EntityManager,
  { subject, subjectId }: SubjectRef,
  people: readonly UserRow[],
  atMost: number,
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const asked = people.map((person) => {
    const actor = actorOf({ ...person, displayName: person.name, areaCodes: [person.areaCode] });
    return {
      id: person.id,
      organisation_id: person.organisationId,
      areas: `{"${person.areaCode}"}`,
      permission: SUBJECTS[subject].permission,
      reach: Object.fromEntries(actor.reach),
    };
  });
  const rows = (await tx.query('SELECT subject_readers($1, $2, $3, $4) AS id', [
    subject,
    subjectId,
    JSON.stringify(asked),
    atMost,
  ])) as { id: string }[];
  return new Set(rows.map(({ id }) => id));
}

const USERS = `
  SELECT u.id, u.display_name AS name, u.roles, o.id AS "organisationId", o.name AS "organisationName", o.area_code AS "areaCode"
  FROM app_user u JOIN organisation o ON o.id = u.organisation_id`;
const VIEWS = `
  SELECT c.id, c.text, jsonb_build_object('id', u.id, 'name', u.display_name, 'organisationName', o.name) AS author,
    c.created_at AS "createdAt", c.edited_at AS "editedAt", c.withdrawn_at AS "withdrawnAt",
    (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.display_name, 'organisationName', q.name) ORDER BY m.id)
      FROM comment_mention m JOIN app_user p ON p.id = m.user_id JOIN organisation q ON q.id = p.organisation_id
      WHERE m.comment_id = c.id AND c.withdrawn_at IS NULL) AS mentions
  FROM comment c JOIN app_user u ON u.id = c.created_by_id JOIN organisation o ON o.id = c.organisation_id`;
const MENTIONED = `
  FROM comment_mention m JOIN comment c ON c.id = m.comment_id JOIN app_user u ON u.id = c.created_by_id
    JOIN organisation o ON o.id = c.organisation_id
  WHERE m.user_id = $1 AND c.withdrawn_at IS NULL`;
