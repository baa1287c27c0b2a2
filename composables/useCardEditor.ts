import { CARD_KIND_LABELS } from '#shared/card/card.ts'
import type { CardDetail, CardText } from '#shared/card/view.ts'

const textOf = ({ kind, title, headline, body, scamType, source, expiresOn }: CardText): CardText => ({
  kind,
  title,
  headline,
  body,
  scamType,
  source,
  expiresOn: expiresOn || null,
})

export const CARD_LABELS: Record<keyof CardText, string> = {
  kind: '类型',
  title: '标题',
  headline: '一句话',
  body: '正文',
  scamType: '说的是哪种骗局',
  source: '来源',
  expiresOn: '有效期至',
}

/** The text of a card being edited; its version is the revision of the form. */
export function useCardEditor(detail: () => CardDetail) {
  const { id } = detail().card
  const stored = () => ({ ...textOf(detail().card), revision: detail().card.version })
  const state = useForm({
    row: stored,
    values: (row) => textOf(row ?? stored()),
    labels: CARD_LABELS,
    say: {
      kind: (kind) => CARD_KIND_LABELS[kind],
      scamType: (scam) => detail().scamTypes.find((each) => each.id === scam)?.title ?? scam ?? '',
    },
    send: async (text, _id, row) => {
      const version = row?.revision ?? detail().card.version
      const saved = await callApi('/api/console/cards/:id', {
        params: { id },
        method: 'PUT',
        body: { ...text, version },
      })
      return { revision: saved.version }
    },
    said: '已保存。',
    draft: `card-${id}`,
  })
  return {
    /** For `BaseForm`. */
    state,
    form: state.values,
    dirty: computed(() => state.dirty),
    /**
     * @returns the number of the version that is stored now; undefined when saving failed; `merged` when it holds what
     * a colleague has changed meanwhile, which this member has not read
     */
    save: async (): Promise<number | 'merged' | undefined> => {
      if (state.dirty) {
        if (!(await state.submit())) return undefined
        if (state.merged.length) return 'merged'
      }
      return state.revision ?? detail().card.version
    },
  }
}
export type CardEditor = ReturnType<typeof useCardEditor>
