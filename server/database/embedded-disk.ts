/**
 * Makes the files of the embedded database survive a power cut. PGlite's file system has no fsync, so Postgres's own
 * requests for one reach no disk; here they do. The write-ahead log alone is synced later, within LOG_MS: a sync for
 * every commit would cost a slow disk its answers. The rules that a recovery relies on are kept all the same: no page
 * is written before the log of it is on the disk, and no checkpoint is noted before its pages are.
 */
import { closeSync, fdatasyncSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { codeOf } from '../error-code.ts'
import { syncFolder, syncPath } from './sync.ts'

/** Longest time that a commit stays unsynced, in ms. */
export const LOG_MS = 1_000

/** Overwritten at a time, in bytes: queries wait for that. */
const CLEAR_BYTES = 1_000_000

const SEGMENT = /^[0-9A-F]{24}$/
const LOG_FILE = /^(?:[0-9A-F]{24}|xlogtemp\.\d+)$/

/** What a stream of Emscripten's file system is to us. */
interface Stream {
  node: object
  /** Absent for a folder. */
  nfd?: number
}
interface Operations {
  open: (stream: Stream) => void
  read: (stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number) => number
  write: (stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number) => number
  fsync?: (stream: Stream) => number
}
interface NodeFiles {
  stream_ops: Operations
  realPath: (node: object) => string
}

/** WASI's numbers, which Emscripten puts in the place of Node's codes. */
const REASONS: Record<number, string> = { 19: 'EDQUOT', 29: 'EIO', 51: 'ENOSPC', 69: 'EROFS' }
const reasonOf = (error: unknown): string => {
  const errno: unknown = Reflect.get(Object(error), 'errno')
  return codeOf(error) || REASONS[Number(errno)] || `errno ${String(errno)}`
}

/** Nothing can be stored any more, whatever Postgres makes of it. */
export const FINAL = new Set(['EROFS', 'EIO'])

/** A page of zeros, by which a table grows, belongs to no record of the log. */
const isBlank = (buffer: Uint8Array, offset: number) => buffer.subarray(offset, offset + 8).every((byte) => byte === 0)

export interface DiskEvents {
  /** Something was read, written or synced. */
  moved: () => void
  /** The log could not be written or synced: the database cannot go on. */
  failed: (code: string) => void
}

export class SyncedFiles extends NodeFS {
  private readonly logDir: string
  private readonly events: DiskEvents
  /** Log files with writes that are not on the disk yet, each with the number of its last one. */
  private readonly unsynced = new Map<string, number>()
  /** When the oldest of these writes was made, in ms of the monotonic clock. */
  private since = 0
  private writes = 0
  /** Folders in which files may be new. */
  private readonly folders = new Set<string>()
  /** Log files whose names are on the disk. */
  private readonly named = new Set<string>()
  private running: Promise<void> | undefined
  /** The log file that was written last. */
  private newest = ''

  constructor(dir: string, events: DiskEvents) {
    super(dir)
    this.logDir = join(this.rootDir, 'pg_wal')
    this.events = events
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    const preRun = emscriptenOpts.preRun ?? []
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, (mod) => this.hook(mod.FS.filesystems.NODEFS)] } }
  }

  private hook(files: NodeFiles): void {
    const { open, read, write } = files.stream_ops
    const paths = new WeakMap<Stream, string>()
    const pathOf = (stream: Stream) => {
      const path = paths.get(stream) ?? files.realPath(stream.node)
      paths.set(stream, path)
      return path
    }
    const isLog = (path: string) => dirname(path) === this.logDir && LOG_FILE.test(basename(path))
    // Postgres opens its files for writing, and says of a disk that has become read-only only that this one failed.
    files.stream_ops.open = (stream) => {
      try {
        open(stream)
      } catch (error) {
        if (reasonOf(error) === 'EROFS') this.events.failed('EROFS')
        throw error
      }
    }
    files.stream_ops.read = (...args) => {
      const bytes = read(...args)
      this.events.moved()
      return bytes
    }
    files.stream_ops.write = (...args) => {
      const [stream, buffer, offset] = args
      const path = pathOf(stream)
      const log = isLog(path)
      if (!log && this.unsynced.size && !isBlank(buffer, offset)) this.syncLog()
      if (log && SEGMENT.test(basename(path))) this.newest = basename(path)
      try {
        const bytes = write(...args)
        this.events.moved()
        return bytes
      } catch (error) {
        const reason = reasonOf(error)
        if (log || FINAL.has(reason)) this.events.failed(reason)
        throw error
      }
    }
    files.stream_ops.fsync = (stream) => {
      const path = pathOf(stream)
      if (isLog(path)) this.logWritten(path)
      else {
        this.syncLog()
        this.folders.add(dirname(path))
        if (path.endsWith('pg_control')) this.syncFolders()
        this.orFail(() => (stream.nfd === undefined ? syncFolder(path) : fdatasyncSync(stream.nfd)))
      }
      this.events.moved()
      return 0
    }
  }

  /**
   * Overwrites the log files that Postgres has put in store for later: it renames old ones, with what they hold.
   * Postgres runs in this thread, so between a look at the newest file and a write nothing moves on; its work goes on
   * in between.
   */
  async clearStore(): Promise<void> {
    // Which one is in use is known from the first write on.
    if (!this.newest) throw new Error('the log has not been written yet')
    const zeros = new Uint8Array(CLEAR_BYTES)
    for (const name of readdirSync(this.logDir).filter((each) => SEGMENT.test(each))) {
      const path = join(this.logDir, name)
      const size = name > this.newest ? statSync(path).size : 0
      for (let at = 0; at < size && name > this.newest; at += zeros.length) {
        const fd = openSync(path, 'r+')
        try {
          writeSync(fd, zeros, 0, Math.min(zeros.length, size - at), at)
          fdatasyncSync(fd)
        } finally {
          closeSync(fd)
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }

  private orFail(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.events.failed(codeOf(error))
      throw error
    }
  }

  private logWritten(path: string): void {
    if (!this.unsynced.size) this.since = performance.now()
    this.unsynced.set(path, ++this.writes)
    // The timer cannot run while one query follows another without a pause.
    if (performance.now() - this.since >= LOG_MS) this.syncLog()
  }

  private syncFolders(): void {
    for (const folder of this.folders) syncFolder(folder)
    this.folders.clear()
  }

  /** Syncs the log now. */
  private syncLog(): void {
    if (!this.unsynced.size) return
    this.orFail(() => {
      for (const path of this.unsynced.keys()) {
        syncPath(path)
        if (!this.named.has(path)) syncFolder(this.logDir)
        this.named.add(path)
      }
    })
    this.unsynced.clear()
  }

  /** Syncs the log beside the database's own work. */
  syncLater(): Promise<void> {
    this.running ??= this.syncBeside().finally(() => (this.running = undefined))
    return this.running
  }

  private async syncBeside(): Promise<void> {
    const begun = performance.now()
    for (const [path, write] of this.unsynced) {
      try {
        const file = await openFile(path, 'r+')
        await file.datasync().finally(() => file.close())
        if (!this.named.has(path)) syncFolder(this.logDir)
        this.named.add(path)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') this.events.failed(codeOf(error))
      }
      if (this.unsynced.get(path) === write) this.unsynced.delete(path)
    }
    this.since = begun
  }
}
