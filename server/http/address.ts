/** The address for QR codes that was chosen in the office. Kept in the data folder: it belongs to this computer. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { serverEnv } from '#server/env.ts'
import { type AddressChoice, addressChoices, type AddressView } from '#shared/site/address.ts'
import { isLoopback } from '#shared/campaign/qr.ts'

/**
 * `origin`: null once the choice was taken back, which is a revision of its own. `listed`: it was an address of this
 * computer when it was chosen. Earlier versions kept no revision.
 */
const keptSchema = z.object({ origin: z.url().nullable(), listed: z.boolean(), revision: z.int().min(1).default(1) })
type Kept = z.output<typeof keptSchema>

const fileIn = (dataDir: string) => join(dataDir, 'address.json')

/** Undefined where nothing was chosen; a damaged file counts as nothing. */
export function readAddress(dataDir: string): Kept | undefined {
  try {
    const file = fileIn(dataDir)
    return existsSync(file) ? keptSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  } catch {
    return undefined
  }
}

/** Read once: only this process changes it. */
let kept: { of: string; address: Kept | undefined } | undefined
function keptAddress(): Kept | undefined {
  const { dataDir } = serverEnv
  if (!dataDir) return undefined
  if (kept?.of !== dataDir) kept = { of: dataDir, address: readAddress(dataDir) }
  return kept.address
}

export const chosenOrigin = (): string | undefined => keptAddress()?.origin ?? undefined

/** This computer's addresses for a server on this port. */
export function ownChoices(port: number): AddressChoice[] {
  const found = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.filter((one) => one.family === 'IPv4' && !one.internal).map(({ address }) => ({ name, address })),
  )
  return addressChoices(found, port)
}

/** Whether a chosen address was one of this computer's and is so no longer (DHCP, another port). */
export const isMoved = (address: Kept | undefined, choices: readonly AddressChoice[]): boolean =>
  Boolean(address?.listed) && !choices.some(({ origin }) => origin === address?.origin)

/** Whether other devices can reach the server: it listens on more than the computer's own address. */
const isOpen = () =>
  !isLoopback(`http://${serverEnv.host.includes(':') ? `[${serverEnv.host}]` : serverEnv.host}`) ||
  serverEnv.host === '0.0.0.0'

export function addressView(): AddressView {
  const choices = ownChoices(serverEnv.port)
  return {
    origin: serverEnv.publicUrl ?? chosenOrigin() ?? null,
    fixed: serverEnv.publicUrl !== undefined,
    moved: serverEnv.publicUrl === undefined && isMoved(keptAddress(), choices),
    open: isOpen(),
    choices,
    revision: keptAddress()?.revision ?? 1,
  }
}

/** @param origin null: nothing is chosen any more */
export function chooseAddress(origin: string | null): AddressView {
  const { dataDir } = serverEnv
  if (!dataDir) return addressView()
  const file = fileIn(dataDir)
  const before = addressView()
  const listed = ownChoices(serverEnv.port).some((choice) => choice.origin === origin)
  const revision = before.origin === origin ? before.revision : before.revision + 1
  writeFileSync(`${file}.part`, JSON.stringify({ origin, listed, revision } satisfies Kept), { mode: 0o600 })
  renameSync(`${file}.part`, file)
  kept = undefined
  return addressView()
}
