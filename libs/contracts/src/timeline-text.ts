import { termOf } from './dictionary.js';
import { TIMELINE_CODES, type TimelineEntry } from './timeline.js';
import { rowPlaceText } from './transfer.js';

/** How figures are written where the sentence is read. */
export interface TimelineFigures {
  number(value: string): string;
  /** Yuan with the unit they read best in. */
  amount(yuan: string): string;
}

/** What happened, in a Chinese sentence made of the facts of the entry; the same on the screen and in the file. */
export function timelineText(entry: TimelineEntry, figures: TimelineFigures): string {
  const { event, fromCode, toCode, amountCny } = entry;
  const dictionary = TIMELINE_CODES[event];
  const term = (code: string | null) => (code === null || dictionary === undefined ? '' : termOf(dictionary, code));
  const name = entry.name === null ? '' : `「${entry.name}」`;
  const amount = amountCny === null ? '' : figures.amount(amountCny);
  const quantity = entry.quantity === null ? '' : `${figures.number(entry.quantity)}${entry.unit ?? ''}`;
  switch (event) {
    case 'created':
      return '新建';
    case 'changed':
      return '修改';
    case 'imported':
      // The row of the file, and its sheet.
      return `由导入${name}${entry.quantity === null ? '' : rowPlaceText({ sheet: entry.unit, row: Number(entry.quantity) })}${term(toCode)}`;
    case 'list_joined':
      return `列入「${term(toCode)}」`;
    case 'list_left':
      return `移出「${term(toCode)}」`;
    case 'list_withdrawn':
      return `撤销列入「${term(toCode)}」`;
    case 'list_proposed':
      return `提议列入「${term(toCode)}」`;
    case 'list_proposal_settled':
      return `列入「${termOf('projectList', fromCode)}」的提议：${term(toCode)}`;
    case 'succession_added':
      return `接续关系：${fromCode === 'successor' ? '后续' : '前序'}项目${name}（${term(toCode)}）`;
    case 'succession_ended':
      return `解除接续关系：${name}`;
    case 'reserve_changed':
      return `储备状态：${term(fromCode)} → ${term(toCode)}`;
    case 'guarantee_changed':
      return `${entry.name ?? ''}：${term(fromCode) || '未填'} → ${term(toCode) || '未填'}`;
    case 'packet_submitted':
      return `第${quantity}次送审`;
    case 'packet_concluded':
      return `第${quantity}次送审：${term(toCode)}`;
    case 'opinion_concluded':
      return `${entry.name ?? ''}评审：${term(toCode)}`;
    case 'condition_reported':
      return `附带条件报请销号：${entry.name ?? ''}`;
    case 'condition_closed':
      return `附带条件已销号：${entry.name ?? ''}`;
    case 'supply_booked':
      return `${term(toCode)} ${quantity}：${entry.name ?? ''}`;
    case 'lead_reported':
      return `首报线索：${entry.name ?? ''}`;
    case 'lead_moved':
      return `线索推进：${term(fromCode)} → ${term(toCode)}${amount === '' ? '' : `，协议投资额${amount}`}`;
    case 'lead_followed':
      return `跟进：${term(toCode)}`;
    case 'lead_status':
      return `线索${term(toCode)}`;
    case 'suggestion_decided':
      return `匹配建议${name === '' ? '（对方您无权查看）' : name}：${term(toCode)}`;
    case 'handed_over':
      return entry.name === null ? '不再指定对接人' : `对接人改为${name}`;
    case 'site_recorded':
      return `登记厂区${name}（${term(toCode)}）`;
    case 'site_moved_on':
      return `厂区${name}：${term(fromCode)} → ${term(toCode)}`;
    case 'site_withdrawn':
      return `撤下厂区${name}`;
    case 'grading_proposed':
      return `提出评定为「${term(toCode)}」`;
    case 'grading_decided':
      return `评定为「${termOf('enterpriseGrade', fromCode)}」：${term(toCode)}`;
    case 'recognized':
      return `列入${quantity}年「${term(toCode)}」${name}`;
    case 'recognition_withdrawn':
      return `撤下${quantity}年「${term(toCode)}」${name}`;
    case 'call_snoozed':
      return `暂缓联系至 ${entry.name ?? ''}`;
    case 'snooze_lifted':
      return `取消暂缓（原至 ${entry.name ?? ''}）`;
    case 'package_planned':
      return `拟定换包${name}：${term(toCode)}`;
    case 'funds_filed':
      return `填报到位资金 ${amount}`;
    case 'funds_judged':
      return `到位资金${term(toCode)}${amount === '' ? '' : ` ${amount}`}`;
    case 'attached':
      return `上传附件${name}（${term(toCode)}）`;
    case 'attachment_renewed':
      return `附件${name}更新到第${quantity}版`;
    case 'attachment_withdrawn':
      return `撤下附件${name}`;
    case 'commented':
      return '评论';
    case 'comment_withdrawn':
      return '撤回一条评论';
    case 'merged':
      return fromCode === 'survivor' ? `并入${name}` : `合并到${name}`;
    case 'merge_undone':
      return `撤销与${name}的合并`;
  }
}
