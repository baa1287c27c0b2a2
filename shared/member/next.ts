const HERE = 'http://here.invalid'

/** The page after log-in: restricted to pages of the office, which prevents open redirects. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/console'
  try {
    // Resolved like in a browser before the check: `//host`, `/\host` and `..`.
    const { origin, pathname, search, hash } = new URL(next, HERE)
    const inside = origin === HERE && /^\/console(\/|$)/.test(pathname) && pathname !== '/console/login'
    return inside ? pathname + search + hash : '/console'
  } catch {
    // Not an address. The oldest browsers have no `URL.canParse`.
    return '/console'
  }
}
