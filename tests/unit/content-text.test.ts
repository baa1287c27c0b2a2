import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkText,
  findBrands,
  findEnglish,
  findLiveLinks,
  findLivePhones,
  findNumbers,
} from '#shared/content/check/text.ts'
import { findAsciiPunctuation, findDoubledMarks } from '#shared/content/punctuation.ts'
import { endSentence } from '#shared/site/sentence-end.ts'

const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code))

describe('texts that are joined', () => {
  it.each(['问一问：不是该打到所里？。真民警不怕您打回去', '好的。，然后', '记住：，一句', '真的，？'])(
    '%s shows it',
    (text) => {
      expect(findDoubledMarks(text)).toHaveLength(1)
    },
  )
  it.each(['真的吗？！', '快跑！！！', '他说：“先问一问。”然后挂断。', '等等……。', '（见上。）。', '停——再问。', ''])(
    '%s does not',
    (text) => expect(findDoubledMarks(text)).toEqual([]),
  )
  it('end in one mark', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[一-龥]{1,9}(?:[。！？…；]?[”’）》】」]{0,2})$/u), (text) => {
        expect(findDoubledMarks(`${endSentence(text)}真民警不怕您打回去。`)).toEqual([])
        expect(endSentence(endSentence(text))).toBe(endSentence(text))
      }),
    )
    expect([endSentence('打 110'), endSentence('不是该打到所里？')]).toEqual(['打 110。', '不是该打到所里？'])
  })
})

describe('findAsciiPunctuation', () => {
  it.each([
    ['你好,朋友', ','],
    ['真的吗?', '?'],
    ['快来!', '!'],
    ['注意:转账', ':'],
    ['先停;再问', ';'],
    ['到此为止.', '.'],
    ['“你好”,他说', ','],
    ['下载App,打开', ','],
  ])('finds the mark in %s', (text, mark) => {
    expect(findAsciiPunctuation(text).map((hit) => hit.mark)).toEqual([mark])
  })

  it.each([
    '你好，朋友。',
    '今天18:00前有效',
    '点 http://lingqu.example?a=1;b 领取',
    'postgres://用户:密码@主机:端口/库',
    '下跌1.2%，请留意',
    '中文.example',
    'a ? b : c',
    '',
  ])('leaves %s alone', (text) => {
    expect(findAsciiPunctuation(text)).toEqual([])
  })

  it('finds every mark wherever it stands after a Chinese character, at its place', () => {
    fc.assert(
      fc.property(
        fc.array(han, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...',?!:;'),
        fc.array(han, { maxLength: 8 }),
        (before, mark, after) => {
          const [hit, ...rest] = findAsciiPunctuation(before.join('') + mark + after.join(''))
          expect(rest).toEqual([])
          expect(hit).toMatchObject({ mark, index: before.length })
        },
      ),
    )
  })

  it('is content once its own advice is taken', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(han, fc.constantFrom(...',?!:;. Aa1')), { maxLength: 30 }), (characters) => {
        const text = characters.join('')
        const fixed = [...text]
        for (const hit of findAsciiPunctuation(text)) fixed[hit.index] = hit.fullWidth
        expect(findAsciiPunctuation(fixed.join(''))).toEqual([])
      }),
    )
  })
})

describe('findLiveLinks', () => {
  it('passes reserved names only', () => {
    expect(findLiveLinks('点 http://lingqu.example/a 或 www.piaowu.test 看看，金额1.2元')).toEqual([])
    expect(findLiveLinks('点 https://lingqu.cn/a 看看')).toEqual(['https://lingqu.cn/a'])
    expect(findLiveLinks('去www.lingqu.com，看看')).toEqual(['www.lingqu.com'])
    expect(findLiveLinks('http://a.example.com')).toEqual(['http://a.example.com'])
    expect(findLiveLinks('http://10.0.0.1/x')).toEqual(['http://10.0.0.1/x'])
  })
})

describe('findLivePhones', () => {
  it.each([
    '13812345678',
    '138 1234 5678',
    '0578-3141234',
    '400-820-1234',
    '95588',
    '10086',
    '请致电62345678',
    '客服3141234',
    '群号 1234567890',
    '编号123456789012',
    '加QQ76543',
    '微信号：fanzha_88',
    '加微信 fanzha88',
    'QQ号是12345678',
  ])('finds %s', (text) => {
    expect(findLivePhones(text)).toHaveLength(1)
  })

  it.each([
    '打96110问一问',
    '12381提醒你',
    '马上打110',
    '138****5502',
    '955**',
    '106****3317',
    '每月10000元',
    '12500元到账',
    '取件码5-3-2018',
    '验证码481526',
    '税款17200元',
    '2026年11月23日',
    '一共12345678元',
    '微信支付',
    '微信加了五年',
    '微信 11 月开通',
    '加QQ好友',
    '加V****88',
  ])('passes %s', (text) => {
    expect(findLivePhones(text)).toEqual([])
  })

  it('never passes a mobile number, whatever stands around it', () => {
    const mobile = fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`)
    fc.assert(
      fc.property(han, mobile, han, (before, number, after) => {
        expect(findLivePhones(before + number + after)).toContain(number)
      }),
    )
  })
})

describe('findNumbers', () => {
  it('finds masked and official ones, and no amounts', () => {
    expect(findNumbers('打170****2286或96110，共3000元，5-3-2018')).toEqual(['170****2286', '96110', '5-3-2018'])
  })
})

describe('findBrands', () => {
  it('finds real names once each', () => {
    expect(findBrands('中国建设银行客服，建设银行和淘宝')).toEqual(['建设银行', '淘宝'])
    expect(findBrands('银行网点、手机银行、购物软件、快递')).toEqual([])
  })
})

describe('findEnglish', () => {
  it('finds left-overs and passes what readers use', () => {
    expect(findEnglish('请click这里')).toEqual(['click'])
    expect(findEnglish('打开国家反诈中心App，用AI换脸，加QQ，看A股和d′，点 http://a.example')).toEqual([])
  })
})

describe('checkText', () => {
  it('names each rule once for a text that breaks all of them', () => {
    expect(checkText('你好,请点 http://a.cn 打13812345678 ok').map(({ rule }) => rule)).toEqual([
      'punctuation',
      'link',
      'phone',
      'english',
    ])
  })
})
