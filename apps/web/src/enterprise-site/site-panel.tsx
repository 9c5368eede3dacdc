import { type Code, type EnterpriseSiteView, termOf } from '@lianghuan/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { SiteDialog } from './site-dialog.js';
import { useSites, useWithdrawSite } from './site.queries.js';
import './site.css';

const STATUS_TONES: Readonly<Record<Code<'siteStatus'>, Tone>> = {
  operating: 'ok', building: 'accent', planned: 'warn', idle: 'muted', closed: 'muted',
}; // prettier-ignore

interface SitePanelProps {
  readonly enterpriseId: string;
  readonly isArchived: boolean;
}

/** 厂区 of an enterprise: where it is at work here, and where elsewhere. */
export function SitePanel({ enterpriseId, isArchived }: SitePanelProps) {
  const sites = useSites(enterpriseId);
  const [isRecording, setRecording] = useState(false);
  const mayEdit = !isArchived && sites.data?.can.edit === true;
  return (
    <Panel
      title="厂区"
      extra={
        mayEdit && (
          <Button size="small" onClick={() => setRecording(true)}>
            登记
          </Button>
        )
      }
    >
      <LoadState query={sites} rows={3}>
        {({ items }) => (
          <>
            <Sites
              title="在毕节"
              none="没有登记本地厂区。"
              items={items.filter(({ isHere }) => isHere)}
              enterpriseId={enterpriseId}
              mayEdit={mayEdit}
            />
            <Sites
              title="外地"
              none="没有登记外地厂区。"
              items={items.filter(({ isHere }) => !isHere)}
              enterpriseId={enterpriseId}
              mayEdit={mayEdit}
            />
          </>
        )}
      </LoadState>
      {isRecording && <SiteDialog enterpriseId={enterpriseId} onClose={() => setRecording(false)} />}
    </Panel>
  );
}

interface SitesProps {
  readonly title: string;
  readonly none: string;
  readonly items: readonly EnterpriseSiteView[];
  readonly enterpriseId: string;
  readonly mayEdit: boolean;
}

function Sites({ title, none, items, enterpriseId, mayEdit }: SitesProps) {
  const provinces = [...new Set(items.flatMap(({ provinceName }) => provinceName ?? []))];
  return (
    <section className="sites" aria-label={`${title}的厂区`}>
      <h3>
        {title} <span className="faint number">{items.length}</span>
        {provinces.length > 1 && <span className="faint small">{provinces.join('、')}</span>}
      </h3>
      {items.length === 0 ? (
        <p className="faint small">{none}</p>
      ) : (
        <ul>
          {items.map((site) => (
            <Site key={site.id} site={site} enterpriseId={enterpriseId} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Site({
  site,
  enterpriseId,
  mayEdit,
}: Pick<SitesProps, 'enterpriseId' | 'mayEdit'> & { readonly site: EnterpriseSiteView }) {
  const [isChanging, setChanging] = useState(false);
  const withdraw = useWithdrawSite(site.id);
  const facts = [
    site.products.length > 0 && `生产${site.products.join('、')}`,
    site.capacity && `产能 ${formatNumber(site.capacity)} ${site.capacityUnit ?? ''}`,
    site.since && `${site.since} 起`,
  ].filter(Boolean);
  return (
    <li>
      <p>
        <strong>{[site.regionName, site.place].filter(Boolean).join(' ')}</strong> {site.name}{' '}
        <span className="soft small">{termOf('siteKind', site.kind)}</span>{' '}
        <StatusDot tone={STATUS_TONES[site.status]}>{termOf('siteStatus', site.status)}</StatusDot>{' '}
        {site.isExample && <ExampleTag />}
      </p>
      {facts.length > 0 && <p className="small">{facts.join('；')}</p>}
      {site.note && <p className="small soft">{site.note}</p>}
      <p className="faint small">
        来源{' '}
        {site.sourceUrl ? (
          <a href={site.sourceUrl} target="_blank" rel="noopener noreferrer">
            {site.sourceName}
          </a>
        ) : (
          site.sourceName
        )}
        {site.sourceOn && <span className="number">，{site.sourceOn}</span>}
        {site.recordedByName !== null && `，${site.recordedByName} 登记`}
        {mayEdit && (
          <span className="site-actions">
            <Button size="small" type="text" onClick={() => setChanging(true)}>
              修改
            </Button>
            <ReasonButton
              label="撤下"
              button={{ size: 'small', type: 'text' }}
              title={`撤下厂区「${site.name ?? site.regionName ?? site.place ?? ''}」`}
              text="登记错了才撤下；关停了请改状态。撤下后不再显示，记录保留。"
              okText="撤下"
              step={withdraw}
              doneText="已撤下"
            />
          </span>
        )}
      </p>
      {isChanging && <SiteDialog enterpriseId={enterpriseId} site={site} onClose={() => setChanging(false)} />}
    </li>
  );
}
