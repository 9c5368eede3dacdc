import {
  type DuplicatePairView,
  type MergeChildView,
  type MergePlan,
  type MergePreview,
  type MergeTake,
  termOf,
} from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Radio } from 'antd';
import { useState, type ReactNode } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { enterpriseRegister } from '../enterprise/enterprise.register.js';
import { marketRegister } from '../market/market.register.js';
import { projectRegister } from '../project/project.register.js';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';
import { FieldValue } from '../register/field-value.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { resourceRegister } from '../resource/resource.register.js';
import { useMerge, useMergePreview } from './duplicate.queries.js';

const FIELDS = {
  resource: resourceRegister.fields,
  market: marketRegister.fields,
  project: projectRegister.fields,
  enterprise: enterpriseRegister.fields,
} as const;

interface MergeSide {
  readonly id: string;
  /** Null where only who answers for it may see the row. */
  readonly code: string | null;
  readonly name: string;
}

interface MergeChoicesProps {
  readonly register: DuplicatePairView['register'];
  readonly sides: readonly [MergeSide, MergeSide];
  /** The row that must stay, where that is no choice. */
  readonly keepsId?: string | null;
  /** The proposal that is answered, where the reader may not merge the two alone. */
  readonly proposalId?: string;
  /** The buttons under it; without a preview nothing can be done yet. */
  readonly children: (plan: MergePlan, preview: MergePreview | undefined) => ReactNode;
}

/** Side by side: which row stays, whose value each field takes, and what moves with it. */
export function MergeChoices({ register, sides, keepsId = null, proposalId, children }: MergeChoicesProps) {
  const [survivorId, setSurvivorId] = useState(keepsId ?? sides[0].id);
  const [take, setTake] = useState<Readonly<Record<string, MergeTake>>>({});
  const [survivor, merged] = survivorId === sides[0].id ? sides : [sides[1], sides[0]];
  const plan: MergePlan = { register, survivorId: survivor.id, mergedId: merged.id, take: { ...take } };
  const preview = useMergePreview(plan, proposalId);
  const isCurrent = !preview.isPlaceholderData && !preview.isError;
  const called = ({ code, name }: MergeSide) => code ?? name;
  return (
    <Panel
      title="合并"
      extra={
        keepsId === null && (
          <Radio.Group
            optionType="button"
            size="small"
            aria-label="保留哪一条"
            value={survivorId}
            onChange={(event) => {
              setSurvivorId(String(event.target.value));
              setTake({});
            }}
            options={sides.map((side) => ({ value: side.id, label: `保留 ${called(side)}` }))}
          />
        )
      }
    >
      <p className="gap-below">
        <strong>{merged.name}</strong>
        {merged.code !== null && `（${merged.code}）`}并入 <strong>{survivor.name}</strong>
        {survivor.code !== null && `（${survivor.code}）`}。原来的链接会转到保留的一条；没有改动之前可以整体撤销。
      </p>
      {preview.isError ? (
        <Alert type="error" showIcon title={textOfError(preview.error)} />
      ) : (
        <LoadState query={preview} rows={6}>
          {(done) => (
            <>
              <FieldChoices
                register={register}
                preview={done}
                heads={[called(survivor), called(merged)]}
                onTake={(name, from) => setTake({ ...take, [name]: from })}
              />
              <Children items={done.children} />
            </>
          )}
        </LoadState>
      )}
      <div className="form-actions">{children(plan, isCurrent ? preview.data : undefined)}</div>
    </Panel>
  );
}

/** Merges a pair of which the reader may write both rows. */
export function MergeForm({ pair }: { readonly pair: DuplicatePairView }) {
  const navigate = useNavigate();
  const merge = useMerge();
  return (
    <MergeChoices register={pair.register} sides={[pair.a, pair.b]}>
      {(plan, preview) => (
        <ReasonButton
          label="合并"
          button={{ type: 'primary', disabled: preview === undefined }}
          title="合并"
          text="写明为什么是同一条；修改记录里会留下。"
          okText="合并"
          step={{
            ...merge,
            mutate: (reason, { onSuccess }) => {
              if (preview === undefined) return;
              const { survivorVersion, mergedVersion } = preview;
              merge.mutate(
                { ...plan, survivorVersion, mergedVersion, reason },
                {
                  onSuccess: () => {
                    onSuccess();
                    void navigate({ to: `${REGISTER_PATHS[pair.register]}/${plan.survivorId}` });
                  },
                },
              );
            },
          }}
          doneText="已合并"
        />
      )}
    </MergeChoices>
  );
}

interface FieldChoicesProps {
  readonly register: DuplicatePairView['register'];
  readonly preview: MergePreview;
  /** Codes of the row that stays and of the other. */
  readonly heads: readonly [string, string];
  readonly onTake: (name: string, from: MergeTake) => void;
}

function FieldChoices({ register, preview, heads, onTake }: FieldChoicesProps) {
  const extras = useAllExtraRegisterFields(register);
  const fields = [...FIELDS[register], ...extras];
  if (preview.fields.length === 0) return <p className="faint">两条的内容完全一样。</p>;
  return (
    <table className="merge-table">
      <thead>
        <tr>
          <th scope="col">内容</th>
          <th scope="col">保留的 {heads[0]}</th>
          <th scope="col">并入的 {heads[1]}</th>
          <th scope="col">取哪一个</th>
        </tr>
      </thead>
      <tbody>
        {preview.fields.map(({ name, survivor, merged, take, isList }) => {
          const field = fields.find((each) => each.name === name);
          const title = field?.title ?? name;
          const shown = (value: unknown) => <FieldValue field={field ?? { kind: 'text' }} value={value} />;
          return (
            <tr key={name}>
              <th scope="row">{title}</th>
              <td className={take === 'merged' ? undefined : 'is-chosen'}>{shown(survivor)}</td>
              <td className={take === 'survivor' ? undefined : 'is-chosen'}>{shown(merged)}</td>
              <td>
                <Radio.Group
                  size="small"
                  optionType="button"
                  aria-label={`${title}取哪一个`}
                  value={take}
                  onChange={(event) => onTake(name, event.target.value as MergeTake)}
                  options={[
                    { value: 'survivor', label: '保留的' },
                    { value: 'merged', label: '并入的' },
                    ...(isList ? [{ value: 'both', label: '两边都要' }] : []),
                  ]}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What moves with the row, table by table, and what stays with it. */
export function Children({ items }: { readonly items: readonly MergeChildView[] }) {
  if (items.length === 0) return <p className="faint">没有其他记录挂在并入的一条上。</p>;
  return (
    <>
      <p className="gap-above">挂在并入一条上的记录：</p>
      <ul className="merge-children">
        {items.map(({ table, column, moved, stayed }) => (
          <li key={`${table}.${column}`}>
            {termOf('mergeTable', table)}：
            {moved > 0 && (
              <>
                <span className="number">{moved}</span> 条转到保留的一条
              </>
            )}
            {moved > 0 && stayed > 0 && '，'}
            {stayed > 0 && (
              <span className="faint">
                <span className="number">{stayed}</span> 条留在原处，保留的一条已有同样的
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
