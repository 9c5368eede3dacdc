import type { LinkageQuotaView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { useAreaName } from '../reference/reference.queries.js';

/** 领导联系服务: quota, linked, and where projects are still missing (measure 5). */
export function LinkagePanel({ linkage }: { readonly linkage: LinkageQuotaView }) {
  const areaName = useAreaName();
  const short = linkage.areas.filter((area) => area.short > 0).sort((a, b) => b.short - a.short);
  const missing = short.reduce((sum, area) => sum + area.short, 0);
  return (
    <Panel
      title="领导联系服务项目"
      extra={
        <Link to="/projects/linkage" search={{ year: linkage.year }}>
          详情
        </Link>
      }
    >
      <p className="big-figure">
        <Link to="/projects" search={{ list: 'leader_linked' }} className="number">
          {formatNumber(linkage.totalLinked)}
        </Link>
        <span className="soft"> / {formatNumber(linkage.totalQuota)} 个</span>
        {missing > 0 && <span className="small soft missing">还差 {formatNumber(missing)} 个</span>}
      </p>
      {short.length > 0 && (
        <ul className="short-areas" aria-label="还有缺口的地区">
          {short.map((area) => (
            <li key={area.areaCode}>
              <span>{areaName(area.areaCode)}</span>
              <span className="meter" aria-hidden="true">
                <i style={{ width: `${area.quota > 0 ? Math.min(100, (area.linked / area.quota) * 100) : 0}%` }} />
              </span>
              <span className="number small">
                <Link to="/projects" search={{ list: 'leader_linked', areaCode: area.areaCode }}>
                  {area.linked}
                </Link>
                /{area.quota}，差 {area.short}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
