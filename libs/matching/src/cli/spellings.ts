import { foldText } from '../normalize/text.js';

/** What the cells of a field may say: accepted spellings by meaning. Width, case, blanks and punctuation do not matter. */
type Spellings = Readonly<Record<string, readonly string[]>>;

const words = (text: string): readonly string[] => text.split(' ');

/** Every field whose cells are one of a few words. README shows this table. */
export const SPELLINGS = {
  /** `do_not_contact` and `stale`. */
  flag: {
    yes: words('true yes y t 1 是 对 √ ✓'),
    no: words('false no n f 0 否 不 无 ×'),
  },
  status: {
    active: words('active existing delisted 存续 在业 开业 在营 在册 正常 有效 退市 存续（在营、开业、在册）'),
    woundUp: words(
      'woundUp wound_up dissolved deregistered revoked liquidated 注销 已注销 注销或吊销 吊销 已吊销 吊销未注销 吊销已注销 ' +
        '撤销 已撤销 责令关闭 清算 已清算 破产 已破产',
    ),
  },
  tier: {
    advantage: words('advantage 优势 优势资源'),
    middle: words('middle 中间 中间资源'),
    short: words('short 短板 短板资源'),
  },
  nature: { statistic: words('statistic 背景统计'), offerable: words('offerable 可供置换') },
} satisfies Readonly<Record<string, Spellings>>;

export type SpeltField = keyof typeof SPELLINGS;

/** What a cell of a field can mean. */
export type Meaning<F extends SpeltField> = keyof (typeof SPELLINGS)[F];

/** A cell without what does not matter. */
const bare = (text: string): string => foldText(text).replace(/[\s_\-()、,，。]/g, '');

const meanings = new Map(
  Object.entries<Spellings>(SPELLINGS).map(([field, spellings]): [string, ReadonlyMap<string, string>] => [
    field,
    new Map(Object.entries(spellings).flatMap(([meaning, texts]) => texts.map((text) => [bare(text), meaning]))),
  ]),
);

/** The meaning of a cell; undefined when no spelling fits. */
export function meaningOf<F extends SpeltField>(field: F, text: string): Meaning<F> | undefined {
  return meanings.get(field)?.get(bare(text)) as Meaning<F> | undefined;
}
