import { type DuplicateReasonView, termOf } from '@lianghuan/contracts';
import { signed } from './reasons.js';

interface ReasonListProps {
  readonly reasons: readonly DuplicateReasonView[];
  readonly score: number;
}

/** Every finding with its weight; the weights add up to the score in the last line. */
export function ReasonList({ reasons, score }: ReasonListProps) {
  return (
    <ul className="duplicate-reasons">
      {[...reasons]
        .sort((a, b) => b.weight - a.weight)
        .map(({ code, weight, a, b }) => (
          <li key={`${code}${a}${b}`}>
            <span className="number">{signed(weight)}</span>
            <span>
              {termOf('duplicateReason', code)}
              {a !== '' && <span className="faint">（{a === b || b === '' ? a : `${a} / ${b}`}）</span>}
            </span>
          </li>
        ))}
      <li>
        <strong className="number">{score}</strong>
        <span>合计</span>
      </li>
    </ul>
  );
}
