import type { Role } from '@lianghuan/contracts';

/** Password of all demonstration accounts. They exist only where demonstration data was loaded (`DEMO`, the default on a loopback address). */
export const DEMONSTRATION_PASSWORD = 'lianghuan-demo';

export interface DemonstrationAccount {
  readonly username: string;
  readonly displayName: string;
  readonly roles: Role[];
  readonly organisationCode: string;
}

/** One account for each kind of work; the second county shows what one county does not see of another. */
export const DEMONSTRATION_ACCOUNTS: readonly DemonstrationAccount[] = [
  { username: 'officer', displayName: '招商专员（示例）', roles: ['promotion_officer'], organisationCode: 'TCJ' },
  { username: 'zhijin', displayName: '织金县填报员（示例）', roles: ['county_clerk'], organisationCode: 'QX-520524' },
  {
    username: 'zhijin2',
    displayName: '织金县审核员（示例）',
    roles: ['county_reviewer'],
    organisationCode: 'QX-520524',
  },
  { username: 'dafang', displayName: '大方县填报员（示例）', roles: ['county_clerk'], organisationCode: 'QX-520521' },
  { username: 'verifier', displayName: '到位资金核验员（示例）', roles: ['funds_verifier'], organisationCode: 'TJJ' },
  {
    username: 'reviewer',
    displayName: '发展改革委审核（示例）',
    roles: ['department_reviewer'],
    organisationCode: 'FGW',
  },
  // One seat of the joint review each (measure 11c): the line department of industry, and the bureaus that guarantee elements.
  { username: 'gongxin', displayName: '工信局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'GXJ' },
  { username: 'ziran', displayName: '自然资源局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'ZRZY' },
  { username: 'linye', displayName: '林业局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'LYJ' },
  { username: 'huanjing', displayName: '生态环境局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'STHJ' },
  { username: 'nengyuan', displayName: '能源局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'NYJ' },
  { username: 'shuiwu', displayName: '水务局评审（示例）', roles: ['bureau_reviewer'], organisationCode: 'SHWJ' },
  { username: 'manager', displayName: '分管领导（示例）', roles: ['manager'], organisationCode: 'SZF' },
  { username: 'supervisor', displayName: '督查人员（示例）', roles: ['supervisor'], organisationCode: 'DCZ' },
  { username: 'admin', displayName: '系统管理员（示例）', roles: ['administrator'], organisationCode: 'SZB' },
];
