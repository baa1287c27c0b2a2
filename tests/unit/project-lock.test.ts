/** The lock on a project folder, with real processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { ownFolder } from '../fixtures/leftovers.ts'

const LOCK = new URL('../../scripts/project-lock.mjs', import.meta.url).href
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A process that writes a line when its work begins and one when it ends; the work lasts until a file is there. */
function worker(folder: string, name: string, until: string) {
  const source = `
    import { appendFileSync, existsSync } from 'node:fs'
    import { withProject } from ${JSON.stringify(LOCK)}
    const log = (line) => appendFileSync('log', line + ' ${name}\\n')
    log('ready')
    await withProject('.', async () => {
      log('begins')
      while (!existsSync(${JSON.stringify(until)})) await new Promise((done) => setTimeout(done, 10))
      log('ends')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { cwd: folder, stdio: 'pipe' })
  started.push(child)
  return child
}

const linesOf = (folder: string) =>
  existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : []
const sees = (folder: string, line: string) =>
  vi.waitFor(() => expect(linesOf(folder)).toContain(line), { timeout: 20_000, interval: 20 })

it('lets one process after the other work, and leaves nothing behind', async () => {
  const folder = ownFolder()
  const first = worker(folder, 'first', 'go')
  await sees(folder, 'begins first')
  const others = ['second', 'third'].map((name) => worker(folder, name, 'go'))
  await sees(folder, 'ready second')
  await sees(folder, 'ready third')
  // Each says that it waits, so the first has been asked for the lock.
  await Promise.all(others.map((child) => once(child.stdout!, 'data')))
  expect(linesOf(folder).filter((line) => line.startsWith('begins'))).toEqual(['begins first'])
  appendFileSync(join(folder, 'go'), '')
  await Promise.all([first, ...others].map((child) => once(child, 'exit')))
  const works = linesOf(folder).filter((line) => !line.startsWith('ready'))
  expect(works.map((line) => line.split(' ')[0])).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends'])
  for (let i = 0; i < works.length; i += 2) expect(works[i + 1]).toBe(works[i]!.replace('begins', 'ends'))
  expect(readdirSync(folder).toSorted()).toEqual(['go', 'log'])
})

it('goes on after a holder that was killed', async () => {
  const folder = ownFolder()
  const first = worker(folder, 'first', 'never')
  await sees(folder, 'begins first')
  first.kill('SIGKILL')
  await once(first, 'exit')
  appendFileSync(join(folder, 'go'), '')
  await once(worker(folder, 'second', 'go'), 'exit')
  expect(linesOf(folder)).toContain('ends second')
  expect(readdirSync(folder).toSorted()).toEqual(['go', 'log'])
}, 30_000)
