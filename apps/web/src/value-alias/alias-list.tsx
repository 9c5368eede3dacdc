import type { ValueAliasView } from '@lianghuan/contracts';
import { Button } from 'antd';
import { formatInstant } from '../format/date.js';
import './value-alias.css';

interface AliasListProps {
  readonly aliases: readonly ValueAliasView[];
  /** Undefined where the reader may take none back. */
  readonly onRemove: ((id: string) => void) | undefined;
  /** The one that is being taken back. */
  readonly removing: string | undefined;
}

/** What words are kept to mean, and who said so. */
export function AliasList({ aliases, onRemove, removing }: AliasListProps) {
  return (
    <ul className="findings">
      {aliases.map(({ id, title, said, meansText, madeByName, madeAt }) => (
        <li key={id} className="alias-line">
          <span>
            {title}“{said}” → {meansText}{' '}
            <span className="faint small">
              {madeByName} <span className="number">{formatInstant(madeAt)}</span>
            </span>
          </span>
          {onRemove !== undefined && (
            <Button
              size="small"
              aria-label={`删除“${said}”的对应`}
              loading={removing === id}
              onClick={() => onRemove(id)}
            >
              删除
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
