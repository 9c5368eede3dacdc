import { termOf, type ExchangePackageView, type PackageOfferView } from '@lianghuan/contracts';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { ApiError, textOfError } from '../api/api-error.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { dayOf } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { PathLink } from '../home/path-link.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import './match.css';
import { EstimatedMark, estimateText, short } from './estimated-mark.js';
import { quantityText } from './offer.js';
import { useKeepQuantity, useReleaseQuantity } from './package.queries.js';

interface PackageOffersProps {
  readonly item: Pick<ExchangePackageView, 'id' | 'can'>;
  readonly offers: readonly PackageOfferView[];
  /** Also what is left, what the score is made of, and the note. */
  readonly isDetailed?: boolean;
}

/** Resources and markets of a package, each with the way to set a quantity or give it back. */
export function PackageOffers({ item, offers, isDetailed = false }: PackageOffersProps) {
  return (
    <ul className={isDetailed ? 'package-offers is-detailed' : 'package-offers'}>
      {offers.map((offer) => (
        <Offer key={offer.supplyId} packageId={item.id} offer={offer} canEdit={item.can.edit} isDetailed={isDetailed} />
      ))}
    </ul>
  );
}

interface OfferProps {
  readonly packageId: string;
  readonly offer: PackageOfferView;
  readonly canEdit: boolean;
  readonly isDetailed: boolean;
}

function Offer({ packageId, offer, canEdit, isDetailed }: OfferProps) {
  const can = useCan();
  const [open, setOpen] = useState<'quantity' | 'release'>();
  const release = useReleaseQuantity(packageId);
  const close = () => setOpen(undefined);
  const mayEdit = canEdit && can('match.decide') && offer.free !== null && offer.reason !== 'STATISTIC';
  return (
    <li>
      <span className="soft">{offer.side === 'resource' ? '资源' : '市场'}</span> <SupplyName offer={offer} />
      {offer.use !== null && (
        <strong className="number">
          {' '}
          {formatNumber(offer.use.quantity)} {offer.use.unit}
        </strong>
      )}
      <EstimatedMark offer={offer} />
      {offer.isDisputed && (
        <>
          {' '}
          <StatusDot tone="bad">权属有争议</StatusDot>
        </>
      )}
      {!(isDetailed && offer.isKept) && <span className="faint small"> {originOf(offer)}</span>}
      {mayEdit && open !== 'quantity' && (
        <Button
          type="link"
          size="small"
          aria-label={`${offer.name}：${offer.use === null ? '填数量' : '改数量'}`}
          onClick={() => setOpen('quantity')}
        >
          {offer.use === null ? '填数量' : '改数量'}
        </Button>
      )}
      {mayEdit && offer.isKept && open !== 'quantity' && (
        <Button type="link" size="small" aria-label={`${offer.name}：收回数量`} onClick={() => setOpen('release')}>
          收回
        </Button>
      )}
      {isDetailed && <OfferDetails offer={offer} />}
      {open === 'quantity' && <QuantityForm packageId={packageId} offer={offer} onClose={close} />}
      {open === 'release' && (
        <ReasonDialog
          title={`收回拟用数量：${offer.name}`}
          text="收回后这部分数量可用于其他换包，本换包重新测算。"
          okText="收回数量"
          isDangerous
          isPending={release.isPending}
          error={release.error}
          onOk={(reason) => release.mutate({ supplyId: offer.supplyId, reason }, { onSuccess: close })}
          onCancel={() => {
            release.reset();
            close();
          }}
        />
      )}
    </li>
  );
}

/** A resource or market by its name, leading to its page where the reader may open it. */
export function SupplyName({ offer }: { readonly offer: Pick<PackageOfferView, 'side' | 'supplyId' | 'name'> }) {
  const can = useCan();
  const isReadable = can(offer.side === 'resource' ? 'resource.read' : 'market.read');
  const path = offer.side === 'resource' ? '/resources' : '/markets';
  return isReadable ? <PathLink path={`${path}/${offer.supplyId}`}>{offer.name}</PathLink> : <>{offer.name}</>;
}

function OfferDetails({ offer }: { readonly offer: PackageOfferView }) {
  const { need, availability, proximity, certainty } = offer.parts;
  return (
    <div className="soft small number">
      <div>{[offer.areaName, offer.tier, freeText(offer)].filter(Boolean).join(' · ')}</div>
      <div className="faint">
        需求 {need.toFixed(2)} × 可得 {availability.toFixed(2)} × 邻近 {proximity.toFixed(2)} × 可信{' '}
        {certainty.toFixed(2)} = {offer.score.toFixed(2)}
      </div>
      {offer.estimate !== null && !offer.isKept && <Estimate estimate={offer.estimate} />}
      {offer.keptAt !== null && (
        <div>
          {offer.keptByName ?? ''}于 {dayOf(offer.keptAt)} 填报{offer.note !== null && `：${offer.note}`}
        </div>
      )}
    </div>
  );
}

