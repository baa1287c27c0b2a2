import { describe, expect, it } from 'vitest'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { edit, SCENARIO } from '../../fixtures/content-files.ts'
import { check, short, type Edit, lineOf } from './checking.ts'

describe('a scenario', () => {
  /** First line of a node: the one below its name. */
  const inside = (id: string) => (file: ContentFile) => lineOf(file, `  ${id}:`) + 1
  const scene = (id: string, more: string) =>
    `  ${id}:\n    view: chat\n    sender: { name: 小美, avatar: 美 }\n` +
    `    messages: [{ from: them, text: 再等一等。 }]\n${more}`
  /** Screens in sequence, each with one way on. */
  const corridor = (name: string, to: string, length: number) =>
    Array.from({ length }, (_, i) =>
      scene(`${name}-${i}`, `    next: ${i + 1 < length ? `${name}-${i + 1}` : to}\n`),
    ).join('')
  /** Choices in sequence. */
  const questions = (name: string, to: string, length: number) =>
    Array.from({ length }, (_, i) =>
      scene(
        `${name}-${i}`,
        `    choices:
      - { text: 我不等了, verdict: safe, to: halted, why: 现在停，剩下的都保住了。 }
      - { text: 那再等等, verdict: risky, to: ${i + 1 < length ? `${name}-${i + 1}` : to}, why: 等着等着就等没了。 }\n`,
      ),
    ).join('')
  const add = (nodes: string): Edit => ['  refused:\n', `${nodes}  refused:\n`]
  const hall = (length: number): Edit[] => [add(corridor('hall', 'last', length)), ['next: last', 'next: hall-0']]
  const quiz = (length: number): Edit[] => [add(questions('quiz', 'last', length)), ['next: last', 'next: quiz-0']]
  const changed = (...edits: Edit[]) => edits.reduce((file, [from, to]) => edit(file, from, to), SCENARIO)

  it.each<[string, Edit[], string, string | ((file: ContentFile) => number)]>([
    ['starts somewhere', [['start: invite', 'start: nowhere']], 'unknown-node', 'start:'],
    ['has choices that lead somewhere', [['to: notice', 'to: nowhere']], 'unknown-node', 'to: nowhere'],
    ['has ways that lead somewhere', [['next: caller', 'next: nowhere']], 'unknown-node', 'next: nowhere'],
    [
      'has ways that lead to nodes, not to what every object has',
      [['next: caller', 'next: constructor']],
      'unknown-node',
      'next: constructor',
    ],
    ['has a way on from every scene', [['    next: second\n', '']], 'dead-end', inside('terms')],
    [
      'has one kind of way on',
      [['text: 第二单要垫2000元。 }]', 'text: 第二单要垫2000元。 }]\n    next: praise']],
      'two-ways',
      '    next: praise',
    ],
    [
      'lets nobody speak what the network says',
      [['text: 第二单要垫2000元。', 'text: 您拨打的电话暂时无人接听。']],
      'speaker',
      'text: 您拨打的电话',
    ],
    [
      'goes round in no circle',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: task']],
      'cycle',
      inside('task'),
    ],
    [
      'leads no node to itself',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: second']],
      'cycle',
      inside('second'),
    ],
    [
      'has no ending that nobody reaches',
      [add('  other:\n    ending: safe\n    title: 谁也到不了\n    text: 这个结局谁也走不到的。\n')],
      'unreachable',
      inside('other'),
    ],
    ['has no scene that nobody reaches', [add(corridor('hall', 'refused', 1))], 'unreachable', inside('hall-0')],
    ['can be lost', [['ending: lost', 'ending: stopped']], 'endings', '  invite:'],
    [
      'has at least 12 nodes',
      [
        ['to: praise', 'to: last'],
        [/ {2}praise:[^]*next: last\n/, ''],
      ],
      'length',
      '  invite:',
    ],
    [
      'has at most 30 nodes',
      [
        ...hall(10),
        add(corridor('way', 'halted', 9)),
        ['不做了，报警, verdict: safe, to: halted', '不做了，报警, verdict: safe, to: way-0'],
      ],
      'length',
      '  invite:',
    ],
    [
      'has at least two choices on every path',
      [
        [
          '      - { text: 先做一单',
          '      - { text: 转身走开, verdict: safe, to: refused, why: 走开了就什么事也没有。 }\n      - { text: 先做一单',
        ],
      ],
      'length',
      inside('refused'),
    ],
    ['says what a loss costs', [['loss, pay: 5000', 'loss']], 'money', '再垫5000元'],
    [
      'costs nothing but by a loss',
      [['看看规则, verdict: risky', '看看规则, verdict: risky, pay: 10']],
      'money',
      '看看规则',
    ],
    [
      'costs nothing where one is safe',
      [
        ['看看规则, verdict: risky', '看看规则, verdict: loss'],
        ['不做了，报警, verdict: safe', '不做了，报警, verdict: safe, pay: 10'],
        ['verdict: loss, to: terms', 'verdict: loss, pay: 10, to: terms'],
      ],
      'money',
      '不做了，报警',
    ],
    ['takes no more than there is', [['purse: 10000', 'purse: 7000']], 'money', inside('gone')],
    [
      'has safe endings in which nothing is lost',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: refused']],
      'money',
      inside('refused'),
    ],
    [
      'has lost endings in which something is',
      [['不做，删了他, verdict: safe, to: refused', '不做，删了他, verdict: safe, to: gone']],
      'money',
      inside('gone'),
    ],
    [
      'has stopped endings in which something is lost',
      [['要垫钱就不做, verdict: safe, to: refused', '要垫钱就不做, verdict: safe, to: halted']],
      'money',
      inside('halted'),
    ],
    [
      'has stopped endings in which something is left',
      [add(questions('quiz', 'gone', 1)), ['to: gone', 'to: quiz-0'], ['purse: 10000', 'purse: 8000']],
      'money',
      inside('halted'),
    ],
    [
      'has a safe choice everywhere',
      [['停下来报警, verdict: safe', '停下来报警, verdict: risky']],
      'no-safe-choice',
      '停下来报警',
    ],
    [
      'has a choice that is not safe everywhere',
      [['看看规则, verdict: risky', '看看规则, verdict: safe']],
      'no-risk',
      '不做了，报警',
    ],
    ['offers nothing twice', [['text: 看看规则', 'text: 不做了，报警']], 'duplicate', '不做了，报警'],
    ['shows six flags', [[/ {4}flags: \[\{ in: 0, quote: 三单做完.*\n/, '']], 'teaching', '  invite:'],
    ['shows three tactics', [['    tactics: [authority]\n', '']], 'teaching', '  invite:'],
    ['shows two views', [[/view: (?:sms|call|app|web)/, 'view: chat']], 'teaching', '  invite:'],
  ])('%s', (name, edits, rule, at) => {
    let broken = changed(...edits)
    if (name === 'shows two views') broken = { ...broken, text: broken.text.replaceAll(/view: \w+/g, 'view: chat') }
    const line = typeof at === 'string' ? lineOf(broken, at) : at(broken)
    expect(check(broken).map(short)).toEqual([`scenarios/demo.yml:${line} ${rule}`])
  })

  it('can be won', () => {
    const broken = changed(['ending: safe', 'ending: lost'])
    expect(check(broken).map(short)).toEqual([
      `scenarios/demo.yml:${lineOf(broken, '  invite:')} endings`,
      `scenarios/demo.yml:${inside('refused')(broken)} money`,
    ])
  })

  it('has at most twelve choices and 22 screens on any path', () => {
    expect(check(changed(...quiz(6)))).toEqual([])
    for (const [edits, message] of [
      [quiz(7), /最多要选 13 次/],
      [hall(14), /最多要看 23 屏/],
    ] as const) {
      const broken = changed(...edits)
      const found = check(broken)
      expect(found.map(short)).toEqual(
        ['halted', 'gone'].map((id) => `scenarios/demo.yml:${inside(id)(broken)} length`),
      )
      expect(found.map(({ message: own }) => own)).toEqual([
        expect.stringMatching(message),
        expect.stringMatching(message),
      ])
    }
    expect(check(changed(...hall(13)))).toEqual([])
  })

  it('names unreachable nodes also where they go round in a circle', () => {
    const broken = changed(add(corridor('hall', 'hall-0', 2)))
    expect(check(broken).map(short)).toEqual([
      `scenarios/demo.yml:${inside('hall-0')(broken)} cycle`,
      ...['hall-0', 'hall-1'].map((id) => `scenarios/demo.yml:${inside(id)(broken)} unreachable`),
    ])
  })

  it('of nothing is named and throws nothing', () => {
    expect(check(changed([/nodes:[^]*debrief:/, 'nodes: {}\ndebrief:'])).map(({ rule }) => rule)).toEqual([
      'teaching',
      'teaching',
      'teaching',
      'unknown-node',
    ])
  })
})
