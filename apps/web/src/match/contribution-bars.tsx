import type { ContributionView } from '@lianghuan/contracts';
import type { z } from 'zod';
import { TermHint } from '../app/term-hint.js';
import { criterionHint, criterionTerm } from './match-terms.js';
import { roundedParts } from './rounded-parts.js';

type Contribution = z.infer<typeof ContributionView>;

interface ContributionsProps {
  readonly contributions: readonly Contribution[];
}

/** The score as one bar of its parts. The widths are the parts' shares of the score; the table says the figures. */
export function ScoreBar({ contributions, best }: ContributionsProps & { readonly best: number }) {
  const positive = contributions.filter(({ contribution }) => contribution > 0);
  const sum = positive.reduce((total, { contribution }) => total + contribution, 0);
  return (
    <span
      className="score-bar"
      role="img"
      aria-label={positive.map((item) => `${criterionTerm(item.criterion)} ${item.contribution.toFixed(3)}`).join('，')}
    >
      <span className="score-bar-fill" style={{ width: `${best > 0 ? Math.min(100, (sum / best) * 100) : 0}%` }}>
        {positive.map((item) => (
          <i
            key={item.criterion}
            className={`part-${partOf(item.criterion)}`}
            style={{ flexGrow: item.contribution }}
            title={`${criterionTerm(item.criterion)} ${item.contribution.toFixed(3)}`}
          />
        ))}
      </span>
    </span>
  );
}

/** Criteria side by side: weight × value = contribution, and the total is the score. Bars share one scale. */
export function ContributionTable({ contributions }: ContributionsProps) {
  const { parts, sum } = roundedParts(contributions.map(({ contribution }) => contribution));
  const longest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 0);
  return (
    <table className="contribution-table">
      <thead>
        <tr>
          <th scope="col">依据</th>
          <th scope="col" className="bar-head">
            <span className="visually-hidden">图示</span>
          </th>
          <th scope="col" className="number">
            权重
          </th>
          <th scope="col" className="number">
            取值
          </th>
          <th scope="col" className="number">
            得分
          </th>
        </tr>
      </thead>
      <tbody>
        {contributions.map((item, index) => (
          <tr key={item.criterion}>
            <th scope="row">
              <i className={`part-dot part-${partOf(item.criterion)}`} aria-hidden="true" />
              <TermHint hint={criterionHint(item.criterion)}>{criterionTerm(item.criterion)}</TermHint>
              {item['known'] === false && <span className="faint small">（未知，取中间值）</span>}
            </th>
            <td className="bar-cell" aria-hidden="true">
              <i
                className={item['known'] === false ? 'is-neutral' : `part-${partOf(item.criterion)}`}
                style={{ width: `${longest > 0 ? (Math.abs(item.contribution) / longest) * 100 : 0}%` }}
              />
            </td>
            <td className="number">{item.weight.toFixed(2)}</td>
            <td className="number">× {item.value.toFixed(3)}</td>
            <td className="number" title={String(item.contribution)}>
              = {parts[index]}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={4}>
            合计（匹配分）
          </th>
          <td className="number">{sum}</td>
        </tr>
      </tfoot>
    </table>
  );
}

const GROUPS: Readonly<Record<string, 'text' | 'product' | 'industry' | 'place' | 'size'>> = {
  words: 'text',
  focus: 'text',
  product: 'product',
  productTopic: 'product',
  trade: 'product',
  codes: 'industry',
  park: 'industry',
  place: 'place',
  size: 'size',
};

/** Criteria of one kind share a colour; five can be told apart, nine cannot. */
function partOf(criterion: string): string {
  return GROUPS[criterion] ?? 'text';
}
