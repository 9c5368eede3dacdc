import {
  KeyOutlined,
  LogoutOutlined,
  MenuOutlined,
  MoonOutlined,
  SearchOutlined,
  SunOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { ROLES } from '@lianghuan/contracts';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Button, Drawer, Dropdown, Tooltip } from 'antd';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useUnreadMentions } from '../comment/comment.queries.js';
import { SessionLapseDialog } from '../session/session-lapse-dialog.js';
import { useCan, useMe, useSignOut } from '../session/session.queries.js';
import { activeItem, navigationFor } from './navigation.js';
import { focusPage } from './dialog-focus.js';
import { PhoneBar } from './phone-bar.js';
import { SideNavigation } from './side-navigation.js';
import { shortcutText, useShortcut } from './shortcut.js';
import { useThemeMode } from './theme-mode.js';
import { usePhone } from './use-phone.js';

const PasswordDialog = lazy(() =>
  import('../session/password-dialog.js').then((module) => ({ default: module.PasswordDialog })),
);
const JumpDialog = lazy(() => import('./jump-dialog.js').then((module) => ({ default: module.JumpDialog })));

/** Frame around every page: navigation at the left (a drawer and a bar at the foot on a phone), search and person at the top. */
export function Shell() {
  const isPhone = usePhone();
  const can = useCan();
  const { pathname } = useLocation();
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isJumpOpen, setJumpOpen] = useState(false);
  const items = navigationFor(can);
  const active = activeItem(pathname);
  const unread = useUnreadMentions();
  const counts = { '/mentions': unread };

  useShortcut('K', () => setJumpOpen((open) => !open));

  // What was clicked has gone with the page it stood on.
  const shownPath = useRef(pathname);
  useEffect(() => {
    if (shownPath.current !== pathname) focusPage();
    shownPath.current = pathname;
  }, [pathname]);

  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        跳到正文
      </a>
      {!isPhone && (
        <aside className="shell-side">
          <Brand />
          <SideNavigation items={items} active={active} counts={counts} />
        </aside>
      )}
      <div className="shell-main">
        <header className="shell-header">
          {isPhone && (
            <>
              <Button
                type="text"
                icon={<MenuOutlined />}
                aria-label="打开导航"
                aria-expanded={isDrawerOpen}
                onClick={() => setDrawerOpen(true)}
              />
              <span className="shell-title">两换</span>
            </>
          )}
          <button type="button" className="jump-button" onClick={() => setJumpOpen(true)} aria-label="搜索四库与页面">
            <SearchOutlined aria-hidden="true" />
            {!isPhone && (
              <>
                <span>搜索项目、企业、资源、市场</span>
                <kbd>{shortcutText('K')}</kbd>
              </>
            )}
          </button>
          <span className="grow" />
          <ThemeSwitch />
          <UserMenu />
        </header>
        <main id="content" className="shell-content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {isPhone && (
        <>
          <PhoneBar items={items} active={active} isWaiting={unread > 0} onMore={() => setDrawerOpen(true)} />
          <Drawer
            open={isDrawerOpen}
            onClose={() => setDrawerOpen(false)}
            placement="left"
            size={264}
            title={<Brand />}
            styles={{ body: { padding: 8 } }}
          >
            <SideNavigation items={items} active={active} counts={counts} onGo={() => setDrawerOpen(false)} />
          </Drawer>
        </>
      )}
      <SessionLapseDialog />
      {isJumpOpen && (
        <Suspense fallback={null}>
          <JumpDialog onClose={() => setJumpOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Brand() {
  return (
    <div className="brand">
      <strong>两换</strong>
      <span>市场换产业 · 资源换投资</span>
    </div>
  );
}

function ThemeSwitch() {
  const { mode, toggle } = useThemeMode();
  const label = mode === 'light' ? '换成深色' : '换成浅色';
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        icon={mode === 'light' ? <MoonOutlined /> : <SunOutlined />}
        aria-label={label}
        onClick={toggle}
      />
    </Tooltip>
  );
}

function UserMenu() {
  const me = useMe();
  const isPhone = usePhone();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [isChanging, setChanging] = useState(false);
  const leave = () => {
    // The page goes even where the request fails: whoever signs out must not stay looking at data.
    signOut.mutate(undefined, { onSettled: () => void navigate({ to: '/sign-in', reloadDocument: true }) });
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'who',
              type: 'group',
              label: (
                <div className="user-card">
                  <strong>{me.displayName}</strong>
                  <span>{me.organisation.name}</span>
                  <span>{me.roles.map((role) => ROLES[role].term).join('、')}</span>
                </div>
              ),
            },
            { type: 'divider' },
            { key: 'password', icon: <KeyOutlined />, label: '修改密码', onClick: () => setChanging(true) },
            { key: 'leave', icon: <LogoutOutlined />, label: '退出登录', onClick: leave },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} aria-label={`${me.displayName}的菜单`}>
          {isPhone ? null : me.displayName}
        </Button>
      </Dropdown>
      {isChanging && (
        <Suspense fallback={null}>
          <PasswordDialog onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </>
  );
}
