import { formatAmount } from '../format/money.js';
import { formatScaled, scaleOf, UNFILLED } from '../format/number.js';
import { PathLink } from '../home/path-link.js';
import { useCan } from '../session/session.queries.js';
import { roleTerm } from './match-terms.js';
import { type Item, type Offered, offeredOf } from './offered.js';
import { reasonSentence } from './reasons.js';

/** 拿什么换: what the place can put on the table for this pair. */
export function OfferPanel({ resource, market }: { readonly resource: Item | null; readonly market: Item | null }) {
  return (
    <section className="offer" aria-label="拿什么换">
      <h3>拿什么换</h3>
      {resource === null && market === null ? (
        <p className="faint small">资源库和市场库里还没有合适的，可补充登记后重新匹配。</p>
      ) : (
        <div className="offer-items">
          <OfferItem kind="资源" path="/resources" item={resource} />
          <OfferItem kind="市场" path="/markets" item={market} />
        </div>
      )}
    </section>
  );
}

function OfferItem(props: {
  readonly kind: '资源' | '市场';
  readonly path: '/resources' | '/markets';
  readonly item: Item | null;
}) {
  const { kind, path, item } = props;
  const can = useCan();
  if (item === null) {
    return (
      <div className="offer-item">
        <p className="faint small">暂无可出的{kind}</p>
      </div>
    );
  }
  const isReadable = can(path === '/resources' ? 'resource.read' : 'market.read');
  const nameOf = ({ id, name }: Offered) => (isReadable ? <PathLink path={`${path}/${id}`}>{name}</PathLink> : name);
  const { offered, argument } = offeredOf(item);
  return (
    <div className="offer-item">
      <p className="offer-role">
        <span>{kind}</span>
        {roleTerm(offered.role)}
      </p>
      <p className="offer-name">{nameOf(offered)}</p>
      <p className="offer-quantity number">
        <Amount item={offered} />
      </p>
      <p className="soft small">{offered.reasons.map(({ code }) => reasonSentence(code)).join('；')}</p>
      <p className="faint small">来源：{offered.sourceName ?? UNFILLED}</p>
      {argument !== undefined && (
        <p className="small">
          <span className="soft">佐证 </span>
          {nameOf(argument)}{' '}
          <span className="number">
            <Amount item={argument} />
          </span>
        </p>
      )}
    </div>
  );
}

function Amount({ item }: { readonly item: Offered }) {
  return (
    <>
      {item.quantity === null ? (
        <span className="unfilled">数量{UNFILLED}</span>
      ) : (
        <strong>{quantityText(item.quantity, item.unit)}</strong>
      )}
      {item.year !== null && <span className="soft">（{item.year}年）</span>}
      {item.areaName !== null && <span className="soft"> {item.areaName}</span>}
    </>
  );
}

/** `256亿吨`, `1,136.47亿元`: a figure of eleven digits says nothing at a glance. */
export function quantityText(quantity: string, unit: string | null): string {
  if (unit === '元') return formatAmount(quantity);
  const scale = scaleOf(quantity);
  // 万吨 is not scaled twice: 亿万吨 is no unit.
  return unit !== null && /^[万亿]/.test(unit)
    ? `${formatScaled(quantity, { divisor: 1, prefix: '' })} ${unit}`
    : `${formatScaled(quantity, scale)} ${scale.prefix}${unit ?? ''}`;
}
