const HERE = 'http://here.invalid'

/** Where to go after the log-in: only pages of the office, so that a link cannot lead to another site. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, HERE)) return '/console'
  // As a browser would read it: `//host`, `/\host` and `..` are resolved before they are judged.
  const { origin, pathname, search, hash } = new URL(next, HERE)
  const inside = origin === HERE && /^\/console(\/|$)/.test(pathname) && pathname !== '/console/login'
  return inside ? pathname + search + hash : '/console'
}
