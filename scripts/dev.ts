/** `npm run dev`: Nuxt's development server on the same database as `npm start`. */
import { spawn } from 'node:child_process'
import { exitWith, prepare } from './prepare.ts'

async function develop(): Promise<void> {
  const prepared = await prepare()
  const { HOST, PORT } = prepared.env
  const child = spawn(
    process.execPath,
    ['node_modules/nuxt/bin/nuxt.mjs', 'dev', '--host', HOST, '--port', String(PORT)],
    { stdio: 'inherit' },
  )
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const code = await new Promise<number>((resolve) =>
    child.on('exit', (status, signal) => resolve(signal ? 0 : (status ?? 1))),
  )
  await prepared.close()
  process.exit(code)
}

await develop().catch(exitWith)
