import { z } from 'zod';
import { Flag, Id, Instant, pageOf, pageQuery } from './primitives.js';
import { SubjectName, SubjectRef } from './subject.js';

/** How long its author may change a comment; afterwards it can only be withdrawn. */
export const COMMENT_EDIT_MINUTES = 15;

/** Somebody who may read a record, as the picker of mentions names him. */
export const Person = z.object({ id: Id, name: z.string(), organisationName: z.string() });
export type Person = z.infer<typeof Person>;

export const CommentView = z.object({
  id: Id,
  /** Null once withdrawn: that there was a comment stays. */
  text: z.string().nullable(),
  author: Person,
  mentions: z.array(Person),
  createdAt: Instant,
  editedAt: Instant.nullable(),
  withdrawnAt: Instant.nullable(),
  can: z.object({ edit: z.boolean(), withdraw: z.boolean() }),
});
export type CommentView = z.infer<typeof CommentView>;
/** Newest first. */
export const CommentPage = pageOf(CommentView);
export type CommentPage = z.infer<typeof CommentPage>;

export const CommentQuery = z.object({ ...SubjectRef.shape, page: pageQuery.page, pageSize: pageQuery.pageSize });
export type CommentQuery = z.infer<typeof CommentQuery>;

/** What is written: the text as shown, with `@name` where somebody is called, and who is meant by the names. */
export const WriteComment = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  mentionIds: z.array(Id).max(20).default([]),
});
export type WriteComment = z.infer<typeof WriteComment>;
export const AddComment = WriteComment.extend(SubjectRef.shape);
export type AddComment = z.infer<typeof AddComment>;

/** People who may read the record, by part of a name or its pinyin. */
export const ReaderQuery = z.object({ ...SubjectRef.shape, q: z.string().trim().max(40).optional() });
export type ReaderQuery = z.infer<typeof ReaderQuery>;
export const People = z.object({ items: z.array(Person) });
export type People = z.infer<typeof People>;

/** 提到我的: a comment that calls the reader, while he may read the record it is on. */
export const MentionView = SubjectName.extend({
  commentId: Id,
  text: z.string(),
  authorName: z.string(),
  organisationName: z.string(),
  at: Instant,
  readAt: Instant.nullable(),
});
export type MentionView = z.infer<typeof MentionView>;
export const MentionPage = pageOf(MentionView).extend({ unread: z.int() });
export type MentionPage = z.infer<typeof MentionPage>;
export const MentionQuery = z.object({ page: pageQuery.page, pageSize: pageQuery.pageSize, unread: Flag.optional() });
export type MentionQuery = z.infer<typeof MentionQuery>;
export const UnreadMentions = z.object({ unread: z.int() });
export type UnreadMentions = z.infer<typeof UnreadMentions>;
/** Marks these as read; left out, all. */
export const ReadMentions = z.strictObject({ commentIds: z.array(Id).max(200).optional() });
export type ReadMentions = z.infer<typeof ReadMentions>;
