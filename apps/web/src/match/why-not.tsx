import type { WhyView } from '@lianghuan/contracts';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { RecordSelect } from '../lead/record-select.js';
import { Constraints } from './constraints.js';
import { ContributionTable } from './contribution-bars.js';
import { useWhy } from './match.queries.js';
import { doubtSentence, fitSentence, whyNotSentence } from './reasons.js';
import { formatScore } from './rounded-parts.js';

/** 为什么没有列入: any enterprise against the very data the list was made from. */
export function WhyNot({ projectId }: { readonly projectId: string }) {
  const [enterpriseId, setEnterpriseId] = useState<string>();
  const why = useWhy(projectId, enterpriseId);
  return (
    <Panel title="某家企业为什么没有列入？">
      <div className="why-pick">
        <label className="field-label" htmlFor="why-enterprise">
          企业
        </label>
        <RecordSelect
          id="why-enterprise"
          register="enterprise"
          value={enterpriseId}
          onChange={setEnterpriseId}
          placeholder="输入企业名称、简称或拼音首字母"
        />
      </div>
      {enterpriseId !== undefined && (
        <LoadState query={why} rows={4}>
          {(view) => <Answer view={view} />}
        </LoadState>
      )}
    </Panel>
  );
}

function Answer({ view }: { readonly view: WhyView }) {
  return (
    <div className="why-answer" aria-live="polite">
      <p>
        <strong>{view.enterprise.name}</strong>
        {view.rank !== null && <span className="soft number"> 排第 {view.rank}</span>}
        {view.score !== null && <span className="soft number"> 匹配分 {formatScore(view.score)}</span>}
      </p>
      {view.whyNot.length === 0 ? (
        <p>这家企业已在建议之中，排第 {view.rank ?? '—'}。</p>
      ) : (
        <ul className="reasons">
          {view.whyNot.map((item) => (
            <li key={item.reason}>{whyNotSentence(item)}</li>
          ))}
        </ul>
      )}
      {view.fit !== null && <p>{fitSentence(view.fit)}</p>}
      {view.counterArgument !== null && <p className="doubt">{doubtSentence(view.counterArgument)}</p>}
      {view.constraints.length > 0 && <Constraints constraints={view.constraints} projectId={view.project.id} />}
      {view.contributions.length > 0 && (
        <div className="why-table">
          <ContributionTable contributions={view.contributions} />
        </div>
      )}
    </div>
  );
}
