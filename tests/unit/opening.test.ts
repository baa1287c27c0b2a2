/** What the window says to whoever started the site. */
import { describe, expect, it } from 'vitest'
import { parseEnv } from '#server/env.ts'
import { openingLines } from '../../scripts/opening.ts'

const said = (given: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux') =>
  openingLines(parseEnv(given), given, platform).join('\n')

describe('the window', () => {
  it('says how to stop, and that closing it does', () => {
    for (const HOST of ['', '0.0.0.0', '192.0.2.7']) expect(said({ HOST })).toMatch(/关掉它网站就停了.*按 Ctrl\+C/)
  })
  it('says for whom each address is', () => {
    expect(said({})).toContain('本机：http://127.0.0.1:3000/\n')
    expect(said({ HOST: '0.0.0.0' })).toContain('本机：http://127.0.0.1:3000/\n')
    expect(said({ HOST: '192.0.2.7', PORT: '81' })).toContain('本机、手机和屏幕：http://192.0.2.7:81/\n')
    expect(said({ PUBLIC_URL: 'https://hall.example' })).toContain('手机和屏幕：https://hall.example/\n')
  })
  it('gives the whole line that opens the site to others, with the port that was set', () => {
    expect(said({})).toContain('\n  HOST=0.0.0.0 npm start\n')
    expect(said({ PORT: '3001' })).toContain('\n  HOST=0.0.0.0 PORT=3001 npm start\n')
    expect(said({ npm_lifecycle_event: 'demo', DATA_DIR: '.data-demo' })).toContain(
      '\n  HOST=0.0.0.0 npm run demo\n这个窗口',
    )
    expect(said({ PORT: '3001' }, 'win32')).toContain("\n  $env:HOST='0.0.0.0'; $env:PORT='3001'; npm start\n")
    for (const open of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://hall.example' }])
      expect(said(open)).not.toContain('只有这台电脑')
  })
  it('reminds of what else was set, without telling it', () => {
    const text = said({ DATABASE_URL: 'postgres://a:secret@host/db', DATA_DIR: '/data' })
    expect(text).toContain('DATA_DIR、DATABASE_URL 和这次一样设')
    expect(text).not.toContain('secret')
  })
})
