import type { PairPointsView } from '@lianghuan/contracts';
import { PAIR_POINT_WEIGHTS } from '@lianghuan/matching';
import { pairPointTerm } from './match-terms.js';
import { sumOfRounded } from './rounded-parts.js';

/** 综合分 in one line: what score, resource, market and gap gave. The order of the list is not made by it, and says so. */
export function PairPointsLine({ points }: { readonly points: PairPointsView }) {
  const { parts, sum } = sumOfRounded(points.parts.map(({ contribution }) => contribution));
  return (
    <p className="small pair-points">
      <span className="soft">综合分 </span>
      <strong className="number">{sum}</strong>
      <span className="soft"> = </span>
      {points.parts.map(({ part, weight, value }, index) => (
        <span key={part} title={`权重 ${weight} × 取值 ${value.toFixed(3)}`}>
          {index > 0 && <span className="soft"> + </span>}
          {pairPointTerm(part)} <span className="number">{parts[index]}</span>
        </span>
      ))}
      <span className="faint">（资源、市场、产业链缺口各按 {PAIR_POINT_WEIGHTS.chainGap} 计；排序只看匹配分）</span>
    </p>
  );
}
