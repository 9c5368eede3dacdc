import { type DuplicateRegister, reasonsInWords } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { useDebounced } from '../app/use-debounced.js';
import { rowPath } from '../register/register-definition.js';
import { REGISTER_PATHS } from '../register/register-paths.js';
import { StatusDot } from '../register/status-tags.js';
import { useDuplicateLookup } from './duplicate.queries.js';
import './duplicate.css';

/** Fields by which the matcher tells rows apart, as far as they are filled in while typing. */
const FACTS = [
  'shortName', 'creditCode', 'listedCode', 'province', 'city', 'areaCode', 'kind', 'place', 'totalInvestmentCny', 'investorName',
] as const; // prettier-ignore

interface DuplicateHintProps {
  readonly register: DuplicateRegister;
  readonly values: Readonly<Record<string, unknown>>;
  /** The row that is being changed. */
  readonly ownId: string | undefined;
}

/** While a row is typed: is it in the register already, why does it seem so, and who holds it? */
export function DuplicateHint({ register, values, ownId }: DuplicateHintProps) {
  const facts = {
    name: textOf(values['name']),
    ...Object.fromEntries(FACTS.map((field) => [field, textOf(values[field])])),
    ownId,
  };
  // Compared as text, so that typing elsewhere in the form asks nothing.
  const settled = useDebounced(JSON.stringify(facts), 350);
  const wanted = JSON.parse(settled) as typeof facts;
  const isLong = wanted.name.length >= 2;
  const lookup = useDuplicateLookup(register, wanted, isLong);
  if (!isLong) return null;
  if (lookup.isError) return <p className="name-hint faint">查重没能完成，保存时系统会再查一次。</p>;
  const visible = lookup.data?.visible ?? [];
  const held = lookup.data?.heldByOthers.slice(0, 5) ?? [];
  if (visible.length + held.length === 0) return null;
  return (
    <output className="name-hint">
      <span>{visible.some(({ verdict }) => verdict !== null) ? '库中可能已有同一条：' : '库中有相近的：'}</span>
      <ul>
        {visible.map((row) => (
          <li key={row.id}>
            <Link to={rowPath({ path: REGISTER_PATHS[register] }, row.id)} target="_blank">
              {row.name}
            </Link>
            <span className="faint"> {[row.place, row.code].filter(Boolean).join(' · ')}</span>
            {row.verdict !== null && (
              <>
                {' '}
                <StatusDot tone={row.verdict === 'same' ? 'bad' : 'warn'}>
                  {row.verdict === 'same' ? '很可能重复' : '疑似重复'}
                </StatusDot>
                <span className="faint">（{reasonsInWords(row.reasons)}）</span>
              </>
            )}
          </li>
        ))}
        {held.map(({ name, holder }) => (
          <li key={name}>
            {name}：由{holder.organisationName}（{holder.areaName}）跟进，请先与其联系
          </li>
        ))}
      </ul>
    </output>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
