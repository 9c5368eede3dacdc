import { type ErrorDetails, errorText } from '@lianghuan/contracts';

/**
 * What can be wrong with a cell or row beside the errors every writer may meet (see contracts/errors.ts). Codes are stable.
 * `{name}` takes details.name.
 */
const ISSUES = {
  REQUIRED: '必填',
  NUMBER_INVALID: '“{value}”不是数字',
  NUMBER_MISGROUPED: '“{value}”里的逗号不在千分位上，看不出是多少，请重新填写',
  NUMBER_NEGATIVE: '“{value}”不能小于零',
  NUMBER_IMPRECISE: '数字超过15位，Excel已改动末尾几位，请把单元格设为文本后重新填写',
  NUMBER_OUT_OF_RANGE: '“{value}”应在{minimum}至{maximum}之间',
  NUMBER_TOO_LARGE: '“{value}”超出可存的位数',
  UNIT_MISMATCH: '单位“{unit}”不能换算为“{expected}”',
  UNIT_UNSAID: '“{value}”没有写单位：请在表头、单元格或列对应里写明是元、万元还是亿元',
  DATE_INVALID: '“{value}”不是日期，可写 2023-5-1、2023年5月1日',
  CHOICE_UNKNOWN: '“{value}”不在可选项中，可填：{choices}',
  FUNDING_UNCLEAR:
    '“{value}”读不懂：每个渠道写一次，如“专项债券 3000万元 已获批2500万元 2026-05-01”；已获批、已到位后面才写落实的金额',
  AREA_UNKNOWN: '没有名为“{value}”的填报地区',
  INDUSTRY_UNKNOWN: '“{value}”不是国民经济行业分类（GB/T 4754—2017）的代码或名称',
  REGION_UNKNOWN: '“{value}”不是行政区划的代码或名称',
  REGION_AMBIGUOUS: '“{value}”有多个，请填六位代码',
  TEXT_TOO_LONG: '有{length}个字，最多{maximum}个字',
  LIST_TOO_LONG: '有{length}项，最多{maximum}项',
  URL_INVALID: '“{value}”不是以 http:// 或 https:// 开头的网址',
  FORMAT_INVALID: '“{value}”格式不正确',
  CELL_ERROR: '公式出错：{value}',
  FORMULA_UNSOLVED: '公式没有结果，请用 Excel 打开后保存',
  FIGURE_MERGED: '自第{row}行起合并为一格：数字是几行合计还是每行各有，表里看不出，请拆分后逐行填写',
  CANNOT_CLEAR: '不能清空',
  DUPLICATE_IN_FILE: '与{row}是同一条，只取{row}',
  EXISTS_ALREADY: '已有同一条，按“只新增”跳过',
  NOT_THERE_YET: '还没有这一条，按“只更新”跳过',
  TOTAL_ROW: '合计行，不导入',
  NOT_DATA: '注释、落款或重复的表头，不导入',
  EXISTS_NOW: '校验之后已有人登记了同一条，请重新导入',
  LIKELY_NOW: '校验之后他人登记了疑似同一条的“{value}”，请重新导入并确认',
  LEFT_OUT: '可能与库中或本表前面的记录是同一条，导入人选择跳过',
  MERGED: '库中这一条已并入“{value}”，按后者更新',
  AMBIGUOUS: '库中同地区有几条同名记录，请填写编号说明是哪一条',
  TARGET_HIDDEN: '库中已有这一条，但您无权查看',
  CONFLICTS: '与库中数据或规则冲突：{value}',
} as const satisfies Record<string, string>;

/** One thing wrong with a row; `field` is empty when it concerns the row as a whole. */
export interface RowIssue {
  readonly field: string;
  readonly title: string;
  readonly code: string;
  readonly message: string;
  /** Set where a value is in no list: the value, and what it most likely was meant to be. */
  readonly unknown?: { readonly said: string; readonly meant: string | null };
}

/** Issues that say a value is in no list. */
const OF_UNKNOWN_VALUES: ReadonlySet<IssueCode> = new Set([
  'CHOICE_UNKNOWN',
  'AREA_UNKNOWN',
  'INDUSTRY_UNKNOWN',
  'REGION_UNKNOWN',
  'REGION_AMBIGUOUS',
]);

export type IssueCode = keyof typeof ISSUES;

/** A cell that could not be read. */
export interface CellProblem {
  readonly code: IssueCode;
  readonly details: ErrorDetails;
}

/** The sentence of an issue; `details.meant` is what a mistyped name most likely was. */
export function issueText(code: IssueCode, details: ErrorDetails = {}): string {
  // Who is told the one he meant need not read the whole list.
  const sentence = typeof details.meant === 'string' ? ISSUES[code].replace('，可填：{choices}', '') : ISSUES[code];
  const text = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
  return typeof details.meant === 'string' ? `${text}。是否应为“${details.meant}”？` : text;
}

export function rowIssue(
  field: { readonly name: string; readonly title: string } | undefined,
  code: IssueCode,
  details: ErrorDetails = {},
): RowIssue {
  const issue = { field: field?.name ?? '', title: field?.title ?? '', code, message: issueText(code, details) };
  const { value, meant } = details;
  if (!OF_UNKNOWN_VALUES.has(code) || typeof value !== 'string') return issue;
  return { ...issue, unknown: { said: value, meant: typeof meant === 'string' ? meant : null } };
}

/** The register's own refusal as an issue of the row; of a row the importer may not see it says whom to ask. */
export function refusal(
  field: { readonly name: string; readonly title: string } | undefined,
  error: { readonly code: string; readonly details: ErrorDetails },
): RowIssue {
  const details = field === undefined ? error.details : { ...error.details, field: field.title };
  return {
    field: field?.name ?? '',
    title: field?.title ?? '',
    code: error.code,
    message: `${errorText(error.code, details)}${whereabouts(error)}`,
  };
}

/** Where the row is that a duplicate key belongs to, unless it can simply be looked at. */
function whereabouts({ code, details }: { readonly code: string; readonly details: ErrorDetails }): string {
  if (code !== 'DUPLICATE_KEY') return '';
  if (typeof details.holder === 'string') return `，由${details.holder}跟进，请先与其联系`;
  return details.isArchived === true ? '（在已归档的记录里）' : '';
}
