import type { ContactView, RevealedContact } from '@lianghuan/contracts';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { LoadFailure } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { ContactDialog } from './contact-dialog.js';
import { ContactNumber, RevealButton } from './contact-numbers.js';
import { useContactReveals, useContacts, useWithdrawContact } from './contact.queries.js';
import './contact.css';

/** 联系人 of an enterprise, masked; nothing for roles that do not work with contacts. */
export function ContactPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const can = useCan();
  const mayRead = can('enterprise.contact');
  const contacts = useContacts(enterpriseId, mayRead);
  const [isAdding, setAdding] = useState(false);
  if (!mayRead) return null;
  const live = contacts.data?.items.filter(({ withdrawn }) => withdrawn === null) ?? [];
  const gone = contacts.data?.items.filter(({ withdrawn }) => withdrawn !== null) ?? [];
  return (
    <Panel
      title="联系人"
      extra={
        contacts.data?.can.add === true && (
          <Button size="small" onClick={() => setAdding(true)}>
            添加
          </Button>
        )
      }
    >
      {contacts.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {contacts.isError && (
        <LoadFailure error={contacts.error} isRetrying={contacts.isFetching} onRetry={() => void contacts.refetch()} />
      )}
      {contacts.data !== undefined && live.length === 0 && <p className="faint">还没有联系人。</p>}
      {live.length > 0 && (
        <ul className="contacts">
          {live.map((contact) => (
            <Contact key={contact.id} enterpriseId={enterpriseId} contact={contact} />
          ))}
        </ul>
      )}
      {gone.length > 0 && (
        <details className="contacts-gone">
          <summary>已撤下 {gone.length} 人</summary>
          <ul>
            {gone.map(({ id, name, post, withdrawn }) => (
              <li key={id} className="soft small">
                {[name, post].filter(Boolean).join('，')}：{withdrawn?.reason}（{formatInstant(withdrawn?.at)}）
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="faint small contacts-purpose">
        个人信息只用于招商对接。号码平时隐去中间几位，不进搜索、导出和查重；显示一次记录一次：谁、何时、为什么。
      </p>
      {live.some(({ can: { reveal } }) => reveal) && <Reveals enterpriseId={enterpriseId} />}
      {isAdding && <ContactDialog enterpriseId={enterpriseId} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Contact({ enterpriseId, contact }: { readonly enterpriseId: string; readonly contact: ContactView }) {
  const { message } = App.useApp();
  const [asking, setAsking] = useState<'withdraw' | 'edit'>();
  const [shown, setShown] = useState<RevealedContact>();
  const withdraw = useWithdrawContact(enterpriseId, contact.id);
  const close = () => {
    withdraw.reset();
    setAsking(undefined);
  };
  const hasNumber = [contact.mobileMasked, contact.phoneMasked, contact.emailMasked].some((value) => value !== null);
  return (
    <li>
      <p className="contact-name">
        <strong>{contact.name}</strong>
        {contact.post !== null && <span className="soft">{contact.post}</span>}
        {contact.isPrimary && <StatusDot tone="accent">主要联系人</StatusDot>}
      </p>
      <dl className="contact-numbers">
        <ContactNumber title="手机" masked={contact.mobileMasked} full={shown?.mobile} scheme="tel:" />
        <ContactNumber title="电话" masked={contact.phoneMasked} full={shown?.phone} scheme="tel:" />
        <ContactNumber title="邮箱" masked={contact.emailMasked} full={shown?.email} scheme="mailto:" />
      </dl>
      {contact.note !== null && <p className="small">{contact.note}</p>}
      <p className="faint small">
        来源：{[contact.sourceName, contact.sourceOn].filter(Boolean).join('，')}；{contact.organisationName}
        {contact.recordedByName === null ? '' : ` ${contact.recordedByName}`} 登记
      </p>
      {contact.can.reveal && (
        <p className="contact-actions">
          {hasNumber && (
            <RevealButton
              enterpriseId={enterpriseId}
              contact={contact}
              isShown={shown !== undefined}
              onChange={setShown}
            />
          )}
          <Button size="small" type="text" onClick={() => setAsking('edit')}>
            修改
          </Button>
          <Button size="small" type="text" onClick={() => setAsking('withdraw')}>
            撤下
          </Button>
        </p>
      )}
      {asking === 'withdraw' && (
        <ReasonDialog
          title={`撤下联系人「${contact.name}」`}
          text="撤下后不再使用，记录保留。"
          okText="撤下"
          isPending={withdraw.isPending}
          error={withdraw.error}
          onCancel={close}
          onOk={(reason) =>
            withdraw.mutate(reason, {
              onSuccess: () => {
                void message.success('已撤下');
                close();
              },
            })
          }
        />
      )}
      {asking === 'edit' && <ContactDialog enterpriseId={enterpriseId} contact={contact} onClose={close} />}
    </li>
  );
}

/** Who had numbers shown, for those who may have them shown themselves. */
function Reveals({ enterpriseId }: { readonly enterpriseId: string }) {
  const [isOpen, setOpen] = useState(false);
  const reveals = useContactReveals(enterpriseId, isOpen);
  return (
    <details className="contacts-gone" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>显示记录</summary>
      {reveals.isError && (
        <LoadFailure error={reveals.error} isRetrying={reveals.isFetching} onRetry={() => void reveals.refetch()} />
      )}
      {reveals.data?.items.length === 0 && <p className="faint small">还没有人显示过。</p>}
      <ul>
        {reveals.data?.items.map(({ id, contactName, byName, organisationName, reason, at }) => (
          <li key={id} className="small">
            <span className="number">{formatInstant(at)}</span> {organisationName} {byName} 显示{contactName}：{reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
