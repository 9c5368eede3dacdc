import { termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { PackageOffers } from './package-offers.js';
import { useProjectPackages } from './package.queries.js';

/** 换包 of a pair: what is put on the table, in what quantity, and what else may be talked about. */
export function PackagePanel({
  projectId,
  enterpriseId,
}: {
  readonly projectId: string;
  readonly enterpriseId: string;
}) {
  const query = useProjectPackages(projectId);
  const found = query.data?.items.find(({ enterprise }) => enterprise.id === enterpriseId);
  if (query.isError) {
    return (
      <p className="faint small">
        换包没有读到。
        <Button type="link" size="small" onClick={() => void query.refetch()}>
          重试
        </Button>
      </p>
    );
  }
  if (found === undefined) return null;
  const promised = [found.resource, found.market].filter((offer) => offer !== null);
  return (
    <section className="package" aria-label="换包">
      <h3>
        换包{found.role !== null && `：${termOf('packageRole', found.role)}`}{' '}
        <Link to="/exchange-packages" search={{ projectId, open: found.id }}>
          详情
        </Link>
      </h3>
      {promised.length === 0 && (
        <p className="faint small">暂无可定的数量；下列资源、市场可先谈，填入拟用数量后列入换包。</p>
      )}
      <PackageOffers item={found} offers={[...promised, ...found.shown]} />
    </section>
  );
}
