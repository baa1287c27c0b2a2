import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPENINGS, openingOf } from '../../shared/content/opening.ts'
import { inTenThousands } from '../../shared/member/station.ts'
import { namesOf } from '../../shared/member/station-names.ts'
import { HOTLINES } from '../../shared/site/hotlines.ts'
import { spoken, toSentences } from '../../shared/site/sentences.ts'

describe('messages of the day', () => {
  it.each(OPENINGS.map((opening) => [opening.scamId, opening] as const))(
    '%s marks words that stand in it and ends with the rule of its type',
    (id, opening) => {
      for (const message of [opening.scam, opening.genuine]) expect(message.text).toContain(message.quote)
      expect(readFileSync(new URL(`../../content/scams/${id}.yml`, import.meta.url), 'utf8')).toContain(
        `rule: ${opening.rule}\n`,
      )
    },
  )

  it('shows each pair in both orders within six days', () => {
    const days = Array.from({ length: 6 }, (_, day) => openingOf(`2026-11-2${day + 2}`))
    expect(new Set(days.map(({ opening, scamFirst }) => `${opening.scamId} ${scamFirst}`)).size).toBe(6)
  })
})

describe('texts in quotation marks', () => {
  it('go through quoted(), so that those within them become single ones', () => {
    // Reports of the checks of files, and texts that are not typed by anybody.
    const exempt = /^(?:shared\/content\/check\/|shared\/quoted\.ts|server\/env\.ts|composables\/form-conflict\.ts)/
    const files = globSync('{components,composables,layouts,pages,plugins,server,shared,stores}/**/*.{ts,vue}')
    expect(files.length).toBeGreaterThan(300)
    const bare = files.filter((file) => !exempt.test(file) && /“(?:\$\{|\{\{)/.test(readFileSync(file, 'utf8')))
    expect(bare).toEqual([])
  })
})

describe('official numbers', () => {
  it('dials nothing but 96110 and 110', () => {
    expect(HOTLINES.flatMap((line) => line.dial ?? [])).toEqual(['96110', '110'])
  })
})

describe('names of a station', () => {
  const of = (name: string, own: { allianceName?: string; shortName?: string } = {}) =>
    Object.values(namesOf({ name, allianceName: null, shortName: null, ...own }))
  it.each([
    ['城南警务室', '城南反诈联盟', '城南反诈联盟'],
    ['城东社区警务室', '城东反诈联盟', '城东反诈联盟'],
    ['新桥派出所城东社区警务室', '新桥派出所城东反诈联盟', '反诈联盟'],
    ['社区警务室', '反诈联盟', '反诈联盟'],
    ['三溪驻村站', '三溪驻村站', '三溪驻村站'],
    ['', '反诈联盟', '反诈联盟'],
  ])('%s → %s, in short %s', (name, alliance, short) => {
    expect(of(name)).toEqual([alliance, short])
  })

  it('are what it has written, where it has', () => {
    expect(of('城南警务室', { allianceName: '城南平安联盟', shortName: '城南平安' })).toEqual([
      '城南平安联盟',
      '城南平安',
    ])
    expect(of('城南警务室', { allianceName: '城南街道平安联盟' })).toEqual(['城南街道平安联盟', '反诈联盟'])
  })

  it('count people in ten thousands, as they are spoken of', () => {
    expect([9_800, 20_000, 21_400].map(inTenThousands)).toEqual([
      { value: '9,800', scale: '' },
      { value: '2', scale: ' 万' },
      { value: '2.1', scale: ' 万' },
    ])
  })
})

describe('sentences to read aloud', () => {
  it('spells out the numbers to call, and no others', () => {
    expect(spoken('先打110，再打 96110。12381 只发短信。')).toBe('先打幺幺零，再打 九六幺幺零。幺二三八幺 只发短信。')
    expect(spoken('投诉打12315，国外拨12308，退票问12306，共123089元。')).toBe(
      '投诉打幺二三幺五，国外拨幺二三零八，退票问幺二三零六，共123089元。',
    )
    expect(spoken('共 1,110 元，编号 96110123，第 1105 号，涨到 110.5 元')).toBe(
      '共 1,110 元，编号 96110123，第 1105 号，涨到 110.5 元',
    )
  })

  it('ends at sentence marks and keeps the closing quote', () => {
    expect(toSentences(['不要转账。打 96110！', '“安全账户”不存在。'])).toEqual([
      '不要转账。',
      '打 96110！',
      '“安全账户”不存在。',
    ])
  })

  it('loses no character and is never long', () => {
    const text = fc
      .array(fc.constantFrom(...'骗局真的都是一句话说来说去没完没了，、：。'), { maxLength: 400, size: 'max' })
      .map((characters) => characters.join(''))
    fc.assert(
      fc.property(text, (words) => {
        const said = toSentences([words])
        expect(said.every((sentence) => sentence.length <= 81)).toBe(true)
        expect(said.join('')).toBe(words.replace(/^。+/, ''))
      }),
    )
  })
})
