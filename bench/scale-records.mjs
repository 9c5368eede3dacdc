/** Records of the library for the benches at scale, made from the recombined texts of `matching/corpus.mjs`. */
import { enterprises, projectTexts } from './matching/corpus.mjs';

/** Assets for two in five, spread over the decades as real ones are; by the number of the enterprise. */
function assetsOf(number) {
  const chance = Math.abs(Math.sin(number * 12.9898) * 43_758.5453) % 1;
  return chance < 0.4 ? { totalAssetsWan: Math.round(10 ** (3.5 + 12 * chance)) } : {};
}

/** `count` enterprises; the same numbers give the same records everywhere. */
export function* records(count) {
  let number = 0;
  for (const { id, name, province, division, lines } of enterprises(count))
    yield {
      id,
      name,
      province,
      industryCodes: division ? [division] : [],
      mainBusiness: lines.join('、'),
      ...assetsOf(number++),
    };
}

const DIVISIONS = ['26', '30', '44', '15', '13', '39'];

/** `count` projects, every third without a code. */
export function projectRecords(count) {
  return projectTexts(count).map((text, i) => {
    const cut = Math.max(text.indexOf(' '), 0);
    return {
      id: `P${i}`,
      name: text.slice(0, cut),
      content: text.slice(cut + 1),
      province: '贵州',
      industryCodes: i % 3 === 0 ? [] : [DIVISIONS[i % DIVISIONS.length]],
    };
  });
}
