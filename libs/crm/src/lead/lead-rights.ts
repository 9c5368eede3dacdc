import { type Actor, may } from '@lianghuan/platform';
import type { Lead } from './lead.entity.js';

/** Whether the actor may change a lead that he sees: own and shared ones, with reach over areas also those of the area. */
export function mayEdit(actor: Actor, lead: Lead): boolean {
  if (mayGive(actor, lead)) return true;
  if (!may(actor, 'lead.update') || actor.organisationId === null) return false;
  return lead.sharedOrganisationIds.includes(actor.organisationId);
}

/** Whether the actor may hand a lead over or say whom it is shared with: work shared with one's unit gives no right to give it away. */
export function mayGive(actor: Actor, lead: Lead): boolean {
  const reach = actor.reach.get('lead.update');
  if (reach === undefined) return false;
  return reach === 'city' || lead.ownerId === actor.id || (reach === 'area' && actor.areaCodes.includes(lead.areaCode));
}
