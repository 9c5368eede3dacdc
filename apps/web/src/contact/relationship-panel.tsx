import { App, Button, Form, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { LoadFailure } from '../app/load-state.js';
import { dayOf, formatInstant, today } from '../format/date.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { Fact, Facts } from '../lead/facts.js';
import { useHandOver, useOwnerCandidates, useRelationship } from './contact.queries.js';
import '../lead/lead.css';
import { daysBetween } from '../lead/due.js';

const NOBODY = 'nobody';

/** 对接人 and 最近联系, with who answered before. */
export function Relationship({ enterpriseId }: { readonly enterpriseId: string }) {
  const relationship = useRelationship(enterpriseId);
  const [isHandingOver, setHandingOver] = useState(false);
  const { data } = relationship;
  if (data === undefined) {
    return relationship.isError ? (
      <LoadFailure
        error={relationship.error}
        isRetrying={relationship.isFetching}
        onRetry={() => void relationship.refetch()}
      />
    ) : (
      <Skeleton active title={false} paragraph={{ rows: 2 }} />
    );
  }
  return (
    <>
      <Facts isList>
        <Fact title="对接人">
          {data.owner === null ? null : (
            <>
              {data.owner.name}
              <span className="soft">
                （{data.owner.organisationName}，自 <span className="number">{dayOf(data.owner.since)}</span>）
              </span>
            </>
          )}
        </Fact>
        <Fact title="最近联系">
          {data.lastContactOn === null ? null : (
            <>
              <span className="number">{data.lastContactOn}</span>
              <span className="soft">，距今 {daysBetween(data.lastContactOn, today())} 天，取自线索的跟进记录</span>
            </>
          )}
        </Fact>
      </Facts>
      {data.can.handOver && (
        <Button size="small" onClick={() => setHandingOver(true)}>
          {data.owner === null ? '指定对接人' : '交接'}
        </Button>
      )}
      {data.handovers.length > 0 && (
        <details className="contacts-gone">
          <summary>交接记录 {data.handovers.length} 次</summary>
          <ul>
            {data.handovers.map(({ id, fromName, toName, reason, byName, at }) => (
              <li key={id} className="small">
                <span className="number">{formatInstant(at)}</span> {fromName ?? '无人'} → {toName ?? '无人'}
                {reason === null ? '' : `：${reason}`}（{byName}）
              </li>
            ))}
          </ul>
        </details>
      )}
      {isHandingOver && (
        <HandOverDialog enterpriseId={enterpriseId} ownerId={data.owner?.id} onClose={() => setHandingOver(false)} />
      )}
    </>
  );
}

function HandOverDialog(props: {
  readonly enterpriseId: string;
  readonly ownerId: string | undefined;
  readonly onClose: () => void;
}) {
  const { enterpriseId, ownerId, onClose } = props;
  const { message } = App.useApp();
  const candidates = useOwnerCandidates(enterpriseId);
  const handOver = useHandOver(enterpriseId);
  const options = (candidates.data?.items ?? [])
    .filter(({ id }) => id !== ownerId)
    .map(({ id, name, organisationName }) => ({ value: id, label: `${name}（${organisationName}）` }));
  return (
    <EntryDialog<{ ownerId: string; reason: string }>
      title={ownerId === undefined ? '指定对接人' : '交接对接人'}
      okText="保存"
      width={440}
      step={{ isPending: handOver.isPending, error: handOver.error ?? candidates.error }}
      onCancel={onClose}
      requiredMark={false}
      onFinish={(values) =>
        handOver.mutate(
          { ownerId: values.ownerId === NOBODY ? null : values.ownerId, reason: values.reason.trim() },
          {
            onSuccess: () => {
              void message.success('已交接');
              onClose();
            },
          },
        )
      }
    >
      <p className="soft small">有单位跟进的企业，对接人须是该单位的工作人员；对接人可以显示联系人的号码，每次留痕。</p>
      <Form.Item name="ownerId" label="交给" rules={[{ required: true, message: '请选择' }]}>
        <Select<string>
          showSearch={{ optionFilterProp: 'label' }}
          loading={candidates.isPending}
          placeholder="请选择"
          options={ownerId === undefined ? options : [...options, { value: NOBODY, label: '不再指定' }]}
        />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}
