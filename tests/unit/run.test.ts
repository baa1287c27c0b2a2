/** The first step of every npm script. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { ownFolder } from '../fixtures/leftovers.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A tree with one script, whose node_modules is a link to a folder. */
function linkedTree(lock: string, target: (folder: string) => string) {
  const folder = ownFolder()
  mkdirSync(join(folder, 'scripts'))
  for (const file of ['run.mjs', 'project-lock.mjs']) cpSync(join(ROOT, 'scripts', file), join(folder, 'scripts', file))
  writeFileSync(join(folder, 'package-lock.json'), lock)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'scripts/hello.ts'), 'console.log(`hello from ${process.version}`)')
  symlinkSync(target(folder), join(folder, 'node_modules'))
  const run = () =>
    spawnSync(process.execPath, ['scripts/run.mjs', 'hello'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    })
  return { folder, run, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

it('starts the pinned Node once, where node_modules is a symbolic link', () => {
  using tree = linkedTree('{"packages":{}}', () => join(ROOT, 'node_modules'))
  const { stdout, stderr } = tree.run()
  expect(stdout, stderr).toBe(`hello from ${process.version}\n`)
})

it('installs nothing through a link, whose target may belong to another copy', () => {
  using tree = linkedTree('{"packages":{"node_modules/absent":{"version":"1.0.0"}}}', (folder) => {
    mkdirSync(join(folder, 'theirs/kept'), { recursive: true })
    return join(folder, 'theirs')
  })
  const { status, stdout, stderr } = tree.run()
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^\[linked_modules\] node_modules 是一个链接.+\n$/)
  expect(existsSync(join(tree.folder, 'theirs/kept'))).toBe(true)
})
