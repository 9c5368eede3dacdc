import { PaperClipOutlined } from '@ant-design/icons';
import { termOf, type AttachmentVersionView, type AttachmentView, type SubjectRef } from '@lianghuan/contracts';
import { App, Button, Pagination } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { AttachmentDialog } from './attachment-dialog.js';
import { AttachmentPreviewDialog } from './attachment-preview.js';
import { formatBytes } from './bytes.js';
import { useAttachments, useWithdrawAttachment, versionUrl } from './attachment.queries.js';

/** 附件 of a record: each with its newest file, the earlier ones folded away. */
export function AttachmentPanel({ on }: { readonly on: SubjectRef }) {
  const [page, setPage] = useState(1);
  const [isAdding, setAdding] = useState(false);
  const query = useAttachments(on, page);
  const total = query.data?.total ?? 0;
  return (
    <Panel
      title={`附件${total > 0 ? `（${total}）` : ''}`}
      extra={
        query.data?.can.add === true && (
          <Button size="small" icon={<PaperClipOutlined aria-hidden="true" />} onClick={() => setAdding(true)}>
            上传附件
          </Button>
        )
      }
    >
      <LoadState query={query} rows={2}>
        {({ items, pageSize }) =>
          items.length === 0 ? (
            <p className="faint">还没有附件。</p>
          ) : (
            <>
              <ul className="annex-list">
                {items.map((attachment) => (
                  <Attachment key={attachment.id} attachment={attachment} on={on} />
                ))}
              </ul>
              {total > pageSize && (
                <Pagination
                  className="annex-more"
                  size="small"
                  current={page}
                  pageSize={pageSize}
                  total={total}
                  showSizeChanger={false}
                  onChange={setPage}
                />
              )}
            </>
          )
        }
      </LoadState>
      {isAdding && <AttachmentDialog on={on} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Attachment({ attachment, on }: { readonly attachment: AttachmentView; readonly on: SubjectRef }) {
  const { withdrawn, versions } = attachment;
  const [dialog, setDialog] = useState<'renew' | 'withdraw'>();
  const [isOpen, setOpen] = useState(false);
  const [newest, ...earlier] = versions;
  return (
    <li className={withdrawn === null ? undefined : 'is-withdrawn'}>
      <header>
        <strong>{attachment.title}</strong>
        <span className="soft small">{termOf('attachmentKind', attachment.kind)}</span>
        <span className="soft small">{attachment.organisationName}</span>
        <span className="grow" />
        {attachment.can.change && (
          <span className="annex-actions">
            <Button type="link" size="small" onClick={() => setDialog('renew')}>
              更新
            </Button>
            <Button type="link" size="small" danger onClick={() => setDialog('withdraw')}>
              撤下
            </Button>
          </span>
        )}
      </header>
      {withdrawn !== null && (
        <p className="small soft">
          {withdrawn.byName}于 <span className="number">{formatInstant(withdrawn.at)}</span> 撤下：{withdrawn.reason}
        </p>
      )}
      {newest !== undefined && <Version id={attachment.id} version={newest} />}
      {earlier.length > 0 && (
        <Button type="link" size="small" className="annex-link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '收起旧版本' : `另有 ${earlier.length} 个旧版本`}
        </Button>
      )}
      {isOpen && (
        <div className="annex-versions">
          {earlier.map((version) => (
            <Version key={version.no} id={attachment.id} version={version} />
          ))}
        </div>
      )}
      {dialog === 'renew' && <AttachmentDialog on={on} renewed={attachment} onClose={() => setDialog(undefined)} />}
      {dialog === 'withdraw' && <WithdrawDialog attachment={attachment} onClose={() => setDialog(undefined)} />}
    </li>
  );
}

function Version({ id, version }: { readonly id: string; readonly version: AttachmentVersionView }) {
  const [isShown, setShown] = useState(false);
  return (
    <div>
      <div className="annex-actions">
        <span>{version.fileName}</span>
        {/* The browser's viewer of PDF does not start in a sandboxed frame, so it gets a tab of its own that knows nothing of ours. */}
        {version.preview === 'pdf' && (
          <a href={versionUrl(id, version.no, 'show')} target="_blank" rel="noopener noreferrer">
            预览
          </a>
        )}
        {(version.preview === 'image' || version.preview === 'text') && (
          <Button type="link" size="small" onClick={() => setShown(true)}>
            预览
          </Button>
        )}
        <a href={versionUrl(id, version.no, 'save')} download={version.fileName}>
          下载
        </a>
      </div>
      <div className="annex-meta">
        <span className="number">第 {version.no} 版</span>
        <span className="number">{formatBytes(version.sizeBytes)}</span>
        <span>{version.createdByName}</span>
        <time className="number" dateTime={version.createdAt}>
          {formatInstant(version.createdAt)}
        </time>
        <span title={`SHA-256 ${version.sha256}`}>
          校验值 <span className="annex-hash">{version.sha256.slice(0, 12)}</span>
        </span>
        {version.note !== null && <span className="soft">{version.note}</span>}
      </div>
      {isShown && <AttachmentPreviewDialog id={id} version={version} onClose={() => setShown(false)} />}
    </div>
  );
}

function WithdrawDialog({
  attachment,
  onClose,
}: {
  readonly attachment: AttachmentView;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const withdraw = useWithdrawAttachment(attachment.id);
  return (
    <ReasonDialog
      title={`撤下「${attachment.title}」`}
      text="撤下后名称和原因仍可看到，文件只有上传单位和市级能打开；不会删除。"
      okText="撤下"
      isDangerous
      isPending={withdraw.isPending}
      error={withdraw.error}
      onCancel={onClose}
      onOk={(reason) =>
        withdraw.mutate(reason, {
          onSuccess: () => {
            void message.success('已撤下');
            onClose();
          },
        })
      }
    />
  );
}
