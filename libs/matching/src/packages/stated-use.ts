import type { Amount, Supply } from './model.js';
import { unitFactor } from './units.js';

/** What a project says about itself, as far as uses can be read from it. */
export interface StatedNeeds {
  /** Texts by field name, e.g. `name`, `content`; searched in this order. */
  readonly texts: Readonly<Record<string, string | undefined>>;
  /** Land the project asks for, 亩. */
  readonly landMu?: number;
  /** Water a year, cubic metres. */
  readonly waterM3PerYear?: number;
  /** Energy a year, tonnes of standard coal. */
  readonly energyTcePerYear?: number;
}

/** A supply as far as it decides which statement speaks of it. */
export interface UsedSupply extends Pick<Supply, 'side' | 'total'> {
  /** 煤炭, 马铃薯, 土地, …; together with the name it says what the supply is. */
  readonly category: string;
  readonly name: string;
}

/** A quantity somebody has written down, with the place it was read from. Never an estimate. */
export interface StatedUse {
  readonly amount: Amount;
  /** `landMu`, `waterM3PerYear`, `energyTcePerYear`, or the name of a text. */
  readonly field: string;
  /** Where in the text, [start, end); absent for a field of its own. */
  readonly start?: number;
  readonly end?: number;
}

const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)`;
const ABOUT = String.raw`(?:面积|总面积|量|总量)?(?:约为|约|共|共计|总计|达到|达|为|近|超|超过)?\s*`;
/** Units of {@link unitFactor}; what is not one of them is not a quantity of anything a register knows. */
const UNIT = String.raw`((?:万亿|千万|百万|十万|亿|万|千|百)?(?:吨标准煤|吨标煤|吨|公斤|千克|平方公里|平方千米|平方米|公顷|亩|千瓦时|度|千升|立方米|方|头|只|羽|株|人))`;
const PER_YEAR = String.raw`(\s*(?:\/|每|／)\s*年)?`;
/** Verbs of taking in. 年产 is what a project gives, and 建筑面积 is no land. */
const TAKES = '加工|处理|屠宰|消耗|耗用|耗|使用|利用|消化|转化|收购|采购|需求|需要|需|用';

const LAND = /土地|用地|标准地|园区/;
const WATER = /水资源|供水|用水|工业水/;
const POWER = /电力|电量|供电|绿电/;
const LABOUR = /劳动力|人力|务工/;
const WORKSHOP = /厂房/;

interface Reading {
  readonly pattern: RegExp;
  /** The statement is of a year whether or not its unit says so. */
  readonly isYearly: boolean;
}

const readings = (source: string, isYearly: boolean): Reading => ({ pattern: new RegExp(source), isYearly });
const LAND_READING = readings(
  String.raw`(?<!建筑)(?:占地|用地|征地|规划用地|总用地|总占地)${ABOUT}${NUMBER}\s*${UNIT}`,
  false,
);
const WATER_READING = readings(String.raw`年(?:用|取|需|耗)水${ABOUT}${NUMBER}\s*${UNIT}${PER_YEAR}`, true);
const POWER_READING = readings(String.raw`年(?:用|耗|需)电${ABOUT}${NUMBER}\s*${UNIT}${PER_YEAR}`, true);
const LABOUR_READING = readings(
  String.raw`(?:用工|劳动定员|就业岗位|带动就业|吸纳就业|解决就业)${ABOUT}${NUMBER}\s*(?:余|多)?\s*((?:万)?人)`,
  false,
);
const WORKSHOP_READING = readings(
  String.raw`(?:租用|使用|利用|入驻|盘活)(?:标准)?厂房${ABOUT}${NUMBER}\s*${UNIT}`,
  false,
);

/** Statements that may speak of a supply, the plainest first. */
function readingsOf({ side, category, name }: UsedSupply): readonly Reading[] {
  const word = escaped(category);
  if (side === 'market') return [readings(`年产(?:量)?${ABOUT}${NUMBER}\\s*${UNIT}(?:的)?${word}`, true), readings(`年产(?:量)?${word}${ABOUT}${NUMBER}\\s*${UNIT}`, true)]; // prettier-ignore
  const label = `${category} ${name}`;
  const own = [
    readings(`(年)?(?:${TAKES})(?:原料)?${ABOUT}${NUMBER}\\s*${UNIT}${PER_YEAR}(?:的)?${word}`, false),
    readings(`(年)?(?:${TAKES})(?:原料)?${word}(?:原料)?${ABOUT}${NUMBER}\\s*${UNIT}${PER_YEAR}`, false),
    readings(`${word}(年)?(?:用量|消耗量|需求量|需要量|处理量|加工量|屠宰量)${ABOUT}${NUMBER}\\s*${UNIT}${PER_YEAR}`, false),
  ]; // prettier-ignore
  return [
    ...(LAND.test(label) ? [LAND_READING] : []),
    ...(WATER.test(label) ? [WATER_READING] : []),
    ...(POWER.test(label) ? [POWER_READING] : []),
    ...(LABOUR.test(label) ? [LABOUR_READING] : []),
    ...(WORKSHOP.test(label) ? [WORKSHOP_READING] : []),
    ...own,
  ];
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/**
 * What a project itself says it would take of a supply: a field of its own (land, water, energy), or a sentence such as
 * 年加工马铃薯27万吨 or 用地120亩. Of a market only an output of that very product counts, which is the most it can take.
 * Undefined where nothing is written: a use is never estimated. Of several statements the first in the order of the
 * fields that compares with the supply's unit is taken, or the first at all where none does.
 */
export function readStatedUse(project: StatedNeeds, supply: UsedSupply): StatedUse | undefined {
  if (supply.category.trim() === '') return undefined;
  const found = [...fieldUses(project, supply), ...textUses(project, supply)];
  const unit = supply.total?.unit;
  return found.find(({ amount }) => unit !== undefined && unitFactor(amount.unit, unit) !== undefined) ?? found[0];
}

function fieldUses({ landMu, waterM3PerYear, energyTcePerYear }: StatedNeeds, supply: UsedSupply): StatedUse[] {
  if (supply.side !== 'resource') return [];
  const label = `${supply.category} ${supply.name}`;
  const of = (field: string, quantity: number | undefined, unit: string): StatedUse[] =>
    quantity === undefined || quantity <= 0 ? [] : [{ amount: { quantity, unit }, field }];
  return [
    ...(LAND.test(label) ? of('landMu', landMu, '亩') : []),
    ...(WATER.test(label) ? of('waterM3PerYear', waterM3PerYear, '立方米/年') : []),
    ...(/能耗|能源指标|用能/.test(label) ? of('energyTcePerYear', energyTcePerYear, '吨标准煤/年') : []),
  ];
}

function textUses({ texts }: StatedNeeds, supply: UsedSupply): StatedUse[] {
  const patterns = readingsOf(supply);
  return Object.entries(texts).flatMap(([field, text]) =>
    text === undefined
      ? []
      : patterns.flatMap(({ pattern, isYearly }): StatedUse[] => {
          const match = pattern.exec(text);
          if (!match) return [];
          const groups = match.slice(1).filter((group) => group !== undefined);
          const digits = groups.find((group) => /^\d/.test(group));
          const at = digits === undefined ? -1 : groups.indexOf(digits);
          const unit = groups[at + 1];
          if (digits === undefined || unit === undefined) return [];
          const ofYear = isYearly || groups.some((group) => /年/.test(group));
          const quantity = Number(digits.replaceAll(',', ''));
          return quantity > 0
            ? [
                {
                  amount: { quantity, unit: `${unit}${ofYear ? '/年' : ''}` },
                  field,
                  start: match.index,
                  end: match.index + match[0].length,
                },
              ]
            : [];
        }),
  );
}
