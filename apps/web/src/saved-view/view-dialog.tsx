import { termOf, type Code, type SavedViewView, type ListCode } from '@lianghuan/contracts';
import { Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { FormDialog } from '../app/form-dialog.js';
import { useCreateView, useUpdateView } from './saved-view.queries.js';

type Audience = Code<'viewAudience'>;

interface ViewDialogProps {
  readonly list: ListCode;
  /** Without it a new view is saved. */
  readonly view?: SavedViewView;
  /** What a new view keeps. */
  readonly search: string;
  readonly audiences: readonly Audience[];
  readonly onDone: (view: SavedViewView) => void;
  readonly onCancel: () => void;
}

/** Name and audience of a view. */
export function ViewDialog({ list, view, search, audiences, onDone, onCancel }: ViewDialogProps) {
  const [name, setName] = useState(view?.name ?? '');
  const [audience, setAudience] = useState<Audience>(view?.audience ?? 'personal');
  const [isDefault, setDefault] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const create = useCreateView(list);
  const update = useUpdateView(list);
  const isBlank = name.trim() === '';
  const submit = () => {
    setTouched(true);
    if (isBlank) return;
    if (view === undefined)
      create.mutate({ list, name: name.trim(), search, audience, isDefault }, { onSuccess: onDone });
    else update.mutate({ id: view.id, version: view.version, name: name.trim(), audience }, { onSuccess: onDone });
  };
  return (
    <FormDialog
      title={view === undefined ? '保存为视图' : '改名和共享'}
      okText="保存"
      width={440}
      isPending={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onOk={submit}
      onCancel={onCancel}
    >
      <div className="view-form">
        <div>
          <label className="field-label" htmlFor="view-name">
            名称
          </label>
          <Input
            id="view-name"
            maxLength={40}
            value={name}
            placeholder="如 织金可用煤炭"
            status={isTouched && isBlank ? 'error' : ''}
            aria-invalid={isTouched && isBlank}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={submit}
          />
          {isTouched && isBlank && <p className="field-error">请给视图起个名称</p>}
        </div>
        <div>
          <label className="field-label" htmlFor="view-audience">
            谁能打开
          </label>
          <Select<Audience>
            id="view-audience"
            className="full-width"
            value={audience}
            options={audiences.map((code) => ({ value: code, label: termOf('viewAudience', code) }))}
            onChange={setAudience}
          />
          <p className="faint small">共享的是筛选、排序和列；各人仍只看到自己有权看的记录。</p>
        </div>
        {view === undefined && (
          <Checkbox checked={isDefault} onChange={(event) => setDefault(event.target.checked)}>
            设为我的默认视图
          </Checkbox>
        )}
      </div>
    </FormDialog>
  );
}
