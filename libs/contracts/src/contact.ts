import { z } from 'zod';
import { Day, Id, Instant, Reason, Version } from './primitives.js';

/** Seven digits in a row, whatever stands between them, are a number somebody can be called by. */
const HAS_NUMBER = /\d(?:[\s-]?\d){6,}/;
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !HAS_NUMBER.test(value), { error: '号码请填在电话、手机栏，这里所有能看到联系人的人都看得到' });
const number = z
  .string()
  .trim()
  .regex(/^\+?[\d\s()（）-]{5,24}(转\d{1,6})?$/, { error: '请填写电话号码' });

/** 联系人: a person of an enterprise. Numbers are shown to few, and each time on record. */
export const CreateContact = z.strictObject({
  name: text(40),
  post: text(60).nullish(),
  phone: number.nullish(),
  mobile: z
    .string()
    .trim()
    .regex(/^(\+?86)?1[3-9]\d{9}$/, { error: '请填写 11 位手机号' })
    .nullish(),
  email: z.email().max(120).nullish(),
  note: text(300).nullish(),
  /** Where the contact comes from: personal information is not kept without saying so. */
  sourceName: text(120),
  sourceOn: Day.nullish(),
  isPrimary: z.boolean().default(false),
});
export type CreateContact = z.infer<typeof CreateContact>;

/** A number that is left out stays as it is, since its writer may not have seen it. */
export const UpdateContact = z.strictObject({
  ...CreateContact.partial().shape,
  isPrimary: z.boolean().optional(),
  version: Version,
});
export type UpdateContact = z.infer<typeof UpdateContact>;

export const ContactView = z.object({
  id: Id,
  version: Version,
  name: z.string(),
  post: z.string().nullable(),
  /** `138****5678`, for everybody. */
  phoneMasked: z.string().nullable(),
  mobileMasked: z.string().nullable(),
  emailMasked: z.string().nullable(),
  note: z.string().nullable(),
  sourceName: z.string().nullable(),
  sourceOn: z.string().nullable(),
  isPrimary: z.boolean(),
  recordedByName: z.string().nullable(),
  organisationName: z.string(),
  createdAt: Instant,
  withdrawn: z.object({ at: Instant, reason: z.string() }).nullable(),
  /** `reveal`: may have the numbers shown, change and withdraw the contact. */
  can: z.object({ reveal: z.boolean() }),
});
export type ContactView = z.infer<typeof ContactView>;
/** The primary contact first, withdrawn ones last. */
export const ContactList = z.object({ items: z.array(ContactView), can: z.object({ add: z.boolean() }) });
export type ContactList = z.infer<typeof ContactList>;

/** What of a contact is otherwise masked. */
export const RevealedContact = z.object({
  phone: z.string().nullable(),
  mobile: z.string().nullable(),
  email: z.string().nullable(),
});
export type RevealedContact = z.infer<typeof RevealedContact>;

/** 显示记录: who had the numbers shown, when and why; for those who may have them shown themselves. */
export const ContactReveals = z.object({
  items: z.array(
    z.object({
      id: Id,
      contactName: z.string(),
      byName: z.string(),
      organisationName: z.string(),
      reason: z.string(),
      at: Instant,
    }),
  ),
});
export type ContactReveals = z.infer<typeof ContactReveals>;

/** 对接人: who answers for the relation with an enterprise; null: nobody any more. */
export const HandOverEnterprise = z.strictObject({ ownerId: Id.nullable(), reason: Reason });
export type HandOverEnterprise = z.infer<typeof HandOverEnterprise>;

/** 对接: who answers for an enterprise, when somebody was last in touch, and who answered before. */
export const RelationshipView = z.object({
  owner: z.object({ id: Id, name: z.string(), organisationName: z.string(), since: Instant }).nullable(),
  lastContactOn: Day.nullable(),
  handovers: z.array(
    z.object({
      id: Id,
      fromName: z.string().nullable(),
      toName: z.string().nullable(),
      reason: z.string().nullable(),
      byName: z.string(),
      at: Instant,
    }),
  ),
  can: z.object({ handOver: z.boolean() }),
});
export type RelationshipView = z.infer<typeof RelationshipView>;
