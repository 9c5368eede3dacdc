import type { EntityManager } from 'typeorm';

/** Units the product needs from the first day: one per reporting area, the city's own, and the departments the notice names. */
const UNITS: readonly (readonly [code: string, name: string, kind: string, areaCode: string])[] = [
  ['SZF', '毕节市人民政府', 'leadership', '520500'],
  ['TCJ', '毕节市投资促进局', 'promotion', '520500'],
  ['FGW', '毕节市发展和改革委员会', 'department', '520500'],
  ['GXJ', '毕节市工业和信息化局', 'department', '520500'],
  ['SWJ', '毕节市商务局', 'department', '520500'],
  ['ZRZY', '毕节市自然资源和规划局', 'department', '520500'],
  ['STHJ', '毕节市生态环境局', 'department', '520500'],
  ['NYJ', '毕节市能源局', 'department', '520500'],
  ['NYNC', '毕节市农业农村局', 'department', '520500'],
  ['WLJ', '毕节市文化广电旅游局', 'department', '520500'],
  ['LYJ', '毕节市林业局', 'department', '520500'],
  ['SHWJ', '毕节市水务局', 'department', '520500'],
  ['ZJJ', '毕节市住房和城乡建设局', 'department', '520500'],
  ['JTYS', '毕节市交通运输局', 'department', '520500'],
  ['WJW', '毕节市卫生健康局', 'department', '520500'],
  ['JYJ', '毕节市教育局', 'department', '520500'],
  ['CZJ', '毕节市财政局', 'department', '520500'],
  ['GZW', '毕节市人民政府国有资产监督管理委员会', 'department', '520500'],
  ['RSJ', '毕节市人力资源和社会保障局', 'department', '520500'],
  ['TJJ', '毕节市统计局', 'department', '520500'],
  ['DCZ', '毕节市人民政府督查室', 'supervision', '520500'],
  ['SZB', '毕节市项目建设专班', 'task_force', '520500'],
  ['SBJ', '毕节市本级项目办', 'county', '520500-BJ'],
];

/** Loads the organisations: the list above and one 投资促进 unit per county-level area. May run again. */
export async function loadOrganisations(tx: EntityManager): Promise<void> {
  await tx.query(
    `INSERT INTO organisation (code, name, kind, area_code)
     SELECT code, name, kind, area_code FROM jsonb_to_recordset($1::jsonb) AS r(code text, name text, kind text, area_code text)
     UNION ALL SELECT 'QX-' || code, name || '投资促进局', 'county', code FROM area WHERE kind IN ('county', 'zone')
     ON CONFLICT (code) DO NOTHING`,
    [JSON.stringify(UNITS.map(([code, name, kind, area_code]) => ({ code, name, kind, area_code })))],
  );
}
