import { type Code, SIGNAL_RULES } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

interface ExamplePlan {
  readonly kind: Code<'signalKind'>;
  readonly title: string;
  readonly ago: number;
}

/** Nothing that would speak badly of a real enterprise is invented. */
const PLANS: readonly ExamplePlan[] = [
  { kind: 'expansion', title: '示例：拟新建西南生产基地', ago: 12 },
  { kind: 'financing', title: '示例：完成一笔扩产融资', ago: 33 },
  { kind: 'subsidiary', title: '示例：在贵州设立全资子公司', ago: 21 },
  { kind: 'award', title: '示例：中标省内设备采购项目', ago: 47 },
  { kind: 'relocation', title: '示例：部分产能计划向西部转移', ago: 64 },
  { kind: 'patent', title: '示例：取得一项工艺发明专利', ago: 90 },
  { kind: 'expansion', title: '示例：二期生产线进入设备安装', ago: 5 },
  { kind: 'executive_change', title: '示例：分管投资的负责人调整', ago: 18 },
];

/**
 * Invents a signal of each enterprise an example lead follows, marked 示例. For the system, inside the caller's transaction.
 * @returns how many were made
 */
export async function seedExampleSignals(tx: EntityManager, today: string): Promise<number> {
  const leads = (await tx.query(
    `SELECT enterprise_id AS "enterpriseId", owner_id AS "ownerId" FROM lead WHERE is_example ORDER BY code LIMIT $1`,
    [PLANS.length],
  )) as { enterpriseId: string; ownerId: string }[];
  for (const [i, { enterpriseId, ownerId }] of leads.entries()) {
    const { kind, title, ago } = PLANS[i];
    const { weight, validDays } = SIGNAL_RULES[kind];
    const occurredOn = dayAfter(today, -ago);
    await tx.query(
      `INSERT INTO enterprise_signal (enterprise_id, source_key, kind, title, body, occurred_on, source_name, weight, valid_until, captured_by_id, is_example)
       VALUES ($1, $2, $3, $4, '示例动态，内容为虚构，仅供演示', $5, '示例', $6, $7, $8, true)`,
      [enterpriseId, `example ${i}`, kind, title, occurredOn, weight, dayAfter(occurredOn, validDays), ownerId],
    );
  }
  return leads.length;
}
