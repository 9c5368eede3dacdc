import { Link } from '@tanstack/react-router';
import { Badge } from 'antd';
import { MORE_ICON, type NavigationItem } from './navigation.js';

interface PhoneBarProps {
  readonly items: readonly NavigationItem[];
  readonly active: NavigationItem | undefined;
  readonly onMore: () => void;
  /** Something waits at a place that is not in the bar. */
  readonly isWaiting: boolean;
}

/** The four places a person goes most, at the foot of a phone; the rest is one tap away. */
export function PhoneBar({ items, active, onMore, isWaiting }: PhoneBarProps) {
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
      <button
        type="button"
        onClick={onMore}
        aria-label={isWaiting ? '更多，有未读' : undefined}
        className={active && !first.includes(active) ? 'is-active' : undefined}
      >
        <Badge dot={isWaiting}>{MORE_ICON}</Badge>
        <span>更多</span>
      </button>
    </nav>
  );
}
