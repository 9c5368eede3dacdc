import { type Permission, PERMISSIONS, type Reach, reachOf, type Role } from '@lianghuan/contracts';

const WIDTH: Readonly<Record<Reach, number>> = { own: 0, field: 1, area: 2, city: 3 };

/** Who acts: a signed-in user, or the system itself in jobs and schedules. */
export interface Actor {
  /** Null for the system. */
  readonly id: string | null;
  readonly displayName: string;
  readonly organisationId: string | null;
  readonly roles: readonly Role[];
  /** Reporting areas of the actor's unit. */
  readonly areaCodes: readonly string[];
  /** Each permission with the widest reach among the roles that grant it. */
  readonly reach: ReadonlyMap<Permission, Reach>;
}

export function actorOf(user: {
  id: string;
  displayName: string;
  organisationId: string;
  roles: readonly Role[];
  areaCodes: readonly string[];
}): Actor {
  const reach = new Map<Permission, Reach>();
  for (const role of user.roles) {
    for (const [permission, reached] of reachOf(role)) {
      const present = reach.get(permission);
      if (present === undefined || WIDTH[reached] > WIDTH[present]) reach.set(permission, reached);
    }
  }
  return { ...user, reach };
}

/** Jobs, schedules and first-start loading. It may do everything and its changes are audited as the system's. */
export const SYSTEM_ACTOR: Actor = Object.freeze({
  id: null,
  displayName: '系统',
  organisationId: null,
  roles: [],
  areaCodes: [],
  reach: new Map(PERMISSIONS.map((permission) => [permission, 'city' as const])),
});

export function may(actor: Actor, permission: Permission): boolean {
  return actor.reach.has(permission);
}

/**
 * Whether the actor may act on something of this area with this permission: anywhere with `city`, else in the areas of the own unit. What
 * reaches rows of a `field` reaches no area.
 */
export function reachesArea(actor: Actor, permission: Permission, areaCode: string | null): boolean {
  const reach = actor.reach.get(permission);
  if (reach === undefined || reach === 'field') return false;
  return reach === 'city' || (areaCode !== null && actor.areaCodes.includes(areaCode));
}
