import { EXTRA_KINDS, type ExtraKind } from '@lianghuan/contracts';

/** What people call the kinds of an extra field. */
export const KIND_TERMS: Readonly<Record<ExtraKind, string>> = {
  text: '短文字',
  longText: '长文字',
  money: '金额',
  quantity: '数量',
  share: '百分比',
  integer: '整数',
  day: '日期',
  choice: '单选',
};
export const KIND_OPTIONS = EXTRA_KINDS.map((value) => ({ value, label: KIND_TERMS[value] }));
