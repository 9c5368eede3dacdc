import { codesOf, type FundingSource, GRANTED_STATES, termOf } from '@lianghuan/contracts';
import { Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { MoneyInput } from '../register/money-input.js';
import './funding-plan.css';

interface FundingPlanInputProps {
  readonly id?: string;
  readonly value: readonly FundingSource[];
  readonly onChange: (value: readonly FundingSource[]) => void;
}

/** 资金安排 of a project: a line for each route. */
export function FundingPlanInput({ id, value, onChange }: FundingPlanInputProps) {
  const free = codesOf('fundingRoute').filter((code) => value.every(({ route }) => route !== code));
  const change = (at: number, part: Partial<FundingSource>) =>
    onChange(value.map((source, i) => (i === at ? { ...source, ...part } : source)));
  return (
    <div id={id} className="funding-plan-input" role="group" tabIndex={-1}>
      {value.map((source, at) => {
        const term = termOf('fundingRoute', source.route);
        const isGranted = GRANTED_STATES.has(source.state);
        return (
          <div key={source.route} className="funding-plan-line" role="group" aria-label={term}>
            <Select
              aria-label="资金渠道"
              value={source.route}
              options={[source.route, ...free].map((code) => ({ value: code, label: termOf('fundingRoute', code) }))}
              onChange={(route) => change(at, { route })}
            />
            <div className="funding-plan-amount">
              <span className="faint small">拟争取</span>
              <MoneyInput
                title={`${term}拟争取`}
                value={source.amountCny}
                onChange={(amountCny) => change(at, { amountCny })}
              />
            </div>
            <Select
              aria-label={`${term}进展`}
              value={source.state}
              options={codesOf('fundingState').map((code) => ({ value: code, label: termOf('fundingState', code) }))}
              onChange={(state) => change(at, { state, ...(GRANTED_STATES.has(state) ? {} : { grantedCny: null }) })}
            />
            {isGranted && (
              <div className="funding-plan-amount">
                <span className="faint small">已落实</span>
                <MoneyInput
                  title={`${term}已落实`}
                  value={source.grantedCny}
                  onChange={(grantedCny) => change(at, { grantedCny })}
                />
              </div>
            )}
            <DatePicker
              aria-label={`${term}日期`}
              value={source.on === null ? null : dayjs(source.on)}
              placeholder={isGranted ? '落实日期' : '日期'}
              onChange={(day) => change(at, { on: day === null ? null : day.format('YYYY-MM-DD') })}
            />
            <Button
              type="link"
              aria-label={`去掉${term}`}
              onClick={() => onChange(value.filter((_source, i) => i !== at))}
            >
              去掉
            </Button>
          </div>
        );
      })}
      {free.length > 0 && (
        <Select
          aria-label="添加资金渠道"
          value={null}
          placeholder="添加资金渠道"
          options={free.map((code) => ({ value: code, label: termOf('fundingRoute', code) }))}
          onChange={(route: FundingSource['route'] | null) =>
            route !== null &&
            onChange([...value, { route, amountCny: null, state: 'intended', grantedCny: null, on: null }])
          }
        />
      )}
    </div>
  );
}