/** What can be promised; of a statistic nothing can, it stands for itself. */
function freeText({ free, reason }: PackageOfferView): string | null {
  if (reason === 'STATISTIC') return free && quantityText(free.quantity, free.unit);
  return free === null ? '可承诺数量未核定' : `可承诺 ${quantityText(free.quantity, free.unit)}`;
}

/** How the use was reckoned, with the projects it was measured on. */
function Estimate({ estimate }: { readonly estimate: NonNullable<PackageOfferView['estimate']> }) {
  const can = useCan();
  const { perInvestment, peers } = estimate;
  return (
    <div>
      {estimateText(estimate)}
      {peers !== null && (
        <>
          （中间一半在 {formatNumber(short(peers.low))} 至 {formatNumber(short(peers.high))} {perInvestment.unit}）：
          {peers.projects.slice(0, PEERS_SHOWN).map(({ id, name }, at) => (
            <span key={id}>
              {at > 0 && '、'}
              {can('project.read') ? <PathLink path={`/projects/${id}`}>{name}</PathLink> : name}
            </span>
          ))}
          {peers.projects.length > PEERS_SHOWN && ` 等 ${peers.projects.length} 个`}
        </>
      )}
    </div>
  );
}

const PEERS_SHOWN = 5;

/** What the pair is to take. The server checks it against what is left and says what that is. */
function QuantityForm(props: {
  readonly packageId: string;
  readonly offer: PackageOfferView;
  readonly onClose: () => void;
}) {
  const { packageId, offer, onClose } = props;
  const [quantity, setQuantity] = useState(offer.use?.quantity ?? '');
  const [unit, setUnit] = useState(offer.use?.unit ?? offer.free?.unit ?? '');
  const [note, setNote] = useState(offer.note ?? '');
  const [disputeReason, setDisputeReason] = useState('');
  const keep = useKeepQuantity(packageId);
  const isDisputed = keep.error instanceof ApiError && keep.error.code === 'SUPPLY_TITLE_DISPUTED';
  const isNoteShort = note.trim().length === 1;
  const isQuantity = /^\d{1,18}(\.\d{1,6})?$/.test(quantity.trim());
  return (
    <form
      className="package-edit"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(
          {
            supplyId: offer.supplyId,
            quantity: quantity.trim(),
            unit: unit.trim(),
            disputeReason: disputeReason.trim().length < 2 ? null : disputeReason.trim(),
            note: note.trim() === '' ? null : note.trim(),
          },
          { onSuccess: onClose },
        );
      }}
    >
      <Input
        aria-label="拟用数量"
        placeholder="拟用数量"
        inputMode="decimal"
        value={quantity}
        status={quantity.trim() !== '' && !isQuantity ? 'error' : ''}
        onChange={(event) => setQuantity(event.target.value)}
      />
      <Input
        aria-label="单位"
        placeholder="单位"
        maxLength={20}
        value={unit}
        onChange={(event) => setUnit(event.target.value)}
      />
      <Input
        className="package-note"
        aria-label="说明"
        placeholder="说明（可不填）"
        maxLength={300}
        value={note}
        status={isNoteShort ? 'error' : ''}
        onChange={(event) => setNote(event.target.value)}
      />
      {(isDisputed || disputeReason !== '') && (
        <Input
          className="package-note"
          aria-label="权属有争议，为何仍要预留"
          placeholder="权属有争议，为何仍要预留"
          maxLength={300}
          value={disputeReason}
          onChange={(event) => setDisputeReason(event.target.value)}
        />
      )}
      <Button
        htmlType="submit"
        type="primary"
        size="small"
        loading={keep.isPending}
        disabled={!isQuantity || unit.trim() === '' || isNoteShort}
      >
        保存
      </Button>
      <Button size="small" onClick={onClose}>
        放弃
      </Button>
      {offer.free !== null && (
        <span className="faint small number">可承诺 {quantityText(offer.free.quantity, offer.free.unit)}</span>
      )}
      {keep.isError && (
        <p role="alert" className="doubt small">
          {textOfError(keep.error)}
        </p>
      )}
    </form>
  );
}

function originOf(offer: PackageOfferView): string {
  if (offer.reason !== null) return termOf('packageShownReason', offer.reason);
  if (offer.isKept) return `${offer.keptByName ?? ''}填报`;
  if (offer.estimate !== null) return termOf('useRule', offer.estimate.rule);
  return offer.statedIn === null ? '' : `项目写明“${offer.statedIn.text}”`;
}
