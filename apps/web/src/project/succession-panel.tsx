import { type AddSuccession, codesOf, type ProjectView, type SuccessionView, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button, Form, Radio, Select } from 'antd';
import { useState } from 'react';
import { EntryDialog } from '../app/entry-dialog.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { ReasonItem } from '../app/reason-input.js';
import { RecordSelect } from '../lead/record-select.js';
import { useAreaName } from '../reference/reference.queries.js';
import { useAddSuccession, useEndSuccession } from './project.queries.js';
import { ReserveStateTag } from './reserve-state-tag.js';

const TITLES: Readonly<Record<SuccessionView['side'], string>> = { predecessor: '前序项目', successor: '后续项目' };

/** 接续关系: which projects come before this one, and which after it. */
export function SuccessionPanel({ project }: { readonly project: ProjectView }) {
  const [isAdding, setAdding] = useState(false);
  const canEdit = project.can.edit && project.archivedAt === null;
  return (
    <Panel
      title="接续关系"
      extra={
        canEdit && (
          <Button size="small" onClick={() => setAdding(true)}>
            添加
          </Button>
        )
      }
    >
      {project.successions.length === 0 ? (
        <p className="faint">没有登记前序或后续项目。</p>
      ) : (
        <ul className="memberships">
          {project.successions.map((link) => (
            <Line key={link.id} projectId={project.id} link={link} canEnd={canEdit} />
          ))}
        </ul>
      )}
      {isAdding && <AddDialog project={project} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Line(props: { readonly projectId: string; readonly link: SuccessionView; readonly canEnd: boolean }) {
  const { link, projectId, canEnd } = props;
  const { project: other } = link;
  const shortName = useAreaName();
  const end = useEndSuccession(projectId, link.id);
  return (
    <li>
      <div>
        <span>
          <span className="faint">{TITLES[link.side]}</span>{' '}
          <Link to="/projects/$projectId" params={{ projectId: other.id }}>
            {other.name}
          </Link>
        </span>
        {canEnd && (
          <ReasonButton
            label="解除"
            button={{ size: 'small', type: 'text', 'aria-label': `解除与${other.name}的接续关系` }}
            title="解除接续关系"
            text="解除后两个项目的页面都不再显示，记录保留。"
            okText="解除"
            step={end}
            doneText="已解除"
          />
        )}
      </div>
      <p className="small soft">
        {termOf('successionKind', link.kind)} <ReserveStateTag state={other.reserveState} />
        {[other.areaCode === null ? '' : shortName(other.areaCode), other.code, other.isArchived ? '已归档' : '']
          .filter(Boolean)
          .map((part) => ` · ${part}`)
          .join('')}
      </p>
      <p className="small faint">{link.reason}</p>
    </li>
  );
}

function AddDialog({ project, onClose }: { readonly project: ProjectView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const add = useAddSuccession(project.id);
  return (
    <EntryDialog<AddSuccession>
      title="添加接续关系"
      okText="添加"
      step={add}
      onCancel={onClose}
      initialValues={{ side: 'successor', kind: 'continue' }}
      onFinish={(input) =>
        add.mutate(
          { ...input, reason: input.reason.trim() },
          {
            onSuccess: () => {
              void message.success('已添加');
              onClose();
            },
          },
        )
      }
    >
      <Form.Item name="side" label="对方是本项目的">
        <Radio.Group optionType="button" options={Object.entries(TITLES).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="otherId" label="项目" rules={[{ required: true, message: '请选择项目' }]}>
        <RecordSelect register="project" placeholder="按名称查找，库里没有的先登记" filter={{ placement: 'local' }} />
      </Form.Item>
      <Form.Item name="kind" label="关系" extra="后续项目是前序项目的什么">
        <Select
          options={codesOf('successionKind').map((code) => ({ value: code, label: termOf('successionKind', code) }))}
        />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}
