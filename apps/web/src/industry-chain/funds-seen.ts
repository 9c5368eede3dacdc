/** Money of areas whose funds the reader does not see: there may be some, so never a zero. */
export const NOT_SEEN = '不可见';
/** Under figures of funds for readers who see those of their own areas only. */
export const FUNDS_SEEN_NOTE = '到位资金只计您能看到的，其他地区的写作“不可见”。';
