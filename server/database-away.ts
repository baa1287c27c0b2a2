/** Whether an error means that the database cannot be used for the moment: the same request may succeed later. */
import { codeOf, syscallOf } from './error-code.ts'

/** Codes of the driver, and of the system's calls on a socket. */
const CONNECTION = new RegExp(
  '^(CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED)|' +
    'E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN))$',
)
/**
 * SQLSTATE: 08 connection, 53 resources (connections, memory, disk), 57 an operator, a shutdown or a time limit, 58 the
 * system; read-only after a change of the primary; a deadlock, a conflict and a lock that did not come in time.
 */
const SQLSTATE = /^(08...|53...|57...|58...|25006|40001|40P01|55P03)$/

/** Its causes are looked at too: drizzle and h3 wrap what they caught. */
export function isAway(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const one = at instanceof AggregateError ? at.errors[0] : at
    const code = codeOf(one)
    if (CONNECTION.test(code) || SQLSTATE.test(code)) return true
    // The socket of an embedded database that is not there.
    if (code === 'ENOENT' && syscallOf(one) === 'connect') return true
  }
  return false
}
