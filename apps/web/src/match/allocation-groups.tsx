import { termOf, type AllocationBoard, type AllocationPairView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { usePhone } from '../app/use-phone.js';
import './match.css';
import { worthFigure, worthText, worthUnit } from './worth.js';
import { DemandTerm, PriceTerm } from './allocation-terms.js';

type Group = AllocationBoard['items'][number];

/** Open approaches against the limit: `2/3`, or `2/不限`. Full ones are told in words, too. */
export function Load({ load, capacity }: { readonly load: number; readonly capacity: number | null }) {
  const isFull = capacity !== null && load >= capacity;
  return (
    <span className={isFull ? 'is-full-load' : undefined} title={isFull ? '已到上限' : undefined}>
      {load}/{capacity ?? '不限'}
    </span>
  );
}

/** An enterprise as a link; one another unit holds is told with its holder and leads nowhere. */
export function EnterpriseName({ enterprise }: Pick<AllocationPairView, 'enterprise'>) {
  const holder = enterprise.heldBy !== null && <span className="faint small"> {enterprise.heldBy}跟进</span>;
  if (enterprise.id === null) {
    return (
      <>
        {enterprise.name}
        {holder}
      </>
    );
  }
  return (
    <>
      <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }}>
        {enterprise.name}
      </Link>
      {holder}
    </>
  );
}

