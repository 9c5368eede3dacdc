/**
 * Exchange packages: gain against HiGHS's integer optimum, and time.
 * node libs/matching/bench/packages.mjs   (after `npx tsc -b libs/matching`)
 */
import loadHighs from 'highs';

import { planPackages } from '../dist/index.js';
import { measure, print, seededRandom } from './measure.mjs';

const highs = await loadHighs();
const RESOURCE_WEIGHT = 0.5;
const MARKET_WEIGHT = 0.5;

/** Pairs that want what many others want; together about `pressure` times what there is. */
function build(count, supplies, pressure, seed) {
  const random = seededRandom(seed);
  const list = Array.from({ length: supplies }, (_, at) => ({
    id: `supply ${at}`,
    side: at % 2 ? 'market' : 'resource',
    tier: ['advantage', 'middle', 'short'][Math.floor(random() * 3)],
    total: { quantity: ((count * 3) / supplies / pressure) * (20 + 60 * random()), unit: '万吨' },
  }));
  const pairs = Array.from({ length: count }, (_, at) => {
    const chosen = new Set();
    while (chosen.size < 6) {
      const supply = Math.floor(supplies * random() ** 1.5);
      const isOnSide = supply % 2 === chosen.size % 2;
      if (isOnSide) chosen.add(supply);
    }
    return {
      projectId: `project ${Math.floor(at / 5)}`,
      enterpriseId: `enterprise ${at}`,
      value: 0.2 + 0.8 * random(),
      processesHere: random() < 0.7,
      offers: [...chosen].map((supply) => ({
        supplyId: list[supply].id,
        need: 0.3 + 0.7 * random(),
        proximity: 0.4 + 0.6 * random(),
        certainty: 0.5 + 0.5 * random(),
        use: { quantity: Math.exp(1 + 3.2 * random()), unit: '万吨' },
      })),
    };
  });
  return { pairs, supplies: list };
}

/** The same combinations as an integer programme, written from the rules and not from the library. */
function optimum({ pairs, supplies }, seconds) {
  const open = new Map(supplies.map((supply) => [supply.id, supply]));
  const objective = [];
  const rows = new Map();
  const add = (row, term, limit) => {
    if (!rows.has(row)) rows.set(row, { terms: [], limit });
    rows.get(row).terms.push(term);
  };
  let count = 0;
  pairs.forEach((pair, at) => {
    const scored = pair.offers
      .map((offer) => {
        const { side, tier, total } = open.get(offer.supplyId);
        const ratio = total.quantity / offer.use.quantity;
        const availability = ratio < 1 ? 0 : Math.min(1, 0.5 + 0.5 * Math.log10(ratio));
        return { ...offer, side, tier, score: offer.need * availability * offer.proximity * offer.certainty };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    const markets = scored.filter(({ side }) => side === 'market').slice(0, 3);
    const resources = scored
      .filter(({ side }) => side === 'resource')
      .slice(0, 3)
      .filter(({ tier }) => (tier === 'middle' ? pair.processesHere : tier === 'advantage' || markets.length > 0));
    for (const resource of [...resources, undefined])
      for (const market of [...markets, undefined]) {
        if ((!resource && !market) || (resource?.tier === 'short' && !market)) continue;
        const term = `x${count++}`;
        const gain = pair.value * (RESOURCE_WEIGHT * (resource?.score ?? 0) + MARKET_WEIGHT * (market?.score ?? 0));
        objective.push(`${gain} ${term}`);
        add(`p${at}`, term, 1);
        for (const offer of [resource, market])
          if (offer)
            add(
              `s${supplies.indexOf(open.get(offer.supplyId))}`,
              `${offer.use.quantity} ${term}`,
              open.get(offer.supplyId).total.quantity,
            );
      }
  });
  const lines = (terms) => terms.map((term, at) => (at % 12 === 11 ? `${term}\n` : term)).join(' + ');
  const model = [
    'Maximize',
    `obj: ${lines(objective)}`,
    'Subject To',
    ...[...rows].map(([name, { terms, limit }]) => `${name}: ${lines(terms)} <= ${limit}`),
    'Binary',
    lines(Array.from({ length: count }, (_, at) => `x${at}`)).replaceAll(' + ', ' '),
    'End',
  ].join('\n');
  const { ObjectiveValue, Status } = highs.solve(model, { time_limit: seconds, mip_rel_gap: 1e-4 });
  return { gain: ObjectiveValue, status: Status, variables: count };
}

print(
  'pairs × supplies, pressure',
  'variables',
  'highs gain',
  'highs cpu ms',
  'ours',
  'of highs',
  'certified gap',
  'cpu ms',
);
for (const [count, supplies, pressure] of [
  [50, 10, 2],
  [200, 30, 1.5],
  [200, 30, 4],
  [1000, 80, 2],
  ...(process.argv.includes('--large') ? [[7000, 200, 2]] : []),
]) {
  const input = build(count, supplies, pressure, 5);
  const ours = measure(() =>
    planPackages(input.pairs, input.supplies, { resourceWeight: RESOURCE_WEIGHT, marketWeight: MARKET_WEIGHT }),
  );
  const solver = measure(() => optimum(input, 60));
  print(
    `${count} × ${supplies}, ${pressure}`,
    solver.result.variables,
    `${solver.result.gain.toFixed(4)} (${solver.result.status})`,
    Math.round(solver.cpuMs),
    ours.result.gain.toFixed(4),
    (ours.result.gain / solver.result.gain).toFixed(5),
    ours.result.gap.toFixed(5),
    Math.round(ours.cpuMs),
  );
}
