/** What Node, the driver or the database name an error by, beside its message. */

function named(error: unknown, name: 'code' | 'syscall'): string {
  const value: unknown = error instanceof Error && Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** E.g. `EADDRINUSE` or `42P01`; empty where there is none. */
export const codeOf = (error: unknown): string => named(error, 'code')

/** What the system was asked for, e.g. `connect`; empty where there is none. */
export const syscallOf = (error: unknown): string => named(error, 'syscall')
