import type { CreateEnterprise } from '@lianghuan/contracts';
import { EnterpriseProduct } from './enterprise-product.entity.js';

/** What the change journal keeps of the product lines beside their names, so that taking a change back brings the shares back too. */
interface ProductShares {
  readonly productShares?: Readonly<Record<string, string>>;
}

/** Product lines for the names given, best first; a line that stays keeps its share. Without names the lines stay as they are. */
export function linesOf(
  enterpriseId: string,
  { products: names, productShares = {} }: Partial<CreateEnterprise> & ProductShares,
  present: readonly EnterpriseProduct[],
): EnterpriseProduct[] {
  if (names === undefined) return [...present];
  const shares = new Map([
    ...Object.entries(productShares),
    ...present.map((line) => [line.name, line.share] as const),
  ]);
  return [...new Set(names)].map((name, i) =>
    Object.assign(new EnterpriseProduct(), { enterpriseId, position: i + 1, name, share: shares.get(name) ?? null }),
  );
}

/** Writes lines given as {@link columnsOf} hands them over. */
export const INSERT_LINES = `INSERT INTO enterprise_product (enterprise_id, position, name, share)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::numeric[])`;
/** Apart from {@link INSERT_LINES}, because with it the policy is asked for each line. */
export const REPLACE_LINES =
  'ON CONFLICT (enterprise_id, position) DO UPDATE SET name = EXCLUDED.name, share = EXCLUDED.share';

/** Parameters of {@link INSERT_LINES}. */
export function columnsOf(
  lines: readonly Pick<EnterpriseProduct, 'enterpriseId' | 'position' | 'name' | 'share'>[],
): unknown[] {
  return [
    lines.map((line) => line.enterpriseId),
    lines.map((line) => line.position),
    lines.map((line) => line.name),
    lines.map((line) => line.share),
  ];
}
