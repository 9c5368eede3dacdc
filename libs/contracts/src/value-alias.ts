import { z } from 'zod';
import type { FieldKind } from './field.js';
import { Id, Instant } from './primitives.js';

/** Kinds of field whose values are of a list, so that a sender may have words of his own for them. */
export const ALIASED_KINDS: readonly FieldKind[] = ['choice', 'choices', 'industries', 'region', 'area'];

/** 值对应: says what a word or code of a sender means. */
export const SaveValueAlias = z.strictObject({
  field: z.string().max(60),
  said: z.string().trim().min(1).max(120),
  /** Code or name in the field's list; several parted by ；. */
  means: z.string().trim().min(1).max(300),
});
export type SaveValueAlias = z.infer<typeof SaveValueAlias>;

export const ValueAliasView = z.object({
  id: Id,
  field: z.string(),
  title: z.string(),
  said: z.string(),
  means: z.string(),
  /** The meaning as people read it. */
  meansText: z.string(),
  madeByName: z.string(),
  madeAt: Instant,
});
export type ValueAliasView = z.infer<typeof ValueAliasView>;
export const ValueAliasList = z.array(ValueAliasView);

/** A value of a table that is in no list, however many rows say it, most first. */
export const UnknownValue = z.object({
  field: z.string(),
  title: z.string(),
  said: z.string(),
  /** What it most likely was meant to be; null without a likely one. */
  meant: z.string().nullable(),
  rows: z.int(),
  /** What a 值对应 says it means by now, for the next reading; null while none does. */
  meansText: z.string().nullable(),
});
export type UnknownValue = z.infer<typeof UnknownValue>;
export const UnknownValues = z.array(UnknownValue);
