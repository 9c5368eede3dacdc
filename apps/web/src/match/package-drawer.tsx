import { termOf, type ExchangePackageView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { AccessLink } from '../access/access-link.js';
import { DialogFocus } from '../app/dialog-focus.js';
import { LoadState } from '../app/load-state.js';
import { usePhone } from '../app/use-phone.js';
import { Fact, Facts } from '../lead/facts.js';
import { useCan } from '../session/session.queries.js';
import { EnterpriseName } from './allocation-groups.js';
import './match.css';
import { packageReasonTerm } from './match-terms.js';
import { PackageOffers } from './package-offers.js';
import { usePackage } from './package.queries.js';
import { formatScore } from './rounded-parts.js';

/** One package beside the list it was opened from. */
export function PackageDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const isPhone = usePhone();
  const query = usePackage(id);
  return (
    <Drawer open title="换包" size={isPhone ? '100%' : 640} onClose={onClose}>
      <DialogFocus>
        <LoadState query={query} rows={10}>
          {(item) => <Details item={item} />}
        </LoadState>
      </DialogFocus>
    </Drawer>
  );
}

function Details({ item }: { readonly item: ExchangePackageView }) {
  const can = useCan();
  const { project, enterprise } = item;
  const promised = [item.resource, item.market].filter((offer) => offer !== null);
  const isHidden = enterprise.id === null;
  return (
    <div className="package-details">
      <Facts isList>
        <Fact title="项目">
          <Link to="/projects/$projectId/suggestions" params={{ projectId: project.id }}>
            {project.name}
          </Link>
          {project.areaName !== null && <span className="faint small"> {project.areaName}</span>}
        </Fact>
        {item.alternatives > 1 && (
          <Fact title="备选">
            <Link to="/exchange-packages" search={{ projectId: project.id }}>
              同一项目 {item.alternatives} 家择一
            </Link>
            <span className="faint small"> 用量按项目只计一次，填报数量后归填报的一家</span>
          </Fact>
        )}
        <Fact title="企业">
          <EnterpriseName enterprise={enterprise} />
        </Fact>
        {!isHidden && (
          <>
            <Fact title="打法">{item.role === null ? '还没有可承诺的' : termOf('packageRole', item.role)}</Fact>
            <Fact title="理由">{item.reasons.map(packageReasonTerm).join('；')}</Fact>
            <Fact title="收益" isNumber>
              {formatScore(item.gain)} 分
              <span className="faint small">
                {' '}
                本对值 {formatScore(item.value)} 分
                {item.roleFactor !== 1 && `，按 ${Math.round(item.roleFactor * 100)}% 计`}
              </span>
            </Fact>
          </>
        )}
        {item.leadId !== null && (
          <Fact title="线索">
            {can('lead.read') ? (
              <Link to="/leads/$leadId" params={{ leadId: item.leadId }}>
                已有线索
              </Link>
            ) : (
              '已有线索'
            )}
          </Fact>
        )}
      </Facts>
      {isHidden ? (
        <p className="soft">该企业由其他单位跟进，换包内容只对跟进单位显示。</p>
      ) : (
        <>
          <h3>已列入</h3>
          {promised.length === 0 ? (
            <p className="faint small">暂无可定的数量。{item.can.edit && '为下列资源、市场填入拟用数量后列入换包。'}</p>
          ) : (
            <PackageOffers item={item} offers={promised} isDetailed />
          )}
          <h3>还可谈</h3>
          {item.shown.length === 0 ? (
            <p className="faint small">没有其他资源、市场。</p>
          ) : (
            <PackageOffers item={item} offers={item.shown} isDetailed />
          )}
        </>
      )}
      <AccessLink subject="exchange_package" record={item.id} />
    </div>
  );
}
