/** The error code that Node, the driver or the database sets on an error, besides its message. */

function named(error: unknown, name: 'code' | 'syscall'): string {
  const value: unknown = error instanceof Error && Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** E.g. `EADDRINUSE` or `42P01`; empty where there is none. */
export const codeOf = (error: unknown): string => named(error, 'code')

/** The system call that failed, e.g. `connect`; empty where there is none. */
export const syscallOf = (error: unknown): string => named(error, 'syscall')
