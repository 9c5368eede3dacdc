import { z } from 'zod';
import { CallView } from './call.js';
import { StrongEnterpriseFigures } from './grade.js';
import { FundsProgress } from './funds.js';
import { LeadView } from './lead.js';
import { Version } from './primitives.js';
import { LinkageQuotaView } from './project.js';
import { DayOrNull, recordView } from './provenance.js';
import { SurveyCampaignView } from './survey.js';

/** 工作台: what to do next. Parts a role may not see are null. */
export const HomeView = z.object({
  /** My open leads by next-step date, overdue first; at most 10. */
  nextSteps: z.array(LeadView).nullable(),
  overdueCount: z.int(),
  /** 该联系谁: the most pressing of the list, at most 5, and how many it has; null for who works on no leads. */
  calls: z.object({ items: z.array(CallView), total: z.int() }).nullable(),
  /** What waits for me: counts, each with the address of the list it counts. */
  tasks: z.array(z.object({ code: z.string(), title: z.string(), count: z.int(), path: z.string() })),
  /** 待复核: what of the actor's area is past its validity or soon will be. Empty for who keeps no area's registers. */
  toRefresh: z.array(
    z.object({
      register: z.enum(['resource', 'market']),
      title: z.string(),
      /** As many as the list at `path` has. */
      count: z.int(),
      path: z.string(),
      /** The longest overdue first; at most 5. */
      rows: z.array(
        z.object({
          id: z.uuid(),
          version: Version,
          name: z.string(),
          areaName: z.string(),
          freshness: recordView.freshness,
          validUntil: DayOrNull,
        }),
      ),
    }),
  ),
  /** 普查 under way, as far as the actor may see it; at most 3. */
  surveys: z.array(
    SurveyCampaignView.pick({ id: true, title: true, effectiveDueOn: true, workingDaysLeft: true, coverage: true }),
  ),
  pace: FundsProgress.nullable(),
  linkage: LinkageQuotaView.nullable(),
  /** 引进优强企业 (N2, N19) for managers. */
  strongEnterprises: StrongEnterpriseFigures.nullable(),
  registers: z.array(z.object({ register: z.string(), title: z.string(), count: z.int(), path: z.string() })),
  /** Projects whose newest suggestions wait for a decision; at most 8. */
  suggestionProjects: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      areaName: z.string().nullable(),
      openCount: z.int(),
      bestEnterprise: z.string(),
    }),
  ),
});
export type HomeView = z.infer<typeof HomeView>;
