import { PLACES } from './region-data.js';
import { foldText } from '../normalize/text.js';

/** A place a company name may begin with, and the places above it. */
export interface Region {
  /** Short form, folded: 织金. */
  readonly name: string;
  /** 1 province, 2 prefecture, 3 county; 4 anything smaller that an option adds. */
  readonly level: number;
  /** Short names from the province down to the place itself: 贵州, 毕节, 织金. */
  readonly path: readonly string[];
}

/** A further place for {@link createRegions}: a park, a township, a former name. */
export interface RegionOption {
  readonly name: string;
  /** Short names of the places above it, province first; may be empty. */
  readonly within?: readonly string[];
}

/** A region found at the start of a text. */
export interface RegionMatch {
  readonly region: Region;
  /** UTF-16 units it takes, suffixes such as 市 or 苗族自治县 included. */
  readonly length: number;
  /** False for a bare name (东方, 长安) that may just as well be a trade name. */
  readonly isCertain: boolean;
}

const PEOPLES =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各';
/** What may follow the short form of a place. */
const SUFFIX = new RegExp(
  `^(?:特别行政区|(?:(?:${PEOPLES})族?){0,5}自治[区州县旗]|地区|林区|特区|新区|矿区|省|市|县|区|旗|盟|州)`,
  'u',
);
/** Shortest trade name a bare county name leaves behind: 昆山|新莱材料 is a place, 东方|盛虹 is not. */
const SHORTEST_AFTER_BARE_COUNTY = 4;
/** Prefecture and county names that companies use as trade names far more often than as places. */
const TRADE_NAMES = new Set(
  '阿里 东方 长安 和平 新华 朝阳 红旗 光明 长城 万年 太和 永安 金山 宝山 龙门 泰和 复兴 万全 青山 南山 天山 白云 新兴 长兴 永新 兴国 大名 新城 新民 大通 大同 建华 爱民 前进 向阳 友好 富裕 安康 吉安 华安 康平 永泰 永和 永康 泰来 鼎湖 海港 金牛 金沙 江海 大丰 富民 永兴 隆昌 集美 长乐 恒山 神农架 文成 三元 天宁'.split(
    ' ',
  ),
);

/** Finds places at the start of names. Build one and share it: the default holds some 3,200 places. */
export class Regions {
  readonly #byName = new Map<string, readonly Region[]>();
  readonly #longest: number;

  constructor(regions: readonly Region[]) {
    let longest = 0;
    for (const region of regions) {
      this.#byName.set(region.name, [...(this.#byName.get(region.name) ?? []), region]);
      longest = Math.max(longest, region.name.length);
    }
    this.#longest = longest;
  }

  /** Places of that short name, highest level first. */
  find(name: string): readonly Region[] {
    return this.#byName.get(name) ?? [];
  }

  /**
   * The longest place at the start of a folded text. Below `above`, only places inside it count, so that
   * 江苏|东方盛虹 does not lose 东方 to the city in Hainan. `rest` of the text must keep at least `keep` units.
   */
  match(text: string, above: Region | undefined, keep: number): RegionMatch | undefined {
    for (let length = Math.min(this.#longest, text.length - keep); length >= 2; length--) {
      const found = this.#byName.get(text.slice(0, length));
      if (!found) continue;
      const region = above
        ? found.find((candidate) => candidate.level > above.level && isWithin(candidate, above))
        : found[0];
      if (!region) continue;
      const suffix = suffixLength(text, length, keep);
      const total = length + suffix;
      const isCertain =
        region.level === 1 ||
        suffix > 0 ||
        above !== undefined ||
        (!TRADE_NAMES.has(region.name) && (region.level === 2 || text.length - total >= SHORTEST_AFTER_BARE_COUNTY));
      return { region, length: total, isCertain };
    }
    return undefined;
  }
}

/** 市 of 深圳市场 belongs to 市场, not to 深圳. */
const NOT_A_SUFFIX = /^(?:市场|市政|区域|县域|州际|省心|区块|旗舰|盟友|旗下|旗滨)/;

function suffixLength(text: string, from: number, keep: number): number {
  const rest = text.slice(from, from + 16);
  if (NOT_A_SUFFIX.test(rest)) return 0;
  const length = SUFFIX.exec(rest)?.[0].length ?? 0;
  return text.length - from - length >= keep ? length : 0;
}

function isWithin(region: Region, above: Region): boolean {
  return above.path.every((name, at) => region.path[at] === name);
}

/**
 * Builds the finder. `places` in the form of the default list (`province: 'prefecture=county county|prefecture'`)
 * replaces it; `further` adds to it. Sources and short forms: see `region-data.ts`.
 */
export function createRegions(
  options: { readonly places?: Readonly<Record<string, string>>; readonly further?: readonly RegionOption[] } = {},
): Regions {
  const regions: Region[] = [];
  const add = (path: readonly string[], level: number): void => {
    const name = path.at(-1);
    if (name) regions.push({ name, level, path });
  };
  for (const [province, list] of Object.entries(options.places ?? PLACES)) {
    add([province], 1);
    for (const entry of list.split('|')) {
      const [prefecture, counties] = entry.split('=');
      const above = prefecture ? [province, prefecture] : [province];
      if (prefecture) add(above, 2);
      for (const county of counties?.split(' ') ?? []) if (county) add([...above, county], 3);
    }
  }
  for (const { name, within } of options.further ?? []) add([...(within ?? []).map(foldText), foldText(name)], 4);
  return new Regions(regions.sort((a, b) => a.level - b.level));
}

let shared: Regions | undefined;

/** The default places, built on first use. */
export function defaultRegions(): Regions {
  return (shared ??= createRegions());
}
