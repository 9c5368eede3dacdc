import { type FundingSource, termsOf } from '@lianghuan/contracts';
import { DatePicker, Input, InputNumber, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import { halfWidth } from '../format/number.js';
import { ParkInput } from '../park/park-input.js';
import { FundingPlanInput } from '../project/funding-plan-input.js';
import { AreaSelect } from '../reference/area-select.js';
import { IndustrySelect } from '../reference/industry-select.js';
import { RegionSelect } from '../reference/region-select.js';
import { MoneyInput } from './money-input.js';
import type { RegisterField } from './register-field.js';
import { ShareInput } from './share-input.js';

interface FieldEditorProps {
  readonly field: RegisterField;
  /** Given by the form. */
  readonly id?: string;
  readonly value?: unknown;
  readonly onChange?: (value: unknown) => void;
}

/** The right editor for a field's kind. Values are what the API takes; nothing is null. */
export function FieldEditor({ field, id, value, onChange }: FieldEditorProps) {
  const text = typeof value === 'string' ? value : '';
  const number = typeof value === 'number' ? value : null;
  const list = Array.isArray(value) ? value.map(String) : [];
  const set = (next: unknown) => onChange?.(next === '' || next === undefined ? null : next);

  switch (field.kind) {
    case 'money':
      return <MoneyInput id={id} title={field.title} value={text === '' ? null : text} onChange={set} />;
    case 'quantity':
      return (
        <Input
          id={id}
          className="number"
          inputMode="decimal"
          value={text}
          suffix={field.unit}
          onChange={(event) => set(halfWidth(event.target.value).replaceAll(/[,\s]/g, ''))}
        />
      );
    case 'share':
      return <ShareInput id={id} value={text === '' ? null : text} onChange={set} />;
    case 'integer':
      return (
        <InputNumber id={id} className="full-width" value={number} precision={0} controls={false} onChange={set} />
      );
    case 'coordinate':
      return (
        <InputNumber
          id={id}
          className="full-width"
          value={number}
          controls={false}
          suffix={field.unit}
          onChange={set}
        />
      );
    case 'day':
      return (
        <DatePicker
          id={id}
          className="full-width"
          value={text === '' ? null : dayjs(text)}
          format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D']}
          placeholder="年-月-日"
          onChange={(day) => set(day === null ? null : day.format('YYYY-MM-DD'))}
        />
      );
    case 'choice':
      return (
        <Select<string>
          id={id}
          value={text === '' ? undefined : text}
          options={dictionaryOptions(field)}
          allowClear={field.nullable}
          placeholder="请选择"
          onChange={set}
        />
      );
    case 'choices':
      return (
        <Select<string[]>
          id={id}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          value={list}
          options={dictionaryOptions(field)}
          placeholder="可多选"
          onChange={set}
        />
      );
    case 'area':
      return <AreaSelect id={id} value={text === '' ? null : text} allowClear={field.nullable} onChange={set} />;
    case 'industries':
      return <IndustrySelect id={id} value={list} onChange={set} />;
    case 'region':
      return <RegionSelect id={id} value={text === '' ? null : text} onChange={set} />;
    case 'words':
      return (
        <Select<string[]>
          id={id}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={list}
          tokenSeparators={[';', '；', '、', ',', '，']}
          placeholder="一项一项地写，回车或顿号分开"
          onChange={(words) => set(words.map((word) => word.trim()).filter(Boolean))}
        />
      );
    case 'longText':
      return (
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 2, maxRows: 12 }}
          value={text}
          onChange={(event) => set(event.target.value)}
        />
      );
    case 'url':
      return (
        <Input
          id={id}
          type="url"
          inputMode="url"
          value={text}
          placeholder="https://"
          onChange={(event) => set(event.target.value)}
        />
      );
    case 'fundings':
      return <FundingPlanInput id={id} value={Array.isArray(value) ? (value as FundingSource[]) : []} onChange={set} />;
    case 'flag':
      return <Switch id={id} checked={value === true} checkedChildren="是" unCheckedChildren="否" onChange={set} />;
    case 'text':
    default:
      if (field.name === 'extra.parkName' || field.name === 'parkName')
        return <ParkInput id={id} value={text} onChange={set} />;
      return <Input id={id} value={text} onChange={(event) => set(event.target.value)} />;
  }
}

function dictionaryOptions(field: RegisterField): { value: string; label: string }[] {
  return Object.entries(termsOf(field)).map(([value, label]) => ({ value, label }));
}