/** Pairs under their project or enterprise: a table, or cards on a phone. */
export function AllocationGroups(props: {
  readonly groups: readonly Group[];
  readonly by: 'project' | 'enterprise';
  readonly basis: string;
  readonly isStale: boolean;
}) {
  const { groups, by, basis, isStale } = props;
  const isPhone = usePhone();
  if (isPhone) {
    return (
      <ul className={isStale ? 'cards is-stale' : 'cards'}>
        {groups.map((group, index) => (
          <li key={group.key ?? index} className="card allocation-card">
            <GroupHead group={group} by={by} basis={basis} />
            {group.pairs.length === 0 && <p className="faint small">没有列入的企业</p>}
            <ul>
              {group.pairs.map((pair) => (
                <li key={pair.project.id + (pair.enterprise.id ?? pair.enterprise.name)}>
                  <Other pair={pair} by={by} />
                  <div className="card-line number">
                    <PairState pair={pair} />
                    {pair.allocation !== null && (
                      <>
                        值 {worthText(pair.allocation.value, basis)}
                        {by === 'project' &&
                          ` · 已列/上限 ${pair.allocation.enterpriseLoad}/${pair.allocation.enterpriseCapacity}`}
                        {by === 'project' &&
                          pair.allocation.enterprisePrice > 0 &&
                          ` · 紧俏价 ${worthText(pair.allocation.enterprisePrice, basis)}`}
                      </>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className={isStale ? 'panel table-scroll is-stale' : 'panel table-scroll'}>
      <table className="plain-table allocation-table">
        <thead>
          <tr>
            <th scope="col">{by === 'project' ? '项目' : '企业'}</th>
            <th scope="col">{by === 'project' ? '列入的企业' : '列入的项目'}</th>
            <th scope="col">状态</th>
            <th scope="col" className="number">
              项目内名次
            </th>
            <th scope="col" className="number">
              值（{worthUnit(basis)}）
            </th>
            {by === 'project' && (
              <>
                <th scope="col" className="number">
                  <DemandTerm />
                  （个项目）
                </th>
                <th scope="col" className="number">
                  企业已列/上限
                </th>
                <th scope="col" className="number">
                  <PriceTerm />（{worthUnit(basis)}）
                </th>
              </>
            )}
          </tr>
        </thead>
        {groups.map((group, index) => (
          <tbody key={group.key ?? index}>
            {group.pairs.length === 0 ? (
              <tr>
                <th scope="rowgroup">
                  <GroupHead group={group} by={by} basis={basis} />
                </th>
                <td colSpan={by === 'project' ? 7 : 4} className="faint">
                  没有列入的企业
                </td>
              </tr>
            ) : (
              group.pairs.map((pair, row) => (
                <tr key={pair.project.id + (pair.enterprise.id ?? pair.enterprise.name)}>
                  {row === 0 && (
                    <th scope="rowgroup" rowSpan={group.pairs.length}>
                      <GroupHead group={group} by={by} basis={basis} />
                    </th>
                  )}
                  <td>
                    <Other pair={pair} by={by} />
                  </td>
                  <td>
                    <PairState pair={pair} />
                  </td>
                  <PairFigures pair={pair} by={by} />
                </tr>
              ))
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function GroupHead(props: { readonly group: Group; readonly by: 'project' | 'enterprise'; readonly basis: string }) {
  const { group, by, basis } = props;
  const heldBy = by === 'enterprise' ? (group.pairs[0]?.enterprise.heldBy ?? null) : null;
  const areaName = by === 'project' ? (group.pairs[0]?.project.areaName ?? null) : null;
  return (
    <div className="allocation-head">
      {by === 'enterprise' ? (
        <EnterpriseName enterprise={{ id: group.key, name: group.name, heldBy }} />
      ) : group.key === null ? (
        group.name
      ) : (
        <Link to="/projects/$projectId/suggestions" params={{ projectId: group.key }}>
          {group.name}
        </Link>
      )}
      {areaName !== null && <span className="faint small"> {areaName}</span>}
      {(by === 'project' || group.key !== null) && (
        <div className="soft small number">
          已列/上限 <Load load={group.load} capacity={group.capacity} />
          {group.price !== null && group.price > 0 && ` · 紧俏价 ${worthText(group.price, basis)}`}
        </div>
      )}
    </div>
  );
}

/** The other end of a pair. */
function Other({ pair, by }: { readonly pair: AllocationPairView; readonly by: 'project' | 'enterprise' }) {
  if (by === 'project') return <EnterpriseName enterprise={pair.enterprise} />;
  return (
    <>
      <Link to="/projects/$projectId/suggestions" params={{ projectId: pair.project.id }}>
        {pair.project.name}
      </Link>
      {pair.project.areaName !== null && <span className="faint small"> {pair.project.areaName}</span>}
    </>
  );
}

/** 已在对接 stands out: a lead holds the pair, whatever it is worth. */
function PairState({ pair: { allocation } }: { readonly pair: AllocationPairView }) {
  if (allocation === null) return <span className="faint small">其他单位跟进</span>;
  return (
    <Tag color={allocation.code === 'PINNED' ? 'processing' : 'success'} variant="outlined">
      {termOf('allocationReason', allocation.code)}
    </Tag>
  );
}

function PairFigures(props: { readonly pair: AllocationPairView; readonly by: 'project' | 'enterprise' }) {
  const { by } = props;
  const { allocation, rank } = props.pair;
  return (
    <>
      <td className="number">{rank ?? <span className="faint">—</span>}</td>
      <td className="number">
        {allocation === null ? <span className="faint">—</span> : worthFigure(allocation.value, allocation.valueBasis)}
      </td>
      {by === 'project' &&
        (allocation === null ? (
          <>
            {[0, 1, 2].map((column) => (
              <td key={column} className="number faint">
                —
              </td>
            ))}
          </>
        ) : (
          <>
            <td className="number">{allocation.enterpriseDemand}</td>
            <td className="number">
              <Load load={allocation.enterpriseLoad} capacity={allocation.enterpriseCapacity} />
            </td>
            <td className="number">
              {allocation.enterprisePrice > 0 ? (
                worthFigure(allocation.enterprisePrice, allocation.valueBasis)
              ) : (
                <span className="faint">0</span>
              )}
            </td>
          </>
        ))}
    </>
  );
}

/** Counties with what they carry; each opens its projects. */
export function AllocationAreas(props: {
  readonly groups: readonly Group[];
  readonly matchRunId: string;
  readonly basis: string;
  readonly isStale: boolean;
}) {
  return (
    <div className={props.isStale ? 'panel table-scroll is-stale' : 'panel table-scroll'}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">地区</th>
            <th scope="col" className="number">
              已列（对）
            </th>
            <th scope="col" className="number">
              上限（对）
            </th>
            <th scope="col" className="number">
              <PriceTerm />（{worthUnit(props.basis)}）
            </th>
          </tr>
        </thead>
        <tbody>
          {props.groups.map((group) => (
            <tr key={group.key ?? ''}>
              <th scope="row">
                {group.key === null ? (
                  group.name
                ) : (
                  <Link
                    to="/match-runs/$matchRunId/allocation"
                    params={{ matchRunId: props.matchRunId }}
                    search={{ areaCode: group.key }}
                  >
                    {group.name}
                  </Link>
                )}
              </th>
              <td className="number">{group.load}</td>
              <td className="number">{group.capacity ?? '不限'}</td>
              <td className="number">{group.price === null ? '' : worthFigure(group.price, props.basis)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
