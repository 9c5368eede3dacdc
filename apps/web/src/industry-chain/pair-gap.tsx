import { termOf, type PairGapView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { ruleSentence } from './chain-words.js';
import './chain.css';

/** Which gap the pair would fill, and by which rule; its points stand with those of resource and market. */
export function PairGap({ gap }: { readonly gap: PairGapView }) {
  return (
    <p className="small pair-gap">
      <strong>{termOf('chainAction', gap.gapClass)}</strong>{' '}
      <Link
        to="/chains/$chainId"
        params={{ chainId: gap.chainId }}
        search={{ areaCode: gap.areaCode, node: gap.nodeId }}
      >
        {gap.chainName}·{gap.nodeName}
      </Link>
      <span className="soft">
        ：{gap.areaName}
        {ruleSentence(gap.rule, gap.facts)}
      </span>
    </p>
  );
}
