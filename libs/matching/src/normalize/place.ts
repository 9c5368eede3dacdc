import { foldText } from './text.js';

/** The peoples whose names stand in the names of autonomous prefectures and counties. */
const PEOPLES =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各';
const SUFFIX = new RegExp(
  `(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|(?:(?:${PEOPLES})族)+自治[州县]|自治[州县]|管理区|地区|省|市|县|区|盟|州)$`,
);

/**
 * Comparable form of a place name: 贵州省 → 贵州, 织金县 → 织金, 威宁彝族回族苗族自治县 → 威宁.
 * Names of two characters keep their last one (易县, 沙县). Returns '' for nothing.
 */
export function placeKey(name: string | undefined): string {
  if (!name) return '';
  const folded = foldText(name).trim();
  const stem = folded.replace(SUFFIX, '');
  return stem.length >= 2 ? stem : folded;
}

/** The provinces in short form; used to keep place names out of the words of a business. */
export const PROVINCES: readonly string[] =
  '北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门'.split(
    ' ',
  );
