/** A node's place in the drawing: column from upstream to downstream, row within it. */
export interface PlacedNode {
  readonly id: string;
  readonly column: number;
  readonly row: number;
}

export interface ChainLayout {
  readonly nodes: readonly PlacedNode[];
  readonly columns: number;
  /** Rows of the fullest column. */
  readonly rows: number;
}

interface Edge {
  readonly fromNodeId: string;
  readonly toNodeId: string;
}

const SWEEPS = 4;

/**
 * Layers a graph from left (upstream) to right (downstream): a node stands one column left of the nearest thing it feeds, so that packaging
 * and equipment stand beside what uses them. Edges of a cycle that point back are drawn but do not move anything. Within a column nodes
 * are ordered by the mean row of their neighbours.
 */
export function layoutChain(ids: readonly string[], edges: readonly Edge[]): ChainLayout {
  const known = new Set(ids);
  const forward = withoutBackEdges(
    ids,
    edges.filter(({ fromNodeId, toNodeId }) => known.has(fromNodeId) && known.has(toNodeId)),
  );
  const depth = new Map<string, number>();
  const depthOf = (id: string): number => {
    const done = depth.get(id);
    if (done !== undefined) return done;
    const before = forward.filter(({ toNodeId }) => toNodeId === id).map(({ fromNodeId }) => depthOf(fromNodeId) + 1);
    const value = Math.max(0, ...before);
    depth.set(id, value);
    return value;
  };
  for (const id of ids) depthOf(id);
  const last = Math.max(0, ...depth.values());
  // Sources move right, next to the first thing that uses them.
  const column = new Map(
    ids.map((id) => {
      const isSource = forward.every(({ toNodeId }) => toNodeId !== id);
      const users = forward.filter(({ fromNodeId }) => fromNodeId === id).map(({ toNodeId }) => depthOf(toNodeId));
      return [id, isSource && users.length > 0 ? Math.min(...users) - 1 : depthOf(id)];
    }),
  );
  const columns = Array.from({ length: last + 1 }, (_, at) => ids.filter((id) => column.get(id) === at)).filter(
    (list) => list.length > 0,
  );
  const row = new Map(columns.flatMap((list) => list.map((id, at) => [id, at])));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const list of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = new Map(list.map((id) => [id, meanRow(id, forward, row)]));
      list.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || ids.indexOf(a) - ids.indexOf(b));
      list.forEach((id, at) => row.set(id, at));
    }
  }
  return {
    nodes: columns.flatMap((list, at) => list.map((id, place) => ({ id, column: at, row: place }))),
    columns: columns.length,
    rows: Math.max(0, ...columns.map((list) => list.length)),
  };
}

function meanRow(id: string, edges: readonly Edge[], row: ReadonlyMap<string, number>): number {
  const near = edges.flatMap(({ fromNodeId, toNodeId }) =>
    fromNodeId === id ? [row.get(toNodeId) ?? 0] : toNodeId === id ? [row.get(fromNodeId) ?? 0] : [],
  );
  return near.length === 0 ? (row.get(id) ?? 0) : near.reduce((sum, value) => sum + value, 0) / near.length;
}

function withoutBackEdges(ids: readonly string[], edges: readonly Edge[]): Edge[] {
  const kept: Edge[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const edge of edges) {
      if (edge.fromNodeId !== id || state.get(edge.toNodeId) === 'open') continue;
      kept.push(edge);
      if (state.get(edge.toNodeId) === undefined) visit(edge.toNodeId);
    }
    state.set(id, 'done');
  };
  for (const id of ids) if (state.get(id) === undefined) visit(id);
  return kept;
}
