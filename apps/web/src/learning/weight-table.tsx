import type { LearningView } from '@lianghuan/contracts';
import { CRITERIA } from '@lianghuan/matching';
import { criterionTerm } from '../match/match-terms.js';

/** Weights in use beside the defaults: how far learning has moved each. */
export function WeightTable({ view }: { readonly view: LearningView }) {
  const active = view.versions.find(({ isActive, isUsable }) => isActive && isUsable);
  const weights = active?.weights ?? view.defaults;
  const highest = Math.max(...Object.values(weights), ...Object.values(view.defaults));
  return (
    <div className="table-scroll">
      <table className="contribution-table weight-table">
        <thead>
          <tr>
            <th scope="col">评分项</th>
            <th scope="col" className="bar-head">
              <span className="visually-hidden">图示</span>
            </th>
            <th scope="col" className="number">
              默认
            </th>
            <th scope="col" className="number">
              现用
            </th>
            <th scope="col" className="number">
              变化
            </th>
          </tr>
        </thead>
        <tbody>
          {CRITERIA.map((name) => {
            const before = view.defaults[name] ?? 0;
            const now = weights[name] ?? before;
            const change = now - before;
            return (
              <tr key={name}>
                <th scope="row">{criterionTerm(name)}</th>
                <td className="bar-cell" aria-hidden="true">
                  <i className="part-text" style={{ width: `${(now / highest) * 100}%` }} />
                  <b className="weight-default" style={{ insetInlineStart: `${(before / highest) * 100}%` }} />
                </td>
                <td className="number">{before.toFixed(2)}</td>
                <td className="number">{now.toFixed(2)}</td>
                <td className="number">
                  {Math.abs(change) < 0.005 ? '—' : `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
