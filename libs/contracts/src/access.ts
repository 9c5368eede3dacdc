import { CITY_AREA } from './area.js';

/** Permissions: `noun.verb`. A role is a set of them; where they reach is decided by scope (area × field × relation). */
export const PERMISSIONS = [
  'resource.read', 'resource.create', 'resource.update', 'resource.archive',
  'market.read', 'market.create', 'market.update', 'market.archive',
  'project.read', 'project.create', 'project.update', 'project.archive', 'project.exception',
  'review.read', 'review.submit', 'review.conclude', 'rubric.score', 'reserve.run',
  'enterprise.read', 'enterprise.create', 'enterprise.update', 'enterprise.archive', 'enterprise.contact',
  'grade.manage', 'grade.approve', 'need.read', 'need.create', 'need.update', 'need.archive',
  'import.create', 'import.review', 'export.create', 'duplicate.scan', 'merge.decide',
  'match.read', 'match.run', 'match.decide', 'allocation.update', 'learning.read', 'learning.manage',
  'lead.read', 'lead.create', 'lead.update',
  'reservation.read', 'reservation.create', 'reservation.commit', 'park.read', 'park.update',
  'funds.read', 'funds.file', 'funds.verify',
  'survey.read', 'survey.manage', 'survey.fill', 'survey.verify',
  'risk.manage',
  'target.read', 'target.update', 'chain.read', 'chain.update',
  'user.read', 'user.manage', 'audit.read', 'access.explain', 'demonstration.remove', 'extra-field.manage', 'view.share',
  'connector.read', 'connector.manage', 'connector.undo',
] as const; // prettier-ignore
export type Permission = (typeof PERMISSIONS)[number];

const read = [
  'resource.read',
  'market.read',
  'project.read',
  'enterprise.read',
  'need.read',
  'target.read',
  'chain.read',
  'park.read',
] as const;
const write = (noun: 'resource' | 'market' | 'project' | 'enterprise' | 'need'): Permission[] => [
  `${noun}.create`,
  `${noun}.update`,
  `${noun}.archive`,
];

/**
 * What a department does beside its review (measures 1a–1c name departments among those who keep resources and markets): it lists and
 * corrects what the city level holds of the fields it answers for, and fills in the survey of them. The reach of these is `field`.
 */
const keepsFields: readonly Permission[] = [...write('resource'), ...write('market'), 'import.create', 'survey.fill'];

