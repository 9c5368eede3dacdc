import {
  ExchangePackageView,
  termOf,
  type ExchangePackagePage,
  type KeepQuantity,
  type PackageOfferView,
} from '@lianghuan/contracts';
import { ExchangePackagePage as Packages } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { api } from '../api/client.js';
import { formatNumber } from '../format/number.js';
import { useCan } from '../session/session.queries.js';

/** Packages of a project; the pairs of one page share the answer. */
function usePackages(projectId: string) {
  return useQuery({
    queryKey: ['suggestion', 'packages', projectId],
    queryFn: ({ signal }): Promise<ExchangePackagePage> =>
      api.get('/exchange-packages', Packages, { projectId, pageSize: 100 }, signal),
  });
}

/** 换包 of a pair: what is put on the table, in what quantity, and what else may be talked about. */
export function PackagePanel({
  projectId,
  enterpriseId,
}: {
  readonly projectId: string;
  readonly enterpriseId: string;
}) {
  const query = usePackages(projectId);
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
      <h3>换包{found.role !== null && `：${termOf('packageRole', found.role)}`}</h3>
      {promised.length === 0 && (
        <p className="faint small">暂无可定的数量；下列资源、市场可先谈，填入拟用数量后列入换包。</p>
      )}
      <ul>
        {[...promised, ...found.shown].map((offer) => (
          <Offer key={offer.supplyId} packageId={found.id} offer={offer} canEdit={found.can.edit} />
        ))}
      </ul>
    </section>
  );
}

function Offer(props: { readonly packageId: string; readonly offer: PackageOfferView; readonly canEdit: boolean }) {
  const { packageId, offer } = props;
  const client = useQueryClient();
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const [quantity, setQuantity] = useState(offer.use?.quantity ?? '');
  const [unit, setUnit] = useState(offer.use?.unit ?? offer.free?.unit ?? '');
  const done = () => {
    setEditing(false);
    return client.invalidateQueries({ queryKey: ['suggestion', 'packages'] });
  };
  const keep = useMutation({
    mutationFn: (body: KeepQuantity) => api.post(`/exchange-packages/${packageId}/keep`, ExchangePackageView, body),
    onSuccess: done,
  });
  const release = useMutation({
    mutationFn: () =>
      api.post(`/exchange-packages/${packageId}/release`, ExchangePackageView, {
        supplyId: offer.supplyId,
        reason: '取消拟用数量',
      }),
    onSuccess: done,
  });
  const mayEdit = props.canEdit && can('match.decide') && offer.free !== null;
  return (
    <li>
      <span className="soft">{offer.side === 'resource' ? '资源' : '市场'}</span> {offer.name}
      {offer.use !== null && (
        <strong className="number">
          {' '}
          {formatNumber(offer.use.quantity)} {offer.use.unit}
        </strong>
      )}
      <span className="faint small"> {originOf(offer)}</span>
      {mayEdit && !isEditing && (
        <Button type="link" size="small" onClick={() => setEditing(true)}>
          {offer.use === null ? '填数量' : '改数量'}
        </Button>
      )}
      {mayEdit && offer.isKept && !isEditing && (
        <Button type="link" size="small" loading={release.isPending} onClick={() => release.mutate()}>
          取消
        </Button>
      )}
      {isEditing && (
        <form
          className="package-edit"
          onSubmit={(event) => {
            event.preventDefault();
            keep.mutate({ supplyId: offer.supplyId, quantity: quantity.trim(), unit: unit.trim(), note: null });
          }}
        >
          <Input
            aria-label="拟用数量"
            inputMode="decimal"
            value={quantity}
            onChange={(event) => setQuantity(event.target.value)}
          />
          <Input aria-label="单位" value={unit} onChange={(event) => setUnit(event.target.value)} />
          <Button
            htmlType="submit"
            type="primary"
            size="small"
            loading={keep.isPending}
            disabled={quantity.trim() === '' || unit.trim() === ''}
          >
            保存
          </Button>
          <Button size="small" onClick={() => setEditing(false)}>
            放弃
          </Button>
          {offer.free !== null && (
            <span className="faint small">
              可承诺 {formatNumber(offer.free.quantity)} {offer.free.unit}
            </span>
          )}
        </form>
      )}
      {(keep.isError || release.isError) && (
        <p role="alert" className="doubt small">
          {textOfError(keep.error ?? release.error)}
        </p>
      )}
    </li>
  );
}

function originOf(offer: PackageOfferView): string {
  if (offer.reason !== null) return termOf('packageShownReason', offer.reason);
  if (offer.isKept) return `${offer.keptByName ?? ''}填报`;
  return offer.statedIn === null ? '' : `项目写明“${offer.statedIn.text}”`;
}
