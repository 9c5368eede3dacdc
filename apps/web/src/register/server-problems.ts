import { ApiError } from '../api/api-error.js';
import { fieldProblem } from './field-problem.js';
import type { RegisterField } from './register-field.js';
import type { FieldValues } from './row-changes.js';

/** Errors that are about one field although they are no validation error. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  CREDIT_CODE_INVALID: 'creditCode',
  PROJECT_CODE_INVALID: 'nationalCode',
  PROJECT_BELOW_THRESHOLD: 'thresholdExceptionReason',
  PROJECT_INVESTMENT_UNKNOWN: 'totalInvestmentCny',
  UNKNOWN_AREA: 'areaCode',
  AREA_FORBIDDEN: 'areaCode',
  UNKNOWN_INDUSTRY: 'industryCodes',
  UNKNOWN_REGION: 'regionCode',
};

export interface ServerProblems {
  /** Sentences by field name. */
  readonly byField: ReadonlyMap<string, string>;
  /** What belongs to no field of the form. */
  readonly general: readonly string[];
}

/** What the server found wrong, put where the person can mend it. */
export function serverProblems(error: unknown, fields: readonly RegisterField[], values: FieldValues): ServerProblems {
  const byField = new Map<string, string>();
  const general: string[] = [];
  if (!(error instanceof ApiError)) return { byField, general: ['页面出错了，请刷新后重试'] };

  const put = (name: string, sentence: string) => {
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) general.push(sentence);
    else if (!byField.has(name)) byField.set(name, sentence);
  };
  if (error.issues.length > 0) {
    for (const issue of error.issues) {
      const name = fields.some((candidate) => candidate.name === issue.path)
        ? issue.path
        : (issue.path.split('.')[0] ?? '');
      const field = fields.find((candidate) => candidate.name === name);
      // The server may word a broken schema for developers; people get our own words for it.
      const worded = field === undefined ? null : fieldProblem(field, values[name]);
      put(name, /[\u4e00-\u9fff]/.test(issue.message) ? issue.message : (worded ?? `${field?.title ?? name}填写有误`));
    }
  } else if (error.code === 'DUPLICATE_KEY') {
    const column = camel(error.detail('field'));
    const name = column === 'normalizedName' ? 'name' : column;
    const title = fields.find((candidate) => candidate.name === name)?.title ?? name;
    const holder = error.detail('holder');
    const where =
      holder === '' ? (error.details['isArchived'] === true ? '（在已归档的记录里）' : '') : `，由${holder}跟进`;
    put(name, `${title}“${error.detail('value')}”已存在${where}`);
  } else {
    const name = FIELD_OF_CODE[error.code] ?? error.detail('path');
    if (name === '') general.push(error.message);
    else put(name.split('.')[0] ?? name, error.message);
  }
  return { byField, general };
}

function camel(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
