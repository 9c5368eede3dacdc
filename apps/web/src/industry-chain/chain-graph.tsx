import { termOf, type ChainDetail } from '@lianghuan/contracts';
import { useMemo } from 'react';
import { layoutChain } from './chain-layout.js';
import { verdictTag } from './chain-words.js';

const WIDTH = 146;
const HEIGHT = 58;
const GAP_X = 40;
const GAP_Y = 18;
const PAD = 8;

interface ChainGraphProps {
  readonly chain: ChainDetail;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
}

/** The graph from upstream (left) to downstream (right): what each node is and what is missing. The table below says the same. */
export function ChainGraph({ chain, selected, onSelect }: ChainGraphProps) {
  const layout = useMemo(
    () =>
      layoutChain(
        chain.nodes.map(({ id }) => id),
        chain.edges,
      ),
    [chain.nodes, chain.edges],
  );
  const height = Math.max(1, layout.rows) * (HEIGHT + GAP_Y) - GAP_Y + 2 * PAD;
  const width = Math.max(1, layout.columns) * (WIDTH + GAP_X) - GAP_X + 2 * PAD;
  const perColumn = new Map<number, number>();
  for (const { column } of layout.nodes) perColumn.set(column, (perColumn.get(column) ?? 0) + 1);
  const place = new Map(
    layout.nodes.map(({ id, column, row }) => {
      const used = (perColumn.get(column) ?? 1) * (HEIGHT + GAP_Y) - GAP_Y;
      return [id, { x: PAD + column * (WIDTH + GAP_X), y: (height - used) / 2 + row * (HEIGHT + GAP_Y) }];
    }),
  );
  return (
    <div className="chain-graph-scroll">
      <div className="chain-graph" style={{ width, height }} role="group" aria-label={`${chain.name}链图`}>
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            <marker id="chain-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 8 4 0 8z" />
            </marker>
          </defs>
          {chain.edges.map((edge) => {
            const from = place.get(edge.fromNodeId);
            const to = place.get(edge.toNodeId);
            if (from === undefined || to === undefined) return null;
            const isNear = selected === edge.fromNodeId || selected === edge.toNodeId;
            const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x - 2, to.y + HEIGHT / 2];
            const bend = Math.max(24, (x2 - x1) / 2);
            return (
              <path
                key={edge.id}
                className={`chain-edge${isNear ? ' is-near' : ''}`}
                d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                markerEnd="url(#chain-arrow)"
              >
                <title>{termOf('chainEdgeKind', edge.kind)}</title>
              </path>
            );
          })}
        </svg>
        {chain.nodes.map((node) => {
          const at = place.get(node.id);
          const tag = verdictTag(node.verdict);
          const facts = node.verdict?.facts;
          return (
            <button
              key={node.id}
              type="button"
              className={`chain-node is-${tag.tone}${(facts?.enterprises ?? 0) > 0 ? ' is-here' : ''}`}
              aria-pressed={selected === node.id}
              style={{ left: at?.x, top: at?.y, width: WIDTH, height: HEIGHT }}
              onClick={() => onSelect(node.id)}
            >
              <strong>{node.name}</strong>
              <span>
                {node.verdict?.rule === 'NO_TIE' ? '本地无' : tag.term}
                {facts !== undefined && facts.enterprises > 0 && ` · 本地${facts.enterprises}`}
                {facts !== undefined && ` · 外地${facts.fillers}`}
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
