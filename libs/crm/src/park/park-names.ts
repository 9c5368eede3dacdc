import { ClosestName } from '../transfer/closest-name.js';

/** What the spellings of a park's name have in common: 贵州织金县经济开发区 is 织金经开区. */
export function parkKey(written: string): string {
  return written
    .normalize('NFKC')
    .replaceAll(/[\s()]/g, '')
    .replace(/经济(技术)?开发区/, '经开区')
    .replace(/高新技术(产业)?开发区|高新技术产业园区?/, '高新区')
    .replace(/(彝族回族苗族自治县|自治县|县|市)(?=(经开区|高新区|产业园))/, '')
    .replace(/^(贵州省?)?(毕节市)?/, '');
}

/** The park a text means; undefined where it is none of them, however it is spelt. */
export function findPark<P extends { readonly name: string }>(parks: readonly P[], written: string): P | undefined {
  const key = parkKey(written);
  return parks.find(({ name }) => parkKey(name) === key);
}

/** Name of the park a text most likely means that is none. */
export function closestPark(parks: readonly { readonly name: string }[], written: string): string | undefined {
  return new ClosestName(parks.map(({ name }) => name)).find(parkKey(written));
}

/** Parks whose name stands in a text, in any spelling. */
export function parksNamedIn<P extends { readonly name: string }>(parks: readonly P[], text: string): P[] {
  const key = parkKey(text);
  return parks.filter(({ name }) => key.includes(parkKey(name)));
}
