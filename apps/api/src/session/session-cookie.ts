export const SESSION_COOKIE = 'lianghuan_session';
