/**
 * One install or build at a time in a project folder: starts with different data folders share node_modules and
 * .output.
 *
 * Plain JavaScript without packages, like run.mjs, which uses it before anything is installed.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

/** How often a holder shows that it is alive, and after how long without it the lock is free, in ms. */
const BEAT = 1_000
const SILENT = 8_000

/** @returns false if another process holds the lock */
function tryToHold(file, own) {
  try {
    writeFileSync(file, own, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** The last sign of life of the holder, and who it is; undefined if it has released the lock in the meantime. */
function lookAt(file) {
  try {
    return { holder: readFileSync(file, 'utf8'), beat: statSync(file).mtimeMs }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Takes away the lock of a process that was killed. */
function clear(file, holder) {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    // Another process that waits was faster, and this is already the next holder's.
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside)
    else renameSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

async function hold(file, own) {
  let seen
  let since = performance.now()
  let told = false
  while (!tryToHold(file, own)) {
    const now = lookAt(file)
    // By what this process has seen, not by the file's date: clocks are set, and machines sleep.
    if (now?.holder !== seen?.holder || now?.beat !== seen?.beat) since = performance.now()
    else if (now && performance.now() - since > SILENT) clear(file, now.holder)
    seen = now
    if (!told) console.log('另一个程序正在这个文件夹里安装或构建，等它做完…')
    told = true
    await wait(100)
  }
}

/**
 * Waits until no other process installs or builds in the folder, and runs the work.
 * @template T
 * @param {string} root the project folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProject(root, work) {
  const file = join(root, '.install.lock')
  const own = randomUUID()
  await hold(file, own)
  const isOwn = () => lookAt(file)?.holder === own
  const beat = setInterval(() => isOwn() && utimesSync(file, new Date(), new Date()), BEAT)
  beat.unref()
  const release = () => {
    if (isOwn()) rmSync(file, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}