/** Roles of requirements §5, with what each may do and how far it sees. */
export const ROLES = {
  county_clerk: {
    term: '县级填报员',
    reach: 'area',
    permissions: [
      ...read, ...write('resource'), ...write('market'), ...write('project'), ...write('enterprise'), 'enterprise.contact',
      'import.create', 'export.create', 'match.read', 'match.run', 'match.decide',
      'lead.read', 'lead.create', 'lead.update', 'funds.read', 'funds.file', 'reservation.read', 'reservation.create', 'park.update',
      'review.read', 'review.submit', 'survey.read', 'survey.fill',
    ], // prettier-ignore
  },
  county_reviewer: {
    term: '县级审核员',
    reach: 'area',
    permissions: [
      ...read, ...write('resource'), ...write('market'), ...write('project'), ...write('enterprise'), 'enterprise.contact',
      'import.create', 'export.create', 'match.read', 'match.run', 'match.decide',
      'lead.read', 'lead.create', 'lead.update', 'funds.read', 'funds.file', 'project.exception', 'import.review', 'audit.read',
      'reservation.read', 'duplicate.scan', 'reservation.create', 'reservation.commit', 'park.update',
      'review.read', 'review.submit', 'rubric.score', 'view.share', 'survey.read', 'survey.fill',
    ], // prettier-ignore
  },
  promotion_officer: {
    term: '招商专员',
    reach: 'own',
    permissions: [
      ...read, ...write('enterprise'), 'enterprise.contact', 'project.create', 'project.update', 'import.create', 'export.create',
      'match.read', 'match.run', 'match.decide', 'lead.read', 'lead.create', 'lead.update', 'chain.update',
      'reservation.read', 'reservation.create',
      'review.read', 'review.submit', 'connector.read', 'connector.undo',
    ], // prettier-ignore
  },
  department_reviewer: {
    term: '部门审核',
    reach: 'city',
    permissions: [
      ...read, 'project.update', 'project.exception', 'export.create', 'match.read', 'reservation.read', 'review.read',
      'review.conclude', 'rubric.score', 'reserve.run', 'view.share', 'survey.read', 'survey.manage', 'survey.verify',
    ], // prettier-ignore
    fieldPermissions: keepsFields,
  },
  /** Line departments and the bureaus that guarantee elements: each concludes for its own seat, and keeps the city's own rows of its fields. */
  bureau_reviewer: {
    term: '部门评审员',
    reach: 'city',
    permissions: [
      ...read,
      'review.read',
      'review.conclude',
      'rubric.score',
      'export.create',
      'survey.read',
      'survey.verify',
    ],
    fieldPermissions: keepsFields,
  },
  funds_verifier: {
    term: '到位资金核验员',
    reach: 'city',
    permissions: [...read, 'funds.read', 'funds.verify', 'export.create', 'survey.read', 'survey.verify'],
    fieldPermissions: keepsFields,
  },
  manager: {
    term: '分管领导',
    reach: 'city',
    permissions: [
      ...read, ...write('need'), 'enterprise.contact', 'grade.manage', 'grade.approve', 'allocation.update', 'import.create', 'match.read', 'match.run', 'lead.read', 'funds.read', 'target.update', 'chain.update', 'export.create', 'audit.read', 'access.explain', 'import.review',
      'learning.read', 'learning.manage', 'reservation.read', 'duplicate.scan', 'merge.decide', 'reservation.commit', 'park.update', 'review.read',
      'reserve.run', 'risk.manage', 'view.share', 'connector.read', 'connector.undo', 'survey.read', 'survey.manage', 'survey.verify',
    ], // prettier-ignore
  },
  linked_leader: { term: '联系领导', reach: 'own', permissions: [...read, 'lead.read'] },
  supervisor: {
    term: '督查人员',
    reach: 'city',
    permissions: [
      ...read,
      'lead.read',
      'funds.read',
      'audit.read',
      'export.create',
      'reservation.read',
      'review.read',
      'survey.read',
    ],
  },
  bank_user: { term: '银行用户', reach: 'own', permissions: [] },
  administrator: {
    term: '系统管理员',
    reach: 'city',
    permissions: [
      ...read, ...write('need'), 'enterprise.contact', 'grade.manage', 'allocation.update', 'user.read', 'user.manage', 'audit.read', 'access.explain', 'demonstration.remove', 'match.read', 'match.run',
      'import.create', 'chain.update', 'learning.read', 'learning.manage', 'reservation.read', 'duplicate.scan', 'extra-field.manage', 'view.share', 'connector.read', 'connector.manage',
    ], // prettier-ignore
  },
} as const satisfies Record<string, RoleDefinition>;

interface RoleDefinition {
  readonly term: string;
  readonly reach: Exclude<Reach, 'field'>;
  readonly permissions: readonly Permission[];
  /** What the role may do with the city's own rows of the fields its unit answers for. */
  readonly fieldPermissions?: readonly Permission[];
}

export type Role = keyof typeof ROLES;
export const ROLE_CODES = Object.keys(ROLES) as [Role, ...Role[]];

/**
 * `city` sees all areas; `area` the areas of the user's own unit; `field` what the city level holds of the fields (领域) the user's unit
 * answers for; `own` what the user or the user's unit holds.
 */
export type Reach = 'own' | 'field' | 'area' | 'city';

/** Each permission of a role with how far it reaches. */
export function reachOf(role: Role): Map<Permission, Reach> {
  const { reach, permissions, fieldPermissions = [] }: RoleDefinition = ROLES[role];
  return new Map([
    ...fieldPermissions.map((permission) => [permission, 'field'] as const),
    ...permissions.map((permission) => [permission, reach] as const),
  ]);
}

export function permissionsOf(roles: readonly Role[]): Set<Permission> {
  return new Set(roles.flatMap((role) => [...reachOf(role).keys()]));
}

/**
 * Whether somebody of a unit may have a role: those that reach an area are for its own unit, those that reach the city for units of the city.
 * So nobody files the money of a county and recognises it, too (measure 34b).
 * @param areaCode of the unit
 */
export function fitsUnit(role: Role, areaCode: string): boolean {
  const { reach } = ROLES[role];
  return reach === 'own' || (reach === 'city') === (areaCode === CITY_AREA);
}
