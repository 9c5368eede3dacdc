import { ParkFacts, type ParkDetail, type ParkEvaluationView, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { AsOf } from '../app/as-of.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { Fact, Facts } from '../lead/facts.js';
import { FieldValue } from '../register/field-value.js';
import { isEmptyValue, registerFields, valueIn } from '../register/register-field.js';
import { StatusDot } from '../register/status-tags.js';
import '../lead/lead.css';
import './park.css';
import { EvaluationDialog, ParkDialog } from './park-dialogs.js';
import { useParks, useWithdrawEvaluation } from './park.queries.js';

export const PARK_FIELDS = registerFields(ParkFacts);

/** 园区 (measures 28–32): 首位产业, operators, plots and the evaluations projects in them share. */
export function ParkPage() {
  const parks = useParks();
  return (
    <Page
      title="园区"
      meta={
        <>
          <span>首位产业以方案第30条为准；级别、运营、配套和区域评估由园区所在地填报。</span>
          <AsOf query={parks} />
        </>
      }
    >
      <LoadState query={parks} rows={10}>
        {(list) => (
          <div className="park-list">
            {list.map((park) => (
              <ParkPanel key={park.id} park={park} />
            ))}
          </div>
        )}
      </LoadState>
    </Page>
  );
}

function ParkPanel({ park }: { readonly park: ParkDetail }) {
  const [open, setOpen] = useState<'edit' | 'evaluation' | ParkEvaluationView>();
  const filled = PARK_FIELDS.filter(({ name }) => !isEmptyValue(valueIn(park, name)));
  const blank = PARK_FIELDS.filter(({ name }) => isEmptyValue(valueIn(park, name)));
  const close = () => setOpen(undefined);
  return (
    <Panel
      title={park.name}
      extra={
        park.can.edit && (
          <Button size="small" aria-label={`编辑${park.name}`} onClick={() => setOpen('edit')}>
            编辑
          </Button>
        )
      }
    >
      <Facts>
        <Fact title="首位产业">{park.leadIndustry}</Fact>
        <Fact title="所在地区">{park.areaName}</Fact>
        <Fact title="标准地" isNumber>
          {park.plotCount === 0 ? (
            '0 块'
          ) : (
            <>
              <Link to="/resources" search={{ kind: 'land', park: park.name }}>
                {formatNumber(park.plotCount)} 块，可供 {formatNumber(park.readyPlotMu)} 亩
              </Link>{' '}
              {park.examplePlotCount > 0 && <ExampleTag />}
            </>
          )}
        </Fact>
        <Fact title="本市项目" isNumber>
          {park.projectCount === 0 ? (
            '0 个'
          ) : (
            <Link to="/projects" search={{ placement: 'local', park: park.name }}>
              {formatNumber(park.projectCount)} 个
            </Link>
          )}
        </Fact>
        {filled.map((field) => (
          <Fact
            key={field.name}
            title={field.title}
            isWide={field.kind === 'longText'}
            isNumber={field.kind === 'quantity'}
          >
            <FieldValue field={field} value={valueIn(park, field.name)} />
          </Fact>
        ))}
      </Facts>
      {blank.length > 0 && <p className="faint small">未填：{blank.map(({ title }) => title).join('、')}</p>}
      <h3 className="park-heading">
        区域评估
        {park.can.edit && (
          <Button
            type="link"
            size="small"
            aria-label={`为${park.name}登记区域评估`}
            onClick={() => setOpen('evaluation')}
          >
            登记
          </Button>
        )}
      </h3>
      {park.evaluations.length === 0 ? (
        <p className="faint small">没有登记。区域评估应评尽评，园内项目共用，不再单独评估。</p>
      ) : (
        <ul className="park-evaluations small">
          {park.evaluations.map((evaluation) => (
            <li key={evaluation.id}>
              <StatusDot tone={evaluation.isValid ? 'ok' : 'bad'}>
                {termOf('parkEvaluation', evaluation.kind)}
              </StatusDot>
              <span>{evaluation.result}</span>
              {evaluation.document !== null && <span className="soft">{evaluation.document}</span>}
              <span className="number soft">
                有效期至 {evaluation.validUntil}
                {!evaluation.isValid && '，已过期'}
              </span>
              {park.can.edit && (
                <Button type="link" size="small" onClick={() => setOpen(evaluation)}>
                  撤回
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {park.updatedByName !== null && (
        <p className="faint small">
          {park.updatedByName} 改于 {formatInstant(park.updatedAt)}
        </p>
      )}
      {open === 'edit' && <ParkDialog park={park} fields={PARK_FIELDS} onClose={close} />}
      {open === 'evaluation' && <EvaluationDialog park={park} onClose={close} />}
      {typeof open === 'object' && <WithdrawDialog park={park} evaluation={open} onClose={close} />}
    </Panel>
  );
}

interface WithdrawDialogProps {
  readonly park: ParkDetail;
  readonly evaluation: ParkEvaluationView;
  readonly onClose: () => void;
}

function WithdrawDialog({ park, evaluation, onClose }: WithdrawDialogProps) {
  const { message } = App.useApp();
  const withdraw = useWithdrawEvaluation(park.id);
  return (
    <ReasonDialog
      title={`撤回${termOf('parkEvaluation', evaluation.kind)}`}
      text="撤回后园内项目不再引用此项评估，修改记录保留。"
      okText="撤回"
      isDangerous
      isPending={withdraw.isPending}
      error={withdraw.error}
      onCancel={onClose}
      onOk={(reason) =>
        withdraw.mutate(
          { evaluationId: evaluation.id, reason },
          {
            onSuccess: () => {
              void message.success('已撤回');
              onClose();
            },
          },
        )
      }
    />
  );
}
