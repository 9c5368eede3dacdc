import { z } from 'zod';
import { Day } from './primitives.js';

/** 闲置低效资产 of one area, or of the city (measures 18–20). Values are yuan. */
export const IdleAssetFigures = z.object({
  count: z.int(),
  /** Assets with every expected field filled in. */
  completeCount: z.int(),
  /** Mean share of the expected fields that are filled in, 0–1; null without an asset. */
  completeness: z.number().nullable(),
  pilotCount: z.int(),
  revivedCount: z.int(),
  /** Revived ÷ all, by number. */
  revivedShareByCount: z.number().nullable(),
  /** Of assets whose book value is known. */
  bookValueCny: z.string(),
  revivedBookValueCny: z.string(),
  /** Book value revived ÷ book value of all, of assets whose book value is known. */
  revivedShareByValue: z.number().nullable(),
  withoutBookValue: z.int(),
  realisedCny: z.string(),
  /** Title not clear: pending, disputed or not looked into. */
  unclearTitleCount: z.int(),
  loanCount: z.int(),
});
export type IdleAssetFigures = z.infer<typeof IdleAssetFigures>;

export const IdleAssetSummary = z.object({
  today: Day,
  /** By when every area's ledger is to be complete; null where no target year is known. */
  dueOn: Day.nullable(),
  targetYear: z.int().nullable(),
  /** From the targets of the notice: pilots (9), revival share (0.3), assets with a policy-bank loan (2). */
  targets: z.object({
    pilots: z.number().nullable(),
    revivedShare: z.number().nullable(),
    loans: z.number().nullable(),
  }),
  /** Titles of the fields that count towards completeness. */
  expected: z.array(z.string()),
  total: IdleAssetFigures,
  /** Some of the assets are invented for demonstration. */
  containsExamples: z.boolean(),
  areas: z.array(IdleAssetFigures.extend({ areaCode: z.string(), areaName: z.string() })),
});
export type IdleAssetSummary = z.infer<typeof IdleAssetSummary>;
