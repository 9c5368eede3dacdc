import type { z } from 'zod';
import { isEmptyValue, type RegisterField } from './register-field.js';

/** What is wrong with a typed value, in Chinese; null if nothing is. The contract's schema decides, this only words it. */
export function fieldProblem(field: RegisterField, value: unknown): string | null {
  if (isEmptyValue(value)) return field.required ? `请${isPicked(field) ? '选择' : '填写'}${field.title}` : null;
  const result = field.schema.safeParse(value);
  return result.success ? null : describe(field, result.error.issues[0]);
}

function isPicked(field: RegisterField): boolean {
  return ['choice', 'choices', 'area', 'industries', 'region', 'day'].includes(field.kind);
}

function describe(field: RegisterField, issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big') {
    const { maximum } = issue;
    if (issue.origin === 'string') return `最多${maximum}个字`;
    if (issue.origin === 'array') return `最多${maximum}项`;
    return `不能大于${maximum}`;
  }
  if (issue?.code === 'too_small' && issue.origin !== 'string' && issue.origin !== 'array')
    return `不能小于${issue.minimum}`;
  switch (field.kind) {
    case 'money':
      return '请填写不小于零的金额';
    case 'quantity':
      return '请填写不小于零的数字，小数最多6位';
    case 'share':
      return '请填写0到100之间的百分数';
    case 'integer':
      return '请填写整数';
    case 'url':
      return '请填写以 http:// 或 https:// 开头的网址';
    case 'day':
      return '请填写日期，如 2023-05-24';
    default:
      return `${field.title}填写有误`;
  }
}
