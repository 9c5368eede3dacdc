import {
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  AppstoreOutlined,
  BankOutlined,
  BlockOutlined,
  BranchesOutlined,
  ClusterOutlined,
  CommentOutlined,
  ContainerOutlined,
  CarryOutOutlined,
  DatabaseOutlined,
  EnvironmentOutlined,
  FormOutlined,
  FundOutlined,
  HomeOutlined,
  InboxOutlined,
  LockOutlined,
  NodeIndexOutlined,
  PhoneOutlined,
  PartitionOutlined,
  PieChartOutlined,
  SafetyCertificateOutlined,
  QuestionCircleOutlined,
  SettingOutlined,
  ShopOutlined,
  SlidersOutlined,
  SwapOutlined,
  TableOutlined,
  TrophyOutlined,
} from '@ant-design/icons';
import type { Permission } from '@lianghuan/contracts';
import type { ReactNode } from 'react';

/** One place in the navigation. Shown to whoever has at least one of `permissions`; without any, to everybody. */
export interface NavigationItem {
  readonly path: string;
  readonly title: string;
  /** For the bar at the foot of a phone, where four characters are the most that fit. */
  readonly shortTitle: string;
  readonly icon: ReactNode;
  readonly group: '工作' | '数据库' | '结果' | '系统';
  readonly permissions: readonly Permission[];
}

