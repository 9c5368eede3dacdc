import type { Code } from '@lianghuan/contracts';
import { type RowIssue, rowIssue } from '../transfer/import-issue.js';
import type { AliasedValue } from '../transfer/value-aliases.js';

/** What became of a row, or would. */
export interface SettledRow {
  readonly rowNumber: number;
  readonly verdict: Code<'connectorVerdict'>;
  readonly name: string | null;
  readonly enterpriseId: string | null;
  readonly cells: Readonly<Record<string, string>>;
  readonly changes: Readonly<Record<string, readonly [string, string]>>;
  readonly issues: readonly RowIssue[];
  readonly aliases: readonly AliasedValue[];
}

/** The part of it that is decided by looking at the register. */
export type Outcome = Pick<SettledRow, 'verdict' | 'enterpriseId' | 'changes' | 'issues'>;

const ISSUES = {
  NO_KEY: '没有企业名称、统一社会信用代码或证券代码，不知道是哪家企业',
  NOT_MADE: '库中没有这家企业，本连接不新建企业',
  NOT_THERE: '库中没有“{value}”，请先登记企业，或补统一社会信用代码',
  AMBIGUOUS: '库中有几家企业都可能是“{value}”，请补统一社会信用代码',
  DOUBTFUL: '疑似库中的“{value}”，请核对后补统一社会信用代码，或先登记企业',
  REPEATED: '与前面的行是同一家企业，写入时按先后更新',
} as const;

/** Why a row was not taken, beyond what the register and its reading say. */
export function issue(code: keyof typeof ISSUES, value = ''): RowIssue {
  return { ...rowIssue(undefined, 'REQUIRED'), code, message: ISSUES[code].replace('{value}', value) };
}

export function refused(issues: readonly RowIssue[]): Outcome {
  return { verdict: 'error', enterpriseId: null, changes: {}, issues };
}
