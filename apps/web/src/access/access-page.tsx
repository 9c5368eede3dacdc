import {
  type AccessAnswer,
  type AccessExplanation,
  AccessQuestion,
  codesOf,
  ROLES,
  termOf,
} from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { RecordSelect } from '../lead/record-select.js';
import { REGISTER_PATHS, type RegisterName } from '../register/register-paths.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { AccessRecordSelect } from './access-record-select.js';
import { useExplanation, usePeople } from './access.queries.js';
import type { AccessSearch } from './access.search.js';
import './access.css';

const route = getRouteApi('/shell/access');

/** 权限说明: picks a user and a record, and says what he may do with it, why, and what it would take otherwise. */
export function AccessPage() {
  const mayAsk = useCan()('access.explain');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const answer = useExplanation(search, mayAsk);
  if (!mayAsk)
    return (
      <Page title="权限说明">
        <Alert type="warning" showIcon title="您没有查看权限说明的权限。" />
      </Page>
    );
  return (
    <Page title="权限说明">
      <p className="soft gap-below">
        某人能不能查看、修改某条记录，以系统对此人实际放行的结果为准，并说明依据。“修改”指此刻能对这条记录做的任何一步，如审核、撤回、撤销。每次查询都会留痕。
      </p>
      <Question key={JSON.stringify(search)} first={search} onAsk={(next) => void navigate({ search: next })} />
      {AccessQuestion.safeParse(search).success && (
        <LoadState query={answer} rows={6}>
          {(data) => <Explanation data={data} />}
        </LoadState>
      )}
    </Page>
  );
}

function Question({ first, onAsk }: { readonly first: AccessSearch; readonly onAsk: (next: AccessSearch) => void }) {
  const [asked, setAsked] = useState(first);
  const people = usePeople(true);
  const { userId, subject, record } = asked;
  const pick = (next: string | undefined) => setAsked({ ...asked, record: next });
  return (
    <form
      className="access-question"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(asked);
      }}
    >
      <div>
        <label className="field-label" htmlFor="access-user">
          用户
        </label>
        <Select
          id="access-user"
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="输入姓名或单位"
          loading={people.isPending}
          notFoundContent={people.isError ? textOfError(people.error) : '没有找到'}
          value={userId}
          onChange={(next) => setAsked({ ...asked, userId: next })}
          options={people.data?.map(({ id, displayName, organisationName, isDisabled }) => ({
            value: id,
            label: `${displayName}（${organisationName}${isDisabled ? '，已停用' : ''}）`,
          }))}
        />
      </div>
      <div>
        <label className="field-label" htmlFor="access-subject">
          记录种类
        </label>
        <Select
          id="access-subject"
          placeholder="选择种类"
          value={subject}
          onChange={(next) => setAsked({ ...asked, subject: next, record: undefined })}
          options={codesOf('accessSubject').map((code) => ({ value: code, label: termOf('accessSubject', code) }))}
        />
      </div>
      <div>
        <label className="field-label" htmlFor="access-record">
          记录
        </label>
        {subject === undefined ? (
          <Select id="access-record" disabled placeholder="先选择记录种类" />
        ) : isRegister(subject) ? (
          <RecordSelect
            key={subject}
            id="access-record"
            register={subject}
            value={record}
            onChange={pick}
            placeholder="输入名称、简称或拼音首字母"
          />
        ) : (
          <AccessRecordSelect key={subject} id="access-record" subject={subject} value={record} onChange={pick} />
        )}
      </div>
      <Button type="primary" htmlType="submit" disabled={!AccessQuestion.safeParse(asked).success}>
        查询
      </Button>
    </form>
  );
}

function isRegister(subject: AccessQuestion['subject']): subject is RegisterName {
  return subject in REGISTER_PATHS;
}

function Explanation({ data: { user, record, read, change } }: { readonly data: AccessExplanation }) {
  return (
    <>
      {user.isDisabled && (
        <Alert
          className="gap-below"
          type="warning"
          showIcon
          title="此用户已停用，现在什么也看不到；以下为启用后的情况。"
        />
      )}
      <Panel title="依据">
        <dl className="field-grid">
          <div>
            <dt>用户</dt>
            <dd>
              {user.displayName}，{user.organisationName}（{user.areaName}）
            </dd>
          </div>
          <div>
            <dt>角色</dt>
            <dd>{user.roles.map((role) => ROLES[role].term).join('、')}</dd>
          </div>
          <div>
            <dt>{termOf('accessSubject', record.subject)}</dt>
            <dd>{record.name ?? <span className="unfilled">您无权查看名称</span>}</dd>
          </div>
          <div>
            <dt>记录所在地区</dt>
            <dd>{record.areaNames.join('、') || <span className="unfilled">不属于某一地区</span>}</dd>
          </div>
          <div>
            <dt>相关单位</dt>
            <dd>{record.unitNames.join('、') || <span className="unfilled">无</span>}</dd>
          </div>
          <div>
            <dt>负责人</dt>
            <dd>{record.personNames.join('、') || <span className="unfilled">无</span>}</dd>
          </div>
        </dl>
      </Panel>
      <Answer title="查看" answer={read} />
      <Answer title="修改" answer={change} />
    </>
  );
}

function Answer({ title, answer }: { readonly title: string; readonly answer: AccessAnswer }) {
  const { roles, because, wouldSuffice } = answer;
  const isHopeless = wouldSuffice.roles.length === 0 && wouldSuffice.facts.length === 0;
  return (
    <Panel
      title={title}
      extra={<StatusDot tone={answer.isAllowed ? 'ok' : 'bad'}>{answer.isAllowed ? '可以' : '不可以'}</StatusDot>}
    >
      <ul className="findings">
        <li>
          {roles.length > 0
            ? `由角色得到权限：${roles.map(({ role, reach }) => `${ROLES[role].term}（${termOf('reach', reach)}）`).join('、')}`
            : answer.isPermissionNeeded
              ? '此人的角色都没有这项权限'
              : '不需要专门的权限，只看与这条记录的关系'}
        </li>
        {answer.isAllowed && <li>{becauseText(because)}</li>}
        {!answer.isAllowed && isHopeless && (
          <li>只加一个角色，或只换地区、单位、负责人之一，都不够：须角色与归属同时符合，或记录目前的状态不容修改。</li>
        )}
        {wouldSuffice.roles.length > 0 && (
          <li>归属不变，另加以下角色之一即可：{wouldSuffice.roles.map((role) => ROLES[role].term).join('、')}</li>
        )}
        {wouldSuffice.facts.length > 0 && (
          <li>
            角色不变，以下任一项与记录相符即可：
            {wouldSuffice.facts.map((fact) => termOf('accessFact', fact)).join('、')}
          </li>
        )}
      </ul>
    </Panel>
  );
}

function becauseText(because: AccessAnswer['because']): string {
  if (because.includes('reach')) return '权限本身即可，与记录的地区、单位、负责人无关';
  if (because.length === 0) return '所在地区、单位、本人几项与记录的关系合在一起才够，单独一项不够';
  const facts = because.map((fact) => termOf('accessFact', fact)).join('、');
  return because.length === 1 ? `因为与记录相符：${facts}` : `因为与记录相符，任一项已足够：${facts}`;
}
