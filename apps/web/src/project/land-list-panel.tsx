import { CITY_AREA, codesOf, type FreezeLandList, type LandListVersion, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button, Form, Radio } from 'antd';
import { useState } from 'react';
import { EntryDialog } from '../app/entry-dialog.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { ReasonItem } from '../app/reason-input.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useAreaName } from '../reference/reference.queries.js';
import { useFreezeLandList, useLandLists } from './land-list.queries.js';

/** 清单版本 of a year: as it was submitted or issued, with what it summed up to then. */
export function LandListPanel({ year }: { readonly year: number }) {
  const versions = useLandLists(year);
  const [scope, setScope] = useState<string | null>();
  const shortName = useAreaName();
  return (
    <Panel
      title={`${year} 年清单版本`}
      extra={versions.data?.mayFreeze.map((areaCode) => (
        <Button key={areaCode ?? CITY_AREA} size="small" onClick={() => setScope(areaCode)}>
          存一版{areaCode === null ? '全市' : shortName(areaCode)}清单
        </Button>
      ))}
    >
      <LoadState query={versions} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="faint">还没有存过版本。上报或下达清单时存一版，以后的修改不影响它。</p>
          ) : (
            <PlainTable
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { title: '版本', render: (version) => <VersionLink version={version} /> },
                { title: '项目（个）', numeric: true, render: ({ total }) => formatNumber(total.count) },
                { title: '用地需求（亩）', numeric: true, render: ({ total }) => formatNumber(total.landMu) },
                { title: '已保障（亩）', numeric: true, render: ({ total }) => formatNumber(total.landGuaranteedMu) },
                { title: '林地定额（亩）', numeric: true, render: ({ total }) => formatNumber(total.forestMu) },
                {
                  title: '存档',
                  render: ({ frozenAt, frozenByName, organisationName, reason }) => (
                    <span className="small">
                      <span className="number">{formatInstant(frozenAt)}</span> {organisationName} {frozenByName}：
                      {reason}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </LoadState>
      {scope !== undefined && <FreezeDialog year={year} areaCode={scope} onClose={() => setScope(undefined)} />}
    </Panel>
  );
}

/** `2026年织金县第2版（上报）`: how people name a version. */
export function landListName({ year, areaName, number, step }: LandListVersion): string {
  return `${year}年${areaName}第${number}版（${termOf('landListStep', step)}）`;
}

function VersionLink({ version }: { readonly version: LandListVersion }) {
  return (
    <Link to="/projects/land-lists/$versionId" params={{ versionId: version.id }}>
      {version.areaName}第{version.number}版（{termOf('landListStep', version.step)}）
    </Link>
  );
}

type Values = Pick<FreezeLandList, 'step' | 'reason'>;

function FreezeDialog(props: {
  readonly year: number;
  readonly areaCode: string | null;
  readonly onClose: () => void;
}) {
  const { year, areaCode, onClose } = props;
  const { message } = App.useApp();
  const freeze = useFreezeLandList();
  return (
    <EntryDialog<Values>
      title={`存一版 ${year} 年用地需求清单`}
      okText="存档"
      step={freeze}
      onCancel={onClose}
      initialValues={{ step: areaCode === null ? 'issued' : 'submitted' }}
      onFinish={({ step, reason }) =>
        freeze.mutate(
          { year, areaCode, step, reason: reason.trim() },
          {
            onSuccess: (version) => {
              void message.success(`已存为${landListName(version)}`);
              onClose();
            },
          },
        )
      }
    >
      <p className="small soft">按现在的数据存下全部项目和合计，编号后不能修改；之后清单怎样变，可以与这一版比较。</p>
      <Form.Item name="step" label="用途">
        <Radio.Group
          optionType="button"
          options={codesOf('landListStep').map((code) => ({ value: code, label: termOf('landListStep', code) }))}
        />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}
