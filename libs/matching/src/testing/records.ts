import type { EnterpriseRecord, MatchInput, ProjectRecord } from '../model.js';

/** A project of the tests; every field can be replaced. */
export function project(fields: Partial<ProjectRecord> & { readonly id: string }): ProjectRecord {
  return { name: '测试项目', industryCodes: [], ...fields };
}

/** An enterprise of the tests; every field can be replaced. */
export function enterprise(fields: Partial<EnterpriseRecord> & { readonly id: string }): EnterpriseRecord {
  return { name: `企业${fields.id}`, industryCodes: [], ...fields };
}

/** A small world with a few clear trades; invented, names of no real enterprise. */
export function smallWorld(): MatchInput {
  const trades: [string, string, string[]][] = [
    ['3011', '水泥制造：水泥熟料、骨料、商品混凝土', ['甲山', '乙河', '丙岭']],
    ['2614', '煤化工：甲醇、乙二醇、聚烯烃、合成氨', ['丁原', '戊川', '己岗']],
    ['4416', '光伏发电：太阳能电站、光伏组件、电站运维', ['庚日', '辛明', '壬光']],
    ['1512', '白酒：酱香型白酒、浓香型白酒、基酒', ['癸泉', '子曲', '丑窖']],
    ['0313', '生猪养殖：饲料、仔猪、屠宰、肉制品', ['寅牧', '卯丰', '辰禾']],
    ['6450', '数据中心：机柜租赁、云计算、算力服务', ['巳云', '午算', '未数']],
  ];
  const provinces = ['贵州', '山东', '广东'];
  return {
    projects: [
      project({
        id: 'cement',
        name: '新型干法水泥项目',
        content: '建设水泥熟料生产线及骨料加工',
        province: '贵州',
        industryCodes: ['3011'],
      }),
      project({
        id: 'coal',
        name: '煤制乙二醇项目',
        content: '以煤为原料生产甲醇、乙二醇',
        province: '贵州',
        industryCodes: ['26'],
        totalInvestmentWan: 500_000,
      }),
      project({
        id: 'solar',
        name: '农光互补光伏电站',
        content: '建设集中式光伏发电站',
        province: '山东',
        industryCodes: ['4416'],
      }),
      project({ id: 'short', name: '算力项目', province: '贵州', industryCodes: [] }),
    ],
    enterprises: trades.flatMap(([code, mainBusiness, brands], t) =>
      brands.map((brand, i) =>
        enterprise({
          id: `E${t}${i}`,
          name: `${brand}实业有限公司`,
          mainBusiness: i === 0 ? mainBusiness : `${mainBusiness}、贸易${i}`,
          province: provinces[i],
          industryCodes: [code],
          totalAssetsWan: 10 ** (5 + i),
        }),
      ),
    ),
  };
}

/** Seeded uniform numbers, so that a failure can be seen again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Many enterprises with lines drawn from the trades of {@link smallWorld}; invented. */
export function crowd(count: number, seed = 1): EnterpriseRecord[] {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
  const known = smallWorld().enterprises;
  const lines = known.flatMap(({ mainBusiness = '' }) => mainBusiness.split(/[：、]/));
  return Array.from({ length: count }, (_, i) => {
    const own = pick(known);
    const mainBusiness = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(lines)).join('、');
    return enterprise({
      id: `C${i}`,
      name: `${pick(['贵州', '山东', '中国', ''])}${pick(['甲山', '乙河', '丙岭', '丁原'])}${pick(['实业', '能源', '化工'])}${pick(['有限公司', '集团有限公司'])}`,
      mainBusiness: `${mainBusiness}${pick(['', '、综合利用', '、技术服务'])}`,
      ...(random() < 0.8 ? { province: pick(['贵州', '山东', '广东', '云南省']) } : {}),
      industryCodes: random() < 0.7 ? own.industryCodes : [],
      ...(random() < 0.6 ? { totalAssetsWan: Math.round(10 ** (3 + random() * 6)) } : {}),
      ...(random() < 0.05 ? { status: 'woundUp' as const } : random() < 0.3 ? { status: 'active' as const } : {}),
      ...(random() < 0.03 ? { doNotContact: true } : {}),
    });
  });
}
