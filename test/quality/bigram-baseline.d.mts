export function bigramBaseline(
  projects: readonly Readonly<Record<string, string>>[],
  enterprises: readonly Readonly<Record<string, string>>[],
): {
  enterprisesFor(): Map<string, string[]>;
  projectsFor(ids: ReadonlySet<string>): Map<string, string[]>;
};
