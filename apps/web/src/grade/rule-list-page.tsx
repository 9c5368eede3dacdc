import { termOf, type GradeRuleSetView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Fragment, useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { ConditionText, EvidenceLines } from './evidence.js';
import './grade.css';
import { GradeTabs } from './grade-tabs.js';
import { usePutInForce, useRulePreview, useRuleSets } from './grade.queries.js';
import { RuleDialog } from './rule-dialog.js';

/** 优强规则: the version in force, and later ones with what they would change. */
export function RuleListPage() {
  const sets = useRuleSets();
  const [editing, setEditing] = useState<GradeRuleSetView>();
  return (
    <Page
      title="优强规则"
      meta={<span>符合任一条规则即建议评为优强；改规则先试算，看过影响再启用，启用后仍由人审批</span>}
    >
      <GradeTabs />
      <LoadState query={sets} rows={8}>
        {({ items, can }) => (
          <>
            {items.filter(isInForce).map((set) => (
              <Panel
                key={set.id}
                title={`现行规则（第 ${set.no} 版）`}
                extra={
                  can.manage && (
                    <Button size="small" onClick={() => setEditing(set)}>
                      修改规则
                    </Button>
                  )
                }
              >
                <RuleSet set={set} mayManage={false} />
              </Panel>
            ))}
            {items.some((set) => !isInForce(set)) && (
              <Panel title="其他版本">
                {items
                  .filter((set) => !isInForce(set))
                  .map((set) => (
                    <div key={set.id} className="rule-set">
                      <p>
                        <strong>第 {set.no} 版</strong>{' '}
                        <StatusDot tone="muted">{set.inForceUntil === null ? '未启用' : '已停用'}</StatusDot>
                      </p>
                      <RuleSet set={set} mayManage={can.manage} />
                    </div>
                  ))}
              </Panel>
            )}
          </>
        )}
      </LoadState>
      {editing !== undefined && <RuleDialog from={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

const isInForce = ({ inForceFrom, inForceUntil }: GradeRuleSetView) => inForceFrom !== null && inForceUntil === null;

function RuleSet({ set, mayManage }: { readonly set: GradeRuleSetView; readonly mayManage: boolean }) {
  return (
    <>
      <ol className="rule-list">
        {set.rules.map(({ name, conditions }) => (
          <li key={name}>
            {name}
            <span className="soft small">
              ：
              {conditions.map((condition, at) => (
                <Fragment key={at}>
                  {at > 0 && '，并且 '}
                  <ConditionText condition={condition} />
                </Fragment>
              ))}
            </span>
          </li>
        ))}
      </ol>
      <p className="small">{termOf('gradeCountBy', set.countBy)}</p>
      <p className="faint small">
        {set.madeByName} <span className="number">{formatInstant(set.madeAt)}</span>：{set.reason}
        {set.inForceFrom !== null && (
          <>
            ；<span className="number">{formatInstant(set.inForceFrom)}</span> 启用
          </>
        )}
      </p>
      <Outcome set={set} mayManage={mayManage} />
    </>
  );
}

/** What the newest evaluation found, and the list of what would change. */
function Outcome({ set, mayManage }: { readonly set: GradeRuleSetView; readonly mayManage: boolean }) {
  const [shown, setShown] = useState<'added' | 'removed'>();
  const use = usePutInForce(set.id);
  if (set.evaluation === null) return <p className="soft small">还没有测算，今晚 00:50 进行。</p>;
  if (set.preview === null) {
    return (
      <p className="soft small" role="status">
        {set.evaluation.status === 'failed' ? `测算没有成功（${set.evaluation.errorCode ?? ''}）` : '正在测算…'}
      </p>
    );
  }
  const { meets, already, added, removed } = set.preview;
  const toggle = (which: 'added' | 'removed') => setShown((now) => (now === which ? undefined : which));
  return (
    <>
      <p>
        符合 <strong className="number">{formatNumber(meets)}</strong> 家，其中已是优强{' '}
        <span className="number">{formatNumber(already)}</span> 家；
        <Button type="link" size="small" onClick={() => toggle('added')} aria-expanded={shown === 'added'}>
          将新评 {formatNumber(added)} 家
        </Button>
        <Button type="link" size="small" onClick={() => toggle('removed')} aria-expanded={shown === 'removed'}>
          将取消 {formatNumber(removed)} 家
        </Button>
        <span className="faint small number">{formatInstant(set.evaluation.finishedAt)} 测算</span>
      </p>
      {shown !== undefined && <Preview key={shown} id={set.id} change={shown} />}
      {mayManage && (
        <ReasonButton
          label="启用这一版"
          button={{ size: 'small', type: 'primary' }}
          title={`启用第 ${set.no} 版规则`}
          text={`启用后提出 ${added} 条评为优强、${removed} 条改为一般的建议，等待审批；已有等级暂不变化。`}
          okText="启用"
          step={use}
          doneText="已启用，正在提出建议"
        />
      )}
    </>
  );
}

function Preview({ id, change }: { readonly id: string; readonly change: 'added' | 'removed' }) {
  const [page, setPage] = useState(1);
  const preview = useRulePreview(id, change, page, true);
  return (
    <LoadState query={preview} rows={3}>
      {({ items, total, pageSize }) =>
        items.length === 0 ? (
          <p className="faint small">没有。</p>
        ) : (
          <>
            <ul className="grade-history">
              {items.map((item) => (
                <li key={item.id}>
                  <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: item.id }}>
                    {item.name}
                  </Link>{' '}
                  <span className="faint small">{item.place}</span>
                  <EvidenceLines evidence={item.evidence} />
                </li>
              ))}
            </ul>
            {total > pageSize && (
              <p className="small">
                <Button size="small" disabled={page === 1} onClick={() => setPage(page - 1)}>
                  上一页
                </Button>{' '}
                <span className="number">
                  {page} / {Math.ceil(total / pageSize)}
                </span>{' '}
                <Button size="small" disabled={page * pageSize >= total} onClick={() => setPage(page + 1)}>
                  下一页
                </Button>
              </p>
            )}
          </>
        )
      }
    </LoadState>
  );
}
