import { ROLES } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Empty, Input, Table } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { StatusDot } from '../register/status-tags.js';
import { useAreaName } from '../reference/reference.queries.js';
import { useCan, useMe } from '../session/session.queries.js';
import { EditUserDialog } from './edit-user-dialog.js';
import { ResetPasswordDialog } from './reset-password-dialog.js';
import { useSetDisabled, useUsers, type User } from './user.queries.js';

const route = getRouteApi('/shell/admin');

/** What is about to be done to whom. */
interface Asked {
  readonly what: 'edit' | 'password' | 'disable';
  readonly user: User;
}

/** All users, with what each may do and whether the account is open. */
export function UserList() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useUsers(true);
  const isPhone = usePhone();
  const areaName = useAreaName();
  const [asked, setAsked] = useState<Asked>();
  const onClose = () => setAsked(undefined);
  return (
    <>
      <div className="filter-bar">
        <Input
          className="filter-search"
          allowClear
          aria-label="搜索用户"
          placeholder="用户名、姓名、单位"
          defaultValue={q}
          onChange={(event) => void navigate({ search: { q: event.target.value || undefined }, replace: true })}
        />
      </div>
      <LoadState query={query} rows={8}>
        {(users) => {
          const shown = users.filter((user) =>
            [user.username, user.displayName, user.organisationName].some((text) => text.includes(q.trim())),
          );
          if (isPhone) {
            return (
              <ul className="cards">
                {shown.map((user) => (
                  <li key={user.id} className="card card-link">
                    <strong>{user.displayName}</strong>
                    <span className="card-line">
                      {user.username} · {user.organisationName}
                    </span>
                    <span className="card-line">{rolesOf(user)}</span>
                    <span className="card-foot">
                      <AccountState user={user} />
                      <Actions user={user} onAsk={setAsked} />
                    </span>
                  </li>
                ))}
              </ul>
            );
          }
          return (
            <Table<User>
              className="panel register-table"
              size="small"
              rowKey="id"
              dataSource={shown}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
              locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有符合的用户" /> }}
              columns={[
                {
                  title: '姓名',
                  render: (_value, user) => (
                    <>
                      {user.displayName}
                      <div className="faint small">{user.username}</div>
                    </>
                  ),
                },
                { title: '单位', dataIndex: 'organisationName' },
                { title: '地区', render: (_value, user) => areaName(user.areaCode) },
                { title: '角色', render: (_value, user) => rolesOf(user) },
                { title: '账号', render: (_value, user) => <AccountState user={user} /> },
                {
                  title: '上次登录',
                  className: 'number',
                  render: (_value, user) =>
                    formatInstant(user.lastSignedInAt) || <span className="faint">没有登录过</span>,
                },
                { title: '', render: (_value, user) => <Actions user={user} onAsk={setAsked} /> },
              ]}
            />
          );
        }}
      </LoadState>
      {asked?.what === 'edit' && <EditUserDialog user={asked.user} onClose={onClose} />}
      {asked?.what === 'password' && <ResetPasswordDialog user={asked.user} onClose={onClose} />}
      {asked?.what === 'disable' && <DisableDialog user={asked.user} onClose={onClose} />}
    </>
  );
}

function rolesOf(user: User): string {
  return user.roles.map((role) => ROLES[role].term).join('、');
}

function AccountState({ user }: { readonly user: User }) {
  return user.disabledAt === null ? (
    <StatusDot tone={user.mustChangePassword ? 'warn' : 'ok'}>
      {user.mustChangePassword ? '启用，待改初始密码' : '启用'}
    </StatusDot>
  ) : (
    <StatusDot tone="muted">{formatInstant(user.disabledAt).slice(0, 10)} 停用</StatusDot>
  );
}

function Actions({ user, onAsk }: { readonly user: User; readonly onAsk: (asked: Asked) => void }) {
  const can = useCan();
  const me = useMe();
  // Nobody locks himself out or raises himself.
  if (!can('user.manage') || user.id === me.id) return null;
  const steps = [
    ['edit', '修改'],
    ['password', '重置密码'],
    ['disable', user.disabledAt === null ? '停用' : '启用'],
  ] as const;
  return (
    <span className="nowrap">
      {steps.map(([what, label]) => (
        <Button
          key={what}
          type="link"
          size="small"
          aria-label={`${label}「${user.displayName}」`}
          onClick={() => onAsk({ what, user })}
        >
          {label}
        </Button>
      ))}
    </span>
  );
}

function DisableDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const change = useSetDisabled();
  const verb = user.disabledAt === null ? 'disable' : 'enable';
  const title = verb === 'disable' ? '停用' : '启用';
  return (
    <ReasonDialog
      title={`${title}「${user.displayName}」`}
      text={verb === 'disable' ? '停用后不能再登录；经手的记录和修改记录都保留。' : '启用后可以用原来的密码登录。'}
      okText={title}
      isDangerous={verb === 'disable'}
      isPending={change.isPending}
      error={change.error}
      onCancel={onClose}
      onOk={(reason) =>
        change.mutate(
          { id: user.id, verb, reason },
          {
            onSuccess: () => {
              void message.success(`已${title}`);
              onClose();
            },
          },
        )
      }
    />
  );
}
