import { SURVEY_FIELDS } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import type { SurveyCampaignService } from './survey-campaign.service.js';

/** Kinds that say nothing somebody could go and look for. */
const LEFT_OUT: readonly string[] = ['resource.other', 'market.base_fact'];
/** Days since it was opened, and until it is due. */
const OPENED_AGO = 25;
const DUE_IN = 20;

/**
 * Opens a campaign over the city level and all counties and zones, marked 示例. What its cells hold is what the registers really hold: nobody has submitted or
 * confirmed anything. For the system, inside the caller's transaction.
 * @returns how many campaigns were made
 */
export async function seedExampleSurvey(tx: EntityManager, campaigns: SurveyCampaignService, today: string) {
  const areas = (await tx.query(`SELECT code FROM area WHERE kind IN ('county', 'zone') ORDER BY sort`)) as { code: string }[]; // prettier-ignore
  const [lead] = (await tx.query(`SELECT id FROM organisation WHERE code = 'SZB'`)) as { id: string }[];
  if (lead === undefined || areas.length === 0) return 0;
  const year = Number(today.slice(0, 4));
  const id = await campaigns.insert(
    tx,
    {
      title: `${year}年资源与市场摸底普查`,
      year,
      fields: SURVEY_FIELDS.filter((code) => !LEFT_OUT.includes(code)),
      levels: ['city', 'county'],
      areaCodes: areas.map(({ code }) => code),
      leadOrganisationId: lead.id,
      opensOn: dayAfter(today, -OPENED_AGO),
      dueOn: dayAfter(today, DUE_IN),
      instructions:
        '示例：按《方案》第1条，逐领域摸清资源现状、权属、价值和市场需求空间。有的登记入库，没有的写明查了什么，申报“无”；已登记的逐条核对，仍属实的提交时一并确认。',
    },
    { isExample: true },
  );
  await campaigns.move(id, { to: 'open', version: 1 });
  return 1;
}

/** @returns how many campaigns were removed, with their cells and steps */
export function removeExampleSurveys(tx: EntityManager): Promise<number> {
  return changedRows(tx, 'DELETE FROM survey_campaign WHERE is_example RETURNING id', []);
}
