/** Where to go after signing in: an address of this site, never of another (`//host`, `https:…`). */
export function safeReturnTo(returnTo: string | undefined): string {
  return returnTo !== undefined && /^\/(?![/\\])/.test(returnTo) && !returnTo.startsWith('/sign-in') ? returnTo : '/';
}
