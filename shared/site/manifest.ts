/** The web manifest: how the site is called and looks on a phone's home screen. */
import type { Station } from '../member/station.ts'

interface Icon {
  src: string
  type: string
  sizes: string
  purpose?: string
}

/** Answer of `GET /api/manifest`; its names are those of the W3C's Web Application Manifest. */
export interface WebManifest {
  id: string
  name: string
  short_name: string
  lang: string
  start_url: string
  scope: string
  display: string
  background_color: string
  theme_color: string
  icons: Icon[]
}

const OWN_ICONS: Icon[] = [
  { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
  { src: '/icon-192.png', type: 'image/png', sizes: '192x192' },
  { src: '/icon-512.png', type: 'image/png', sizes: '512x512', purpose: 'any maskable' },
]

export function manifestOf({ allianceName, shortName, logo }: Station): WebManifest {
  return {
    // Without it the address of the manifest would be part of the installed site's identity.
    id: '/',
    name: allianceName,
    short_name: shortName,
    lang: 'zh-CN',
    start_url: '/',
    scope: '/',
    display: 'minimal-ui',
    background_color: '#f6f3ec',
    theme_color: '#1747a6',
    icons: logo ? [{ src: logo, type: 'image/png', sizes: '512x512' }] : OWN_ICONS,
  }
}
