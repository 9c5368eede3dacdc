import { type FundingSource, termsOf } from '@lianghuan/contracts';
import type { ReactNode } from 'react';
import { formatAmount } from '../format/money.js';
import { formatNumber, formatShare, UNFILLED } from '../format/number.js';
import { fundingText } from '../project/funding-plan.js';
import { IndustryNames } from '../reference/industry-names.js';
import { useAreaName } from '../reference/reference.queries.js';
import { isEmptyValue, type RegisterField } from './register-field.js';

interface FieldValueProps {
  readonly field: Pick<RegisterField, 'kind' | 'dictionary' | 'terms' | 'unit'>;
  readonly value: unknown;
}

/** A value as people read it. What is not known says so. */
export function FieldValue({ field, value }: FieldValueProps): ReactNode {
  const areaName = useAreaName();
  if (isEmptyValue(value)) return <span className="unfilled">{UNFILLED}</span>;
  switch (field.kind) {
    case 'money':
      return (
        <span className="number" title={`${formatNumber(String(value))} 元`}>
          {formatAmount(String(value))}
        </span>
      );
    case 'quantity':
      return (
        <span className="number">
          {formatNumber(String(value))}
          {field.unit === undefined ? '' : ` ${field.unit}`}
        </span>
      );
    case 'share':
      return <span className="number">{formatShare(String(value), 4)}</span>;
    case 'choice':
      return termsOf(field)[String(value)] ?? String(value);
    case 'choices':
      return strings(value)
        .map((code) => termsOf(field)[code] ?? code)
        .join('、');
    case 'words':
      return strings(value).join('、');
    case 'industries':
      return <IndustryNames codes={strings(value)} />;
    case 'area':
      return areaName(String(value));
    case 'url':
      return (
        <a href={String(value)} target="_blank" rel="noopener noreferrer">
          {String(value)}
        </a>
      );
    case 'longText':
      return <span className="long-text">{String(value)}</span>;
    case 'fundings':
      return fundingText(value as FundingSource[]);
    case 'flag':
      return value === true ? '是' : '否';
    case 'integer':
    case 'coordinate':
    case 'day':
      return <span className="number">{String(value)}</span>;
    case 'text':
    case 'region':
    default:
      return String(value);
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
