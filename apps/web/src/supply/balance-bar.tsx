import type { SupplyBalance } from '@lianghuan/contracts';
import { UNFILLED, formatNumber, formatScaled, scaleOf } from '../format/number.js';
import './supply.css';

/** Total, committed, reserved and available of a resource or market, as figures and as one bar that adds up. */
export function BalanceBar({ balance }: { readonly balance: SupplyBalance }) {
  const { total, unit, committed, reserved, available } = balance;
  const scale = scaleOf(total);
  const suffix = `${scale.prefix}${unit ?? ''}`;
  const share = (part: string) => (total === null || Number(total) === 0 ? 0 : (Number(part) / Number(total)) * 100);
  return (
    <div className="balance">
      <dl className="figures balance-figures">
        {(
          [
            ['总量', total, undefined],
            ['已承诺', committed, 'is-committed'],
            ['预留中', reserved, 'is-reserved'],
            ['可用', available, 'is-available'],
          ] as const
        ).map(([title, value, mark]) => (
          <div key={title}>
            <dt>
              {mark !== undefined && <i className={`balance-mark ${mark}`} aria-hidden="true" />}
              {title}
            </dt>
            <dd className="number">
              {value === null ? (
                <span className="unfilled">{UNFILLED}</span>
              ) : (
                <span title={`${formatNumber(value)} ${unit ?? ''}`}>{formatScaled(value, scale)}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {total !== null && Number(total) > 0 && (
        <div
          className="balance-bar"
          role="img"
          aria-label={`共 ${formatScaled(total, scale)}${suffix}，可用 ${formatScaled(available, scale)}${suffix}`}
        >
          <i className="is-committed" style={{ width: `${share(committed)}%` }} />
          <i className="is-reserved" style={{ width: `${share(reserved)}%` }} />
        </div>
      )}
      {unit !== null && <p className="faint small">单位：{suffix}</p>}
    </div>
  );
}
