import { termOf } from '@lianghuan/contracts';
import type { RegisterRow } from './register-definition.js';

export type Tone = 'ok' | 'warn' | 'bad' | 'muted' | 'accent';

/** A state as a dot and a word: colour never carries it alone. */
export function StatusDot({ tone, children }: { readonly tone: Tone; readonly children: React.ReactNode }) {
  return <span className={`status-dot is-${tone}`}>{children}</span>;
}

const FRESHNESS_TONE = { fresh: 'ok', due: 'warn', stale: 'bad', unknown: 'muted' } as const;

/** 时效: whether a row's facts still hold. */
export function FreshnessTag({ freshness }: Pick<RegisterRow, 'freshness'>) {
  return <StatusDot tone={FRESHNESS_TONE[freshness]}>{termOf('freshness', freshness)}</StatusDot>;
}

const CONFIDENCE_LEVEL: Readonly<Record<string, number>> = { high: 3, medium: 2, low: 1 };

/** 可信度: three bars and the word; in a table the bars alone, with the word for whoever points at or listens to it. */
export function ConfidenceTag({
  confidence,
  isShort = false,
}: Pick<RegisterRow, 'confidence'> & { readonly isShort?: boolean }) {
  const level = CONFIDENCE_LEVEL[confidence] ?? 0;
  const term = termOf('confidence', confidence);
  return (
    <span className="confidence" title={isShort ? `可信度${term}` : undefined}>
      <span className="confidence-bars" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <i key={step} className={step <= level ? 'is-on' : undefined} />
        ))}
      </span>
      {isShort ? <span className="only-heard">可信度{term}</span> : term}
    </span>
  );
}
