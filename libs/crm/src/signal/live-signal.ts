/** Whether a signal `s` counts on the day `:today`: neither void nor past its validity. */
export const IS_LIVE = `(s.state <> 'void' AND s.valid_until >= :today)`;
