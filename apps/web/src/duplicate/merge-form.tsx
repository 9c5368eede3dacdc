import {
  type DuplicatePairView,
  type MergeChildView,
  type MergePlan,
  type MergePreview,
  type MergeTake,
  termOf,
} from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Radio } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
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

/** Side by side: which row stays, whose value each field takes, and what moves with it. */
export function MergeForm({ pair }: { readonly pair: DuplicatePairView }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [survivorSide, setSurvivorSide] = useState<'a' | 'b'>('a');
  const [take, setTake] = useState<Readonly<Record<string, MergeTake>>>({});
  const [isAsking, setAsking] = useState(false);
  const [survivor, merged] = survivorSide === 'a' ? [pair.a, pair.b] : [pair.b, pair.a];
  const plan: MergePlan = {
    register: pair.register,
    survivorId: survivor.id,
    mergedId: merged.id,
    take: { ...take },
  };
  const preview = useMergePreview(plan);
  const merge = useMerge();
  const isCurrent = preview.data !== undefined && !preview.isPlaceholderData && !preview.isError;
  return (
    <>
      <Panel
        title="合并"
        extra={
          <Radio.Group
            optionType="button"
            size="small"
            aria-label="保留哪一条"
            value={survivorSide}
            onChange={(event) => {
              setSurvivorSide(event.target.value === 'b' ? 'b' : 'a');
              setTake({});
            }}
            options={[
              { value: 'a', label: `保留 ${pair.a.code}` },
              { value: 'b', label: `保留 ${pair.b.code}` },
            ]}
          />
        }
      >
        <p className="gap-below">
          <strong>{merged.name}</strong>（{merged.code}）并入 <strong>{survivor.name}</strong>（{survivor.code}
          ）。原来的链接会转到保留的一条；没有改动之前可以整体撤销。
        </p>
        {preview.isError ? (
          <Alert type="error" showIcon title={textOfError(preview.error)} />
        ) : (
          <LoadState query={preview} rows={6}>
            {(done) => (
              <>
                <FieldChoices
                  register={pair.register}
                  preview={done}
                  heads={[survivor.code, merged.code]}
                  onTake={(name, from) => setTake({ ...take, [name]: from })}
                />
                <Children items={done.children} />
              </>
            )}
          </LoadState>
        )}
        <div className="form-actions">
          <Button type="primary" disabled={!isCurrent} onClick={() => setAsking(true)}>
            合并
          </Button>
        </div>
      </Panel>
      {isAsking && preview.data !== undefined && (
        <ReasonDialog
          title={`并入「${survivor.name}」`}
          text="写明为什么是同一条；修改记录里会留下。"
          okText="合并"
          isPending={merge.isPending}
          error={merge.error}
          onCancel={() => {
            merge.reset();
            setAsking(false);
          }}
          onOk={(reason) => {
            const { survivorVersion, mergedVersion } = preview.data;
            merge.mutate(
              { ...plan, survivorVersion, mergedVersion, reason },
              {
                onSuccess: () => {
                  void message.success('已合并');
                  void navigate({ to: `${REGISTER_PATHS[pair.register]}/${survivor.id}` });
                },
              },
            );
          }}
        />
      )}
    </>
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
