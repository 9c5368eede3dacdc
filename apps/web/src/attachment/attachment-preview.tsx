import { TEXT_PREVIEW_BYTES, type AttachmentVersionView } from '@lianghuan/contracts';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { DialogFocus } from '../app/dialog-focus.js';
import { formatBytes } from './bytes.js';
import { versionUrl } from './attachment.queries.js';

interface AttachmentPreviewDialogProps {
  readonly id: string;
  readonly version: AttachmentVersionView;
  readonly onClose: () => void;
}

/** An image or the beginning of a text over the page. What it holds is shut in: no script of it runs, and nothing of ours is in its reach. */
export function AttachmentPreviewDialog({ id, version, onClose }: AttachmentPreviewDialogProps) {
  const url = versionUrl(id, version.no, 'show');
  const [isBroken, setBroken] = useState(false);
  return (
    <Modal
      open
      width={960}
      title={version.fileName}
      onCancel={onClose}
      footer={<Button href={versionUrl(id, version.no, 'save')}>下载</Button>}
    >
      <DialogFocus>
        {isBroken ? (
          <p role="alert">没能显示这个文件，可能已撤下或您无权查看；请刷新后再试。</p>
        ) : version.preview === 'image' ? (
          <img src={url} alt={version.fileName} className="preview-image" onError={() => setBroken(true)} />
        ) : (
          <>
            <iframe src={url} title={version.fileName} className="preview-frame" sandbox="" />
            {version.sizeBytes > TEXT_PREVIEW_BYTES && (
              <p className="faint small">只显示前 {formatBytes(TEXT_PREVIEW_BYTES)}，全文请下载。</p>
            )}
          </>
        )}
      </DialogFocus>
    </Modal>
  );
}
