import { Link } from '@tanstack/react-router';
import { MORE_ICON, type NavigationItem } from './navigation.js';

interface PhoneBarProps {
  readonly items: readonly NavigationItem[];
  readonly active: NavigationItem | undefined;
  readonly onMore: () => void;
}

/** The four places a person goes most, at the foot of a phone; the rest is one tap away. */
export function PhoneBar({ items, active, onMore }: PhoneBarProps) {
  const first = items.slice(0, 4);
  return (
    <nav className="phone-bar" aria-label="常用页面">
      {first.map(({ path, shortTitle, icon }) => (
        <Link
          key={path}
          to={path}
          className={active?.path === path ? 'is-active' : undefined}
          aria-current={active?.path === path ? 'page' : undefined}
        >
          {icon}
          <span>{shortTitle}</span>
        </Link>
      ))}
      <button type="button" onClick={onMore} className={active && !first.includes(active) ? 'is-active' : undefined}>
        {MORE_ICON}
        <span>更多</span>
      </button>
    </nav>
  );
}
