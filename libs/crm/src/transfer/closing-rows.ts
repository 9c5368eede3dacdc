import { type Cell, isBlank, textOfCell } from './cell.js';

/** Words in the first cells of a row that sums up the ones above it. */
const TOTAL_WORDS = /^(合计|总计|小计|共计|累计)([(（].*[)）])?[:：]?$/;
/** How the lines below a table begin: footnotes, and who filled it in, checked it and can be asked. */
const NOTE_WORDS =
  /^(注|附注|说明|备注|填表说明|(填表|填报|制表|审核|复核|负责|联系|分管)(人|单位|领导|电话|日期|时间)?|电话|日期)\d?[:：]/;

/** Whether the row sums up those above it. */
export function isTotal(cells: readonly Cell[]): boolean {
  const first = cells.find((cell) => !isBlank(cell));
  return TOTAL_WORDS.test(textOfCell(first).replaceAll(/\s/g, ''));
}

/** Whether every cell that is filled begins like a footnote or a signature. */
export function isNote(cells: readonly Cell[]): boolean {
  return cells.every((cell) => isBlank(cell) || NOTE_WORDS.test(textOfCell(cell))) && !cells.every(isBlank);
}
