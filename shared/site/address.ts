/** The addresses of this computer, from which the one for QR codes is chosen. */

export interface AddressChoice {
  /** Without a slash at the end. */
  origin: string
  /** What it belongs to, in words. */
  label: string
  /** Phones in the same network can probably open it. */
  likely: boolean
}

/** Answer of `GET /api/console/address`. */
export interface AddressView {
  /** In use for QR codes, links and screens; null: the one by which each visitor opens the site. */
  origin: string | null
  /** It was set by PUBLIC_URL at the start, and cannot be chosen here. */
  fixed: boolean
  /** It was chosen from the list, and this computer no longer has it. */
  moved: boolean
  /** Other devices can reach the server at all. */
  open: boolean
  choices: AddressChoice[]
  /** Of the choice; 1 before the first one. */
  revision: number
}

/** Bridges of containers and virtual machines, tunnels: phones cannot be reached through them. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vethernet|tun|tap|utun|wg|zt|tailscale|lxc|cni)/i
const WIRELESS = /^(?:wl|wifi|wi-fi|wlan|无线)/i

function labelOf(name: string): string {
  if (VIRTUAL.test(name)) return `虚拟网卡 ${name}，手机一般连不上`
  if (WIRELESS.test(name)) return `无线网卡 ${name}`
  return `网卡 ${name}`
}

/** Home and office networks (RFC 1918). */
const isPrivate = (address: string) => /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address)

/** @param found IPv4 addresses, without those of the computer itself. @returns the likeliest first */
export function addressChoices(found: readonly { name: string; address: string }[], port: number): AddressChoice[] {
  return found
    .map(({ name, address }) => ({
      origin: `http://${address}${port === 80 ? '' : `:${port}`}`,
      label: labelOf(name),
      likely: !VIRTUAL.test(name) && !address.startsWith('169.254.'),
      near: isPrivate(address),
    }))
    .toSorted((a, b) => Number(b.likely) - Number(a.likely) || Number(b.near) - Number(a.near))
    .map(({ near: _near, ...choice }) => choice)
}
