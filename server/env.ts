/** The environment, validated once at start. Everything else reads this, never `process.env`. */
import { resolve } from 'node:path'
import { z } from 'zod'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const url = (protocols: RegExp, hint: string) => z.preprocess(blankIsUnset, z.url({ protocol: protocols, error: hint }).optional())

const envSchema = z.object({
  HOST: z.preprocess(blankIsUnset, z.string().regex(/^[a-zA-Z0-9.:-]+$/, '要写成地址，例如 0.0.0.0').default('127.0.0.1')),
  PORT: z.preprocess(blankIsUnset, z.coerce.number({ error: '要写成 1 到 65535 的数字' }).int('要写成整数').min(1, '要写成 1 到 65535 的数字').max(65535, '要写成 1 到 65535 的数字').default(3000)),
  DATA_DIR: z.preprocess(blankIsUnset, z.string().default('.data')).transform((dir) => resolve(dir)),
  DATABASE_URL: url(/^postgres(ql)?$/, '要写成 postgres://用户:密码@主机:端口/库名'),
  REDIS_URL: url(/^rediss?$/, '要写成 redis://主机:端口'),
  PUBLIC_URL: url(/^https?$/, '要写成 http:// 或 https:// 开头的网址').transform((value) => value?.replace(/\/+$/, '')),
})
export type Env = z.infer<typeof envSchema>

/** Thrown for whatever keeps the server from starting; `message` is one line for the person who started it. */
export class StartError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'StartError'
    this.code = code
  }
}

/** @throws StartError `bad_env` naming the first variable that does not fit. */
export function parseEnv(env: NodeJS.ProcessEnv): Env {
  const parsed = envSchema.safeParse(env)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const name = String(issue.path[0])
  throw new StartError('bad_env', `环境变量 ${name} 不对：${issue.message}（现在是“${(env[name] ?? '').slice(0, 60).replace(/:\/\/[^@/]*@/, '://***@')}”）`)
}
