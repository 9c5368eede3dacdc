/**
 * Every error a program can meet, with its HTTP status and the Chinese sentence people read. `{name}` takes details.name.
 * Codes are stable: programs branch on them.
 */
export const ERRORS = {
  VALIDATION_FAILED: { status: 400, text: '填写的内容有误，请按提示修改' },
  UNAUTHENTICATED: { status: 401, text: '请先登录' },
  SIGN_IN_FAILED: { status: 401, text: '用户名或密码不正确' },
  SIGN_IN_LOCKED: { status: 429, text: '多次输错，请在{seconds}秒后再试' },
  SESSION_EXPIRED: { status: 401, text: '登录已过期，请重新登录' },
  CSRF_REJECTED: { status: 403, text: '请求来源不明，已拒绝' },
  FORBIDDEN: { status: 403, text: '您没有此项权限' },
  AREA_FORBIDDEN: { status: 403, text: '只能操作本地区的数据' },
  NOT_FOUND: { status: 404, text: '没有找到，或您无权查看' },
  RESOURCE_NOT_FOUND: { status: 404, text: '没有找到该资源，或您无权查看' },
  MARKET_NOT_FOUND: { status: 404, text: '没有找到该市场，或您无权查看' },
  PROJECT_NOT_FOUND: { status: 404, text: '没有找到该项目，或您无权查看' },
  NEED_NOT_FOUND: { status: 404, text: '没有找到该供需条目' },
  ENTERPRISE_NOT_FOUND: { status: 404, text: '没有找到该企业，或您无权查看' },
  LEAD_NOT_FOUND: { status: 404, text: '没有找到该线索，或您无权查看' },
  FUNDS_LINE_NOT_FOUND: { status: 404, text: '没有找到该笔到位资金，或您无权查看' },
  MATCH_RUN_NOT_FOUND: { status: 404, text: '没有找到该次匹配' },
  ALLOCATION_NOT_FOUND: { status: 404, text: '该次匹配没有分配结果' },
  ALLOCATION_LIMIT_NOT_FOUND: { status: 404, text: '没有找到该项分配上限' },
  PACKAGE_NOT_FOUND: { status: 404, text: '没有找到该换包，或您无权查看' },
  SUGGESTION_NOT_FOUND: { status: 404, text: '没有找到该条建议，或您无权查看' },
  IMPORT_NOT_FOUND: { status: 404, text: '没有找到该次导入' },
  EXPORT_NOT_FOUND: { status: 404, text: '没有找到该次导出' },
  CHAIN_NOT_FOUND: { status: 404, text: '没有找到该产业链' },
  CHAIN_NODE_NOT_FOUND: { status: 404, text: '没有找到该环节' },
  CHAIN_CORRECTION_NOT_FOUND: { status: 404, text: '没有找到该条更正，或已撤回' },
  CHAIN_REFRESH_NOT_FOUND: { status: 404, text: '产业链还没有测算过' },
  DUPLICATE_NOT_FOUND: { status: 404, text: '没有找到这一对疑似重复，或您无权查看' },
  DUPLICATE_DECIDED: { status: 409, text: '这一对已处理' },
  DUPLICATE_SCAN_BUSY: { status: 409, text: '已有一次查重扫描正在进行' },
  MERGE_NOT_FOUND: { status: 404, text: '没有找到该次合并，或您无权查看' },
  MERGE_SAME_ROW: { status: 400, text: '不能与自己合并' },
  MERGE_FIELD_UNKNOWN: { status: 400, text: '没有“{field}”这一项，或不能这样取值' },
  MERGE_HOLDERS_DIFFER: { status: 409, text: '两家企业分别由{survivor}和{merged}跟进，请先由其中一方结束跟进' },
  MERGE_LEADS_CLASH: { status: 409, text: '两条记录对同一项目各有在推进的线索，请先结束其中一条' },
  MERGE_PROMISES_OPEN: { status: 409, text: '被合并的一条还有预留、候补或已承诺的数量，请先在台账中了结' },
  MERGE_REVIEW_OPEN: { status: 409, text: '被合并的项目还在联审，或附带条件没有销号，请先了结' },
  MERGE_UNDONE: { status: 409, text: '该次合并已撤销' },
  MERGE_CHANGED_SINCE: { status: 409, text: '合并之后有改动，不能整体撤销：{summary}' },
  RECORD_MERGED: { status: 409, text: '该条已并入“{name}”，请撤销合并而不是恢复' },
  USER_NOT_FOUND: { status: 404, text: '没有找到该用户' },
  FILE_NOT_FOUND: { status: 404, text: '没有找到该文件，或您无权查看' },
  VERSION_CONFLICT: { status: 409, text: '{by}在{at}已修改过，请刷新后再改' },
  DUPLICATE_KEY: { status: 409, text: '{field}“{value}”已存在' },
  ALREADY_ARCHIVED: { status: 409, text: '已归档，不能再修改' },
  NOT_ARCHIVED: { status: 409, text: '没有归档，无须恢复' },
  UNKNOWN_AREA: { status: 400, text: '地区代码“{value}”不存在' },
  UNKNOWN_INDUSTRY: { status: 400, text: '行业代码“{value}”不在国民经济行业分类（GB/T 4754—2017）中' },
  UNKNOWN_REGION: { status: 400, text: '行政区划代码“{value}”不存在' },
  CREDIT_CODE_INVALID: { status: 400, text: '统一社会信用代码“{value}”不正确（GB 32100—2015 校验）' },
  PROJECT_CODE_INVALID: {
    status: 400,
    text: '国家项目代码“{value}”格式不正确，应为 年份-区划-行业-类型-序号，如 2023-520524-26-01-123456',
  },
  PROJECT_BELOW_THRESHOLD: {
    status: 422,
    text: '总投资{amountWan}万元，低于储备项目500万元的门槛；确需入库须由审核人员说明例外理由',
  },
  PROJECT_INVESTMENT_UNKNOWN: { status: 422, text: '入库前须填写总投资' },
  RESERVE_TRANSITION_INVALID: { status: 409, text: '不能从“{from}”改为“{to}”' },
  RESERVE_REVIEW_REQUIRED: {
    status: 409,
    text: '项目须经联评联审通过才能在库；请提交送审，确需例外由市级审核人员说明理由',
  },
  PROJECT_UNDER_REVIEW: { status: 409, text: '该项目正在联评联审（第{number}次送审），请先撤回送审再办理' },
  PROJECT_KEY_FACTS_FROZEN: { status: 409, text: '该项目待审，{fields}不能修改；请先撤回送审' },
  PROJECT_APPROVAL_INCOMPLETE: { status: 422, text: '填写批复日期时，须同时填写审批方式和批复文号' },
  PROPOSAL_NOT_FOUND: { status: 404, text: '没有找到该条滚动建议，或您无权查看' },
  PROPOSAL_DECIDED: { status: 409, text: '该条建议当前为“{state}”，不能再办理' },
  RESERVE_RUN_BUSY: { status: 409, text: '已有一次储备检查正在进行' },
  REVIEW_PACKET_NOT_FOUND: { status: 404, text: '没有找到该送审件，或您无权查看' },
  REVIEW_OPINION_NOT_FOUND: { status: 404, text: '没有找到该评审席，或您无权查看' },
  REVIEW_CONDITION_NOT_FOUND: { status: 404, text: '没有找到该附带条件，或您无权查看' },
  REVIEW_NOT_LOCAL: { status: 422, text: '外地参考项目不送审' },
  REVIEW_LINE_UNIT_UNKNOWN: { status: 422, text: '按所属行业没有找到行业主管部门，请选择一个' },
  REVIEW_UNIT_FORBIDDEN: { status: 403, text: '这一席由{unit}评审，不能代为下结论' },
  REVIEW_CONCLUDED: { status: 409, text: '该送审件当前为“{status}”，不能再办理' },
  REVIEW_OPINION_CONCLUDED: { status: 409, text: '本席已下结论“{verdict}”' },
  REVIEW_CHECKLIST_UNMET: { status: 422, text: '评审要点“{item}”未符合，不能通过' },
  REVIEW_CONDITION_STATE_INVALID: { status: 409, text: '该条件当前为“{state}”，不能这样操作' },
  CHAIN_GRAPH_INVALID: { status: 422, text: '链图有误：{why}' },
  CHAIN_CORRECTED_ALREADY: { status: 409, text: '该环节对它已有更正，请先撤回' },
  MEMBERSHIP_OVERLAPS: { status: 409, text: '该项目此时已在“{list}”中' },
  ENTERPRISE_HELD: { status: 409, text: '该企业由{holder}跟进，请先与其联系' },
  ENTERPRISE_HAS_LIVE_LEAD: { status: 409, text: '该企业还有线索在推进，不能归档' },
  ENTERPRISE_DO_NOT_CONTACT: { status: 409, text: '该企业已标为不再联系，不能建立线索' },
  LEAD_EXISTS: { status: 409, text: '该企业与该项目已有线索在推进' },
  LEAD_STAGE_INVALID: { status: 409, text: '不能从“{from}”改为“{to}”' },
  LEAD_GATE_UNMET: { status: 422, text: '进入“{stage}”还缺：{missing}' },
  LEAD_CLOSED: { status: 409, text: '该线索已结束，不能再推进' },
  SUGGESTION_DECIDED: { status: 409, text: '该条建议已处理' },
  PAUSE_NOT_FOUND: { status: 404, text: '没有找到该条暂缓推荐，或您无权查看' },
  PAUSE_OVER: { status: 409, text: '该条暂缓推荐已解除或已到期' },
  WEIGHT_VERSION_NOT_FOUND: { status: 404, text: '没有找到该权重版本' },
  WEIGHT_VERSION_OUTDATED: { status: 409, text: '该版本是用算法 {version} 训练的，不能用于现在的算法' },
  WEIGHT_VERSION_ACTIVE: { status: 409, text: '该版本正在使用' },
  LEARNING_BUSY: { status: 409, text: '已有一次学习正在进行' },
  PACKAGE_OFFER_UNKNOWN: { status: 422, text: '该资源或市场不在此换包的可选范围内' },
  PACKAGE_QUANTITY_UNKNOWN: { status: 422, text: '“{name}”的数量尚未核定，只能展示，不能承诺' },
  PACKAGE_SUPPLY_STATISTIC: { status: 422, text: '“{name}”是背景统计，只作参考，不能填报拟用数量' },
  PACKAGE_SUPPLY_STALE: { status: 422, text: '“{name}”已过有效期，请先复核' },
  PACKAGE_UNIT_MISMATCH: { status: 422, text: '单位“{unit}”与“{name}”的计量单位“{expected}”不能换算' },
  PACKAGE_QUANTITY_EXCEEDED: { status: 409, text: '“{name}”只剩{free}{unit}可承诺' },
  PACKAGE_KEPT_BY_OTHERS: { status: 409, text: '该数量由{holder}预留，请与其联系' },
  PACKAGE_SIDE_TAKEN: { status: 409, text: '此换包已定“{name}”，请先收回其数量' },
  SUPPLY_NOT_FOUND: { status: 404, text: '没有找到该资源或市场，或您无权查看' },
  RESERVATION_NOT_FOUND: { status: 404, text: '没有找到该笔预留，或您无权查看' },
  SUPPLY_EXCEEDED: { status: 409, text: '“{name}”只剩{available}{unit}可用' },
  SUPPLY_QUANTITY_UNKNOWN: { status: 422, text: '“{name}”的数量尚未核定，不能预留或承诺' },
  SUPPLY_STALE: { status: 422, text: '“{name}”已过有效期，请先复核' },
  SUPPLY_ARCHIVED: { status: 409, text: '“{name}”已归档，不能预留或承诺' },
  SUPPLY_UNIT_MISMATCH: { status: 422, text: '单位“{unit}”与“{name}”的计量单位“{expected}”不能换算' },
  SUPPLY_FAIR_COMPETITION_MISSING: {
    status: 422,
    text: '“{name}”是政府采购市场，须先填写公平竞争审查说明，才能预留或承诺',
  },
  SUPPLY_BELOW_PROMISED: { status: 409, text: '“{name}”已预留和承诺{taken}{unit}，总量不能少于此数' },
  SUPPLY_UNIT_IN_USE: { status: 409, text: '“{name}”已有预留、承诺或候补，不能改计量单位' },
  SUPPLY_IN_USE: { status: 409, text: '“{name}”还有{taken}{unit}预留或承诺未了结，不能归档' },
  RESERVATION_STATE_INVALID: { status: 409, text: '该笔预留当前为“{state}”，不能这样操作' },
  RESERVATION_QUANTITY_INVALID: { status: 422, text: '数量须大于零且不超过{most}{unit}' },
  PARK_NOT_FOUND: { status: 404, text: '没有找到该园区' },
  PARK_EVALUATION_NOT_FOUND: { status: 404, text: '没有找到该项区域评估，或已撤回' },
  SUPPLY_STATISTIC: { status: 422, text: '“{name}”是背景统计，不能预留或承诺' },
  EXTRA_FIELD_NOT_FOUND: { status: 404, text: '没有找到该扩展字段' },
  EXTRA_FIELD_UNKNOWN: { status: 422, text: '“{kind}”没有扩展字段“{name}”' },
  EXTRA_FIELD_TITLE_TAKEN: { status: 409, text: '已有名为“{title}”的字段' },
  EXTRA_FIELD_CHOICE_USED: { status: 409, text: '选项“{term}”已有{count}条记录在用，不能去掉' },
  EXTRA_FIELD_INVALID: { status: 422, text: '扩展字段的定义有误：{why}' },
  MATCH_RUN_BUSY: { status: 409, text: '已有一次匹配正在进行' },
  MATCH_RUN_OUTDATED: {
    status: 409,
    text: '这次匹配（算法 {version}）的依据已不能按现在的公式解释，请重新匹配后再查看原因',
  },
  MATCH_RUN_FINISHED: { status: 409, text: '该次匹配已结束' },
  FUNDS_SELF_VERIFICATION: { status: 403, text: '不能核验自己填报的资金' },
  FUNDS_AMOUNT_INVALID: { status: 422, text: '认定金额须大于零且不超过填报金额' },
  FUNDS_STATE_INVALID: { status: 409, text: '该笔资金当前为“{status}”，不能这样操作' },
  FUNDS_PERIOD_INVALID: { status: 422, text: '到位月份不能晚于本月' },
  FUNDS_EVIDENCE_REQUIRED: { status: 422, text: '请至少附一份凭证' },
  EVIDENCE_DUPLICATE: { status: 409, text: '这份凭证已用于“{lineCode}”，不能重复使用' },
  IMPORT_FILE_UNREADABLE: { status: 422, text: '文件无法读取：{why}' },
  IMPORT_HEADER_UNKNOWN: { status: 422, text: '没有认出表头，请使用模板；至少需要：{required}' },
  IMPORT_STATE_INVALID: { status: 409, text: '该次导入当前为“{status}”，不能这样操作' },
  CHANGE_BATCH_NOT_FOUND: { status: 404, text: '没有找到可撤销的批次' },
  CHANGE_UNDONE_ALREADY: { status: 409, text: '该批次已撤销或正在撤销' },
  JOB_USER_DISABLED: { status: 403, text: '发起人已停用，任务不再进行' },
  ATTEMPTS_EXHAUSTED: { status: 500, text: '多次尝试都没有成功，已停止；请联系管理员' },
  FILE_EMPTY: { status: 422, text: '“{name}”是空文件' },
  FILE_TYPE_REFUSED: { status: 422, text: '不能上传“{name}”，可以上传的类型：{allowed}' },
  FILE_CONTENT_MISMATCH: { status: 422, text: '“{name}”的内容与后缀“{extension}”不符，请用原程序另存后再上传' },
  FILE_NOT_SHOWN: { status: 415, text: '这种文件不能预览，请下载后查看' },
  ATTACHMENT_NOT_FOUND: { status: 404, text: '没有找到该附件，或您无权查看' },
  ATTACHMENT_WITHDRAWN: { status: 409, text: '该附件已撤下' },
  ATTACHMENT_SAME_CONTENT: { status: 409, text: '与第{no}版内容相同，无须更新' },
  COMMENT_NOT_FOUND: { status: 404, text: '没有找到该评论，或您无权查看' },
  COMMENT_WITHDRAWN: { status: 409, text: '该评论已撤回' },
  COMMENT_EDIT_OVER: { status: 409, text: '评论发出{minutes}分钟后不能再改，可以撤回重写' },
  MENTION_NOT_READER: { status: 422, text: '提到的人不能查看该{subject}，请去掉后再发' },
  FILE_TOO_LARGE: { status: 413, text: '文件超过{limitMb}MB' },
  QUEUE_UNAVAILABLE: { status: 503, text: '任务队列暂不可用，任务已登记，恢复后自动进行' },
  RATE_LIMITED: { status: 429, text: '操作太频繁，请稍后再试' },
  INTERNAL: { status: 500, text: '系统出错了，已记录；编号 {requestId}' },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What a failed request answers. `message` is for developers; people read `errorText(code, details)`. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** One wrong field of a request, form or imported row. */
export interface FieldIssue {
  /** Dotted path, e.g. `industryCodes.0`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Chinese sentence for an error. */
export function errorText(code: string, details: ErrorDetails = {}): string {
  const entry = (ERRORS as Record<string, { text: string }>)[code];
  if (entry === undefined) return `出错了（${code}）`;
  return entry.text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
