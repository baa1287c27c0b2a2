/** Checks the address to listen on, and explains why it cannot be used. */
import { createServer } from 'node:net'
import { type Env, StartError } from '../server/env.ts'
import { codeOf } from '../server/error-code.ts'

/** @returns a one-line error for expected causes, any other error unchanged. */
export function listenError(error: unknown, { HOST, PORT }: Env): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError('port_taken', `端口 ${PORT} 已被占用，请先停掉占用它的程序，或用 PORT 换一个端口`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new StartError('bad_host', `本机没有地址 ${HOST}，请改 HOST`)
    case 'EACCES':
      return new StartError('port_denied', `没有权限使用端口 ${PORT}，请用 PORT 换一个 1024 以上的端口`)
    default:
      return error
  }
}

/** Test: listens for a moment. @throws StartError `port_taken`, `bad_host` or `port_denied` */
export async function probeAddress(env: Env): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) =>
      probe.once('error', reject).listen({ port: env.PORT, host: env.HOST }, resolve),
    )
  } catch (error) {
    throw listenError(error, env)
  }
  await new Promise((resolve) => probe.close(resolve))
}
