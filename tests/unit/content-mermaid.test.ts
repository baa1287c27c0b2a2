// @vitest-environment happy-dom
/** The graph that officers review: its source as Mermaid parses it, and the order of the texts beside it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import mermaid from 'mermaid'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { edgesOf, nodesOf } from '#shared/content/graph.ts'
import { toMermaid } from '#shared/content/mermaid.ts'
import { factsOf, readingOrder } from '#shared/content/review.ts'
import { type Scenario, scenarioSchema } from '#shared/content/scenario.ts'

const FOLDER = join(process.cwd(), 'content/scenarios')
const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .map((name): Scenario => ({
    ...scenarioSchema.parse(parse(readFileSync(join(FOLDER, name), 'utf8'))),
    id: name.replace('.yml', ''),
  }))

/** Boxes and arrows as Mermaid's own parser finds them. */
async function read(source: string) {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(source)
  const db = diagram.db as unknown as {
    getVertices: () => Map<string, { id: string; text?: string }>
    getEdges: () => { start: string; end: string; text: string; stroke: string }[]
  }
  return { type: diagram.type, boxes: [...db.getVertices().values()], arrows: db.getEdges() }
}
/** Mermaid encodes entities internally until it renders. */
const plain = (text = '') => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)))

describe('the graph of a scenario', () => {
  beforeAll(() => mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', htmlLabels: true }))

  it('is there for every scenario', () => expect(SCENARIOS.length).toBeGreaterThanOrEqual(12))

  it.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
    'of %s has every node and every way',
    async (_, scenario) => {
      const { type, boxes, arrows } = await read(toMermaid(scenario))
      const nodes = nodesOf(scenario.nodes)
      expect(type).toMatch(/^flowchart/)
      expect(boxes).toHaveLength(nodes.length + 1)
      // One more from the start.
      expect(arrows).toHaveLength(nodes.flatMap(([, node]) => edgesOf(node)).length + 1)
      const drawn = arrows.map(({ start, end, stroke }) => `${start} ${stroke} ${end}`)
      for (const [id, node] of nodes) {
        for (const { to, choice } of edgesOf(node)) {
          const stroke = { safe: 'normal', risky: 'dotted', loss: 'thick' }[choice?.verdict ?? 'safe']
          expect(drawn).toContain(`n_${id.replaceAll('-', '_')} ${stroke} n_${to.replaceAll('-', '_')}`)
        }
      }
    },
  )

  const ODD = [
    '他说"快点"，[马上]{转}(钱)',
    '#35;号 #end 100%%',
    'end',
    '%%{init:{"theme":1}}%%',
    'a|b|c；d;e:::safe',
    '<b>粗</b>&amp;\\n',
    '`代码` **粗** 1. 二',
    '138****2046',
    'https://abc.example/x',
    ':::safe',
    'subgraph graph TD',
    '两行\n%% 第二行',
    '--> 去',
    "it's",
  ]
  it.each(ODD)('keeps %j as text', async (text) => {
    const scenario = {
      start: 'end',
      nodes: {
        end: {
          view: 'chat',
          sender: { name: text, avatar: '他' },
          messages: [{ from: 'them', text }],
          choices: [
            { text, verdict: 'safe', to: 'class', why: '' },
            { text, verdict: 'loss', pay: 1500, to: 'class', why: '' },
          ],
        },
        class: { ending: 'lost', title: text, text: '' },
      },
    } as unknown as Scenario
    const { boxes, arrows } = await read(
      toMermaid(
        scenario,
        new Map([
          ['end', 1],
          ['class', 2],
        ]),
      ),
    )
    // The DOM of these tests loses the first line of a label when Mermaid sanitizes it; the e2e test checks complete
    // labels in a browser.
    expect(boxes.map(({ id, text: label }) => [id, plain(label)])).toEqual([
      ['begin', '开始'],
      ['n_end', expect.stringContaining(text)],
      ['n_class', expect.stringContaining(text)],
    ])
    expect(arrows.map(({ start, end, stroke }) => `${start} ${stroke} ${end}`)).toEqual([
      'begin normal n_end',
      'n_end normal n_class',
      'n_end thick n_class',
    ])
  })
})

describe('the order of the texts', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
    'of %s begins at the start and never points backwards',
    (_, scenario) => {
      const order = readingOrder(scenario)
      expect(order[0]).toBe(scenario.start)
      expect(order.toSorted()).toEqual(Object.keys(scenario.nodes).toSorted())
      for (const [id, node] of nodesOf(scenario.nodes))
        for (const { to } of edgesOf(node))
          expect(order.indexOf(to), `${id} → ${to}`).toBeGreaterThan(order.indexOf(id))
    },
  )

  it('comes to an end even where the scenario does not', () => {
    const scene = (next: string) => ({
      view: 'chat',
      sender: { name: '他', avatar: '他' },
      messages: [{ from: 'them', text: '在吗' }],
      next,
    })
    expect(readingOrder({ start: 'a', nodes: { a: scene('b'), b: scene('a') } } as unknown as Scenario)).toEqual([
      'a',
      'b',
    ])
  })
})

it('tells nodes, endings, ways and money', () => {
  const scene = (choices: object[]) => ({
    view: 'chat',
    sender: { name: '他', avatar: '他' },
    messages: [{ from: 'them', text: '在吗' }],
    flags: [{ in: 0, quote: '在', sign: '在', why: '在' }],
    choices,
  })
  const scenario = {
    start: 'a',
    nodes: {
      a: scene([
        { text: '不', verdict: 'safe', to: 'out' },
        { text: '好', verdict: 'loss', pay: 100, to: 'b' },
      ]),
      b: scene([
        { text: '停', verdict: 'safe', to: 'half' },
        { text: '好', verdict: 'loss', pay: 900, to: 'lost' },
      ]),
      out: { ending: 'safe' },
      half: { ending: 'stopped' },
      lost: { ending: 'lost' },
    },
  } as unknown as Scenario
  expect(factsOf(scenario)).toEqual({
    nodes: 5,
    endings: { safe: 1, stopped: 1, lost: 1 },
    flags: 2,
    screens: [2, 3],
    choices: [1, 2],
    paid: [0, 1000],
  })
})
