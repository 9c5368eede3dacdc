import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Reason } from './primitives.js';

/** Whether the other project of a 接续关系 comes before or after the one it is told of. */
const Side = z.enum(['predecessor', 'successor']);

/** 接续关系 (measure 9): the other project comes before or after this one, how and why. */
export const AddSuccession = z.strictObject({
  side: Side,
  otherId: Id,
  kind: z.enum(codesOf('successionKind')),
  reason: Reason,
});
export type AddSuccession = z.infer<typeof AddSuccession>;

export const SuccessionView = z.object({
  id: Id,
  side: Side,
  /** What the later project is to the earlier one. */
  kind: z.enum(codesOf('successionKind')),
  reason: z.string(),
  /** The other one. */
  project: z.object({
    id: Id,
    code: z.string(),
    name: z.string(),
    areaCode: z.string().nullable(),
    reserveState: z.enum(codesOf('reserveState')),
    isArchived: z.boolean(),
  }),
});
export type SuccessionView = z.infer<typeof SuccessionView>;
