import { Link } from '@tanstack/react-router';
import type { NavigationItem } from './navigation.js';

interface SideNavigationProps {
  readonly items: readonly NavigationItem[];
  readonly active: NavigationItem | undefined;
  readonly onGo?: () => void;
  /** What waits at a place, by its path. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** The navigation as groups of plain links: they open in a new tab, and a screen reader reads them as what they are. */
export function SideNavigation({ items, active, onGo, counts = {} }: SideNavigationProps) {
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <nav aria-label="主导航" className="side-nav">
      {groups.map((group) => (
        <section key={group}>
          <h2>{group}</h2>
          <ul>
            {items
              .filter((item) => item.group === group)
              .map(({ path, title, icon }) => (
                <li key={path}>
                  <Link
                    to={path}
                    onClick={onGo}
                    className={active?.path === path ? 'side-link is-active' : 'side-link'}
                    aria-current={active?.path === path ? 'page' : undefined}
                  >
                    {icon}
                    <span>{title}</span>
                    {(counts[path] ?? 0) > 0 && (
                      <span className="side-count number" aria-label={`${counts[path]} 条未读`}>
                        {counts[path]}
                      </span>
                    )}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