export const NAVIGATION: readonly NavigationItem[] = [
  { path: '/', title: '工作台', shortTitle: '工作台', icon: <HomeOutlined />, group: '工作', permissions: [] },
  {
    path: '/calls',
    title: '该联系谁',
    shortTitle: '该联系谁',
    icon: <PhoneOutlined />,
    group: '工作',
    permissions: ['lead.update'],
  },
  {
    path: '/match-runs',
    title: '匹配建议',
    shortTitle: '匹配',
    icon: <NodeIndexOutlined />,
    group: '工作',
    permissions: ['match.read'],
  },
  {
    path: '/leads',
    title: '线索',
    shortTitle: '线索',
    icon: <PartitionOutlined />,
    group: '工作',
    permissions: ['lead.read'],
  },
  {
    path: '/reviews',
    title: '联评联审',
    shortTitle: '评审',
    icon: <AuditOutlined />,
    group: '工作',
    permissions: ['review.read'],
  },
  {
    path: '/projects',
    title: '项目储备库',
    shortTitle: '项目',
    icon: <ApartmentOutlined />,
    group: '数据库',
    permissions: ['project.read'],
  },
  {
    path: '/projects/land-needs',
    title: '用地需求清单',
    shortTitle: '用地',
    icon: <EnvironmentOutlined />,
    group: '数据库',
    permissions: ['review.conclude'],
  },
  {
    path: '/projects/list-proposals',
    title: '列入提议',
    shortTitle: '提议',
    icon: <FormOutlined />,
    group: '数据库',
    permissions: ['project.update'],
  },
  {
    path: '/enterprises',
    title: '目标企业库',
    shortTitle: '企业',
    icon: <BankOutlined />,
    group: '数据库',
    permissions: ['enterprise.read'],
  },
  {
    path: '/resources',
    title: '资源库',
    shortTitle: '资源',
    icon: <DatabaseOutlined />,
    group: '数据库',
    permissions: ['resource.read'],
  },
  {
    path: '/surveys',
    title: '摸底普查',
    shortTitle: '普查',
    icon: <CarryOutOutlined />,
    group: '数据库',
    permissions: ['survey.read'],
  },
  {
    path: '/idle-assets',
    title: '闲置资产台账',
    shortTitle: '闲置资产',
    icon: <InboxOutlined />,
    group: '数据库',
    permissions: ['resource.read'],
  },
  {
    path: '/parks',
    title: '园区',
    shortTitle: '园区',
    icon: <ClusterOutlined />,
    group: '数据库',
    permissions: ['park.read'],
  },
  {
    path: '/markets',
    title: '市场库',
    shortTitle: '市场',
    icon: <ShopOutlined />,
    group: '数据库',
    permissions: ['market.read'],
  },
  {
    path: '/needs',
    title: '供需矩阵',
    shortTitle: '供需',
    icon: <TableOutlined />,
    group: '数据库',
    permissions: ['need.read'],
  },
  {
    path: '/duplicates',
    title: '待查重',
    shortTitle: '查重',
    icon: <BlockOutlined />,
    group: '数据库',
    permissions: [
      'resource.update',
      'market.update',
      'project.update',
      'enterprise.update',
      'duplicate.scan',
      'merge.decide',
    ],
  },
  {
    path: '/field-proposals',
    title: '待定值',
    shortTitle: '待定值',
    icon: <QuestionCircleOutlined />,
    group: '数据库',
    permissions: ['enterprise.update'],
  },
  {
    path: '/reserve',
    title: '储备',
    shortTitle: '储备',
    icon: <PieChartOutlined />,
    group: '结果',
    permissions: ['review.read'],
  },
  {
    path: '/grades',
    title: '优强企业',
    shortTitle: '优强',
    icon: <TrophyOutlined />,
    group: '结果',
    permissions: ['grade.approve', 'grade.manage', 'enterprise.update'],
  },
  {
    path: '/exchange-packages',
    title: '换包',
    shortTitle: '换包',
    icon: <ContainerOutlined />,
    group: '结果',
    permissions: ['match.read'],
  },
  {
    path: '/reservations',
    title: '预留与承诺',
    shortTitle: '预留',
    icon: <LockOutlined />,
    group: '结果',
    permissions: ['reservation.read'],
  },
  {
    path: '/chains',
    title: '产业链',
    shortTitle: '产业链',
    icon: <BranchesOutlined />,
    group: '结果',
    permissions: ['chain.read'],
  },
  {
    path: '/funds',
    title: '到位资金',
    shortTitle: '资金',
    icon: <FundOutlined />,
    group: '结果',
    permissions: ['funds.read'],
  },
  // Shown among 工作; so far down the list that it takes none of the four places at the foot of a phone.
  {
    path: '/mentions',
    title: '提到我的',
    shortTitle: '提到我',
    icon: <CommentOutlined />,
    group: '工作',
    permissions: [],
  },
  {
    path: '/learning',
    title: '学习与权重',
    shortTitle: '学习',
    icon: <SlidersOutlined />,
    group: '结果',
    permissions: ['learning.read'],
  },
  {
    path: '/transfers',
    title: '导入导出',
    shortTitle: '导入导出',
    icon: <SwapOutlined />,
    group: '系统',
    permissions: ['import.create', 'export.create'],
  },
  {
    path: '/connectors',
    title: '数据连接',
    shortTitle: '数据连接',
    icon: <ApiOutlined />,
    group: '系统',
    permissions: ['connector.read'],
  },
  {
    path: '/access',
    title: '权限说明',
    shortTitle: '权限',
    icon: <SafetyCertificateOutlined />,
    group: '系统',
    permissions: ['access.explain'],
  },
  {
    path: '/admin',
    title: '系统管理',
    shortTitle: '管理',
    icon: <SettingOutlined />,
    group: '系统',
    permissions: ['user.read', 'user.manage', 'demonstration.remove'],
  },
];

export const MORE_ICON = <AppstoreOutlined />;

export function navigationFor(can: (permission: Permission) => boolean): NavigationItem[] {
  return NAVIGATION.filter(({ permissions }) => permissions.length === 0 || permissions.some(can));
}

/** The item a page belongs to: the one with the longest path that the address starts with. */
export function activeItem(pathname: string): NavigationItem | undefined {
  return NAVIGATION.filter(({ path }) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`))).sort(
    (a, b) => b.path.length - a.path.length,
  )[0];
}
