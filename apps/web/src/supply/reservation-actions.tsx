import type { ReservationView } from '@lianghuan/contracts';
import { Alert, App, Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { formatNumber, halfWidth } from '../format/number.js';
import { FormDialog } from '../app/form-dialog.js';
import { isReason, ReasonInput } from '../app/reason-input.js';
import { purposeOf } from './reservation-state.js';
import { type ReservationAction, useReservationAction, useTakeNotice } from './supply.queries.js';

const WORDS: Readonly<
  Record<ReservationAction, { readonly title: string; readonly done: string; readonly text: string }>
> = {
  commit: { title: '承诺', done: '已承诺', text: '承诺后不再到期，直到冲销为止。' },
  release: { title: '释放', done: '已释放', text: '释放后这部分数量可供他人使用，候补的依次补上。' },
  extend: { title: '延期', done: '已延期', text: '从今天起再保留这些天。' },
  uphold: {
    title: '说明仍保留',
    done: '已说明',
    text: '资源权属有争议。说明为什么仍保留，理由记在这笔预留上；不再保留的请释放。',
  },
  reverse: { title: '冲销', done: '已冲销', text: '冲销已作的承诺，原分录保留，另记一笔冲销。' },
};
const ORDER: readonly ReservationAction[] = ['uphold', 'commit', 'extend', 'release', 'reverse'];

/** The buttons of what the reader may do with a reservation. */
export function ReservationButtons({ item }: { readonly item: ReservationView }) {
  const [open, setOpen] = useState<ReservationAction>();
  return (
    <span className="reservation-buttons">
      {ORDER.filter((action) => item.can[action]).map((action) => {
        const title = action === 'release' && item.state === 'waiting' ? '撤回候补' : WORDS[action].title;
        return (
          <Button
            key={action}
            type="link"
            size="small"
            aria-label={`${title}：${purposeOf(item)}`}
            onClick={() => setOpen(action)}
          >
            {title}
          </Button>
        );
      })}
      {item.can.notice && <NoticeButton item={item} />}
      {open !== undefined && <ActionDialog item={item} action={open} onClose={() => setOpen(undefined)} />}
    </span>
  );
}

/** Takes notice, for the whole unit, that a reservation moved up from the wait-list. */
function NoticeButton({ item }: { readonly item: ReservationView }) {
  const { message } = App.useApp();
  const take = useTakeNotice(item.id);
  return (
    <Button
      type="link"
      size="small"
      aria-label={`知道了：${purposeOf(item)}`}
      loading={take.isPending}
      onClick={() => take.mutate(undefined, { onError: (error) => void message.error(textOfError(error)) })}
    >
      知道了
    </Button>
  );
}

interface ActionDialogProps {
  readonly item: ReservationView;
  readonly action: ReservationAction;
  readonly onClose: () => void;
}

function ActionDialog({ item, action, onClose }: ActionDialogProps) {
  const { message } = App.useApp();
  const change = useReservationAction(item.id);
  const most = action === 'commit' ? item.reserved : item.committed;
  const hasPart = action === 'commit' || action === 'reverse';
  const [quantity, setQuantity] = useState(most);
  const [holdDays, setHoldDays] = useState<number | null>(item.holdDays);
  const [reason, setReason] = useState('');
  const [isTouched, setTouched] = useState(false);
  const isQuantity =
    /^\d{1,18}(\.\d{1,6})?$/.test(quantity.trim()) && Number(quantity) > 0 && Number(quantity) <= Number(most);
  const { title, done, text } = WORDS[action];
  const submit = () => {
    if (!isReason(reason) || (hasPart && !isQuantity) || (action === 'extend' && holdDays === null)) {
      setTouched(true);
      return;
    }
    const body = {
      reason: reason.trim(),
      // All of it goes without a figure, so that no rounding of a screen is in the way.
      ...(hasPart && quantity.trim() !== most ? { quantity: quantity.trim() } : {}),
      ...(action === 'extend' ? { holdDays: holdDays ?? item.holdDays } : {}),
    };
    change.mutate(
      { action, body },
      {
        onSuccess: () => {
          void message.success(done);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={`${title}：${item.supply.name}`}
      okText={title}
      isDangerous={action === 'release' || action === 'reverse'}
      isPending={change.isPending}
      error={change.error}
      onOk={submit}
      onCancel={onClose}
    >
      <p className="gap-below">
        {purposeOf(item)}，<span className="number">{formatNumber(item.quantity)}</span> {item.unit}。{text}
      </p>
      {action === 'commit' && item.supply.isDisputed && (
        <Alert type="error" showIcon className="gap-below" title="权属有争议：确权前承诺，请在理由中说明依据" />
      )}
      {hasPart && (
        <div className="gap-below">
          <label className="field-label" htmlFor="part">
            数量（最多 {formatNumber(most)} {item.unit}）
          </label>
          <Input
            id="part"
            className="number"
            inputMode="decimal"
            suffix={item.unit}
            value={quantity}
            status={isTouched && !isQuantity ? 'error' : ''}
            onChange={(event) => setQuantity(halfWidth(event.target.value))}
          />
          {isTouched && !isQuantity && <p className="field-error">须大于零，且不超过 {formatNumber(most)}</p>}
        </div>
      )}
      {action === 'extend' && (
        <div className="gap-below">
          <label className="field-label" htmlFor="hold-days">
            保留天数
          </label>
          <InputNumber
            id="hold-days"
            min={1}
            max={365}
            precision={0}
            suffix="天"
            value={holdDays}
            status={isTouched && holdDays === null ? 'error' : ''}
            onChange={setHoldDays}
          />
        </div>
      )}
      <ReasonInput id="why" rows={2} value={reason} onChange={setReason} isTouched={isTouched} />
    </FormDialog>
  );
}
