/** Provenance of a register row that is invented: it says so wherever its source is shown or exported. */
export const EXAMPLE_PROVENANCE = {
  sourceName: '示例数据，内容为虚构，仅供演示',
  sourceKind: 'entered',
  confidence: 'low',
} as const;
