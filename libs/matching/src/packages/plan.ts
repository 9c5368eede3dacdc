import { compareTied } from '../ranking/hash.js';
import { combine, type Combination, openSupplies, type PairChoices } from './combine.js';
import {
  type ExchangePackage,
  PackageInputError,
  type PackageOptions,
  type PackagePair,
  type PackagePlan,
  type ShownReason,
  type Supply,
  type SupplyUse,
  type WaitingPair,
} from './model.js';
import { select } from './select.js';
import { unitFactor } from './units.js';

/**
 * Makes one exchange package per allocated pair: at most three resources by three markets are combined, the plan takes
 * the combinations that gain most in all without promising more of anything than is free. What cannot be promised —
 * unquantified, not confirmed in time, of another unit, taken — is shown with its reason.
 *
 * A use is the project's, whoever comes: the packages of one project are alternatives, of which one is accepted, and what
 * they promise of a supply counts once, at the most that any of them does. What people have set aside counts each by itself.
 *
 * `plan.uses` is what to reserve; a reservation made meanwhile belongs into `Supply.reserved` of the next plan.
 *
 * @throws {PackageInputError} for supplies or pairs given twice, unknown supplies, numbers and days that are none
 */
export function planPackages(
  pairs: readonly PackagePair[],
  supplies: readonly Supply[],
  options: PackageOptions = {},
): PackagePlan {
  const open = openSupplies(supplies, pairs, options);
  const numbers = new Map([...open.keys()].sort(compareTied).map((id, at) => [id, at]));
  const keys = pairs.map(({ projectId, enterpriseId }) => `${projectId}\n${enterpriseId}`);
  const seen = new Set<string>();
  for (const [at, key] of keys.entries()) {
    if (seen.has(key))
      throw new PackageInputError('DUPLICATE_PAIR', {
        projectId: pairs[at].projectId,
        enterpriseId: pairs[at].enterpriseId,
      });
    seen.add(key);
  }
  // Canonical order of pairs and supplies: equal gains are resolved by hashed id, not by the order of the input.
  const order = pairs.map((_, at) => at).sort((a, b) => compareTied(keys[a], keys[b]));
  const choices = order.map((at) => combine(pairs[at], open, numbers, options));
  const projects = new Map(choices.map(({ pair }) => [pair.projectId, 0]));
  [...projects.keys()].forEach((id, number) => projects.set(id, number));
  const selection = select(
    choices.map(({ pair, combinations }) => ({ project: projects.get(pair.projectId) ?? 0, combinations })),
    numbers.size,
  );
  const taken = new Map<number, Combination | undefined>();
  order.forEach((at, rank) => taken.set(at, choices[rank].combinations[selection.chosen[rank]]));

  const promised = promisesOf(choices, selection.chosen);
  const uses = usesOf(supplies, open, promised, numbers, selection.prices);
  const left = new Map(uses.map((use) => [use.supplyId, use]));
  const packages: ExchangePackage[] = [];
  const rankOf = new Map(order.map((at, rank) => [at, rank]));
  for (let at = 0; at < pairs.length; at++) packages.push(packageOf(choices[rankOf.get(at) ?? 0], taken.get(at), left));
  return {
    packages,
    uses,
    waiting: waitingOf(choices, selection.chosen, promised, left),
    toRefresh: [...open.values()]
      .filter(({ overdueDays }) => overdueDays > 0)
      .map(({ supply: { id, confirmedOn, validUntil }, overdueDays }) => ({
        supplyId: id,
        ...(confirmedOn === undefined ? {} : { confirmedOn }),
        ...(validUntil === undefined ? {} : { validUntil }),
        overdueDays,
      }))
      .sort((a, b) => b.overdueDays - a.overdueDays || compareTied(a.supplyId, b.supplyId)),
    gain: selection.gain,
    bound: selection.bound,
    gap: selection.bound > 0 ? (selection.bound - selection.gain) / selection.bound : 0,
  };
}

type Promises = ReadonlyMap<
  string,
  readonly { readonly pair: PackagePair; readonly quantity: number; readonly unit: string; readonly isKept: boolean }[]
>;

function promisesOf(choices: readonly PairChoices[], chosen: Int32Array): Promises {
  const promises = new Map<string, { pair: PackagePair; quantity: number; unit: string; isKept: boolean }[]>();
  choices.forEach(({ pair, combinations }, rank) => {
    const combination = chosen[rank] < 0 ? undefined : combinations[chosen[rank]];
    for (const offer of [combination?.resource, combination?.market]) {
      if (!offer) continue;
      const list = promises.get(offer.supplyId) ?? [];
      list.push({ pair, quantity: offer.use.quantity, unit: offer.use.unit, isKept: offer.isKept === true });
      promises.set(offer.supplyId, list);
    }
  });
  return promises;
}

