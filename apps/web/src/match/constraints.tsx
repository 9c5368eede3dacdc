import { CheckCircleOutlined, CloseCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import type { ConstraintView } from '@lianghuan/contracts';
import type { z } from 'zod';
import { constraintTerm, verdictTerm } from './match-terms.js';
import { verdictSentence } from './reasons.js';

const VERDICT_ICON = {
  pass: <CheckCircleOutlined aria-hidden="true" />,
  fail: <CloseCircleOutlined aria-hidden="true" />,
  unknown: <QuestionCircleOutlined aria-hidden="true" />,
} as const;

/** Verdicts of the hard rules: each with an icon and a word, and the reason where it is not a plain pass. */
export function Constraints({ constraints }: { readonly constraints: readonly z.infer<typeof ConstraintView>[] }) {
  return (
    <ul className="constraints" aria-label="硬性条件">
      {constraints.map((item) => (
        <li key={item.constraint} className={`is-${item.verdict}`} title={verdictSentence(item)}>
          {VERDICT_ICON[item.verdict]}
          {constraintTerm(item.constraint)}
          {item.verdict === 'pass' ? (
            <span className="visually-hidden">：{verdictTerm(item.verdict)}</span>
          ) : (
            <span>：{verdictSentence(item)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
