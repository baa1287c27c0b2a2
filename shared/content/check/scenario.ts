/** Checks the graph of a scenario, its amounts of money, and its teaching content. */
import type { Problem } from './problem.ts'
import { checkQuotes } from './quotes.ts'
import { findBrands } from './text.ts'
import { boundsOf, edgesOf, endsOf, findCycle, isChoosing, isEnding, nodesOf, reachable } from '../graph.ts'
import type { Scenario } from '../scenario.ts'
import type { Sheet } from './sheet.ts'

const NODES: [least: number, most: number] = [12, 30]
/** Number of choices on any path to an ending: fewer teach nothing, with more people do not play to the end. */
const CHOICES: [least: number, most: number] = [2, 12]
/** Most nodes on the longest path. */
const LONGEST = 22
/** Red flags, tactics and channels that one scenario must show. */
const LEAST_FLAGS = 6
const LEAST_TACTICS = 3
const LEAST_VIEWS = 2

type Report = (path: PropertyKey[], rule: string, message: string) => void

/**
 * Every edge leads to an existing node; every node has exactly one kind of exit. @returns whether paths can be followed
 */
function checkEdges({ nodes, start }: Scenario, report: Report): boolean {
  let sound = true
  const fail = (path: PropertyKey[], rule: string, message: string) => {
    sound = false
    report(path, rule, message)
  }
  // Own properties only: every object inherits a `constructor`.
  const known = (id: string) => Object.hasOwn(nodes, id)
  if (!known(start)) fail(['start'], 'unknown-node', `没有名为 ${start} 的起点`)
  for (const [id, node] of nodesOf(nodes)) {
    if (isEnding(node)) continue
    if (node.choices && node.next) report(['nodes', id, 'next'], 'two-ways', `${id} 既有选项又有 next，只能留一种`)
    if (!node.choices && !node.next)
      fail(['nodes', id], 'dead-end', `${id} 走到这里就没有路了，要有选项、next 或者结局`)
    edgesOf(node).forEach(({ to, index }) => {
      if (!known(to))
        fail(
          ['nodes', id, ...(index === undefined ? ['next'] : ['choices', index, 'to'])],
          'unknown-node',
          `${id} 要去的 ${to} 不存在`,
        )
    })
  }
  return sound
}

function checkReach(scenario: Scenario, report: Report): void {
  const met = reachable(scenario)
  for (const [id] of nodesOf(scenario.nodes)) {
    if (!met.has(id)) report(['nodes', id], 'unreachable', `从起点怎么走都到不了 ${id}`)
  }
  const endings = nodesOf(scenario.nodes).flatMap(([id, node]) => (isEnding(node) && met.has(id) ? node.ending : []))
  if (!endings.includes('safe')) report(['nodes'], 'endings', '没有守住钱的结局（ending: safe）')
  if (!endings.includes('lost')) report(['nodes'], 'endings', '没有被骗的结局（ending: lost）')
}

function checkLength(
  { nodes }: Scenario,
  ends: readonly { id: string; bounds: ReturnType<typeof boundsOf> extends Map<string, infer B> ? B : never }[],
  report: Report,
): void {
  const count = Object.keys(nodes).length
  if (count < NODES[0] || count > NODES[1])
    report(['nodes'], 'length', `一共 ${count} 个节点，要在 ${NODES[0]} 到 ${NODES[1]} 之间`)
  for (const { id, bounds } of ends) {
    if (bounds.choices[0] < CHOICES[0])
      report(['nodes', id], 'length', `到 ${id} 最少只选 ${bounds.choices[0]} 次，至少要 ${CHOICES[0]} 次`)
    if (bounds.choices[1] > CHOICES[1])
      report(['nodes', id], 'length', `到 ${id} 最多要选 ${bounds.choices[1]} 次，不能超过 ${CHOICES[1]} 次`)
    if (bounds.nodes[1] > LONGEST)
      report(['nodes', id], 'length', `到 ${id} 最多要看 ${bounds.nodes[1]} 屏，不能超过 ${LONGEST} 屏`)
  }
}

/** An ending's kind must match the money lost on every path that leads to it. */
function checkMoney(scenario: Scenario, bounds: ReturnType<typeof boundsOf>, report: Report): void {
  for (const [id, node] of nodesOf(scenario.nodes)) {
    if (isChoosing(node)) {
      node.choices.forEach(({ verdict, pay }, index) => {
        const path = ['nodes', id, 'choices', index]
        if (verdict === 'loss' && pay === undefined) report(path, 'money', '判为 loss 的选项要写清损失多少钱（pay）')
        if (verdict !== 'loss' && pay !== undefined)
          report([...path, 'pay'], 'money', `判为 ${verdict} 的选项不能有损失`)
      })
    }
    const paid = bounds.get(id)?.paid
    if (!paid) continue
    if (paid[1] > scenario.purse)
      report(['nodes', id], 'money', `走到 ${id} 最多要损失 ${paid[1]} 元，比开始时的 ${scenario.purse} 元还多`)
    if (!isEnding(node)) continue
    if (node.ending === 'safe' && paid[1] > 0)
      report(['nodes', id], 'money', `结局 ${id} 说守住了，有一条路却损失了 ${paid[1]} 元`)
    if (node.ending !== 'safe' && paid[0] === 0)
      report(['nodes', id], 'money', `结局 ${id} 说损失了钱，有一条路却一分没少`)
    if (node.ending === 'stopped' && paid[1] >= scenario.purse)
      report(['nodes', id], 'money', `结局 ${id} 说还留下一些，有一条路却全部损失了`)
  }
}

