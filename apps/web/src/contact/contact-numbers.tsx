import type { ContactView, RevealedContact } from '@lianghuan/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from '../app/reason-dialog.js';
import { useRevealContact } from './contact.queries.js';

interface RevealButtonProps {
  readonly enterpriseId: string;
  readonly contact: Pick<ContactView, 'id' | 'name'>;
  readonly isShown: boolean;
  /** Called with the full numbers, or without when they are to be hidden again. */
  readonly onChange: (shown: RevealedContact | undefined) => void;
}

/** Shows the numbers of a contact, with the reason on record, and hides them again. */
export function RevealButton({ enterpriseId, contact, isShown, onChange }: RevealButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const reveal = useRevealContact(enterpriseId, contact.id);
  const close = () => {
    reveal.reset();
    setAsking(false);
  };
  return (
    <>
      <Button size="small" onClick={() => (isShown ? onChange(undefined) : setAsking(true))}>
        {isShown ? '隐去' : '显示'}
      </Button>
      {isAsking && (
        <ReasonDialog
          title={`显示${contact.name}的联系方式`}
          text="将记录您的姓名、单位、时间和下面写的原因，本企业的对接人和跟进单位都能查到。"
          okText="显示"
          isPending={reveal.isPending}
          error={reveal.error}
          onCancel={close}
          onOk={(reason) =>
            reveal.mutate(reason, {
              onSuccess: (numbers) => {
                onChange(numbers);
                close();
              },
            })
          }
        />
      )}
    </>
  );
}

/** A number, masked or in full; nothing where there is none. */
export function ContactNumber(props: {
  readonly title: string;
  readonly masked: string | null;
  readonly full: string | null | undefined;
  readonly scheme: 'tel:' | 'mailto:';
}) {
  if (props.masked === null) return null;
  return (
    <div>
      <dt>{props.title}</dt>
      <dd className="number">
        {props.full ? <a href={props.scheme + props.full.replaceAll(/[\s()（）]/g, '')}>{props.full}</a> : props.masked}
      </dd>
    </div>
  );
}
