import { z } from 'zod';

/** Raised when a backup is laid out otherwise than before. */
export const BACKUP_FORMAT = 1;

const Count = z.int().nonnegative();

/** What a backup holds, as `manifest.json` says it: enough to prove a restore by. */
export const BackupManifest = z.object({
  format: z.literal(BACKUP_FORMAT),
  /** When the snapshot was taken that the database is as of. */
  takenAt: z.iso.datetime(),
  product: z.object({
    version: z.string(),
    /** Commit of the code that took it; null where it runs without its repository. */
    commit: z.string().nullable(),
  }),
  /** Version of the server. The parts do not depend on it. */
  postgres: z.string(),
  /** Names of the migrations the tables were made by; the last is the newest. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: Count,
      /** See `RowDigest`: the same rows in any order have the same one. */
      digest: z.string(),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  /** `CREATE INDEX` of every index that is no constraint's, those of extra fields among them. */
  indexes: z.array(z.string()),
  files: z.object({
    count: Count,
    bytes: Count,
    /** Storage keys that had no bytes, or others than were once stored, when the backup was taken. */
    broken: z.array(z.string()),
  }),
  connectorFiles: z.object({ count: Count, bytes: Count }),
  /** 产业到位资金 that count (F1), the sum of all years, yuan. */
  fundsCountedCny: z.string(),
  /** Tables whose rows are no part of a backup. */
  leftOut: z.array(z.string()),
});
export type BackupManifest = z.infer<typeof BackupManifest>;