/** Each choice must have real alternatives, and the whole must show enough to learn from. */
function checkTeaching({ nodes }: Scenario, report: Report): void {
  for (const [id, node] of nodesOf(nodes)) {
    if (!isChoosing(node)) continue
    if (!node.choices.some(({ verdict }) => verdict === 'safe'))
      report(['nodes', id, 'choices'], 'no-safe-choice', `${id} 没有一个稳当的选项：任何时候停下来都要来得及`)
    if (node.choices.every(({ verdict }) => verdict === 'safe'))
      report(['nodes', id, 'choices'], 'no-risk', `${id} 的选项都稳当，没什么可选的`)
    if (new Set(node.choices.map(({ text }) => text)).size < node.choices.length)
      report(['nodes', id, 'choices'], 'duplicate', `${id} 有两个一样的选项`)
  }
  const scenes = nodesOf(nodes).flatMap(([, node]) => (isEnding(node) ? [] : node))
  const flags = scenes.reduce((sum, { flags: own }) => sum + (own?.length ?? 0), 0)
  const tactics = new Set(scenes.flatMap(({ tactics: own }) => own ?? [])).size
  const views = new Set(scenes.map(({ view }) => view)).size
  if (flags < LEAST_FLAGS) report(['nodes'], 'teaching', `一共只标了 ${flags} 处破绽，至少要 ${LEAST_FLAGS} 处`)
  if (tactics < LEAST_TACTICS) report(['nodes'], 'teaching', `一共只用了 ${tactics} 种手法，至少要 ${LEAST_TACTICS} 种`)
  if (views < LEAST_VIEWS) report(['nodes'], 'teaching', `只有 ${views} 种画面，至少要 ${LEAST_VIEWS} 种`)
}

/** Texts of the made-up screens and choices, with their positions. */
function* storyOf(scenario: Scenario): Generator<[PropertyKey[], string | undefined]> {
  yield [['role'], scenario.role]
  for (const [id, node] of nodesOf(scenario.nodes)) {
    yield [['nodes', id, 'narration'], node.narration]
    if (isEnding(node)) {
      yield [['nodes', id, 'text'], node.text]
      continue
    }
    yield [['nodes', id, 'sender', 'name'], node.sender.name]
    yield [['nodes', id, 'sender', 'note'], node.sender.note]
    for (const [i, { text, by }] of node.messages.entries()) {
      yield [['nodes', id, 'messages', i, 'text'], text]
      yield [['nodes', id, 'messages', i, 'by'], by]
    }
    for (const [i, { label, value }] of (node.rows ?? []).entries())
      yield [['nodes', id, 'rows', i], `${label} ${value}`]
    for (const [i, { text }] of (node.choices ?? []).entries()) yield [['nodes', id, 'choices', i, 'text'], text]
  }
}

/** What the network says while somebody is called, who does not say it. */
const RECORDING = /^[“（]?(?:您好，)?您(?:所)?拨打的/

function checkSpeakers({ nodes }: Scenario, report: Report): void {
  for (const [id, node] of nodesOf(nodes)) {
    if (isEnding(node)) continue
    for (const [at, { from, by, text }] of node.messages.entries())
      if (from === 'them' && !by && RECORDING.test(text))
        report(
          ['nodes', id, 'messages', at],
          'speaker',
          `“${text}”是录音，不是${node.sender.name}说的：写上 by: 电话录音`,
        )
  }
}

function checkWords(sheet: Sheet, scenario: Scenario): Problem[] {
  const quotes = nodesOf(scenario.nodes).flatMap(([id, node]) =>
    isEnding(node) ? [] : checkQuotes(sheet, { messages: node.messages, flags: node.flags ?? [] }, ['nodes', id]),
  )
  const brands = [...storyOf(scenario)].flatMap(([path, text]) =>
    findBrands(text ?? '').map((name) => sheet.problem(path, 'brand', `编出来的情景里不能有真实的名称“${name}”`)),
  )
  return [...quotes, ...brands]
}

export function checkScenario(sheet: Sheet, scenario: Scenario, scamIds: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = []
  const report: Report = (path, rule, message) => problems.push(sheet.problem(path, rule, message))
  if (!scamIds.has(scenario.scamType))
    report(['scamType'], 'unknown-scam-type', `没有名为 ${scenario.scamType} 的诈骗类型`)
  problems.push(...checkWords(sheet, scenario))
  checkTeaching(scenario, report)
  checkSpeakers(scenario, report)
  const sound = checkEdges(scenario, report)
  const cycle = findCycle(scenario)
  if (cycle) report(['nodes', ...cycle.slice(0, 1)], 'cycle', `会绕圈子：${cycle.join(' → ')}，永远到不了结局`)
  if (!sound) return problems
  checkReach(scenario, report)
  if (cycle) return problems
  const bounds = boundsOf(scenario)
  checkLength(scenario, endsOf(scenario), report)
  checkMoney(scenario, bounds, report)
  return problems
}
