/** Every form keeps what is typed, or says why not; and every edit of a stored row can show two texts. */
import { describe, expect, it } from 'vitest'
import { PROJECT, setup } from '../fixtures/wall-tests.ts'

/** Fields outside of `useForm`, by file, and why nothing typed there can be lost. */
const NO_FORM: Record<string, string> = {
  'components/card/BodyField.vue': 'a field of the card editor',
  'components/member/PasswordField.vue': 'a field of several forms',
  'components/screen/Fields.vue': 'fields of two forms',
  'components/scam/SearchField.vue': 'a search',
  'components/base/BaseCombobox.vue': 'a field',
  'components/site/AddressPicker.vue': 'fields of two forms',
  'components/base/BaseListView.vue': 'a search',
  'components/panel/PrintBar.vue': 'a choice of what to print, in the address',
  'pages/console/campaigns/[id]/print.vue': 'a choice of what to print, in the address',
}

const source = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
/** The argument of each `useForm({ … })`. */
function formsIn(text: string): string[] {
  return [...text.matchAll(/\buseForm\(\{/g)].map(({ index }) => {
    let depth = 0
    for (let at = text.indexOf('{', index); at < text.length; at += 1) {
      if (text[at] === '{') depth += 1
      if (text[at] === '}' && --depth === 0) return text.slice(index, at + 1)
    }
    return text.slice(index)
  })
}
const has = (form: string, option: string) =>
  new RegExp(`^ {4}${option}\\b`, 'm').test(form) || form.includes(`\n  ${option}:`)

/** What is missing in a component. */
function faultsIn(path: string, text: string): string[] {
  const faults: string[] = []
  const say = (fault: string) => faults.push(`${path}: ${fault}`)
  const code = source(text)
  const forms = formsIn(code)
  for (const form of forms) {
    if (!has(form, 'draft')) say('a form without `draft`')
    if (/\n\s+draft: false\b/.test(form) && !/\/\/[^\n]+\n\s+draft: false\b/.test(text))
      say('`draft: false` without a reason')
    if (has(form, 'row') && !has(form, 'labels')) say('a form of a stored row without `labels`')
    if (/revision:|version:/.test(form.split('send:')[1] ?? '') && /PUT|PATCH/.test(form) && !has(form, 'row'))
      say('sends a revision, but has no `row` to show in a conflict')
    const keeps = !/\n\s+draft: false\b/.test(form)
    const secrets = [...form.matchAll(/\b(\w*(?:[pP]assword|[cC]ode|[tT]oken|[sS]ecret))\b: ''/g)].map(
      ([, name]) => name!,
    )
    for (const name of secrets)
      if (keeps && !new RegExp(`secret: \\[[^\\]]*'${name}'`).test(form)) say(`keeps the secret \`${name}\``)
  }
  const template = text.slice(text.indexOf('<template>'))
  if (/<form\b/.test(template) && path !== 'components/base/BaseForm.vue' && !(path in NO_FORM))
    say('a <form> without BaseForm')
  const typed = /<(?:BaseTextField|BaseTextArea|BaseNumberField|BaseDayField|textarea|MemberPasswordField)\b/.test(
    template,
  )
  const input = [...template.matchAll(/<input\b[^>]*>/g)].some(
    ([tag]) => /v-model|:value|@input/.test(tag) && !/type="(?:checkbox|radio|file|range)"|readonly/.test(tag),
  )
  const isField = /^components\/base\/Base\w+Field\.vue$|^components\/base\/BaseTextArea\.vue$/.test(path)
  const takesForm = /\beditor: CardEditor\b/.test(text)
  if ((typed || input) && forms.length === 0 && !isField && !takesForm && !(path in NO_FORM))
    say('a field outside of a form')
  return faults
}

const components = [...PROJECT].filter(([path]) => /^(?:components|pages|composables)\/.*\.(?:vue|ts)$/.test(path))

describe('every form', () => {
  it('keeps what is typed, or says why not', () => {
    const faults = components
      .filter(([path]) => path !== 'composables/useForm.ts')
      .flatMap(([path, text]) => (path.endsWith('.vue') || /useForm\(\{/.test(text) ? faultsIn(path, text) : []))
    expect(faults).toEqual([])
  })

  it('is found by this wall', () => {
    const all = components.flatMap(([, text]) => formsIn(text))
    expect(all.length).toBeGreaterThan(17)
    expect(Object.keys(NO_FORM).filter((path) => !PROJECT.has(path))).toEqual([])
  })

  it.each([
    ["const form = useForm({\n  values: () => ({ a: '' }),\n  send,\n})", 'without `draft`'],
    ["const form = useForm({\n  values: () => ({ a: '' }),\n  draft: false,\n})", 'without a reason'],
    ["const form = useForm({\n  values: () => ({ code: '' }),\n  draft: 'a',\n})", 'keeps the secret `code`'],
    ["const form = useForm({\n  row: () => a,\n  draft: 'a',\n})", 'without `labels`'],
    [
      [
        'const form = useForm({',
        "  values: () => ({ a: '' }),",
        "  send: () => put({ method: 'PUT', revision: 1 }),",
        "  draft: 'a',",
        '})',
      ].join('\n'),
      'has no `row`',
    ],
  ])('fails for %s', (script, fault) => {
    expect(faultsIn('components/a/B.vue', setup(script)).join()).toContain(fault)
  })

  it('fails for a form and for a field of its own', () => {
    expect(faultsIn('components/a/B.vue', '<template><form><i /></form></template>').join()).toContain(
      'without BaseForm',
    )
    expect(faultsIn('components/a/B.vue', '<template><input v-model="a" /></template>').join()).toContain('outside')
  })
})

describe('a field', () => {
  /** Where the end of a pasted text may be left out in silence, and why. */
  const CUTS = ['components/scam/SearchField.vue: a search, which the beginning of a message answers']
  const cutting = (files: Iterable<[string, string]>) =>
    [...files].filter(([, text]) => /maxlength/i.test(source(text))).map(([path]) => path)

  it('cuts off nothing that is pasted: it says how much is too much', () => {
    expect(cutting(components)).toEqual(CUTS.map((each) => each.split(':')[0]))
  })
  it('is noticed when it does', () => {
    expect(cutting([['components/a/B.vue', '<template><input :maxlength="9" /></template>']])).toHaveLength(1)
  })
})
