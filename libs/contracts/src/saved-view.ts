import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { LIST_CODES } from './list.js';
import { Id, Instant, Version } from './primitives.js';

const Name = z.string().trim().min(1).max(40);
/** A list's query string without the page, e.g. `areaCode=520524&sort=-valuationCny`; `columns` names the columns shown. */
const SearchText = z.string().max(4000);

/** 视图: filters, sort and columns of a list under a name. The search string is what the address bar shows when it is opened. */
export const SavedViewView = z.object({
  id: Id,
  list: z.enum(LIST_CODES),
  name: z.string(),
  /** Only what the list understands today. */
  search: z.string(),
  /** Parameters stored once that the list does not understand any more, with their values. */
  dropped: z.array(z.object({ name: z.string(), value: z.string() })),
  audience: z.enum(codesOf('viewAudience')),
  ownerName: z.string(),
  organisationName: z.string(),
  updatedAt: Instant,
  version: Version,
  /** Opened for the asker when he goes to the list without saying what he wants to see. */
  isDefault: z.boolean(),
  can: z.object({ edit: z.boolean(), withdraw: z.boolean() }),
});
export type SavedViewView = z.infer<typeof SavedViewView>;

/** The views of one list the asker may open, own ones first, and how far he may share. */
export const SavedViewList = z.object({
  items: z.array(SavedViewView),
  audiences: z.array(z.enum(codesOf('viewAudience'))),
});
export type SavedViewList = z.infer<typeof SavedViewList>;
export const SavedViewQuery = z.object({ list: z.enum(LIST_CODES) });
export type SavedViewQuery = z.infer<typeof SavedViewQuery>;

export const CreateSavedView = z.strictObject({
  list: z.enum(LIST_CODES),
  name: Name,
  search: SearchText,
  audience: z.enum(codesOf('viewAudience')).default('personal'),
});
export type CreateSavedView = z.infer<typeof CreateSavedView>;
export const UpdateSavedView = z.strictObject({
  name: Name.optional(),
  search: SearchText.optional(),
  audience: z.enum(codesOf('viewAudience')).optional(),
  version: Version,
});
export type UpdateSavedView = z.infer<typeof UpdateSavedView>;
/** Makes a view the asker's default, or no longer so. */
export const SetDefaultView = z.strictObject({ isDefault: z.boolean() });
export type SetDefaultView = z.infer<typeof SetDefaultView>;
