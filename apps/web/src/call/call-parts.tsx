import { type CallOfferView, callReasonText, type CallView, type RevealedContact, termOf } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { ContactNumber, RevealButton } from '../contact/contact-numbers.js';
import '../contact/contact.css';
import { PathLink } from '../home/path-link.js';
import { INTEGRITY_TONE } from '../integrity/integrity-panel.js';
import { ExampleTag } from '../lead/example-tag.js';
import { StageTag } from '../lead/stage-tag.js';
import { useWhy } from '../match/match.queries.js';
import { quantityText } from '../match/offer.js';
import { StatusDot } from '../register/status-tags.js';
import { SignalLine } from '../signal/signal-line.js';
import './call.css';

/** Who: the enterprise with the lead or the project it is suggested to. */
export function CallWho({ call }: { readonly call: CallView }) {
  const { lead, enterprise, project } = call;
  return (
    <div className="cell-name">
      {lead === null ? (
        <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }}>
          {enterprise.name}
        </Link>
      ) : (
        <Link to="/leads/$leadId" params={{ leadId: lead.id }}>
          {enterprise.name}
        </Link>
      )}{' '}
      {lead?.isExample === true && <ExampleTag />}
      <div className="soft small">
        {project === null ? (
          '尚未对应项目'
        ) : lead === null ? (
          <Link to="/projects/$projectId/suggestions" params={{ projectId: project.id }}>
            {project.name}
          </Link>
        ) : (
          project.name
        )}
        {call.areaName !== null && ` · ${call.areaName}`}
      </div>
      <div className="small call-standing">
        {lead === null ? (
          <StatusDot tone="accent">匹配建议第 {call.place} 名，无人跟进</StatusDot>
        ) : (
          <>
            <StageTag stage={lead.stage} />
            <span className="faint">{lead.owner.name}</span>
          </>
        )}
        {call.otherProjects > 0 && (
          <Link to="/enterprises/$enterpriseId/suggestions" params={{ enterpriseId: enterprise.id }}>
            另有 {call.otherProjects} 个项目
          </Link>
        )}
      </div>
    </div>
  );
}

/** Why now: each reason with its points, and what to look at first. */
export function CallReasons({ call }: { readonly call: CallView }) {
  const { warnings, snooze } = call;
  return (
    <>
      <ul className="call-reasons">
        {call.reasons.map((reason) => (
          <li key={reason.code}>
            <span className="call-points number" title={termOf('callReason', reason.code)}>
              {reason.points}
            </span>
            <span>{callReasonText(reason)}</span>
          </li>
        ))}
      </ul>
      {warnings.signals.map((signal) => (
        <SignalLine key={signal.id} signal={signal} />
      ))}
      {warnings.integrity !== null && (
        <p className="small">
          <StatusDot tone={INTEGRITY_TONE[warnings.integrity]}>
            诚信核查{termOf('integrityState', warnings.integrity)}
          </StatusDot>
        </p>
      )}
      {snooze !== null && (
        <p className="small soft">
          暂缓至 <span className="number">{snooze.until}</span>：{snooze.reason}（{snooze.byName}）
        </p>
      )}
    </>
  );
}

/** With what: the resource and the market to put on the table. */
export function CallOffers({ call }: { readonly call: CallView }) {
  if (call.offers.length === 0) return <NoOffers call={call} />;
  return (
    <ul className="call-offers">
      {call.package !== null && (
        <li>
          <Link to="/exchange-packages" search={{ open: call.package.id }}>
            {call.package.role === null ? '换包（可先谈）' : termOf('packageRole', call.package.role)}
          </Link>
        </li>
      )}
      {call.offers.map((offer) => (
        <li key={offer.supplyId}>
          <span className="faint small">{termOf('supplySide', offer.side)}</span>{' '}
          <PathLink path={`/${offer.side}s/${offer.supplyId}`}>{offer.name}</PathLink>
          {offer.areaName !== null && <span className="faint small"> {offer.areaName}</span>}
          <OfferUse offer={offer} />
        </li>
      ))}
    </ul>
  );
}

