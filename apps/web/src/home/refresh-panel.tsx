import type { HomeView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { marketRegister } from '../market/market.register.js';
import { ConfirmButton } from '../register/confirm-button.js';
import { rowPath } from '../register/register-definition.js';
import { FreshnessTag } from '../register/status-tags.js';
import { resourceRegister } from '../resource/resource.register.js';
import './home.css';
import { PathLink } from './path-link.js';

type ToRefresh = HomeView['toRefresh'][number];

/** 待复核: resources and markets past their validity or near it, to be confirmed on the spot. Nothing to confirm, no panel. */
export function RefreshPanel({ toRefresh }: { readonly toRefresh: HomeView['toRefresh'] }) {
  const waiting = toRefresh.filter(({ count }) => count > 0);
  if (waiting.length === 0) return null;
  return (
    <Panel
      title="待复核"
      extra={
        <span className="panel-links">
          {waiting.map(({ register, title, count, path }) => (
            <PathLink key={register} path={path}>
              {title} <span className="number">{formatNumber(count)}</span>
            </PathLink>
          ))}
        </span>
      }
    >
      <p className="faint small">
        过了有效期的资源和市场，在匹配里排得靠后，也不能在换包里承诺数量。情况没有变化的，点“仍属实”。
      </p>
      <ul className="to-refresh">
        {waiting.flatMap(({ register, title, rows }) =>
          rows.map((row) => (
            <li key={row.id}>
              <Link
                to={rowPath(register === 'resource' ? resourceRegister : marketRegister, row.id)}
                className="row-link"
              >
                <span className="row-main">
                  <span className="row-title">{row.name}</span>
                  <span className="soft small">
                    {title} · {row.areaName} · 有效期至 <span className="number">{row.validUntil}</span>{' '}
                    <FreshnessTag freshness={row.freshness} />
                  </span>
                </span>
              </Link>
              <Confirm register={register} row={row} />
            </li>
          )),
        )}
      </ul>
    </Panel>
  );
}

function Confirm({
  register,
  row,
}: {
  readonly register: ToRefresh['register'];
  readonly row: ToRefresh['rows'][number];
}) {
  return register === 'resource' ? (
    <ConfirmButton definition={resourceRegister} row={row} size="small" />
  ) : (
    <ConfirmButton definition={marketRegister} row={row} size="small" />
  );
}
