import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Share } from './primitives.js';

/** 集团关系: the parent owns a share of the child. */
export const CreateGroupRelation = z.strictObject({
  parentId: Id,
  childId: Id,
  kind: z.enum(codesOf('groupRelation')),
  isIndirect: z.boolean().default(false),
  /** 0–1; null where the source does not say. */
  share: Share.nullish(),
  sourceName: z.string().trim().min(1).max(200),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullish(),
  sourceOn: z.string().trim().max(20).nullish(),
});
export type CreateGroupRelation = z.infer<typeof CreateGroupRelation>;

export const GroupMember = z.object({
  id: Id,
  name: z.string(),
  place: z.string().nullable(),
  grade: z.enum(codesOf('enterpriseGrade')),
  isListed: z.boolean(),
});
export const GroupLink = z.object({
  id: Id,
  parentId: Id,
  childId: Id,
  kind: z.enum(codesOf('groupRelation')),
  isIndirect: z.boolean(),
  share: z.string().nullable(),
  sourceName: z.string(),
  sourceUrl: z.string().nullable(),
  sourceOn: z.string().nullable(),
});
export type GroupLink = z.infer<typeof GroupLink>;

/** The group around an enterprise, as far as the reader sees its members: everything above it, and everything below its head. */
export const GroupView = z.object({
  headId: Id,
  members: z.array(GroupMember),
  links: z.array(GroupLink),
  /** More members than are sent. */
  isCut: z.boolean(),
  /** Members by province, most first; without those whose place is unknown. */
  places: z.array(z.object({ place: z.string(), count: z.int() })),
  can: z.object({ edit: z.boolean() }),
});
export type GroupView = z.infer<typeof GroupView>;
