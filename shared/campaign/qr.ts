/** QR codes for print and screens: the same module matrix is used for SVG, PNG and the print sheet. */
import { encode } from 'uqr'

/** Modules of white margin around the code: ISO/IEC 18004 asks for 4, and scanners need them on busy posters. */
const QUIET_ZONE = 4

/**
 * Rows of modules, true = dark, quiet zone included. Error level Q (a quarter may be dirty or torn), raised to H where
 * that costs no larger code.
 */
export function qrMatrix(text: string): boolean[][] {
  return encode(text, { ecc: 'Q', boostEcc: true, border: QUIET_ZONE }).data
}

/** Path of the dark modules, one unit per module, runs of a row joined so that no hairlines show between them. */
export function qrPath(matrix: readonly (readonly boolean[])[]): string {
  let path = ''
  matrix.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`
    }
  })
  return path
}

/** A standalone SVG file. @param size edge in px */
export function qrSvg(text: string, size: number): string {
  const matrix = qrMatrix(text)
  const edge = matrix.length
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${size}" ` +
    `height="${size}" viewBox="0 0 ${edge} ${edge}" shape-rendering="crispEdges"><path fill="#fff" ` +
    `d="M0 0h${edge}v${edge}H0z"/><path d="${qrPath(matrix)}"/></svg>\n`
  )
}

/** The address for a short code. */
export const codeUrl = (origin: string, code: string): string => `${origin}/s/${code}`

/** True for an address that only this computer can open (loopback): on a phone it would mean the phone itself. */
export function isLoopback(origin: string): boolean {
  const hostname = new URL(origin).hostname.replace(/\.$/, '')
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname.startsWith('127.') ||
    hostname === '0.0.0.0' ||
    // Also IPv4 written as IPv6: 127.… is ::ffff:7f….
    /^\[::(?:1?|ffff:(?:7f[\da-f]{2}|0):[\da-f]{1,4})\]$/.test(hostname)
  )
}
