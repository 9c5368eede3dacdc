import { type MergeObstacle, type MergeView, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatInstant } from '../format/date.js';
import { rowPath } from '../register/register-definition.js';
import type { RegisterField } from '../register/register-field.js';
import { useMerges, useUndoMerge } from './duplicate.queries.js';

/** What may have changed that is neither a field nor a table. */
const OBSTACLES: Readonly<Record<string, string>> = {
  survivor: '保留的一条已归档或又并入了别处',
  holderOrganisationId: '跟进单位',
};

interface MergePanelProps {
  readonly register: MergeView['register'];
  readonly id: string;
  readonly path: string;
  readonly fields: readonly RegisterField[];
}

/** 合并: what went into this row, or into which it went, with the way back. */
export function MergePanel({ register, id, path, fields }: MergePanelProps) {
  const merges = useMerges(register, id);
  if (merges.data === undefined || merges.data.length === 0) return null;
  return (
    <Panel title="合并记录">
      {merges.data.map((merge) => (
        <Merge key={merge.id} merge={merge} id={id} path={path} fields={fields} />
      ))}
    </Panel>
  );
}

function Merge(props: Omit<MergePanelProps, 'register'> & { readonly merge: MergeView }) {
  const { merge, id, path, fields } = props;
  const undo = useUndoMerge(merge.id);
  const isSurvivor = merge.survivor.id === id;
  const other = isSurvivor ? merge.merged : merge.survivor;
  const titleOf = new Map(fields.map(({ name, title }) => [name, title]));
  return (
    <div className="gap-below">
      <p>
        {!isSurvivor && '本条并入 '}
        <Link to={rowPath({ path }, other.id)} search={{ old: true } as never}>
          {other.name}
        </Link>
        <span className="faint number"> {other.code}</span>
        {isSurvivor && ' 并入本条'}
      </p>
      <p className="faint small">
        {merge.mergedByName ?? '系统'} {formatInstant(merge.mergedAt)}：{merge.reason}
        {merge.undoneAt !== null && (
          <>
            <br />
            {merge.undoneByName ?? '系统'} {formatInstant(merge.undoneAt)} 撤销：{merge.undoReason}
          </>
        )}
      </p>
      {merge.can.undo && (
        <ReasonButton
          label="撤销合并"
          button={{ size: 'small' }}
          title="撤销合并"
          text={`「${merge.merged.name}」恢复为单独的一条，合并时转过来的记录和取用的内容都退回去。`}
          okText="撤销合并"
          step={{ ...undo, error: undo.error === null ? null : withTitles(undo.error, titleOf) }}
          doneText="已撤销合并"
        />
      )}
    </div>
  );
}

/** The refusal with fields by their titles and tables by their terms. */
function withTitles(error: Error, titleOf: ReadonlyMap<string, string>): Error {
  if (!(error instanceof ApiError) || error.code !== 'MERGE_CHANGED_SINCE') return error;
  const obstacles = Array.isArray(error.details['obstacles']) ? (error.details['obstacles'] as MergeObstacle[]) : [];
  const named = obstacles.map(({ what, count }) => {
    const title = titleOf.get(what) ?? OBSTACLES[what] ?? termOf('mergeTable', what);
    return count > 1 ? `${title} ${count} 条` : title;
  });
  return new ApiError(error.code, error.status, { ...error.details, summary: named.join('、') });
}
