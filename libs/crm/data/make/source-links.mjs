import { join } from 'node:path';
import { readCsv } from './csv.mjs';

const FILES_WITH_KINDS = ['bijie-resources.csv', 'bijie-markets.csv', 'investment-projects.csv'];

/**
 * Hosts that re-post other outlets' pages; some are hijacked domains. Their addresses are not committed,
 * the outlet is. A host that is a mirror once is treated as a mirror everywhere.
 */
export function readSourceHosts(folder) {
  const rows = FILES_WITH_KINDS.flatMap((name) => readCsv(join(folder, name)));
  const kindByHost = new Map();
  for (const { source_kind, source_url } of rows) {
    const host = hostOf(source_url);
    if (host && kindByHost.get(host) !== 'mirror') kindByHost.set(host, source_kind);
  }
  const isMirror = (url) => kindByHost.get(hostOf(url)) === 'mirror';
  return {
    kindOf: (url) => kindByHost.get(hostOf(url)) ?? '',
    outlet: (printed, kind) => (kind === 'mirror' ? outletOfMirror(printed) : printed.replace(/\(镜像页.*\)$/, '')),
    link: (url, kind) => (kind === 'mirror' || isMirror(url) ? '' : url),
  };
}

function hostOf(url) {
  return url ? new URL(url).hostname : '';
}

/** What a mirror calls itself is its own address, not an outlet; only a named outlet is kept. */
function outletOfMirror(printed) {
  const outlet = printed.replace(/\((镜像|page returned).*\)$/, '').replace(/镜像$/, '');
  return /^[\w.-]*$/.test(outlet) ? '未注明(转载页)' : outlet;
}
