// @vitest-environment nuxt
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import BaseButton from '../../components/base/BaseButton.vue'
import BaseDialog from '../../components/base/BaseDialog.vue'
import BaseField from '../../components/base/BaseField.vue'
import BaseSeal from '../../components/base/BaseSeal.vue'
import BaseTextArea from '../../components/base/BaseTextArea.vue'
import BaseTextField from '../../components/base/BaseTextField.vue'
import OpeningMessages from '../../components/site/OpeningMessages.vue'
import { useAction } from '../../composables/useApi.ts'
import { OPENINGS } from '../../shared/content/opening.ts'

describe('a field with a limit', () => {
  const openLine = (props: { modelValue: string; hint?: string; exact?: boolean }) =>
    mountSuspended(BaseTextField, { props: { label: '简称', max: 8, ...props } })
  const described = ({ element }: { element: Element }) =>
    (element.querySelector('input, textarea')?.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .filter(Boolean)
      .map((id) => element.querySelector(`[id="${id}"]`)?.textContent)

  it('keeps all that is pasted, and says how much has to go', async () => {
    const modelValue = '文昌路农贸市场东馆二层'
    const area = await mountSuspended(BaseTextArea, { props: { label: '介绍', max: 8, modelValue } })
    for (const page of [await openLine({ modelValue }), area]) {
      const control = page.find('input, textarea')
      expect(control.attributes('maxlength')).toBeUndefined()
      expect(control.attributes('aria-invalid')).toBe('true')
      expect(described(page)).toEqual(['太长了，还要删 3 个字'])
    }
  })
  it('shows its hint beside the count', async () => {
    const page = await openLine({ hint: '图标下面的字', modelValue: '文昌路' })
    expect(described(page)).toEqual(['图标下面的字', '还能写 5 个字'])
    expect(page.find('input').attributes('aria-invalid')).toBeUndefined()
  })
  it('counts as the server does, without white space around and between', async () => {
    expect(described(await openLine({ modelValue: '  文昌路　 东馆e\u0301 ' }))).toEqual(['还能写 1 个字'])
  })
  it('says of a code or an account only what is too much', async () => {
    expect(described(await openLine({ exact: true, modelValue: 'abcdefgh' }))).toEqual([])
    expect(described(await openLine({ exact: true, modelValue: 'abcdefghi' }))).toEqual(['太长了，还要删 1 个字'])
  })
})

describe('button', () => {
  it('swallows presses while busy and stays focusable', async () => {
    let presses = 0
    const button = await mountSuspended(BaseButton, {
      props: { busy: true },
      attrs: {
        onClick: () => {
          presses += 1
        },
      },
      slots: { default: () => '保存' },
    })
    await button.trigger('click')
    expect(presses).toBe(0)
    expect(button.attributes()).toMatchObject({ 'aria-busy': 'true', 'aria-disabled': 'true', type: 'button' })
    expect(button.attributes('disabled')).toBeUndefined()
    await button.setProps({ busy: false })
    await button.trigger('click')
    expect(presses).toBe(1)
    expect(button.attributes('aria-busy')).toBeUndefined()
  })

  it('submits nothing while busy', async () => {
    const button = await mountSuspended(BaseButton, { props: { busy: true, type: 'submit' } })
    const press = new MouseEvent('click', { bubbles: true, cancelable: true })
    button.element.dispatchEvent(press)
    expect(press.defaultPrevented).toBe(true)
  })

  it('sends once for a double tap', async () => {
    let sent = 0
    let finish = () => {}
    const Form = defineComponent({
      setup() {
        const { call, busy } = useAction(() => {
          sent += 1
          return new Promise<void>((resolve) => {
            finish = resolve
          })
        })
        return () =>
          h(
            BaseButton,
            {
              busy: busy.value,
              onClick: () => {
                void call()
              },
            },
            () => '提交',
          )
      },
    })
    const form = await mountSuspended(Form)
    // Vue ignores an event from the same millisecond in which its listener was attached.
    const mounted = Date.now()
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(mounted)
    // Two taps before the first re-render.
    form.element.dispatchEvent(new MouseEvent('click'))
    form.element.dispatchEvent(new MouseEvent('click'))
    expect(sent).toBe(1)
    finish()
    await expect.poll(() => form.attributes('aria-busy')).toBeUndefined()
    await form.trigger('click')
    expect(sent).toBe(2)
  })

  it('becomes a link that dials', async () => {
    const link = await mountSuspended(BaseButton, { props: { to: 'tel:110' } })
    expect(link.element.tagName).toBe('A')
    expect(link.attributes('href')).toBe('tel:110')
  })
})

describe('dialog', () => {
  it('opens, is named by its title, and reports when it closes', async () => {
    const open = ref(true)
    const dialog = await mountSuspended(
      defineComponent(
        () => () =>
          h(
            BaseDialog,
            {
              title: '结束活动',
              open: open.value,
              'onUpdate:open': (value: boolean) => {
                open.value = value
              },
            },
            () => '真的要结束吗？',
          ),
      ),
    )
    const element = dialog.find('dialog').element
    await expect.poll(() => element.open).toBe(true)
    expect(dialog.find(`#${element.getAttribute('aria-labelledby')}`).text()).toBe('结束活动')
    await dialog.find('button[aria-label="关闭"]').trigger('click')
    expect(open.value).toBe(false)
    await expect.poll(() => element.open).toBe(false)
  })
})

describe('field', () => {
  it('ties label, hint and error to the control', async () => {
    const field = await mountSuspended(BaseField, {
      props: { label: '活动名称', hint: '最多 40 个字', error: '请填写活动名称' },
      slots: {
        default: ({ id, describedBy, invalid }: { id: string; describedBy?: string; invalid: boolean }) =>
          h('input', { id, 'aria-describedby': describedBy, 'aria-invalid': invalid }),
      },
    })
    const input = field.find('input')
    expect(field.find('label').attributes('for')).toBe(input.attributes('id'))
    const described = input
      .attributes('aria-describedby')!
      .split(' ')
      .map((id) => field.find(`#${id}`).text())
    expect(described).toEqual(['最多 40 个字', '请填写活动名称'])
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(field.find('.error').text()).toBe('请填写活动名称')
    await field.setProps({ error: undefined })
    expect(field.find('.error').exists()).toBe(false)
    expect(field.find('input').attributes('aria-invalid')).toBe('false')
  })
})

describe('verdict', () => {
  it('is a word, not only a colour', async () => {
    expect((await mountSuspended(BaseSeal, { props: { verdict: 'scam' } })).text()).toBe('骗局')
    expect((await mountSuspended(BaseSeal, { props: { verdict: 'genuine' } })).text()).toBe('真的')
  })
})

describe('message of the day', () => {
  it('tells nothing before a choice, and stamps both after one', async () => {
    const opening = OPENINGS[0]!
    const messages = await mountSuspended(OpeningMessages, { props: { opening, scamFirst: false } })
    expect(messages.find('mark').exists()).toBe(false)
    expect(messages.text()).not.toContain('真的')
    await messages.findAll('button')[0]!.trigger('click')
    expect(messages.findAll('mark').map((mark) => mark.text())).toEqual([opening.genuine.quote, opening.scam.quote])
    expect(messages.find('[aria-live]').text()).toContain('您点的这条是真的')
    // The first choice stays.
    await messages.findAll('button')[1]!.trigger('click')
    expect(messages.find('[aria-live]').text()).toContain('您点的这条是真的')
  })
})
