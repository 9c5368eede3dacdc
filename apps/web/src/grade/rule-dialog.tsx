import {
  codesOf,
  GradeRule,
  termOf,
  type Code,
  type CreateGradeRuleSet,
  type GradeCondition,
  type GradeRuleSetView,
} from '@lianghuan/contracts';
import { CloseOutlined } from '@ant-design/icons';
import { App, Button, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { FormDialog } from '../app/form-dialog.js';
import { isReason, ReasonInput } from '../app/reason-input.js';
import { IndustrySelect } from '../reference/industry-select.js';
import { useCreateRuleSet } from './grade.queries.js';

const KINDS: Readonly<Record<GradeCondition['kind'], string>> = {
  listed: '上市',
  revenue: '营业收入',
  assets: '总资产',
  employees: '员工',
  recognition: '名录称号',
  industry: '主业行业',
  industry_rank: '库内行业排名',
};
const FRESH: Readonly<Record<GradeCondition['kind'], GradeCondition>> = {
  listed: { kind: 'listed' },
  revenue: { kind: 'revenue', atLeastCny: '5000000000' },
  assets: { kind: 'assets', atLeastCny: '10000000000' },
  employees: { kind: 'employees', atLeast: 1000 },
  recognition: { kind: 'recognition', lists: ['little_giant'], withinYears: 3 },
  industry: { kind: 'industry', codes: [] },
  industry_rank: { kind: 'industry_rank', by: 'assets', atMost: 5 },
};
const YI = 100_000_000;
const isNamed = ({ name }: GradeRule) => name.trim().length >= 2;

/** A new version of the rules, from the one in force. Saving only tries it. */
export function RuleDialog({ from, onClose }: { readonly from: GradeRuleSetView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [rules, setRules] = useState<readonly GradeRule[]>(from.rules);
  const [countBy, setCountBy] = useState<CreateGradeRuleSet['countBy']>(from.countBy);
  const [reason, setReason] = useState('');
  const [isTouched, setTouched] = useState(false);
  const create = useCreateRuleSet();
  const change = (at: number, rule: GradeRule | undefined) =>
    setRules(rules.flatMap((old, i) => (i !== at ? [old] : rule === undefined ? [] : [rule])));
  const isReady = isReason(reason) && rules.length > 0 && rules.every((rule) => GradeRule.safeParse(rule).success);
  return (
    <FormDialog
      title="修改优强规则"
      okText="保存并试算"
      width={760}
      isPending={create.isPending}
      error={create.error}
      onCancel={onClose}
      onOk={() => {
        setTouched(true);
        if (!isReady) return;
        create.mutate(
          { rules: rules.map((rule) => ({ ...rule, name: rule.name.trim() })), countBy, reason: reason.trim() },
          {
            onSuccess: () => {
              void message.success('已保存，正在试算；看过影响后再启用');
              onClose();
            },
          },
        );
      }}
    >
      <p className="soft small">符合任一条规则即建议评为优强；一条规则里的条件须同时满足。</p>
      {rules.map((rule, at) => (
        <RuleEdit key={at} rule={rule} isTouched={isTouched} onChange={(next) => change(at, next)} />
      ))}
      <Button
        onClick={() => setRules([...rules, { name: '', conditions: [FRESH.listed] }])}
        disabled={rules.length >= 20}
      >
        添加规则
      </Button>
      <p className="field-label">计数</p>
      <Radio.Group
        value={countBy}
        onChange={(event) => setCountBy(event.target.value as CreateGradeRuleSet['countBy'])}
        options={codesOf('gradeCountBy').map((code) => ({ value: code, label: termOf('gradeCountBy', code) }))}
      />
      <ReasonInput
        id="rule-reason"
        label="修改原因"
        rows={2}
        value={reason}
        onChange={setReason}
        isTouched={isTouched}
      />
      {isTouched && rules.length === 0 && <p className="field-error">至少要有一条规则</p>}
    </FormDialog>
  );
}

function RuleEdit({
  rule,
  isTouched,
  onChange,
}: {
  readonly rule: GradeRule;
  /** Somebody tried to save: now what is missing is said. */
  readonly isTouched: boolean;
  readonly onChange: (rule: GradeRule | undefined) => void;
}) {
  const put = (at: number, condition: GradeCondition | undefined) =>
    onChange({
      ...rule,
      conditions: rule.conditions.flatMap((old, i) => (i !== at ? [old] : condition === undefined ? [] : [condition])),
    });
  return (
    <div className="rule-edit">
      <div className="rule-condition">
        <Input
          aria-label="规则名称"
          value={rule.name}
          maxLength={60}
          style={{ flex: '1 1 200px' }}
          status={isTouched && !isNamed(rule) ? 'error' : ''}
          aria-invalid={isTouched && !isNamed(rule)}
          onChange={(event) => onChange({ ...rule, name: event.target.value })}
        />
        <Button type="text" size="small" danger onClick={() => onChange(undefined)}>
          删除规则
        </Button>
      </div>
      {isTouched && !isNamed(rule) && <p className="field-error">请填写规则名称，至少两个字</p>}
      {rule.conditions.map((condition, at) => (
        <div key={at} className="rule-condition">
          <Select<GradeCondition['kind']>
            aria-label="条件"
            value={condition.kind}
            style={{ width: 128 }}
            onChange={(kind) => put(at, FRESH[kind])}
            options={Object.entries(KINDS).map(([value, label]) => ({ value: value as GradeCondition['kind'], label }))}
          />
          <ConditionEdit condition={condition} isTouched={isTouched} onChange={(next) => put(at, next)} />
          {rule.conditions.length > 1 && (
            <Button
              className="rule-remove"
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={`去掉条件：${KINDS[condition.kind]}`}
              onClick={() => put(at, undefined)}
            />
          )}
        </div>
      ))}
      <Button
        type="link"
        size="small"
        disabled={rule.conditions.length >= 6}
        onClick={() => onChange({ ...rule, conditions: [...rule.conditions, FRESH.revenue] })}
      >
        并且…
      </Button>
    </div>
  );
}

function ConditionEdit({
  condition,
  isTouched,
  onChange,
}: {
  readonly condition: GradeCondition;
  readonly isTouched: boolean;
  readonly onChange: (condition: GradeCondition) => void;
}) {
  const count = (value: number, put: (value: number) => void, label: string, max: number) => (
    <InputNumber<number>
      aria-label={label}
      min={1}
      max={max}
      precision={0}
      value={value}
      onChange={(next) => next !== null && put(next)}
    />
  );
  switch (condition.kind) {
    case 'listed':
      return <span className="soft">并且存续</span>;
    case 'revenue':
    case 'assets':
      return (
        <>
          不少于
          <InputNumber<number>
            aria-label="亿元"
            min={0.01}
            precision={2}
            value={Number(condition.atLeastCny) / YI}
            onChange={(next) => next !== null && onChange({ ...condition, atLeastCny: String(Math.round(next * YI)) })}
          />
          亿元
        </>
      );
    case 'employees':
      return (
        <>不少于 {count(condition.atLeast, (atLeast) => onChange({ ...condition, atLeast }), '人数', 10_000_000)} 人</>
      );
    case 'recognition':
      return (
        <>
          {count(condition.withinYears, (withinYears) => onChange({ ...condition, withinYears }), '年数', 20)} 年内在
          <Select<Code<'recognitionList'>[]>
            aria-label="名录"
            mode="multiple"
            value={condition.lists}
            style={{ flex: '1 1 240px' }}
            onChange={(lists) => lists.length > 0 && onChange({ ...condition, lists })}
            options={codesOf('recognitionList').map((code) => ({
              value: code,
              label: termOf('recognitionList', code),
            }))}
          />
        </>
      );
    case 'industry':
      return (
        <span className="rule-industries">
          <IndustrySelect
            label="主业行业"
            value={condition.codes}
            onChange={(codes) => onChange({ ...condition, codes })}
          />
          {isTouched && condition.codes.length === 0 && <span className="field-error">请选择行业</span>}
        </span>
      );
    case 'industry_rank':
      return (
        <>
          <Select<'assets' | 'revenue'>
            aria-label="指标"
            value={condition.by}
            style={{ width: 104 }}
            onChange={(by) => onChange({ ...condition, by })}
            options={[
              { value: 'assets', label: '总资产' },
              { value: 'revenue', label: '营业收入' },
            ]}
          />
          居前 {count(condition.atMost, (atMost) => onChange({ ...condition, atMost }), '名次', 100)} 名
        </>
      );
  }
}
