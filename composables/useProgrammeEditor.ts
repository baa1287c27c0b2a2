import { copyOf, sameValue } from '#shared/edits.ts'
import { newId } from '#shared/new-id.ts'
import type { Scene, SceneContent } from '#shared/programme/scene.ts'
import type { ProgrammeDetail } from '#shared/programme/view.ts'

/** Changes of the same scenes within this time are one step of undo, ms: a word, not a letter. */
const STEP_MS = 1_000
const STEPS_MAX = 100

interface Draft {
  title: string
  scenes: Scene[]
}
const draftOf = ({ title, scenes }: Draft): Draft => copyOf({ title, scenes })
const orderOf = ({ scenes }: Draft) => scenes.map(({ id }) => id).join()

/** The steps of an edit, to be undone and done again. */
function useSteps(values: Draft) {
  const past = ref<Draft[]>([])
  const future = ref<Draft[]>([])
  let present = draftOf(values)
  let changedAt = 0
  watch(
    () => draftOf(values),
    (now) => {
      if (sameValue(now, present)) return
      const at = performance.now()
      const typing = at - changedAt < STEP_MS && orderOf(now) === orderOf(present) && past.value.length > 0
      if (!typing) past.value = [...past.value, present].slice(-STEPS_MAX)
      future.value = []
      present = now
      changedAt = at
    },
    { flush: 'post' },
  )
  function go(from: Ref<Draft[]>, to: Ref<Draft[]>): void {
    const next = from.value.at(-1)
    if (!next) return
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, present]
    present = next
    changedAt = 0
    Object.assign(values, draftOf(next))
  }
  return {
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    undo: () => go(past, future),
    redo: () => go(future, past),
  }
}

/** The draft of a programme being edited, in the office. */
export function useProgrammeEditor(detail: () => ProgrammeDetail) {
  const { id } = detail()
  const rowOf = ({ title, scenes, revision }: ProgrammeDetail) => ({ title, scenes, revision })
  const state = useForm({
    row: () => rowOf(detail()),
    values: (row): Draft => draftOf(row ?? detail()),
    labels: { title: '名称', scenes: '场景' },
    say: { scenes: (scenes) => `${scenes.length} 个场景` },
    send: async (draft, _id, row) =>
      rowOf(
        await callApi('/api/console/programmes/:id', {
          params: { id },
          method: 'PUT',
          body: { ...draft, revision: row?.revision ?? detail().revision },
        }),
      ),
    said: '已保存。',
    draft: `programme-${id}`,
  })
  const { values } = state
  const steps = useSteps(values)
  const placeOf = (scene: string) => values.scenes.findIndex((each) => each.id === scene)

  return {
    state,
    values,
    ...steps,
    /** @returns the id of the new scene */
    add(content: SceneContent, seconds: number): string {
      const scene = { id: newId(), seconds, content }
      values.scenes = [...values.scenes, scene]
      return scene.id
    },
    copy(scene: Scene): string {
      const copied = { ...copyOf(scene), id: newId() }
      const at = placeOf(scene.id) + 1
      values.scenes = [...values.scenes.slice(0, at), copied, ...values.scenes.slice(at)]
      return copied.id
    },
    change(scene: Scene): void {
      values.scenes = values.scenes.map((each) => (each.id === scene.id ? scene : each))
    },
    remove(scene: string): void {
      values.scenes = values.scenes.filter(({ id: each }) => each !== scene)
    },
    /** @param to its place among the others, from 0 */
    move(scene: string, to: number): void {
      const moved = values.scenes.find(({ id: each }) => each === scene)
      if (!moved) return
      const others = values.scenes.filter((each) => each !== moved)
      values.scenes = [...others.slice(0, to), moved, ...others.slice(to)]
    },
  }
}
export type ProgrammeEditor = ReturnType<typeof useProgrammeEditor>
