import type { ReviewFile } from '@lianghuan/contracts';
import { apiUrl } from '../api/client.js';

/** 附件, each as a download. */
export function FileLinks({ files }: { readonly files: readonly ReviewFile[] }) {
  if (files.length === 0) return null;
  return (
    <div className="file-links small">
      {files.map((file) => (
        <a key={file.id} href={apiUrl(`/files/${file.id}`)} download={file.name}>
          {file.name}
        </a>
      ))}
    </div>
  );
}