function usesOf(
  supplies: readonly Supply[],
  open: ReturnType<typeof openSupplies>,
  promises: Promises,
  numbers: ReadonlyMap<string, number>,
  prices: Float64Array,
): SupplyUse[] {
  return supplies.flatMap(({ id, total, reserved = 0 }) => {
    if (!total) return [];
    const own = promises.get(id) ?? [];
    const amountOf = ({ quantity, unit }: (typeof own)[number]): number =>
      quantity * (unitFactor(unit, total.unit) ?? 0);
    const { free = 0, kept = 0 } = open.get(id) ?? {};
    const keptHere = own.reduce((sum, promise) => sum + (promise.isKept ? amountOf(promise) : 0), 0);
    const byProject = new Map<string, number>();
    for (const promise of own)
      if (!promise.isKept)
        byProject.set(promise.pair.projectId, Math.max(byProject.get(promise.pair.projectId) ?? 0, amountOf(promise)));
    const proposed = [...byProject.values()].reduce((sum, amount) => sum + amount, 0);
    return [
      {
        supplyId: id,
        unit: total.unit,
        total: total.quantity,
        // Set aside, but not in the package of its pair: still not anybody else's.
        reserved: reserved + Math.max(0, kept - keptHere),
        promised: keptHere + proposed,
        left: Math.max(0, free - proposed),
        price: prices[numbers.get(id) ?? 0],
      },
    ];
  });
}

function packageOf(
  { pair, scored, combinations }: PairChoices,
  taken: Combination | undefined,
  left: ReadonlyMap<string, SupplyUse>,
): ExchangePackage {
  const promised = new Set([taken?.resource?.supplyId, taken?.market?.supplyId]);
  const shown = scored.flatMap((offer) => {
    if (promised.has(offer.supplyId)) return [];
    return [{ ...offer, reason: offer.reason ?? reasonNotTaken(offer.supplyId, combinations, taken, left) }];
  });
  return {
    projectId: pair.projectId,
    enterpriseId: pair.enterpriseId,
    ...(taken ? { role: taken.role } : {}),
    ...(taken?.resource ? { resource: taken.resource } : {}),
    ...(taken?.market ? { market: taken.market } : {}),
    gain: taken?.gain ?? 0,
    roleFactor: taken?.roleFactor ?? 1,
    reasons: taken?.reasons ?? ['NOTHING_TO_PROMISE'],
    shown,
  };
}

/** An offer that is in a better combination than the one taken lost to the quota; otherwise it was not the best. */
function reasonNotTaken(
  supplyId: string,
  combinations: readonly Combination[],
  taken: Combination | undefined,
  left: ReadonlyMap<string, SupplyUse>,
): ShownReason {
  const isWanted = combinations.some(
    ({ gain, resource, market }) =>
      gain > (taken?.gain ?? 0) && (resource?.supplyId === supplyId || market?.supplyId === supplyId),
  );
  return isWanted && isTooLittleLeft(supplyId, combinations, left) ? 'QUOTA_TAKEN' : 'NOT_CHOSEN';
}

function isTooLittleLeft(
  supplyId: string,
  combinations: readonly Combination[],
  left: ReadonlyMap<string, SupplyUse>,
): boolean {
  const use = left.get(supplyId);
  const offer = combinations
    .flatMap(({ resource, market }) => [resource, market])
    .find((candidate) => candidate?.supplyId === supplyId);
  if (!use || !offer) return false;
  return offer.use.quantity > use.left * (unitFactor(use.unit, offer.use.unit) ?? 0);
}

function waitingOf(
  choices: readonly PairChoices[],
  chosen: Int32Array,
  promises: Promises,
  left: ReadonlyMap<string, SupplyUse>,
): WaitingPair[] {
  const waiting: (WaitingPair & { readonly loss: number })[] = [];
  choices.forEach(({ pair, combinations }, rank) => {
    const taken = chosen[rank] < 0 ? undefined : combinations[chosen[rank]];
    const wish = combinations.at(0);
    if (!wish || wish === taken || wish.gain <= (taken?.gain ?? 0)) return;
    for (const offer of [wish.resource, wish.market]) {
      if (!offer || offer.supplyId === taken?.resource?.supplyId || offer.supplyId === taken?.market?.supplyId)
        continue;
      if (!isTooLittleLeft(offer.supplyId, combinations, left)) continue;
      const use = left.get(offer.supplyId);
      waiting.push({
        projectId: pair.projectId,
        enterpriseId: pair.enterpriseId,
        supplyId: offer.supplyId,
        wanted: offer.use,
        left: use ? use.left * (unitFactor(use.unit, offer.use.unit) ?? 0) : 0,
        takenBy: (promises.get(offer.supplyId) ?? []).map(({ pair: other, quantity, unit }) => ({
          projectId: other.projectId,
          enterpriseId: other.enterpriseId,
          amount: { quantity, unit },
        })),
        loss: wish.gain - (taken?.gain ?? 0),
      });
    }
  });
  return waiting.sort((a, b) => b.loss - a.loss).map(({ loss: _loss, ...entry }) => entry);
}