/** A pair that is on no list has no offer kept; it is reckoned when asked, from the run its project's list shows. A suggestion's was, and found none. */
function NoOffers({ call: { kind, project, enterprise } }: { readonly call: CallView }) {
  const [isAsked, setAsked] = useState(false);
  const why = useWhy(project?.id ?? '', isAsked ? enterprise.id : undefined);
  if (project === null) return <span className="faint">还没有对应项目，定了项目才有可谈的</span>;
  if (kind === 'suggestion') return <span className="faint small">匹配时没有合适的资源或市场可谈</span>;
  if (!isAsked) {
    return (
      <div>
        <div className="faint small">这一对不在匹配建议里，没有现成的交换条件</div>
        <Button size="small" onClick={() => setAsked(true)} aria-label={`为${enterprise.name}算一算可谈的`}>
          算一算可谈的
        </Button>
      </div>
    );
  }
  if (why.error instanceof ApiError && why.error.code === 'MATCH_RUN_NOT_FOUND') {
    return (
      <span className="faint small">
        最近的匹配没有包括这个项目，匹配后才有可谈的。
        <Link to="/projects/$projectId/suggestions" params={{ projectId: project.id }}>
          看项目的匹配
        </Link>
      </span>
    );
  }
  return (
    <LoadState query={why} rows={1}>
      {({ resource, market, whyNot }) =>
        resource === null && market === null ? (
          <span className="faint small">
            {whyNot.some(({ reason }) => reason === 'NOT_IN_RUN')
              ? '企业在最近一次匹配之后登记，重新匹配后才有'
              : '资源库和市场库里还没有合适的，可补充登记后重新匹配'}
          </span>
        ) : (
          <ul className="call-offers">
            {(['resource', 'market'] as const).map((side) => {
              const item = side === 'resource' ? resource : market;
              return (
                item !== null && (
                  <li key={side}>
                    <span className="faint small">{termOf('supplySide', side)}</span>{' '}
                    <PathLink path={`/${side}s/${item.id}`}>{item.name}</PathLink>
                    {item.areaName !== null && <span className="faint small"> {item.areaName}</span>}
                  </li>
                )
              );
            })}
            <li className="faint small">按最近一次匹配现算，没有预留</li>
          </ul>
        )
      }
    </LoadState>
  );
}

function OfferUse({ offer: { use, reason } }: { readonly offer: CallOfferView }) {
  if (use === null) return reason === null ? null : <div className="faint small">{termOf('packageShownReason', reason)}</div>; // prettier-ignore
  return (
    <div className="number small">
      {quantityText(use.quantity, use.unit)}
      {use.isEstimated && <span className="faint">（估算）</span>}
    </div>
  );
}

/** Whom to ask for; the numbers masked, and shown with a reason on record. */
export function CallContact({ call: { contact, enterprise } }: { readonly call: CallView }) {
  const [shown, setShown] = useState<RevealedContact>();
  if (contact === null) return <span className="faint">还没有联系人</span>;
  const hasNumber = contact.mobileMasked !== null || contact.phoneMasked !== null;
  return (
    <div>
      <div>
        {contact.name}
        {contact.post !== null && <span className="soft small"> {contact.post}</span>}
      </div>
      <dl className="contact-numbers small">
        <ContactNumber title="手机" masked={contact.mobileMasked} full={shown?.mobile} scheme="tel:" />
        <ContactNumber title="电话" masked={contact.phoneMasked} full={shown?.phone} scheme="tel:" />
      </dl>
      {contact.can.reveal && hasNumber && (
        <RevealButton
          enterpriseId={enterprise.id}
          contact={contact}
          isShown={shown !== undefined}
          onChange={setShown}
        />
      )}
    </div>
  );
}
