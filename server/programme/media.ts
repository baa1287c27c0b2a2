/**
 * Uploaded pictures and videos: files in the data folder, named by the hash of their content, each beside a note of
 * what it is. The database names them only, so a backup of it does not hold them.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { decodePicture } from '#server/card/decode-picture.ts'
import { serverEnv } from '#server/env.ts'
import { AppError } from '#shared/errors.ts'
import { PICTURE_BYTES_MAX } from '#shared/card/picture.ts'
import { byName } from '#shared/order.ts'
import {
  boxAt,
  CUT_VIDEO,
  isMp4,
  isWebm,
  type Judged,
  judgeMp4,
  judgeWebm,
  MEDIA_BYTES_MAX,
  type Medium,
} from '#shared/programme/media.ts'

/** The description of a video of hours is smaller. */
const MOOV_MAX = 32 * 1024 * 1024
/** Tracks of a WebM file are described at its beginning. */
const WEBM_HEAD = 256 * 1024
const ID = /^[A-Za-z0-9_-]{43}$/

const refuse = (message: string) => new AppError('bad_input', `${message}。`, { file: message })
const TOO_LARGE = `文件最大 ${MEDIA_BYTES_MAX / 1024 / 1024} MB，请剪短或压缩后再上传。`

function folder(): string {
  if (!serverEnv.dataDir) throw new AppError('unavailable')
  return join(serverEnv.dataDir, 'media')
}

/** What is beside a file: one note for each station that has uploaded it. */
const noteOf = (id: string, stationId: string) => `${id}.${stationId}.json`
const namesIn = async (): Promise<string[]> => (serverEnv.dataDir ? readdir(folder()).catch(() => []) : [])

async function readNote(name: string): Promise<Medium | undefined> {
  const text = await readFile(join(folder(), name), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const medium: Medium = JSON.parse(text)
  return medium
}

/** Those of a station, by name. */
export async function storedMedia(stationId: string): Promise<Medium[]> {
  const own = (await namesIn()).filter((name) => name.endsWith(`.${stationId}.json`))
  const notes = await Promise.all(own.map(readNote))
  return notes.filter((note) => note !== undefined).sort((a, b) => byName(a.title, b.title))
}

/** Writes a body to a file, as far as the limit. @returns its length and hash */
async function receive(body: Readable, path: string): Promise<{ bytes: number; hash: string }> {
  const file = await open(path, 'wx')
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const part of body) {
      const chunk: Buffer = part
      bytes += chunk.length
      if (bytes > MEDIA_BYTES_MAX) throw new AppError('too_large', TOO_LARGE)
      hash.update(chunk)
      await file.write(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes, hash: hash.digest('base64url') }
}

/** Reads only the headers of the outer boxes, and the one that describes the tracks: it may stand at the end. */
async function judgeMp4File(path: string, bytes: number): Promise<Judged> {
  const file = await open(path)
  try {
    const header = Buffer.alloc(16)
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await file.read(header, 0, 16, at)
      const box = boxAt(header.subarray(0, bytesRead), 0, bytes - at)
      if (!box) return CUT_VIDEO
      if (box.type === 'moov' && box.to - box.from <= MOOV_MAX) {
        const moov = Buffer.alloc(box.to - box.from)
        await file.read(moov, 0, moov.length, at + box.from)
        return judgeMp4(moov)
      }
      at += box.to
    }
    return CUT_VIDEO
  } finally {
    await file.close()
  }
}

async function headOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Replaces a picture by one that is safe to serve. @throws AppError `bad_input` at `file` */
async function encoded(path: string, bytes: number): Promise<{ bytes: number; hash: string }> {
  if (bytes > PICTURE_BYTES_MAX) throw refuse(`图片最大 ${PICTURE_BYTES_MAX / 1024 / 1024} MB，视频才可以更大`)
  const picture = await decodePicture(await readFile(path)).catch((error: unknown) => {
    throw error instanceof AppError && error.fields?.picture ? refuse(error.fields.picture) : error
  })
  await writeFile(path, picture.bytes)
  return { bytes: picture.bytes.length, hash: createHash('sha256').update(picture.bytes).digest('base64url') }
}

/**
 * Stores a picture or video; the same content again is the same one.
 * @param length announced size of the body, in bytes
 * @throws AppError `too_large`, before more is read; `bad_input` at `file`, with the reason
 */
export async function storeMedium(
  by: { stationId: string },
  title: string,
  body: Readable,
  length: number,
): Promise<Medium> {
  if (length > MEDIA_BYTES_MAX) throw new AppError('too_large', TOO_LARGE)
  await mkdir(folder(), { recursive: true })
  const path = join(folder(), `.${randomUUID()}.part`)
  try {
    let got = await receive(body, path)
    if (got.bytes === 0 || got.bytes !== length) throw refuse('文件没有传完，请再试一次')
    const head = await headOf(path, WEBM_HEAD)
    let type: Medium['type'] = 'image/webp'
    if (isMp4(head) && !/^(?:hei|mif|msf|avi)/.test(head.toString('latin1', 8, 12))) {
      const judged = await judgeMp4File(path, got.bytes)
      if ('refused' in judged) throw refuse(judged.refused)
      type = judged.type
    } else if (isWebm(head)) {
      const judged = judgeWebm(head)
      if ('refused' in judged) throw refuse(judged.refused)
      type = judged.type
    } else {
      got = await encoded(path, got.bytes)
    }
    const medium: Medium = { id: got.hash, title, type, bytes: got.bytes }
    await rename(path, join(folder(), medium.id))
    await writeFile(join(folder(), noteOf(medium.id, by.stationId)), JSON.stringify(medium))
    return medium
  } finally {
    await rm(path, { force: true })
  }
}

/** A stored file, for its route. @throws AppError `not_found` */
export async function openMedium(
  id: string,
): Promise<{ type: string; bytes: number; read: (from: number, to: number) => Readable }> {
  const name = ID.test(id) ? (await namesIn()).find((each) => each.startsWith(`${id}.`)) : undefined
  const note = name === undefined ? undefined : await readNote(name)
  const path = join(folder(), id)
  const size = note ? (await stat(path).catch(() => undefined))?.size : undefined
  if (!note || size === undefined) throw new AppError('not_found', '没有这个图片或视频。')
  return { type: note.type, bytes: size, read: (start, end) => createReadStream(path, { start, end }) }
}
