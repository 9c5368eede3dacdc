import { type Code, CreateEnterpriseSite } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import type { EnterpriseSiteService } from './enterprise-site.service.js';

interface ExamplePlan {
  readonly kind: Code<'siteKind'>;
  readonly status: Code<'siteStatus'>;
  readonly name: string;
  readonly regionCode: string;
  readonly capacity?: readonly [quantity: string, unit: string];
  readonly since?: string;
}

const PLANS: readonly ExamplePlan[] = [
  { kind: 'plant', status: 'operating', name: '示例：川南生产基地', regionCode: '511500', capacity: ['50000', '吨/年'], since: '2021' },
  { kind: 'plant', status: 'building', name: '示例：湖北二期生产线', regionCode: '420500', capacity: ['20000', '吨/年'] },
  { kind: 'research', status: 'operating', name: '示例：西南研发中心', regionCode: '500000', since: '2022-06' },
  { kind: 'other', status: 'operating', name: '示例：贵阳分支机构', regionCode: '520100', since: '2023' },
  { kind: 'sales', status: 'operating', name: '示例：云南销售公司', regionCode: '530100' },
  { kind: 'plant', status: 'idle', name: '示例：沿海老厂区', regionCode: '440600', since: '2009' },
]; // prettier-ignore

/**
 * Invents a site elsewhere of enterprises that example leads follow, marked 示例. For the system, inside the caller's transaction.
 * @returns how many were made
 */
export async function seedExampleSites(tx: EntityManager, sites: EnterpriseSiteService): Promise<number> {
  const leads = (await tx.query(
    'SELECT enterprise_id AS "enterpriseId" FROM lead WHERE is_example ORDER BY code LIMIT $1',
    [PLANS.length],
  )) as { enterpriseId: string }[];
  const made = leads.map(({ enterpriseId }, i) => {
    const { capacity, ...plan } = PLANS[i];
    const [quantity, unit] = capacity ?? [null, null];
    return {
      ...CreateEnterpriseSite.parse({ ...plan, capacity: quantity, capacityUnit: unit, sourceName: '示例', note: '示例厂区，内容为虚构，仅供演示' }), // prettier-ignore
      enterpriseId,
      isExample: true,
    };
  });
  return (await sites.insert(tx, made)).length;
}
