import { describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateProject } from '@lianghuan/contracts';
import { ApiError } from '../api/api-error.js';
import { fieldProblem } from './field-problem.js';
import { registerFields } from './register-field.js';
import { changedValues, filledValues, initialValues } from './row-changes.js';
import { serverProblems } from './server-problems.js';

const fields = registerFields(CreateProject);
const fieldNamed = (name: string) => {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(name);
  return field;
};

describe('the form of a register', () => {
  it('knows what must be filled in, what may be emptied and what has a default', () => {
    expect(fieldNamed('name')).toMatchObject({ required: true, nullable: false, group: '基本情况' });
    expect(fieldNamed('totalInvestmentCny')).toMatchObject({ required: false, nullable: true });
    expect(fieldNamed('phase')).toMatchObject({ required: true, nullable: false, initial: 'planned' });
    expect(fieldNamed('responsibleUnits')).toMatchObject({ required: false, nullable: false, initial: [] });
  });

  it('carries the flag that the contract does not describe', () => {
    const flags = registerFields(CreateEnterprise, { doNotContact: { title: '请勿联系', group: '招商' } });
    expect(flags.find(({ name }) => name === 'doNotContact')).toMatchObject({ kind: 'flag', initial: false });
  });

  it('makes a new row of what was filled in', () => {
    const values = { ...initialValues(fields, undefined), name: ' 磷酸铁锂项目 ', totalInvestmentCny: '3000000000' };
    const row = filledValues(fields, values);
    expect(row).toMatchObject({ name: '磷酸铁锂项目', totalInvestmentCny: '3000000000', phase: 'planned' });
    expect(row).not.toHaveProperty('note');
    expect(CreateProject.safeParse(row).success).toBe(true);
  });

  it('sends only what changed, null for what was emptied, and sees no change in trailing zeros', () => {
    const stored = {
      name: '甲',
      totalInvestmentCny: '3000000000.00',
      note: '旧',
      responsibleUnits: ['市能源局'],
      phase: 'planned',
    };
    const base = initialValues(fields, stored);
    const typed = { ...base, totalInvestmentCny: '3000000000', note: '', responsibleUnits: [] };
    expect(changedValues(fields, base, typed)).toEqual({ note: null, responsibleUnits: [] });
  });

  it.each([
    ['name', '', '请填写项目名称'],
    ['name', '长'.repeat(161), '最多160个字'],
    ['totalInvestmentCny', '约三亿', '请填写不小于零的金额'],
    ['landMu', '12.1234567', '请填写不小于零的数字，小数最多6位'],
    ['sourceUrl', 'www.example.com', '请填写以 http:// 或 https:// 开头的网址'],
    ['plannedStartOn', '2023-02-30', '请填写日期，如 2023-05-24'],
  ])('words what is wrong with %s', (name, value, problem) => {
    expect(fieldProblem(fieldNamed(name), value)).toBe(problem);
  });

  it('puts what the server found on the field it is about', () => {
    const schemaError = new ApiError('VALIDATION_FAILED', 400, {
      issues: [{ path: 'landMu', code: 'invalid_format', message: 'Invalid string' }],
    });
    expect(serverProblems(schemaError, fields, { landMu: 'x' }).byField.get('landMu')).toContain('数字');

    const threshold = new ApiError('PROJECT_BELOW_THRESHOLD', 422, { amountWan: '300' });
    expect(serverProblems(threshold, fields, {}).byField.get('thresholdExceptionReason')).toContain('300万元');

    const duplicate = new ApiError('DUPLICATE_KEY', 409, {
      field: 'national_code',
      value: 'X',
      holder: '织金县投资促进局',
    });
    expect(serverProblems(duplicate, fields, {}).byField.get('nationalCode')).toBe(
      '国家项目代码“X”已存在，由织金县投资促进局跟进',
    );

    expect(serverProblems(new ApiError('FORBIDDEN', 403), fields, {}).general).toEqual(['您没有此项权限']);
  });
});
