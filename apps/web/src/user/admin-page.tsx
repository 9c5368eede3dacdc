import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { useCan } from '../session/session.queries.js';
import { CreateUserDialog } from './create-user-dialog.js';
import { UserList } from './user-list.js';
import { useRemoveDemonstration } from './user.queries.js';

/** 系统管理: who may sign in, and the way out of the demonstration. */
export function AdminPage() {
  const can = useCan();
  const [isCreating, setCreating] = useState(false);
  const mayRead = can('user.read');
  const mayRemove = can('demonstration.remove');
  return (
    <Page
      title="系统管理"
      actions={
        can('user.manage') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            新建用户
          </Button>
        )
      }
    >
      {!mayRead && !mayRemove && <Alert type="warning" showIcon title="您没有系统管理的权限。" />}
      {mayRead && <UserList />}
      {can('extra-field.manage') && <ExtraFieldsLink />}
      {mayRemove && <Demonstration />}
      {isCreating && <CreateUserDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function ExtraFieldsLink() {
  return (
    <div className="section-gap">
      <Panel title="扩展字段">
        <p className="soft gap-below">
          各类资源自己的字段，如闲置资产的账面价值、标准地的控制指标。在这里增加和修改，填报、筛选、导入导出随之变化。
        </p>
        <Link to="/admin/extra-fields">管理扩展字段</Link>
      </Panel>
    </div>
  );
}

function Demonstration() {
  const remove = useRemoveDemonstration();
  return (
    <div className="section-gap">
      <Panel title="示例记录">
        <p className="soft gap-below">
          为便于试用而编造的线索、到位资金等记录，在各处都标有「示例」。正式使用前可一次全部移除；有来源的真实资料不受影响。
        </p>
        <ReasonButton
          label="移除全部示例记录"
          button={{ danger: true }}
          title="移除全部示例记录"
          text="所有标有「示例」的记录将被移除，不能恢复；公开了密码的示例账号随之停用，您若用的是示例账号，须先改成自己的密码。请先建好正式的管理员账号。修改记录里会留下此次操作。"
          okText="全部移除"
          isDangerous
          step={remove}
          doneText="示例记录已全部移除"
        />
      </Panel>
    </div>
  );
}
