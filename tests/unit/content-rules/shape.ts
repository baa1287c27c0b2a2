import { describe, expect, it } from 'vitest'
import { checkContent } from '#shared/content/check/content.ts'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { edit, LAW, LIBRARY, OPTIONS, PANEL, problemsOf, SCAM, SCENARIO } from '../../fixtures/content-files.ts'
import { note, check, short, type Edit, lineOf, passes, JUDGE, SINGLE } from './checking.ts'

describe('a file of the wrong shape or in the wrong place', () => {
  it.each<[string, ContentFile, Edit[], string, string]>([
    ['a value that is not in the list', JUDGE, [['channel: sms', 'channel: fax']], 'schema', 'channel'],
    ['a field nobody reads', PANEL, [['order: 1', 'order: 1\nhint: 小提示']], 'schema', 'title'],
    ['a panel that leads outside', PANEL, [['to: /scams/demo', 'to: //evil.example']], 'schema', 'to:'],
    ['a node that is neither scene nor ending', SCENARIO, [['ending: lost', 'ending: won']], 'schema', 'ending: won'],
    [
      'a speaker of one’s own words',
      SCENARIO,
      [['from: them, text', 'from: me, by: 老何, text']],
      'schema',
      'by: 老何',
    ],
    ['a node with an odd name', SCENARIO, [['  task:', '  Task:']], 'schema', 'view: app'],
    ['a type that does not exist', JUDGE, [['scamType: demo', 'scamType: demos']], 'unknown-scam-type', 'scamType'],
    [
      'a scenario of an unknown type',
      SCENARIO,
      [['scamType: demo', 'scamType: demos']],
      'unknown-scam-type',
      'scamType',
    ],
    ['a law that does not exist', SCAM, [['laws: [demo]', 'laws: [demo, other]']], 'unknown-law', 'laws'],
    ['a scam without its picture', SCAM, [['demo.svg', 'gone.svg']], 'picture', 'picture'],
    ['a panel without its picture', PANEL, [['demo.svg', 'gone.svg']], 'picture', 'picture'],
    ['a panel that leads to no scam', PANEL, [['/scams/demo\n', '/scams/gone\n']], 'unknown-page', 'to:'],
    ['a panel that leads to no scenario', PANEL, [['/scams/demo\n', '/scenarios/gone\n']], 'unknown-page', 'to:'],
  ])('%s', (_, file, edits, rule, at) => {
    const broken = edits.reduce((changed, [from, to]) => edit(changed, from, to), file)
    const found = check(broken).filter((each) => each.file === file.path)
    expect(found.map(({ line, rule: own }) => [own, line])).toContainEqual([rule, lineOf(broken, at)])
    expect(found.every((each) => each.rule === rule || (rule === 'unknown-scam-type' && each.rule === 'place'))).toBe(
      true,
    )
  })

  it('leads to any page there is', () => {
    for (const to of ['/scenarios/demo', '/scams', '/scenarios', '/help', '/numbers', '/practice'])
      passes(PANEL, ['/scams/demo\n', `${to}\n`])
  })

  it('lies in the folder of its type, named after it', () => {
    expect(
      check({ ...SINGLE, path: 'items/other/demo-sg2.yml', text: SINGLE.text.replace('先垫再说', '先垫着') }).map(
        short,
      ),
    ).toContain('items/other/demo-sg2.yml:2 place')
    expect(
      check({ ...SINGLE, path: 'items/demo/sg2.yml', text: SINGLE.text.replace('先垫再说', '先垫着') }).map(short),
    ).toContain('items/demo/sg2.yml:2 place')
  })

  it('has a name that an address can hold', () => {
    for (const name of ['刷单', 'a b', 'Demo', 'a--b', 'a.b']) {
      expect(check({ ...LAW, path: `laws/${name}.yml` }).map(short)).toContain(`laws/${name}.yml file-name`)
    }
  })

  it('is seen by the site', () => {
    for (const path of [
      'laws/other.yaml',
      'laws/other.YML',
      'laws/deep/other.yml',
      'scenarios/deep/other.yml',
      'panels/a/other.yml',
      'items/other.yml',
      'items/demo/more/demo-aw.yml',
    ]) {
      expect(check({ ...LAW, path }).map(short)).toContain(`${path} not-loaded`)
    }
  })

  it('has a name of its own; one that the site does not see takes none away', () => {
    const twin = { ...LAW, path: 'laws/demo.yaml' }
    expect(note(problemsOf([twin, ...LIBRARY])).map(short)).toEqual([
      'laws/demo.yaml duplicate-id',
      'laws/demo.yaml not-loaded',
    ])
    expect(note(problemsOf([{ ...SCAM, path: 'scams/demo.yaml' }, ...LIBRARY.slice(1)])).map(short)).toContain(
      'items/demo/demo-aw.yml:2 unknown-scam-type',
    )
    expect(check({ ...JUDGE, path: 'items/other/demo-aw.yml' }).map(short)).toContain(
      'items/other/demo-aw.yml duplicate-id',
    )
  })

  it('is one of some', () => {
    expect(note(checkContent([], OPTIONS).problems).map(short)).toEqual(['scams empty', 'items empty'])
  })
})
