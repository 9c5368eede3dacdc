import { Link } from '@tanstack/react-router';
import { useDebounced } from '../app/use-debounced.js';
import { useEnterpriseLookup } from './enterprise.queries.js';

interface EnterpriseNameHintProps {
  readonly name: string;
  readonly ownId: string | undefined;
}

/** While a name is typed: is this enterprise in the register already, and who holds it? */
export function EnterpriseNameHint({ name, ownId }: EnterpriseNameHintProps) {
  const wanted = useDebounced(name.trim(), 350);
  const lookup = useEnterpriseLookup(wanted);
  if (wanted.length < 2) return null;
  if (lookup.isError) return <p className="name-hint faint">查重没能完成，保存时系统会再查一次。</p>;
  const visible = lookup.data?.visible.filter(({ id }) => id !== ownId).slice(0, 5) ?? [];
  const held = lookup.data?.heldByOthers.slice(0, 5) ?? [];
  if (visible.length + held.length === 0) return null;
  return (
    <output className="name-hint">
      {visible.length > 0 && (
        <>
          <span>库中已有：</span>
          <ul>
            {visible.map((enterprise) => (
              <li key={enterprise.id}>
                <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }} target="_blank">
                  {enterprise.name}
                </Link>
                {enterprise.creditCode === null ? null : <span className="faint number"> {enterprise.creditCode}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {held.length > 0 && (
        <ul>
          {held.map(({ name: heldName, holder }) => (
            <li key={heldName}>
              {heldName}：由{holder.organisationName}（{holder.areaName}）持有
            </li>
          ))}
        </ul>
      )}
    </output>
  );
}
